"""Finds rows whose time, or stay, stands under another name than the policy's: an empty cell then is not empty.

A source that names its columns row by row (JSON, XML) may change a name in mid-file; a table may have one name twice
in other signs. The row is set aside: what its time is, a person must say.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from reporter.ingest.readers.source_file import Row, visible

UNDER_ANOTHER_NAME = "under_another_name"
_LIKE = 0.6
_LEVEL = re.compile(r"[/.]@?")
_TIME = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{8}", re.ASCII)
PLANNED = re.compile(r"due|sched|expect|project|plan|earliest|latest|max|min|elig", re.IGNORECASE)

Pairs = Sequence[tuple[str, int, int]]  # a column of ours, its place, and the place of a column named nearly so


def pairs(header: Sequence[str], places: Sequence[tuple[str, int]], mapped: Iterable[int], *, by_row: bool) -> Pairs:
    """Return the columns that no key of the policy names and that are named nearly as one of `places`, by ours.

    `by_row` says that each row names its own columns; else only a name in other signs counts.
    """
    taken = set(mapped)
    return [
        (column, place, other)
        for column, place in places
        for other, name in enumerate(header)
        if other not in taken and _is_near(header[place], name, by_row=by_row)
    ]


def apart(found: Pairs, rows: Iterable[Row]) -> Pairs:
    """Return those pairs of which no row fills both: one that fills both has two columns of different meaning."""
    left = list(found)
    for row in rows:
        if left and len(row.cells) > 1:
            left = [one for one in left if not (_filled(row, one[1]) and _filled(row, one[2]))]
    return left


def fault_of(found: Pairs, row: Row) -> str | None:
    """Return what is wrong with a row of which a time, or the number of its stay, stands under the other name."""
    for column, place, other in found:
        if not _filled(row, place) and (_filled(row, other) if column == "booking_id" else _is_time(row, other)):
            return f"{UNDER_ANOTHER_NAME}:{column}"
    return None


def _is_time(row: Row, place: int) -> bool:
    return _TIME.search(row.cells[place] or "") is not None


def _filled(row: Row, place: int) -> bool:
    return bool(visible(row.cells[place]))


def _is_near(name: str, other: str, *, by_row: bool) -> bool:
    one, two = (re.sub(r"[\W_]+", "", text).casefold() for text in (name, other))
    if one == two:
        return True
    if by_row and (_is_below(name, other) or _is_below(other, name) or _LEVEL.split(other)[-1] == name):
        return True
    return (
        by_row
        and not PLANNED.search(other)
        and SequenceMatcher(None, name.casefold(), other.casefold()).ratio() >= _LIKE
    )


def _is_below(name: str, other: str) -> bool:
    """Say whether a column stands within the element or the object that the other one is."""
    return name.startswith((f"{other}/", f"{other}."))
