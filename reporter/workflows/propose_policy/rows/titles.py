"""Finds a header that stands below titles: the one way of splitting in which a row below the first fits a log."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from reporter.config.log_policy import LogPolicy
from reporter.errors import InputRefused
from reporter.ingest.readers import open_source
from reporter.ingest.readers.csv_reader import DELIMITERS
from reporter.ingest.readers.source_file import Parquet
from reporter.text import count_of
from reporter.workflows.propose_policy.reading import Fit, Reading, tried

_LOOK_BELOW = 50  # rows within which a header is looked for
_HEADER_TEXTS = 3
_TEXT = (".csv", ".tsv", ".txt")


def readings(path: Path, parquet: Parquet | None, fit: Fit) -> list[Reading]:
    """Find the one way of splitting the rows in which a row below the first fits a log best; none in doubt."""
    is_text = path.name.lower().removesuffix(".gz").endswith(_TEXT)
    found: list[tuple[float, str | None, int, tuple[str, ...]]] = []
    for delimiter in DELIMITERS if is_text else (None,):
        for place, cells in enumerate(_first_rows(path, parquet, delimiter)):
            if score := fit(cells):
                found.append((score, delimiter, place, cells))
    best = max((one[0] for one in found), default=0)
    if len({one[1] for one in found if one[0] == best}) != 1:
        return []
    _, delimiter, place, cells = next(one for one in found if one[0] == best)
    texts = [cell for cell in cells if cell and cells.count(cell) == 1][:_HEADER_TEXTS]
    for chosen in dict.fromkeys((None, delimiter)):
        layout = LogPolicy(header=tuple(texts), delimiter=chosen)
        told = {"header": count_of(place, "row stands above it", "rows stand above it")}
        reading = tried(path, parquet, layout, told)
        if reading and [one.strip() for one in reading.header[: len(cells)] if one] == [one for one in cells if one]:
            return [reading]
    return []


def _first_rows(path: Path, parquet: Parquet | None, delimiter: str | None) -> Iterator[tuple[str, ...]]:
    try:
        with open_source(path, parquet=parquet, layout=LogPolicy(headless=True, delimiter=delimiter)) as source:
            for row in islice(source.rows, _LOOK_BELOW):
                yield tuple((cell or "").strip() for cell in row.cells)
    except InputRefused:
        return
