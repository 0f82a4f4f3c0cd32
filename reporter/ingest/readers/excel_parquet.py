"""Reads the formats that come with types of their own, XLSX and Parquet, as the text a person would see."""

import json
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import Any
from xml.etree.ElementTree import ParseError

from reporter.ingest.readers.source_file import Delivered, Row, Source, fault_in, sound_header

_UNPACKED_BYTES = 2 * 1024**3
_MEMBER_BYTES = 10 * 1024**2
_MEMBER_RATIO = 200
_SHEET_ROWS = 1_048_576
_SAMPLE_ROWS = 300
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
# What the readers of zip, XML and workbooks raise at bytes that they did not expect: found by trying.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, ParseError, EOFError, LookupError, ValueError, TypeError, AttributeError),
    *(ArithmeticError, RuntimeError),
)
_MEND = "Save it again as .xlsx, or export CSV."


def read_parquet(delivered: Delivered) -> Source:
    """Read one Parquet file through the caller's reader, once its two ends show that it is whole."""
    with delivered.path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(0)
        head = stream.read(4)
        stream.seek(max(0, size - 4))
        if size < 12 or head != b"PAR1" or stream.read(4) != b"PAR1":
            delivered.refuse("this is no Parquet file, or it is cut off", "Ask for the file again.")
    if delivered.parquet is None:
        delivered.refuse("Parquet cannot be read here", "Export it as CSV.")
    names, found = delivered.parquet(delivered.path)
    rows = (_row(number, cells, None) for number, cells in enumerate(found, 1))
    return Source(header=sound_header(delivered, names), rows=rows, dialect="Parquet")


def read_workbook(delivered: Delivered) -> Source:
    """Read the first sheet of a workbook; dates and numbers become text as precise as the sheet shows them."""
    from openpyxl import load_workbook  # type: ignore[import-untyped, unused-ignore]
    from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped, unused-ignore]

    broken = (*_BROKEN, InvalidFileException)
    try:
        with zipfile.ZipFile(delivered.path) as packed:
            _must_unpack(delivered, packed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a missing default style is nothing to the rows
            book = load_workbook(delivered.path, read_only=True, data_only=True)
        delivered.closing_also(book.close)
        sheets = book.worksheets
        if not sheets:
            delivered.refuse("the workbook has no sheet of rows", _MEND)
        sheets[0].reset_dimensions()  # the size a sheet declares may be wrong, and rows would be lost in silence
        rows = _sheet_rows(delivered, sheets[0], broken)
        first = next(rows, None)
    except broken:
        delivered.refuse("the workbook is damaged, locked by a password, or no workbook", _MEND)
    if first is None:
        delivered.refuse("the first sheet is empty", "Put the rows in the first sheet, under one line of names.")
    sample = list(islice(rows, _SAMPLE_ROWS))
    names = first.cells
    header = sound_header(delivered, names, (_padded(row.cells, len(names)) for row in sample))
    which = f"sheet {sheets[0].title!r}" + (f", the first of {len(sheets)}" if len(sheets) > 1 else "")
    fitted = (_fitted(row, len(header)) for row in chain(sample, rows))
    return Source(header=header, rows=fitted, dialect=f"XLSX, {which}")


def _must_unpack(delivered: Delivered, packed: zipfile.ZipFile) -> None:
    members = packed.infolist()
    swollen = any(
        one.file_size > _MEMBER_BYTES and one.file_size > _MEMBER_RATIO * max(1, one.compress_size) for one in members
    )
    if swollen or sum(one.file_size for one in members) > _UNPACKED_BYTES:
        delivered.refuse("the workbook unpacks to far more than it should", "Export it as CSV.")


def _sheet_rows(delivered: Delivered, sheet: Any, broken: tuple[type[Exception], ...]) -> Iterator[Row]:
    number = 0
    try:
        for number, cells in enumerate(sheet.iter_rows(), 1):
            if number > _SHEET_ROWS:
                delivered.refuse("a sheet cannot have so many rows", _MEND)
            texts = [_shown(cell.value, getattr(cell, "number_format", "")) for cell in cells]
            while texts and texts[-1] is None:
                texts.pop()
            if texts:
                fault = "not_text" if any(getattr(cell, "data_type", "") == "e" for cell in cells) else None
                yield _row(number, tuple(texts), fault)
    except broken:
        delivered.refuse(f"the sheet is damaged after row {number}", _MEND)


def _padded(cells: tuple[str | None, ...], width: int) -> tuple[str | None, ...]:
    return cells + (None,) * (width - len(cells))


def _fitted(row: Row, width: int) -> Row:
    """Fill up with the empty cells a sheet does not store; a cell beyond the header is a fault."""
    over = len(row.cells) > width and any(row.cells[width:])
    cells = row.cells if over else _padded(row.cells[:width], width)
    return Row(line=row.line, cells=cells, raw=row.raw, fault=row.fault or ("too_many_fields" if over else None))


def _row(number: int, cells: tuple[str | None, ...], fault: str | None) -> Row:
    raw = json.dumps(cells, ensure_ascii=False, separators=(",", ":"))
    return Row(line=number, cells=cells, raw=raw, fault=fault or fault_in(cells))


def _shown(value: object, number_format: str) -> str | None:
    """Write a cell's value as text; a time has seconds only if its format shows them."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, datetime | time):
        return _moment(value, _LITERAL.sub("", number_format).lower())
    return value.isoformat() if isinstance(value, date) else str(value)


def _moment(value: datetime | time, number_format: str) -> str:
    shows_time = "h" in number_format or "s" in number_format
    if isinstance(value, datetime) and not shows_time and value.time() == time():
        return value.date().isoformat()
    full = "milliseconds" if value.microsecond else "seconds"
    precision = "minutes" if shows_time and "s" not in number_format else full
    return value.isoformat(" ", precision) if isinstance(value, datetime) else value.isoformat(precision)
