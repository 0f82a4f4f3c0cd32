"""A worksheet that is given its texts and whole numbers as XML, the same bytes as the library makes of them.

The library asks of each cell, twice, where it lies and what it is: of a workbook with 500,000 cells that is most of the
time. All else (links, dates, widths, filters, the styles) is left to it.
"""

from collections.abc import Sequence
from io import StringIO
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet


class ReadyCells(Worksheet):  # type: ignore[misc]
    """A sheet of rows that all have the same columns, row after row from the first."""

    def __init__(self) -> None:
        super().__init__()
        self.fh: Any
        self._rows: list[list[str | int]] = []  # of each row the XML, and in it the columns that the library writes
        self._openings: list[str] = []

    def begin(self, column_count: int) -> None:
        """Say how many columns each row has."""
        self._openings = [f'<c r="{xl_col_to_name(column)}' for column in range(column_count)]
        self._check_dimensions(0, 0)

    def text(self, text: str, style: Any) -> str:
        """Return a text as a cell, to be added once; `again` counts each time more."""
        return f'" s="{style._get_xf_index()}" t="s"><v>{self.str_table._get_shared_string_index(text)}</v></c>'

    def again(self, times: int) -> None:
        """Count texts that were added more than once."""
        self.str_table.count += times

    def number(self, number: int, style: Any) -> str:
        """Return a whole number as a cell."""
        return f'" s="{style._get_xf_index()}"><v>{number:.16G}</v></c>'

    def add(self, cells: Sequence[str | None]) -> None:
        """Add a row; None stands for a cell that is written, at the same place, by the library."""
        at = len(self._rows)
        number = at + 1
        self._check_dimensions(at, len(self._openings) - 1)
        if None not in cells:
            placed = zip(self._openings, cells, strict=True)
            self._rows.append(["".join([f"{opening}{number}{cell}" for opening, cell in placed])])
            return
        made: list[str] = []
        parts: list[str | int] = []
        for column, (opening, cell) in enumerate(zip(self._openings, cells, strict=True)):
            if cell is None:
                parts += ["".join(made), column]
                made = []
            else:
                made.append(f"{opening}{number}{cell}")
        self._rows.append([*parts, "".join(made)])

    def _write_rows(self) -> None:
        openings: dict[float | None, tuple[str, str]] = {}  # by the height of the row, what stands around its number
        for at, parts in enumerate(self._rows):
            info = self.row_info.get(at)
            height = info.height if info else None
            if height not in openings:
                openings[height] = self._opening(at)
            before, after = openings[height]
            self.fh.write(f"{before}{at + 1}{after}")
            for part in parts:
                if isinstance(part, int):
                    self._write_cell(at, part, self.table[at][part])
                else:
                    self.fh.write(part)
            self.fh.write("</row>")

    def _opening(self, at: int) -> tuple[str, str]:
        whole: Any = self.fh
        self.fh = StringIO()
        self._write_row(at, f"1:{len(self._openings)}", self.row_info.get(at))
        opening = self.fh.getvalue()
        self.fh = whole
        before, _, after = opening.partition(f'r="{at + 1}"')
        return f'{before}r="', f'"{after}'
