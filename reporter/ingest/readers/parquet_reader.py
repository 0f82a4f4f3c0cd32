"""Reads Parquet as the text a person would see."""

import json
from collections.abc import Collection

from reporter.ingest.readers.cells import BrokenCell, DateCell
from reporter.ingest.readers.grid import fault_of_cells
from reporter.ingest.readers.source_file import Delivered, Row, Source, fault_in, sound_header
from reporter.ingest.time_formats import is_unlike_iso


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
    names, found, dates, nested = delivered.parquet(delivered.path)
    if any(map(is_unlike_iso, delivered.layout.timestamp_format)):
        found = (_with_dates(cells, dates) for cells in found)
    if nested:
        found = (_with_lists(cells, nested) for cells in found)
    rows = (_row(number, cells) for number, cells in enumerate(found, 1))
    return Source(header=sound_header(delivered, names), rows=rows)


def _with_dates(cells: tuple[str | None, ...], dates: Collection[int]) -> tuple[str | None, ...]:
    return tuple(DateCell(cell) if cell and place in dates else cell for place, cell in enumerate(cells))


def _with_lists(cells: tuple[str | None, ...], nested: Collection[int]) -> tuple[str | None, ...]:
    """Mark the cells that hold a list or an object, as in JSON: whom they name stands in their text."""
    return tuple(
        BrokenCell(cell, fault="not_text") if cell and place in nested else cell for place, cell in enumerate(cells)
    )


def _row(number: int, cells: tuple[str | None, ...]) -> Row:
    raw = json.dumps(cells, ensure_ascii=False, separators=(",", ":"))
    return Row(line=number, cells=cells, raw=raw, fault=fault_in(cells) or fault_of_cells(cells))
