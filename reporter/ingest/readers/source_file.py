"""One delivered file: its rows, its header, and the checks that every format shares."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from io import IOBase
from pathlib import Path
from typing import NoReturn, TypeVar

from reporter.config.log_policy import LogPolicy
from reporter.errors import InputRefused
from reporter.ingest.readers.cells import STRAY_BYTE

Parquet = Callable[[Path], tuple[list[str], Iterator[tuple[str | None, ...]], Collection[int], Collection[int]]]

_Closable = TypeVar("_Closable", bound=IOBase)

LONGEST_FIELD = 1_000_000  # characters
MOST_COLUMNS = 16_384  # as many as a sheet can have
_INVISIBLE = " \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\xad\u1680\u180e\u3000\ufeff" + "".join(
    map(chr, (*range(0x2000, 0x2010), *range(0x2028, 0x2030), *range(0x205F, 0x2070)))
)
_DATA = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b.*|\d{1,2}:\d\d\b.*|[$€£-]?\s*\d+(?:[.,]\d+)+|[$€£]\s*\d+|[^\W\d]+,\s*[^\W\d]+.*"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row as delivered, its cells aligned with the header; `fault` is a reason code, None for a sound row.

    `line` counts from 1: the physical line where the row starts, the element of a JSON array, the row of a sheet
    or of a Parquet file. The cells of a faulty row are what could be split, in any number.
    """

    line: int
    cells: tuple[str | None, ...]
    raw: str
    fault: str | None


_NEW = object.__new__
_SETTERS: tuple[Callable[[Row, object], None], ...] = tuple(
    getattr(Row, one).__set__ for one in ("line", "cells", "raw", "fault")
)
_SET_LINE, _SET_CELLS, _SET_RAW, _SET_FAULT = _SETTERS


def row_of(line: int, cells: tuple[str | None, ...], raw: str, fault: str | None) -> Row:
    """Make a row in a third of the time that a frozen dataclass takes to make itself: it is half of all reading."""
    row = _NEW(Row)
    _SET_LINE(row, line)
    _SET_CELLS(row, cells)
    _SET_RAW(row, raw)
    _SET_FAULT(row, fault)
    return row


@dataclass(frozen=True, kw_only=True)
class Source:
    """One delivered file, opened: the names of its columns, and its rows to come.

    `delimiter` is there when the file may be plain: delimited UTF-8 text whose first line is the header.
    `names_by_row` says that each row names its own columns. `aside` counts, as the rows are read, those that the layout
    set aside: titles and footers. `elsewhere` counts what no layout names though it may hold rows, by key and name.
    `nowhere` are names in the header that stand in no row: the file is too short to tell that it lacks these columns.
    """

    header: tuple[str, ...]
    rows: Iterator[Row]
    delimiter: str | None = None
    names_by_row: bool = False
    aside: Counter[str] = field(default_factory=Counter)
    elsewhere: Mapping[tuple[str, str], int] = field(default_factory=dict)
    nowhere: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """The file being read, what the caller knows of it, and what must be closed at the end."""

    path: Path
    delimiter: str | None
    parquet: Parquet | None
    layout: LogPolicy = field(default_factory=LogPolicy)
    expected: tuple[str, ...] = ()
    aside: Counter[str] = field(default_factory=Counter)
    _stack: ExitStack = field(default_factory=ExitStack)

    @contextmanager
    def closing(self) -> Iterator["Delivered"]:
        """Close at the end what was opened for this file."""
        with self._stack:
            yield self

    def refuse(self, wrong: str, mend: str) -> NoReturn:
        """Refuse the file by its base name: what is wrong, and what to do next."""
        raise InputRefused(f"{self.path.name}: {wrong}. {mend}")

    def keep(self, opened: _Closable) -> _Closable:
        """Close this with the file."""
        self._stack.callback(opened.close)
        return opened

    def closing_also(self, close: Callable[[], object]) -> None:
        """Call this when the file is closed."""
        self._stack.callback(close)


