"""Finds records that lie within the rows of stays, in XML and JSON: the checks of each booking, its number above."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

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
        above = "../" * steps + number
        told = {"record": f"{count_of(count, 'record')} within the rows of stays"}
        try:
            reading = opened(path, None, LogPolicy(record=record), told, expected=(above,))
        except InputRefused:
            continue
        if count >= _FEWEST and above in reading.header:
            yield _own(reading, above)


def _places(path: Path, record: str) -> Iterator[tuple[str, int, int]]:
    """Yield where records lie, how many there are, and how many steps below the stay."""
    name = path.name.lower().removesuffix(".gz")
    if name.endswith(".xml") and record:
        for element, count in xml.elements_of(path).items():
            way = f"/{element}".partition(f"/{record}/")[2]
            if way and count >= _FEWEST:
                yield f"{record.split('/')[-1]}/{way}", count, way.count("/") + 1
    elif name.endswith(json_pages.JSON) and not record:
        pages = [one for one in json_pages.pages_of(path) if isinstance(one, dict)]
        for way in sorted({one for page in pages for one in json_pages.lists_of(page, ())}):
            if all(way.split(".")[0] in page for page in pages):
                yield way, sum(way in json_pages.lists_of(page, ()) for page in pages), way.count(".") + 1


def _own(reading: Reading, above: str) -> Reading:
    places = [n for n, name in enumerate(reading.header) if name == above or not name.startswith("../")]
    rows = tuple(
        row_of(row.line, tuple(row.cells[n] for n in places) if not row.fault else row.cells, row.raw, row.fault)
        for row in reading.rows
    )
    return replace(reading, header=tuple(reading.header[n] for n in places), rows=rows)
