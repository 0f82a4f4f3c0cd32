"""Finds the rows of JSON that lie in a list below other names, and the columns of objects within them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reporter.ingest.readers.grid import same_name

_STEP = re.compile(r"[./]")
_DEEPEST = 50
_NAME = re.compile(r"[A-Za-z_]\w*")  # other keys may be persons or numbers of stays
_MOST_LISTS = 3


class LackingList(ValueError):
    """A page has no list under the name that the policy gives."""


class NameTwice(ValueError):
    """An object above the rows has one name twice: rows could be lost."""


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A row as it lies in the file, and the objects above it, the nearest first."""

    value: object
    above: tuple[Mapping[str, Any], ...]


def rows_below(page: object, path: str) -> Iterator[Placed]:
    """Yield the rows of a page: what lies in the list of this path; raises LackingList or NameTwice.

    A null list has no rows. A page must have the first name; further down an object without the next has no rows. One
    that has it in other case is refused: its rows would be lost.
    """
    first, *others = _STEP.split(path)
    if isinstance(page, list):
        for one in page:
            yield from rows_below(one, path)
        return
    if not isinstance(page, dict) or first not in page:
        raise LackingList
    yield from _below(page, [first, *others], ())


def _below(value: object, way: Sequence[str], above: tuple[Mapping[str, Any], ...]) -> Iterator[Placed]:
    if isinstance(value, list):
        for one in value:
            yield from _below(one, way, above)
    elif not way:
        if value is not None:
            yield Placed(value=value, above=above)
    elif isinstance(value, dict):
        if getattr(value, "pairs", ()):
            raise NameTwice
        if way[0] not in value and any(same_name(key) == same_name(way[0]) for key in value):
            raise LackingList
        yield from _below(value.get(way[0]), way[1:], (value, *above))
    elif value is not None:
        raise LackingList


def ways_to_rows(page: object) -> list[str]:
    """Return the paths of the lists of objects in an object, or in one within it; none where they are too many."""
    found = _lists_in(page)
    for name, value in page.items() if isinstance(page, dict) else ():
        found += [f"{name}.{way}" for way in _lists_in(value)]
    return found if len(found) <= _MOST_LISTS and all(map(_NAME.fullmatch, _STEP.split(".".join(found)))) else []


def _lists_in(value: object) -> list[str]:
    if not isinstance(value, dict):
        return []
    return [name for name, one in value.items() if isinstance(one, list) and any(isinstance(row, dict) for row in one)]


def named(row: Placed, *, levels: int) -> dict[str, list[object]]:
    """Return every value of a row by its name with dots, and those of the objects above it by "../"."""
    found: dict[str, list[object]] = {}
    _name(row.value, "", found, 0)
    for level, parent in enumerate(row.above[:levels], 1):
        way = (row.value, *row.above)
        own = {
            name: value
            for name, value in parent.items()
            if not isinstance(value, list) and not any(value is one for one in way if isinstance(one, dict))
        }
        _name(own, "../" * level, found, 0)
    return found


def _name(value: object, name: str, found: dict[str, list[object]], depth: int) -> None:
    if depth > _DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        between = "" if not name or name.endswith("/") else "."
        for key, one in value.items():
            _name(one, f"{name}{between}{key}", found, depth + 1)
    elif isinstance(value, list) and value:
        for one in value:
            _name(one, name, found, depth + 1)
    elif name:
        found.setdefault(name, []).append(None if isinstance(value, list) else value)
