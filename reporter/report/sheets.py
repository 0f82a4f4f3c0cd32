"""Adds sheets to a workbook that look alike and print one page wide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from reporter.text import signs_written_out

Columns = Sequence[tuple[str, int]]
FONT = MappingProxyType({"font_name": "Arial", "font_size": 10})  # other programs have it, or one as wide
_LINE, _TALLEST = 12.75, 405  # in points, of a row
_HAIR = 7  # the number of the thinnest line among a workbook's borders
_GAP = "_)"  # as wide as a bracket: else a figure touches the text of the next column
_LETTER = 1  # the number of US Letter among a workbook's paper sizes
_SIDE, _TOP, _FOOT = 0.4, 0.5, 0.6  # margins, in inches
_UPRIGHT = (8.5 - 2 * _SIDE) * 96  # pixels across a page that stands upright
_SMALLEST = 7 / 10  # of the size of the text: printed, it stays at 7 pt


@dataclass(frozen=True, kw_only=True)
class Link:
    """A cell that leads to a row of another sheet of the same workbook."""

    text: str
    sheet: str
    row: int


class Place(int):
    """The number of a line: a number, by which to sort, but written without commas."""


@dataclass(frozen=True, kw_only=True)
class OnPaper:
    """The first rows and columns of a sheet that are printed, and a remark on the others for each page's foot."""

    rows: int
    columns: int
    remark: str


class Sheets:
    """Adds sheets that look alike: a frozen header repeated on each printed page, filters, text that stays text."""

    def __init__(self, book: Any, footer: str) -> None:
        from reporter.report.ready_cells import ReadyCells  # with the library, which takes a while to load

        self.book, self.ready_cells = book, ReadyCells
        self.footer = "&L" + footer.replace("&", "&&")[:180] + "&RPage &P of &N"
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        cell = {"valign": "top", "bottom": _HAIR, "bottom_color": "#c9cdd2"}
        self.text = book.add_format(cell | {"text_wrap": True})
        self.number = book.add_format(cell | {"num_format": f"#,##0.###{_GAP}"})
        self.count = book.add_format(cell | {"num_format": f"#,##0{_GAP}"})
        self.place = book.add_format(cell | {"num_format": f"0{_GAP}"})
        self.moment = book.add_format(cell | {"num_format": f"yyyy-mm-dd hh:mm:ss.000{_GAP}"})
        self.link = book.add_format(cell | {"underline": 1, "font_color": "#1a4f8b"})

    def table(
        self, name: str, columns: Columns, rows: Sequence[Sequence[Any]], on_paper: OnPaper | None = None
    ) -> None:
        """Add a sheet of rows that prints one page wide, upright where its text stays large enough."""
        sheet = self.book.add_worksheet(name, worksheet_class=self.ready_cells)
        sheet.set_default_row(_LINE)
        sheet.freeze_panes(1, 1)
        printed = columns[: on_paper.columns] if on_paper else columns
        if _UPRIGHT / width_of(printed) < _SMALLEST:
            sheet.set_landscape()
        sheet.set_paper(_LETTER)
        sheet.set_margins(left=_SIDE, right=_SIDE, top=_TOP, bottom=_FOOT)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer(self.footer.replace("&R", f"&C{on_paper.remark}&R") if on_paper else self.footer)
        if on_paper:
            sheet.print_area(0, 0, on_paper.rows, on_paper.columns - 1)
        sheet.begin(len(columns))
        for column, (_, width) in enumerate(columns):
            sheet.set_column(column, column, width)
        sheet.add([sheet.text(title, self.head) for title, _ in columns])
        sheet.set_row(0, _LINE * max(_lines(title, width) for title, width in columns))
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        self._fill(sheet, rows, [width for _, width in columns])

    def _fill(self, sheet: Any, rows: Sequence[Sequence[Any]], widths: Sequence[int]) -> None:
        # The same texts stand in many rows: of each, the cell that it becomes in its column, and the lines it takes.
        known: list[dict[str, tuple[str, int]]] = [{} for _ in widths]
        for at, row in enumerate(rows, 1):
            cells, lines = [], 1
            for column, (value, texts) in enumerate(zip(row, known, strict=True)):
                if not isinstance(value, str):
                    cells.append(self._cell(sheet, at, column, value))
                    continue
                if value in texts:
                    cell, here = texts[value]
                    sheet.again(1)
                else:
                    cell = sheet.text(_sound(value)[:32_000], self.text)
                    texts[value] = cell, here = cell, _lines(value, widths[column])
                cells.append(cell)
                if here > lines:
                    lines = here
            sheet.add(cells)
            if lines > 1:  # programs other than Excel do not make room for a text of several lines
                sheet.set_row(at, min(_LINE * lines, _TALLEST))

    def _cell(self, sheet: Any, row: int, column: int, value: Any) -> str | None:
        """Return a whole number, or what is written as a text, as a cell; write what else there is, and return None."""
        if isinstance(value, Link):
            place = f"internal:'{value.sheet}'!A{value.row}"
            sheet.write_url(row, column, place, self.link, _sound(value.text))
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value, self.moment)
        elif isinstance(value, int) and not isinstance(value, bool):
            return str(sheet.number(value, self.place if isinstance(value, Place) else self.count))
        elif isinstance(value, float):
            sheet.write_number(row, column, value, self.number)
        else:
            return str(sheet.text(_sound(str(value))[:32_000], self.text))
        return None


def width_of(columns: Columns) -> int:
    """Return the width of columns in pixels."""
    return sum(7 * width + 5 for _, width in columns)


def _lines(value: str, width: int) -> int:
    """Return about how many lines a text takes in a column: a space is half as wide as a figure, the unit of widths.

    A text of several lines leaves room unused at the end of each.
    """
    lengths = [len(one) - one.count(" ") // 2 for one in value.split("\n")]
    return sum(1 if one <= width else -(-one * 21 // 20 // width) for one in lengths)


def _sound(text: str) -> str:
    """Write control signs out, and replace what no file can hold: half a character, as an odd file name may have."""
    text = signs_written_out(text)
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
