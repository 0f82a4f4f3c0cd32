"""A cell that cannot be taken as it stands, though its row can be split."""

NEARLY_NAMED = "nearly_named"  # a text that differs by case, spaces or zeros alone from one that picks rows


class BrokenCell(str):
    """The text of a cell with what is wrong with it: a fault of its row if a column that is read has it."""

    fault: str

    def __new__(cls, text: str, *, fault: str) -> "BrokenCell":
        """Make the text of one such cell."""
        made = super().__new__(cls, text)
        made.fault = fault
        return made
