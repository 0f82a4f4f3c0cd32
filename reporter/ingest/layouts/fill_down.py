"""Gives a blank cell the value of the nearest row above it: group headers that are printed once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import LogSchema
from reporter.ingest.readers.cells import BrokenCell
from reporter.ingest.readers.grid import IN_CELLS, same_name
from reporter.ingest.readers.source_file import Row, visible

_ANSWERS = ("result", "release_reason", "interpreter_question")
_BEGINNINGS = ("requested_at", "committed_at", "recorded_at")  # optional times whose absence ends nothing
ABOVE_UNREAD = "above_unread"  # the row above, whose value a blank cell takes, could not be read


def filled_down(rows: Iterable[Row], places: Sequence[int], filled: Counter[str]) -> Iterator[Row]:
    """Yield the rows of one file with these columns filled; rows that were set aside are no longer among them.

    A row that could not be read may have begun another group: no value goes past it. Rows that take a value from above
    are counted in `filled`, as "rows".
    """
    above: dict[int, str | None] = {}
    unread = BrokenCell("", fault=ABOVE_UNREAD)
    for row in rows:
        if len(row.cells) <= max(places) or (row.fault and row.fault != IN_CELLS):
            above = dict.fromkeys(places, unread)
            yield row
            continue
        blank = [place for place in places if _is_blank(row.cells[place])]
        above |= {place: row.cells[place] for place in places if place not in blank}
        if blank:
            cells = list(row.cells)
            for place in blank:
                cells[place] = above.get(place, cells[place])
            filled["rows"] += any(not _is_blank(cells[place]) for place in blank)
            fault = ABOVE_UNREAD if any(type(cells[place]) is BrokenCell for place in blank) else row.fault
            row = replace(row, cells=tuple(cells), fault=fault)
        yield row


def answers_filled(log: LogPolicy, schema: LogSchema) -> list[str]:
    """Name the columns that `fill_down` fills whose blank cells mean something: a result, a flag, when something ended.

    A day that is printed once for the clocks below it is a part of a time, and means nothing where it is blank.
    """
    ends = [one for one in schema.of_kind("time", "day") if one not in (*schema.required, *_BEGINNINGS)]
    meaning = [*_ANSWERS, *schema.of_kind("flag"), *ends]
    sources = [(column, log.theirs(column)) for column in meaning if column in schema.columns]
    for fills in log.events.fills.values() if log.events else ():
        sources += [(one, fill.mapped) for one, fill in fills.items() if one in _ANSWERS and fill.mapped]
    filled = {same_name(name) for name in log.fill_down}
    return [one for one, mapped in sources if len(mapped.names) == 1 and same_name(mapped.names[0]) in filled]


def _is_blank(cell: str | None) -> bool:
    return type(cell) is not BrokenCell and not visible(cell)
