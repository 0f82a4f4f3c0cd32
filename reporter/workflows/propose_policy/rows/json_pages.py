"""Finds the list of a JSON file that holds the rows of a log: the one whose names fit, below other names."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reporter.config.log_policy import LogPolicy
from reporter.errors import InputRefused
from reporter.ingest.readers.encodings import encoding_of, text_of
from reporter.ingest.readers.json_pages import LackingList, NameTwice, rows_below
from reporter.ingest.readers.source_file import Delivered, Parquet
from reporter.text import count_of
from reporter.workflows.propose_policy.reading import Fit, Reading, tried

JSON = (".json", ".jsonl", ".ndjson")
_MOST_SIGNS = 64_000_000
DEEPEST = 5


def readings(path: Path, parquet: Parquet | None, fit: Fit) -> list[Reading]:
    """Return a reading for each list of objects that fits a log."""
    del parquet
    if not path.name.lower().removesuffix(".gz").endswith(JSON):
        return []
    found = []
    lists = Counter(name for page in pages_of(path) for name in lists_of(page, ()))
    for record in sorted(lists):
        told = {"record": f"a list of rows, on {count_of(lists[record], 'page')}"}
        reading = tried(path, None, LogPolicy(record=record), told)
        if reading and fit(reading.header, record):
            found.append(reading)
    return found


def pages_of(path: Path) -> Iterator[Any]:
    """Yield the pages of a file, of a document or a line each; nothing of one that is no JSON."""
    delivered = Delivered(path=path, delimiter=None, parquet=None, layout=LogPolicy())
    try:
        with delivered.closing():
            encoding, _ = encoding_of(delivered)
            text = text_of(delivered, encoding).read(_MOST_SIGNS)
        if path.name.lower().removesuffix(".gz").endswith(".json"):
            whole = json.loads(text)
            yield from whole if isinstance(whole, list) else [whole]
        else:
            yield from (json.loads(line) for line in text.splitlines() if line.strip())
    except (InputRefused, ValueError, RecursionError):
        return


def rows_of(path: Path, record: str) -> Iterator[Any]:
    """Yield the rows of a file: its pages, or what lies in the list `record` of each; none where it cannot be read."""
    try:
        for page in pages_of(path):
            yield from (one.value for one in rows_below(page, record)) if record else (page,)
    except (LackingList, NameTwice):
        return


def lists_of(value: Any, way: tuple[str, ...]) -> Iterator[str]:
    """Yield the names, with dots, of the lists of objects below a page that lie in no other list."""
    if len(way) > DEEPEST or not isinstance(value, dict):
        return
    for name, one in value.items():
        if "." in name or "/" in name:
            continue
        if isinstance(one, list) and any(isinstance(row, dict) for row in one):
            yield ".".join((*way, name))
        yield from lists_of(one, (*way, name))
