"""A cell that cannot be taken as it stands, though its row can be split."""

import re

STRAY_BYTE = re.compile("[\udc80-\udcff]")  # as Python decodes a byte that is no text in the encoding of its file
NEARLY_NAMED = "nearly_named"  # a text that differs by case, spaces or zeros alone from one that picks rows


class BrokenCell(str):
    """The text of a cell with what is wrong with it: a fault of its row if a column that is read has it."""

    fault: str

    def __new__(cls, text: str, *, fault: str) -> "BrokenCell":
        """Make the text of one such cell."""
        made = super().__new__(cls, text)
        made.fault = fault
        return made


class DateCell(str):
    """The text of a cell that holds a date of its own kind, in a file whose columns have types."""


def has_damage(raw: str) -> bool:
    """Tell whether a text holds bytes that are none in the encoding of its file."""
    return not raw.isascii() and STRAY_BYTE.search(raw) is not None


def shown(raw: str) -> str:
    """Put the sign for what cannot be shown in place of each such byte."""
    return STRAY_BYTE.sub("\ufffd", raw)


def marked(cell: str) -> str:
    """Mark a cell that holds such bytes."""
    return BrokenCell(shown(cell), fault="damaged_text") if STRAY_BYTE.search(cell) else cell
