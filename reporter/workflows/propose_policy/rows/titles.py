"""Finds a header that stands below titles: the one way of splitting in which a row below the first fits a log."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from reporter.config.log_policy import LogPolicy
from reporter.errors import InputRefused
from reporter.ingest.readers import open_source
from reporter.ingest.readers.csv_reader import DELIMITERS
from reporter.ingest.readers.source_file import Parquet, numbered
from reporter.text import count_of
from reporter.workflows.propose_policy.reading import Fit, Reading, is_text, tried
from reporter.workflows.propose_policy.repeated_names import header_texts, labelled, labels_of

_LOOK_BELOW = 50  # rows within which a header is looked for


def readings(path: Path, parquet: Parquet | None, fit: Fit) -> list[Reading]:
    """Find the one way of splitting the rows in which a row below the first fits a log best; none in doubt."""
    found: list[tuple[float, str | None, int, tuple[str, ...], dict[str, str], tuple[str, ...]]] = []
    for delimiter in DELIMITERS if is_text(path) else (None,):
        above: tuple[str, ...] = ()
        titles: tuple[str, ...] = ()
        for place, cells in enumerate(_first_rows(path, parquet, delimiter)):
            labels = labels_of(cells, above)
            if score := fit(labelled(numbered(cells), labels)):
                found.append((score, delimiter, place, cells, labels, titles))
            above = cells
            titles += tuple(filter(None, cells)) if sum(map(bool, cells)) == 1 else ()
    best = max((one[0] for one in found), default=0)
    if len({one[1] for one in found if one[0] == best}) != 1:
        return []
    _, delimiter, place, cells, labels, titles = next(one for one in found if one[0] == best)
    for chosen in dict.fromkeys((None, delimiter)):
        layout = LogPolicy(header=header_texts(cells), delimiter=chosen)
        told = {"header": count_of(place, "row stands above it", "rows stand above it")}
        reading = tried(path, parquet, layout, told)
        if reading and all(
            one in ("", name.strip()) for one, name in zip(numbered(cells), reading.header, strict=False)
        ):
            return [replace(reading, labels=labels, titles=titles)]
    return []


def _first_rows(path: Path, parquet: Parquet | None, delimiter: str | None) -> Iterator[tuple[str, ...]]:
    try:
        with open_source(path, parquet=parquet, layout=LogPolicy(headless=True, delimiter=delimiter)) as source:
            for row in islice(source.rows, _LOOK_BELOW):
                yield tuple((cell or "").strip() for cell in row.cells)
    except InputRefused:
        return
