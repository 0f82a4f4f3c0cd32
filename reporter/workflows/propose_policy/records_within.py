"""Finds records that lie within the rows of stays, in XML and JSON: the checks of each booking, its number above."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from reporter.config.log_policy import LogPolicy
from reporter.errors import InputRefused
from reporter.ingest.readers.source_file import row_of
from reporter.text import count_of
from reporter.workflows.propose_policy.reading import Reading, opened
from reporter.workflows.propose_policy.rows import json_pages, xml

_FEWEST = 2  # records that must be there


def readings_within(path: Path, stays: Reading, number: str) -> Iterator[Reading]:
    """Yield a reading for each kind of records below the rows of stays, of which `number` is the stay's number.

    Its columns are its own and that number: what else stands above it is the stay's.
    """
    for record, count, steps in _places(path, stays.layout.record or ""):
        if count >= _FEWEST and (reading := _reading(path, record, count, {"../" * steps + number: "booking_id"})):
            yield reading


def below_checks(path: Path, notices: Reading, checks: Reading, number: str, check: str) -> Reading | None:
    """Read notices that lie within the rows of checks with the number of the check above; None where they do not."""
    outer, inner = checks.layout.record or "", notices.layout.record or ""
    sign = "/" if path.name.lower().removesuffix(".gz").endswith(".xml") else "."
    if not inner.startswith(outer + sign):
        return None
    steps = inner.removeprefix(outer).count(sign)
    return _reading(path, inner, len(notices.rows), {number: "booking_id", "../" * steps + check: "check_id"})


def _reading(path: Path, record: str, count: int, above: Mapping[str, str]) -> Reading | None:
    """Read records with columns of the rows above them, `above` says of which column of ours each is; else None."""
    told = {"record": f"{count_of(count, 'record')} within the rows of stays"}
    try:
        reading = opened(path, None, LogPolicy(record=record), told, expected=tuple(above))
    except InputRefused:
        return None
    return _own(reading, above) if {*above} <= {*reading.header} else None


def _places(path: Path, record: str) -> Iterator[tuple[str, int, int]]:
    """Yield where records lie, how many there are, and how many steps below the stay."""
    name = path.name.lower().removesuffix(".gz")
    if name.endswith(".xml") and record:
        for element, count in xml.elements_of(path).items():
            way = f"/{element}".partition(f"/{record}/")[2]
            if way and count >= _FEWEST:
                yield f"{record.split('/')[-1]}/{way}", count, way.count("/") + 1
    elif name.endswith(json_pages.JSON):
        rows = [one for one in json_pages.rows_of(path, record) if isinstance(one, dict)]
        counts = Counter(way for row in rows for way in _lists_below(row, ""))
        for way in sorted(counts):
            if record or all(way.split(".")[0] in row for row in rows):
                yield f"{record}.{way}".removeprefix("."), counts[way], way.count(".") + 1


def _lists_below(value: Mapping[str, Any], way: str) -> Iterator[str]:
    """Yield for each record in a list below a row the names, with dots, that lead to it."""
    for name, one in value.items():
        place = f"{way}.{name}".removeprefix(".")
        if "." in name or "/" in name or place.count(".") >= json_pages.DEEPEST:
            continue
        records = [record for record in (one if isinstance(one, list) else [one]) if isinstance(record, dict)]
        if isinstance(one, list):
            yield from [place] * len(records)
        for record in records:
            yield from _lists_below(record, place)


def _own(reading: Reading, above: Mapping[str, str]) -> Reading:
    places = [n for n, name in enumerate(reading.header) if name in above or not name.startswith("../")]
    rows = tuple(
        row_of(row.line, tuple(row.cells[n] for n in places) if not row.fault else row.cells, row.raw, row.fault)
        for row in reading.rows
    )
    return replace(reading, header=tuple(reading.header[n] for n in places), rows=rows, labels=above)
