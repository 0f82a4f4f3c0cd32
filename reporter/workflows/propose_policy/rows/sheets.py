"""Finds the sheets of a workbook that hold the rows of a log: those of one header that fits; covers are left out."""

from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path

from reporter.config.log_policy import LogPolicy
from reporter.errors import InputRefused
from reporter.ingest.readers import open_source
from reporter.ingest.readers.source_file import Parquet, numbered
from reporter.ingest.readers.workbook import visible_sheets
from reporter.workflows.propose_policy.names import listed
from reporter.workflows.propose_policy.reading import Fit, Reading, tried
from reporter.workflows.propose_policy.repeated_names import header_texts, labelled, labels_of

_LOOK_BELOW = 50  # rows within which a header is looked for


def readings(path: Path, parquet: Parquet | None, fit: Fit) -> list[Reading]:
    """Return a reading for each log of which one or several visible sheets have the header."""
    del parquet
    sheets = visible_sheets(path) if path.name.lower().endswith(".xlsx") else []
    if len(sheets) < 2 or _is_one_table(path):
        return []
    by_header: dict[tuple[str, ...], list[str]] = {}
    labels: dict[tuple[str, ...], dict[str, str]] = {}
    below = set()
    for name in sheets:
        rows = _first_rows(path, name)
        called = [labels_of(cells, above) for above, cells in pairwise([(), *rows])]
        scores = [fit(labelled(numbered(cells), one)) for cells, one in zip(rows, called, strict=True)]
        place = max(range(len(rows)), key=lambda one: (scores[one], -one), default=0)
        if rows and scores[place] and not any(sign in name for sign in "*?["):
            by_header.setdefault(rows[place], []).append(name)
            labels.setdefault(rows[place], called[place])
            below |= {rows[place]} if place or called[place] else set()
    found = []
    for header, names in by_header.items():
        told = f"one header; not read so: {listed([one for one in sheets if one not in names])}"
        layout = LogPolicy(sheet=tuple(names), header=header_texts(header) if header in below else ())
        if reading := tried(path, None, layout, {"sheet": told, "header": "rows stand above it"}):
            found.append(replace(reading, labels=labels[header]))
    return found


def _is_one_table(path: Path) -> bool:
    """Say whether the workbook is read without a word on its sheets: only one has rows."""
    reading = tried(path, None, LogPolicy(headless=True), {})
    return bool(reading and reading.header)


def _first_rows(path: Path, sheet: str) -> list[tuple[str, ...]]:
    try:
        with open_source(path, layout=LogPolicy(sheet=(sheet,), headless=True)) as source:
            rows = [tuple((cell or "").strip() for cell in row.cells) for row in islice(source.rows, _LOOK_BELOW)]
    except InputRefused:
        return []
    return [tuple(cells[: len(cells) - next((n for n, one in enumerate(reversed(cells)) if one), 0)]) for cells in rows]
