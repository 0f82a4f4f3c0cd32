"""Finds files without a header: their first row has a time where the rows below have one."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from reporter.config.log_policy import LogPolicy
from reporter.ingest.readers.csv_reader import DELIMITERS
from reporter.ingest.readers.source_file import Parquet
from reporter.text import MOST_CODES, is_codelike
from reporter.workflows.propose_policy import headless_widths
from reporter.workflows.propose_policy.clocks import is_clock
from reporter.workflows.propose_policy.columns import Cells, filled
from reporter.workflows.propose_policy.names import quoted
from reporter.workflows.propose_policy.reading import Reading, is_text, tried
from reporter.workflows.propose_policy.time_forms import SERIAL, format_of

_FEWEST_ROWS = 5  # rows that must agree on where the times are
_FEWEST_COLUMNS = 3


def reading_of(path: Path, parquet: Parquet | None) -> Reading | None:
    """Read a file without a header, if its first row has a time or a day in a column in which every value is one.

    Where the reader is in doubt how to split the rows, the one way in which every row can be split has the word. Text
    that no sign splits may stand in columns of fixed width.
    """
    if (plain := tried(path, parquet, LogPolicy(headless=True), {})) is not None and (
        proved := _proved(path, parquet, plain)
    ):
        return proved
    if not is_text(path):
        return None
    by_place = headless_widths.reading_of(path)
    if plain is not None:
        return _proved(path, parquet, by_place) if by_place else None
    told = {"delimiter": "the one way in which every row has as many cells"}
    ways = (tried(path, parquet, LogPolicy(headless=True, delimiter=one), told) for one in DELIMITERS)
    whole = (one for one in ways if one and not any(row.fault for row in one.rows))
    found = [proved for one in whole if (proved := _proved(path, parquet, one))]
    if found or not by_place:
        return found[0] if len(found) == 1 else None
    return _proved(path, parquet, by_place)


def _proved(path: Path, parquet: Parquet | None, reading: Reading) -> Reading | None:
    cells = [row.cells for row in reading.rows if row.fault is None]
    if len(reading.header) < _FEWEST_COLUMNS or len(cells) < _FEWEST_ROWS or reading.rows[0].fault:
        return None
    for name in reading.header:
        texts = filled(reading.header, cells, name)
        first = (cells[0][reading.header.index(name)] or "").strip()
        if first and len(texts) >= _FEWEST_ROWS and all(map(_is_time, texts)):
            told = f"column {name} holds times or days: {len(texts):,} of {len(texts):,} values, the first row's too"
            return tried(path, parquet, reading.layout, {**reading.told, "header": told})
    return None


def _is_time(text: str) -> bool:
    return format_of(text) is not None and not SERIAL.fullmatch(text)


def described(header: Sequence[str], rows: Cells, spare: Sequence[str]) -> Iterator[str]:
    """Say of each column that is not mapped yet what its values are, without one of them: only a person can name it."""
    for name in spare:
        texts = filled(header, rows, name)
        yield f"# column {quoted(name)}: {_kind(texts)}, filled in {len(texts):,} of {len(rows):,} rows"


def _kind(texts: Sequence[str]) -> str:
    different = len(set(texts))
    if not texts:
        return "nothing"
    if all(map(_is_time, texts)):
        return "times" if any("%M" in (format_of(text) or "") for text in texts) else "days"
    if is_clock(texts):
        return "clocks"
    if different == len(texts):
        return "another text in each row"
    if different <= MOST_CODES and all(map(is_codelike, texts)):
        return f"{different} different codes"
    return f"{different:,} different texts"
