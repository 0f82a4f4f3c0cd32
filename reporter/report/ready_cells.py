"""A worksheet that is given its texts and whole numbers as XML, the same bytes as the library makes of them.

The library asks of each cell, twice, where it lies and what it is: of a workbook with 500,000 cells that is most of the
time. All else (links, dates, widths, filters, the styles) is left to it.
"""

from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet


class ReadyCells(Worksheet):  # type: ignore[misc]
    """A sheet of rows that all have the same columns, row after row from the first."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[list[str | int]] = []  # of each row the XML, and in it the columns that the library writes
        self._columns: list[str] = []

    def begin(self, column_count: int) -> None:
        """Say how many columns each row has."""
        self._columns = [xl_col_to_name(column) for column in range(column_count)]
        self._check_dimensions(0, 0)

    def add(self, cells: Sequence[str | int | None], styles: Sequence[Any]) -> None:
        """Add a row; None stands for a cell that is written, at the same place, by the library."""
        at = len(self._rows)
        made: list[str] = []
        parts: list[str | int] = []
        for column, (letters, cell, style) in enumerate(zip(self._columns, cells, styles, strict=True)):
            if cell is None:
                parts += ["".join(made), column]
                made = []
                continue
            opening = f'<c r="{letters}{at + 1}" s="{style._get_xf_index()}"'
            if isinstance(cell, int):
                made.append(f"{opening}><v>{cell:.16G}</v></c>")
            else:
                made.append(f'{opening} t="s"><v>{self.str_table._get_shared_string_index(cell)}</v></c>')
        self._check_dimensions(at, len(self._columns) - 1)
        self._rows.append([*parts, "".join(made)])

    def _write_rows(self) -> None:
        span = f"1:{len(self._columns)}"
        for at, parts in enumerate(self._rows):
            self._write_row(at, span, self.row_info.get(at))
            for part in parts:
                if isinstance(part, int):
                    self._write_cell(at, part, self.table[at][part])
                else:
                    self.fh.write(part)
            self._xml_end_tag("row")
