"""Takes the rows of one log out of a file that holds several, and counts by value what is left out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from reporter.ingest.readers.grid import same_name

NEARLY_NAMED = "nearly_named"  # a text that differs by case or spaces alone from one by which the policy picks rows


class Picker:
    """Says of each row whether it is of this log."""

    def __init__(
        self, only: Mapping[str, Sequence[str]], only_filled: Sequence[str], places: Mapping[str, int]
    ) -> None:
        """Remember where the columns stand; an empty text among the values of `only` means a blank cell."""
        self._only = [(name, places[name], frozenset(values)) for name, values in only.items()]
        self._filled = [(name, places[name]) for name in only_filled]
        self.left_out: Counter[tuple[str, str]] = Counter()

    def nearly_takes(self, cells: Sequence[str | None]) -> bool:
        """Say whether a row would be of this log but for case or spaces in a value: it is not known whether it is."""
        texts = [((cells[place] or "").strip(), values) for _, place, values in self._only]
        return any(text not in values for text, values in texts) and all(
            text in values or is_nearly(text, values) for text, values in texts
        )

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


def is_nearly(text: str, values: Iterable[str]) -> bool:
    """Say whether a text is one of the values, case and spaces aside."""
    return bool(text) and same_name(text) in map(same_name, values)
