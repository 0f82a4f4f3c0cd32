"""Sets aside the rows below a second header that has the columns in another order: they would be misread."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from reporter.ingest.readers.grid import IN_CELLS
from reporter.ingest.readers.source_file import Row, visible

FAULT = "another_order"
_FEWEST = 2  # names that must stand elsewhere: one alone may be a value


def names_in(header: Sequence[str]) -> frozenset[str]:
    """Return what a cell holds that may be the name of a column; of columns that are numbered none."""
    return frozenset(name for name in map(visible, header) if name and not name.isdigit())


def set_aside(rows: Iterable[Row], header: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a table; those from a header in another order on have a fault, until the first comes again."""
    names = names_in(header)
    seen = {*names, *header}
    is_other = False
    for row in rows:
        if not seen.isdisjoint(row.cells):
            told = [(place, text) for place, cell in enumerate(row.cells) if (text := visible(cell))]
            known = [(place, text) for place, text in told if text in names]
            elsewhere = [place for place, text in known if place >= len(header) or visible(header[place]) != text]
            if 2 * len(known) > len(told) and len(known) >= _FEWEST:
                is_other = len(elsewhere) >= _FEWEST or (is_other and bool(elsewhere))
        yield replace(row, fault=FAULT) if is_other and row.fault in (None, IN_CELLS) else row
