"""Takes the rows of one log out of a file that holds several, and counts by value what is left out."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from reporter.ingest.readers.grid import same_name

NEARLY_NAMED = "nearly_named"  # a text that differs by case, spaces or zeros alone from one that picks rows
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

    def nearly_takes(self, cells: Sequence[str | None]) -> bool:
        """Say whether only case, spaces or zeros in a value keep a row from being of this log."""
        texts = [((cells[place] or "").strip(), values) for _, place, values in self._only]
        if all(text in values for text, values in texts) or not all(
            (cells[at] or "").strip() for _, at in self._filled
        ):
            return False
        return all(text in values or self._is_nearly(text, values) for text, values in texts)

    def takes(self, cells: Sequence[str | None]) -> bool:
        """Say whether a row is of this log; count the column and the value for which it is not."""
        for name, place, values in self._only:
            text = (cells[place] or "").strip()
            if text not in values:
                self.left_out[name, text] += 1
                return False
        for name, place in self._filled:
            if not (cells[place] or "").strip():
                self.left_out[name, ""] += 1
                return False
        return True


def is_nearly(text: str, values: Collection[str]) -> bool:
    """Say whether a text is one of the values, what programs change in it aside."""
    return bool(text) and plain(text) in map(plain, values)


def plain(text: str) -> str:
    """Return a value without what programs change in it: case, spaces, zeros at the start of a number, its `.0`."""
    found = same_name(text)
    return match[1] if (match := _NUMBER.fullmatch(found)) else found
