"""Takes the rows of one log out of a file that holds several, and counts by value what is left out."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from reporter.ingest.readers.cells import NEARLY_NAMED, BrokenCell
from reporter.ingest.readers.grid import same_name
from reporter.ingest.readers.source_file import visible

_NUMBER = re.compile(r"0*([0-9]+)(?:[.]0*)?", re.ASCII)


class Picker:
    """Says of each row whether it is of this log."""

    def __init__(
        self, only: Mapping[str, Sequence[str]], only_filled: Sequence[str], places: Mapping[str, int]
    ) -> None:
        """Remember where the columns stand; an empty text among the values of `only` means a blank cell."""
        self._only = [(name, places[name], frozenset(values)) for name, values in only.items()]
        self._filled = [(name, places[name]) for name in only_filled]
        self._is_nearly = lru_cache(1000)(is_nearly)  # few values stand in many rows
        self.left_out: Counter[tuple[str, str]] = Counter()

    def doubt(self, cells: Sequence[str | None]) -> str | None:
        """Return why it is not known whether a row is of this log.

        Only case, spaces or zeros in a value keep it from being so, or a cell that picks rows cannot be read.
        """
        doubts = []
        for _, place, values in self._only:
            cell = cells[place]
            text = visible(cell)
            if type(cell) is BrokenCell:
                doubts.append(cell.fault)
            elif text not in values:
                if not self._is_nearly(text, values):
                    return None
                doubts.append(NEARLY_NAMED)
        for _, place in self._filled:
            cell = cells[place]
            if type(cell) is BrokenCell:
                doubts.append(cell.fault)
            elif not visible(cell):
                return None
        return doubts[0] if doubts else None

    def takes(self, cells: Sequence[str | None]) -> bool:
        """Say whether a row is of this log; count the column and the value for which it is not."""
        for name, place, values in self._only:
            text = visible(cells[place])
            if text not in values:
                self.left_out[name, text] += 1
                return False
        for name, place in self._filled:
            if not visible(cells[place]):
                self.left_out[name, ""] += 1
                return False
        return True


def is_nearly(text: str, values: Collection[str]) -> bool:
    """Say whether a text is one of the values, what programs change in it aside."""
    return bool(text) and plain(text) in map(plain, values)


def plain(text: str) -> str:
    """Return a value without what programs change in it.

    That is case, spaces, signs that cannot be seen, zeros at the start of a number, its `.0`.
    """
    found = same_name("".join(" " if sign.isspace() else visible(sign) for sign in text))
    return match[1] if (match := _NUMBER.fullmatch(found)) else found