def sound_header(
    delivered: Delivered, names: Sequence[str | None], sample: Iterable[Sequence[str | None]] = ()
) -> tuple[str, ...]:
    """Check the names of the columns; nameless ones at the end go if the sample has nothing under them.

    A nameless first column, such as row numbers that a program writes, is not read, nor is one without values. Names
    that come again are numbered, such as "Time (2)", where the policy names one of them so.
    """
    header = [visible(name) for name in names]
    if {*delivered.expected, *delivered.layout.header} & {*numbered(header)} - {*header}:
        header = numbered(header)
    while header and not header[-1]:
        header.pop()
    width = len(header)
    below = list(sample)
    mend = "Give every column a name of its own in the header."
    if width == 0:
        delivered.refuse("there is no header: no column has a name", mend)
    if any(any(row[width:]) for row in below if len(row) == len(names) > width):
        delivered.refuse(f"column {width + 1} holds values but has no name", mend)
    if width > MOST_COLUMNS:
        delivered.refuse(f"the header has {width} columns; {MOST_COLUMNS} are the most", "Export fewer columns.")
    first_of: dict[str, int] = {}
    for place, name in enumerate(header, 1):
        if not name and below and (place == 1 or not any(row[place - 1] for row in below if len(row) >= place)):
            header[place - 1] = name = f"column {place}"
        if not name:
            delivered.refuse(f"column {place} has no name", mend)
        if "\0" in name:
            delivered.refuse(f"the name of column {place} holds NUL bytes", "Export the file again as text.")
        if STRAY_BYTE.search(name):
            delivered.refuse(f"the name of column {place} holds damaged bytes", "Ask for the file again.")
        first = first_of.setdefault(name, place)
        if first != place:
            is_data = places_of_data(header) or is_like_rows(header, below)
            alike = "hold the same data" if is_data else f"are both named {name!r}"
            if not is_data:
                two = f'"{name} (1)", "{name} (2)"'
                mend = f"Name the right one so in policy.toml: {two}; header = [...] takes such a name too."
            delivered.refuse(f"columns {first} and {place} {alike}", mend)
    return tuple(header)


def numbered(names: Sequence[str]) -> list[str]:
    """Return names of columns of which those that come again are numbered: "Time (1)", "Time (2)"."""
    counts, seen = Counter(names), Counter[str]()
    found = []
    for name in names:
        seen[name] += 1
        found.append(f"{name} ({seen[name]})" if name and counts[name] > 1 else name)
    return found


def visible(text: str | None) -> str:
    """Return a text without spaces and invisible signs at its ends."""
    return (text or "").strip(_INVISIBLE)


def places_of_data(header: Sequence[str]) -> list[int]:
    """Return the places, from 1, of what looks like data where names of columns are due.

    A date, an amount, two words with a comma: they may be a person's, so no message repeats them.
    """
    return [place for place, cell in enumerate(header, 1) if _DATA.fullmatch(cell.strip())]


def is_like_rows(header: Sequence[str], rows: Iterable[Sequence[str | None]]) -> bool:
    """Say whether a cell of the header is a value of the rows below it, or has digits just as one of them has.

    A header that comes again, as on each page of a report, is no row.
    """
    cells = [cell.strip() for cell in header]
    forms = {(place, form_of(cell)) for place, cell in enumerate(cells) if any(sign.isdigit() for sign in cell)}
    texts = {(place, cell) for place, cell in enumerate(cells) if cell}
    for row in rows:
        below = [(cell or "").strip() for cell in row[: len(cells)]]
        if below != cells and any(
            (n, one) in texts or (n, form_of(one)) in forms for n, one in enumerate(below) if one
        ):
            return True
    return False


def form_of(text: str) -> str:
    """Return a text with 9 for each of its digits and A for each letter."""
    return "".join("9" if sign.isdigit() else "A" if sign.isalpha() else sign for sign in text)


def fault_in(cells: Iterable[str | None]) -> str | None:
    """Return what is wrong with the text of a row's cells, if anything."""
    for cell in cells:
        if cell and "\0" in cell:
            return "nul_byte"
        if cell and len(cell) > LONGEST_FIELD:
            return "field_too_long"
    return None
