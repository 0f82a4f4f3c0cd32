"""Refuses a file in which the names of the columns stand again in another order: the rows below would be misread."""

from collections.abc import Iterable, Iterator, Sequence

from reporter.errors import InputRefused
from reporter.ingest.readers.source_file import Row, visible

_FEWEST = 2  # names that must stand elsewhere: one alone may be a value


def names_in(header: Sequence[str]) -> frozenset[str]:
    """Return what a cell holds that may be the name of a column; of columns that are numbered none."""
    return frozenset(name for name in map(visible, header) if name and not name.isdigit())


def refused(rows: Iterable[Row], header: Sequence[str], file: str) -> Iterator[Row]:
    """Yield the rows of a table as they come, up to one that is a header in another order."""
    names = names_in(header)
    seen = {*names, *header}
    for row in rows:
        if not seen.isdisjoint(row.cells) and _is_in_another_order(row.cells, header, names):
            refuse(file, row.line)
        yield row


def refuse(file: str, line: int) -> None:
    """Refuse a file for the line on which its columns change their order."""
    raise InputRefused(
        f"{file}: line {line} names the columns again, in another order than the first. Split the file before that "
        "line, and deliver each part as a file of its own."
    )


def _is_in_another_order(cells: Sequence[str | None], header: Sequence[str], names: frozenset[str]) -> bool:
    told = [(place, text) for place, cell in enumerate(cells) if (text := visible(cell))]
    elsewhere = [
        text for place, text in told if text in names and (place >= len(header) or visible(header[place]) != text)
    ]
    known = sum(text in names for _, text in told)
    return len(elsewhere) >= _FEWEST and 2 * known > len(told)
