"""Makes the text of each column of ours out of the cells of a row: one cell, several joined, zeros given back."""

import re
from collections.abc import Mapping, Sequence

from reporter.config.log_policy import BETWEEN, LogPolicy
from reporter.config.log_schemas import LogSchema
from reporter.ingest.layouts.date_cells import in_serial, in_serials, is_date
from reporter.ingest.layouts.find_columns import Found
from reporter.ingest.layouts.restore_zeros import is_damaged, restored
from reporter.ingest.readers.cells import BrokenCell
from reporter.ingest.readers.odd_numbers import OddNumber
from reporter.ingest.readers.source_file import visible
from reporter.ingest.time_formats import has_another_order, is_unlike_iso

_DATE_CELL = re.compile(
    r"(\d{4}-\d\d-\d\d|\d{1,2}([/.-])(?:\d{1,2}|[A-Za-z]{3})\2(?:\d{4}|\d\d))"
    r"(?:[ T]0?0:00(?::00(?:\.0+)?)?| 12:00(?::00)? ?[Aa][Mm])",
    re.ASCII,
)
_CLOCK = re.compile(r"\d{1,2}:?\d\d(?::?\d\d(?:\.\d+)?)?(?: ?[AaPp][Mm])?", re.ASCII)


class Composer:
    """Composes rows of one file."""

    def __init__(
        self,
        schema: LogSchema,
        found: Mapping[str, Found],
        zeros: Mapping[int, int],
        mapping: LogPolicy,
    ) -> None:
        """Remember where each column of ours stands, and in which a date cell would be read by a format."""
        self.columns = tuple(found)
        self._zeros = zeros
        self._empty = {column: frozenset(mapping.empty.get(column, ())) for column in found}
        self._decimal = mapping.decimal
        self._exchanges = any(map(has_another_order, mapping.timestamp_format))
        is_unlike = any(map(is_unlike_iso, mapping.timestamp_format))
        self._dated = frozenset(schema.of_kind("time", "day") if is_unlike else ())
        self._steps = [(column, one, schema.kind(column) == "id") for column, one in found.items()]
        self._reworked = [
            (place, [one.after, one.by] if one.after else [one.parts])
            for place, (column, one, _) in enumerate(self._steps)
            if one.after or any(part in zeros for part in one.parts) or len(one.parts) > 1 or column in self._dated
        ]

    def texts(self, cells: Sequence[str | None]) -> tuple[list[str | None], str | None]:
        """Return the texts of a row in the order of `columns`, and what is wrong with the row."""
        texts: list[str | None] = []
        fault = None
        for column, found, is_id in self._steps:
            if found.after:
                after, lost = self._moment(column, found.after, cells)
                by, also = self._moment(column, found.by, cells)
                lost = lost or also or ("part_missing" if (after is None) != (by is None) else None)
                text = after and by and f"{after}{BETWEEN}{by}"
            else:
                text, lost = self._joined(column, found.parts, cells, is_id=is_id)
            texts.append(text)
            fault = fault or (lost and f"{lost}:{column}" if lost in ("part_missing", "id_damaged") else lost)
        return texts, fault

    def delivered(self, cells: Sequence[str | None], texts: Sequence[str | None]) -> dict[str, str]:
        """Return what stood in the cells of each column of ours whose text is another: with zeros, or composed."""
        found = {}
        for place, moments in self._reworked:
            each = (" ".join(cell for part in one if (cell := visible(cells[part]))) for one in moments)
            text = BETWEEN.join(filled) if any(filled := [*each]) else ""
            if text and text != texts[place]:
                found[self.columns[place]] = text
        return found

    def ids(self, cells: Sequence[str | None]) -> list[str]:
        """Return each id that a row names, even if it has fewer cells than its file has columns."""
        steps = [(column, one.parts) for column, one, is_id in self._steps if is_id]
        padded = [*cells, *[None] * (1 + max((place for _, parts in steps for place in parts), default=0))]
        found = []
        for column, parts in steps:
            readings = [padded]
            for place in parts:
                if type(cell := padded[place]) is OddNumber:
                    readings += [[*padded[:place], one, *padded[place + 1 :]] for one in cell.may_be]
            found += [self._joined(column, parts, reading, is_id=True)[0] for reading in readings]
        return [text for text in found if text]

    def _moment(self, column: str, places: Sequence[int], cells: Sequence[str | None]) -> tuple[str | None, str | None]:
        """Return one of the two moments between which a time lies; none where the policy says that it means nothing."""
        text, fault = self._joined(column, places, cells, is_id=False)
        text = visible(text)
        return (None if text in self._empty[column] else text or None), fault

    def _joined(
        self, column: str, places: Sequence[int], cells: Sequence[str | None], *, is_id: bool
    ) -> tuple[str | None, str | None]:
        if len(places) == 1 and places[0] not in self._zeros:
            cell = cells[places[0]]
            if is_id and type(cell) is OddNumber:
                return cell.as_id or str(cell), "id_damaged"
            if column in self._dated and cell and is_date(cell) and cell not in self._empty[column]:
                return in_serial(cell, self._decimal), None
            return cell, cell.fault if type(cell) is BrokenCell else None
        parts = []
        fault = None
        for place in places:
            cell = cells[place]
            if type(cell) is BrokenCell:
                fault = cell.fault
            if is_id and type(cell) is OddNumber:
                fault = fault or "id_damaged"
            text = visible(cell)
            if place in self._zeros:
                text = restored(text, self._zeros[place])
                if is_id and is_damaged(text):
                    fault = fault or "id_damaged"
            parts.append(text.replace("-", "--") if is_id and len(places) > 1 else text)
        if not is_id and len(parts) > 1:
            parts = without_midnight(parts)
        filled = [part for part in parts if part]
        text = ("-" if is_id else " ").join(filled)
        if column in self._dated and text not in self._empty[column]:
            text = self._dated_text(text, parts, [cells[place] for place in places])
        if len(filled) < len(parts) and filled and text not in self._empty[column]:
            fault = fault or "part_missing"
        return text or None, fault

    def _dated_text(self, text: str, parts: Sequence[str], cells: Sequence[str | None]) -> str:
        """Return the text of a time of which a part may be a date cell: no format reads that part as another day."""
        if not any(map(is_date, cells)):
            return text
        whole = in_serial(text, self._decimal)
        if whole == text and self._exchanges:
            return " ".join(filter(None, in_serials(parts, cells, self._decimal)))
        return whole


def without_midnight(parts: list[str]) -> list[str]:
    """Return the parts of a time; a date cell that shows midnight beside a clock is the date alone."""
    if not any(_CLOCK.fullmatch(part) for part in parts):
        return parts
    return [match[1] if (match := _DATE_CELL.fullmatch(part)) else part for part in parts]
