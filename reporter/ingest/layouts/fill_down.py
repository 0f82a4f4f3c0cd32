"""Gives a blank cell the value of the nearest row above it: group headers that are printed once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from reporter.ingest.readers.source_file import Row


def filled_down(rows: Iterable[Row], places: Sequence[int]) -> Iterator[Row]:
    """Yield the rows of one file with these columns filled; rows that were set aside are no longer among them."""
    above: dict[int, str | None] = {}
    for row in rows:
        if len(row.cells) <= max(places):
            yield row  # it could not be split as its header says
            continue
        blank = [place for place in places if not (row.cells[place] or "").strip()]
        above |= {place: row.cells[place] for place in places if place not in blank}
        if blank:
            cells = list(row.cells)
            for place in blank:
                cells[place] = above.get(place, cells[place])
            row = replace(row, cells=tuple(cells))
        yield row
