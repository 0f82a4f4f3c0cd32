"""Finds the elements of an XML file that are the rows of a log: those that come again and whose columns fit."""

from collections import Counter
from pathlib import Path
from xml.parsers.expat import ExpatError

from reporter.config.log_policy import LogPolicy
from reporter.ingest.readers.encodings import bytes_of
from reporter.ingest.readers.source_file import Delivered, Parquet
from reporter.ingest.readers.workbook_parts import ForbiddenXml, parser_of
from reporter.text import count_of
from reporter.workflows.propose_policy.reading import Fit, Reading, tried

_CHUNK = 1 << 16
_FEWEST_COLUMNS = 2
_STEPS = 2  # names at the end of an element's path that are proposed: they tell it from all others


def readings(path: Path, parquet: Parquet | None, fit: Fit) -> list[Reading]:
    """Return a reading for each element that comes again, is within no other such element, and fits a log.

    Where none fits, the only one that comes again is returned: it may be the other half of a log's rows.
    """
    del parquet
    if not path.name.lower().removesuffix(".gz").endswith(".xml"):
        return []
    found: list[Reading] = []
    others: list[Reading] = []
    taken: list[str] = []
    counts = elements_of(path)
    for element in sorted(counts, key=lambda one: (one.count("/"), one)):
        record = "/".join(element.split("/")[-_STEPS:])
        if counts[element] < 2 or any(element.startswith(f"{one}/") for one in taken):
            continue
        if sum(count for one, count in counts.items() if f"/{one}".endswith(f"/{record}")) != counts[element]:
            continue
        told = {"record": f"{count_of(counts[element], 'element')}, none within another such"}
        reading = tried(path, None, LogPolicy(record=record), told)
        if reading and fit(reading.header, record):
            found.append(reading)
            taken.append(element)
        elif reading and len(reading.header) >= _FEWEST_COLUMNS:
            others.append(reading)
    return found or (others if len(others) == 1 else [])


def elements_of(path: Path) -> Counter[str]:
    """Count the elements by their path of local names; none where the XML cannot be read."""
    counts: Counter[str] = Counter()
    way: list[str] = []

    def start(tag: str, _: dict[str, str]) -> None:
        way.append(tag.rpartition(":")[2])
        counts["/".join(way)] += 1

    def end(_: str) -> None:
        way.pop()

    delivered = Delivered(path=path, delimiter=None, parquet=None, layout=LogPolicy())
    parser = parser_of(start, end)
    try:
        with delivered.closing():
            stream = bytes_of(delivered)
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except (ForbiddenXml, ExpatError, LookupError, ValueError):
        return Counter()
    return counts
