"""Reads the sheets of an XLSX workbook as rows of text, as precise as the sheet shows them.

The parts of the zip are read with the standard library's XML parser: whole readers leave out what must be known here
(number formats, hidden sheets, merged ranges, formulas without a stored value), and take four times as long.
"""

import json
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple
from xml.parsers.expat import ExpatError

from reporter.errors import InputRefused
from reporter.ingest.readers import workbook_parts as parts
from reporter.ingest.readers.cells import BrokenCell
from reporter.ingest.readers.grid import Record, table_of
from reporter.ingest.readers.source_file import Delivered, Source

_UNPACKED_BYTES = 2 * 1024**3
_MEMBER_BYTES = 10 * 1024**2
_MEMBER_RATIO = 200
_SHEET_ROWS = 1_048_576
SHEET_STEP = 10_000_000  # the line of row 12 of a workbook's second sheet read is 10,000,012
# What the readers of zip, XML and numbers raise at bytes that they did not expect: found by trying.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, ExpatError, EOFError, LookupError, ValueError, TypeError, AttributeError),
    *(ArithmeticError, RuntimeError, parts.ForbiddenXml),
)
_MEND = "Save it again as .xlsx, or export CSV."


class _Range(NamedTuple):
    """A merged range: first and last row, first and last column (from 0)."""

    top: int
    bottom: int
    left: int
    right: int


def read_workbook(delivered: Delivered) -> Source:
    """Read the sheets that the policy names, or the only visible one with rows."""
    try:
        packed = zipfile.ZipFile(delivered.path)
        delivered.closing_also(packed.close)
        _must_unpack(delivered, packed)
        book = parts.open_book(packed)
        chosen = _chosen(delivered, packed, book)
    except _BROKEN:
        delivered.refuse("the workbook is damaged, locked by a password, or no workbook", _MEND)
    tables = [
        table_of(delivered, _records(delivered, packed, book, sheet, number)) for number, sheet in enumerate(chosen)
    ]
    first = tables[0]
    for sheet, table in zip(chosen, tables, strict=True):
        if table.header != first.header:
            wrong = f"sheet {sheet.name!r} has other columns than sheet {chosen[0].name!r}"
            delivered.refuse(wrong, "Give each a layout of its own: [[logs.X.layouts]] with sheet = ...")
    return Source(
        header=first.header,
        rows=(row for table in tables for row in table.rows),
        aside=first.aside,
        elsewhere={
            ("sheet", one.name): rows
            for one in (book.sheets if delivered.layout.sheet else ())
            if one not in chosen and not one.is_hidden and (rows := _rows_in(packed, one))
        },
    )


def visible_sheets(path: Path) -> list[str]:
    """Return the names of the sheets that are not hidden; none of a workbook that cannot be read."""
    with Delivered(path=path, delimiter=None, parquet=None).closing() as delivered:
        try:
            packed = zipfile.ZipFile(path)
            delivered.closing_also(packed.close)
            _must_unpack(delivered, packed)
            return [one.name for one in parts.open_book(packed).sheets if not one.is_hidden]
        except (*_BROKEN, InputRefused):
            return []


def place_of(line: int) -> tuple[int, int]:
    """Return which of the sheets read (from 0) and which of its rows a line number names."""
    return divmod(line, SHEET_STEP)


def _must_unpack(delivered: Delivered, packed: zipfile.ZipFile) -> None:
    members = packed.infolist()
    swollen = any(
        one.file_size > _MEMBER_BYTES and one.file_size > _MEMBER_RATIO * one.compress_size for one in members
    )
    if swollen or sum(one.file_size for one in members) > _UNPACKED_BYTES:
        delivered.refuse("the workbook unpacks to far more than it should", "Export it as CSV.")


def _chosen(delivered: Delivered, packed: zipfile.ZipFile, book: parts.Book) -> Sequence[parts.Sheet]:
    wanted = delivered.layout.sheet
    if wanted:
        found: dict[parts.Sheet, None] = {}
        for pattern in wanted:
            named = [one for one in book.sheets if one.name == pattern] or [
                one for one in book.sheets if not one.is_hidden and fnmatchcase(one.name, pattern)
            ]
            if not named:
                there = ", ".join(repr(one.name) for one in book.sheets if not one.is_hidden)
                delivered.refuse(f"the workbook has no sheet {pattern!r}", f"It has {there}.")
            found |= dict.fromkeys(named)
        return list(found)
    filled = [one for one in book.sheets if not one.is_hidden and _has_rows(packed, one)]
    if not filled:
        delivered.refuse("no visible sheet has rows", "Put the rows in one sheet, under one line of names.")
    if len(filled) > 1:
        names = ", ".join(repr(one.name) for one in filled)
        delivered.refuse(f"more than one sheet has rows: {names}", 'Name the right one in policy.toml: sheet = "..."')
    return filled


def _has_rows(packed: zipfile.ZipFile, sheet: parts.Sheet) -> bool:
    with packed.open(sheet.member) as stream:
        return any(_is_filled(cells) for _, cells in parts.rows_of(stream, parts.NO_BOOK))


def _rows_in(packed: zipfile.ZipFile, sheet: parts.Sheet) -> int:
    """Count the rows of a sheet that is not read."""
    try:
        with packed.open(sheet.member) as stream:
            return sum(_is_filled(cells) for _, cells in parts.rows_of(stream, parts.NO_BOOK))
    except _BROKEN:
        return 0


def _is_filled(cells: Sequence[str | None]) -> bool:
    """Say whether a row has a text or a formula that may have one."""
    return any(cell or type(cell) is BrokenCell for cell in cells)


def _records(
    delivered: Delivered, packed: zipfile.ZipFile, book: parts.Book, sheet: parts.Sheet, number: int
) -> Iterator[Record]:
    line = 0
    try:
        merged = _merged(packed, sheet)
        with packed.open(sheet.member) as stream:
            for line, cells in parts.rows_of(stream, book):
                if line > _SHEET_ROWS:
                    delivered.refuse("a sheet cannot have so many rows", _MEND)
                _mark(cells, line, merged)
                raw = json.dumps(cells, ensure_ascii=False, separators=(",", ":"))
                yield Record(number * SHEET_STEP + line, cells, raw, None)
    except _BROKEN:
        delivered.refuse(f"the sheet is damaged after row {line}", _MEND)


def _merged(packed: zipfile.ZipFile, sheet: parts.Sheet) -> list[_Range]:
    """Return the sheet's merged ranges, those that begin lowest first: the last is the next to come."""
    with packed.open(sheet.member) as stream:
        ranges = [_Range(*found) for found in parts.merged_ranges(stream)]
    return sorted(ranges, reverse=True)


def _mark(cells: list[str | None], line: int, merged: list[_Range]) -> None:
    while merged and merged[-1].bottom < line:
        merged.pop()
    for one in reversed(merged):
        if one.top > line:
            return
        if one.bottom >= line:
            right = min(one.right, 16_383)
            cells.extend([None] * (right + 1 - len(cells)))
            for place in range(one.left, right + 1):
                cells[place] = BrokenCell(cells[place] or "", fault="merged_cell")
