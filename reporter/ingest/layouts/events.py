"""Makes records out of a log with one row an event: rows of one id fold into one, and entries replace entries."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from reporter.config.log_policy import Events, LogPolicy
from reporter.config.log_schemas import LogSchema
from reporter.ingest.layouts.compose import Composer
from reporter.ingest.layouts.find_columns import find_columns, find_mapped, find_named, place_of, zeros_by_place
from reporter.ingest.layouts.only import plain
from reporter.ingest.layouts.restore_zeros import restored
from reporter.ingest.layouts.taken_back import NONE, TakenBack, in_circles
from reporter.ingest.readers.cells import NEARLY_NAMED, BrokenCell
from reporter.ingest.readers.source_file import Row, visible

CONFLICT = "conflicting_rows"
UNKNOWN = "entry_unknown"  # of a row that replaces an entry which no file has
Texts = Mapping[str, str | None]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of an event that fills a column of ours."""

    row: Row
    key: tuple[str | None, ...]
    entry: str
    texts: Texts
    delivered: Mapping[str, str]
    fault: str | None


@dataclass(frozen=True, kw_only=True)
class Folded:
    """One record: the row it stands on, and what is wrong with it.

    `is_revised` says that an entry of the same file took one of it back.
    """

    row: Row
    texts: Texts
    delivered: Mapping[str, str]
    fault: str | None
    is_revised: bool = False


def filled_columns(mapping: LogPolicy) -> set[str]:
    """Return the columns of ours that events fill."""
    return {column for fills in mapping.events.fills.values() for column in fills} if mapping.events else set()


class EventReader:
    """Reads the entries of one file of events."""

    def __init__(
        self,
        header: Sequence[str],
        schema: LogSchema,
        mapping: LogPolicy,
        events: Events,
        file: str,
        unknown: Collection[str] = (),
    ) -> None:
        """Find the columns of the events, and those that every row has; no file has the `unknown` entries."""
        filled = filled_columns(mapping)
        zeros = zeros_by_place(header, schema, mapping, file)
        always = [
            column
            for column in schema.columns
            if column not in filled
            and (column in mapping.columns or column in schema.key or place_of(header, column) is not None)
        ]
        found = find_columns(header, schema, mapping, file, columns=always)
        self.always = Composer(schema, found, zeros, mapping)
        self.columns = tuple(column for column in schema.columns if column in found or column in filled)
        self._key = schema.key
        self._who = tuple(dict.fromkeys((*schema.key, *(one for one in ("booking_id",) if one in schema.columns))))
        self._zeros, self._unknown = zeros, unknown
        self._fills: dict[str, tuple[Composer, dict[str, str]]] = {}
        for event, fills in events.fills.items():
            places = {
                column: find_mapped(header, schema, file, fill.mapped) for column, fill in fills.items() if fill.mapped
            }
            constants = {column: fill.constant for column, fill in fills.items() if fill.constant is not None}
            self._fills[visible(event)] = Composer(schema, places, zeros, mapping), constants
        self._times = {*schema.of_kind("time", "day")}
        self._alike = {plain(event) for event in self._fills}
        named = [name for name in (events.event, events.entry, events.supersedes) if name]
        self._places = find_named(header, schema, file, named)
        self._events = events
        self.replaced: list[tuple[str, str]] = []  # by which entry, and which one
        self.names_no_own: set[str] = set()  # entries of which a row does not name itself
        self.others: dict[str, Texts] = {}  # by its entry, whom a row names that is no entry of this log
        self.of_several: set[str] = set()  # entries of which such rows name more than one
        self.left_out: Counter[tuple[str, str]] = Counter()

    def doubt(self, cells: Sequence[str | None]) -> str | None:
        """Return what is wrong with a cell that names the event or an entry, if one cannot be read."""
        broken = (cell for place in self._places.values() if type(cell := cells[place]) is BrokenCell)
        return next((cell.fault for cell in broken), None)

    def doubt_of_correction(self, row: Row) -> str | None:
        """Return what is wrong with a row, of whatever event, that replaces an entry: none may be passed over."""
        name = self._events.supersedes
        if not name or not (replaced := self._text(row, name)):
            return None
        cell = row.cells[self._places[name]]
        if type(cell) is BrokenCell:
            return cell.fault
        return UNKNOWN if replaced in self._unknown else None

    def leave_out(self, row: Row) -> None:
        """Note what a row that is not taken says of entries: it may replace one, or have the number of one."""
        self._is_other(row, self._noted(row))

    def entry(self, row: Row) -> Entry | None:
        """Return what one row tells; None, and counted, where its event fills nothing of this log."""
        event = self._text(row, self._events.event)
        number = self._noted(row)
        if event not in self._fills:
            if not event:
                return self._doubtful(row, number, "missing:event")  # it may be any
            if plain(event) in self._alike:
                return self._doubtful(row, number, NEARLY_NAMED)
            self.left_out[self._events.event, event] += 1
            self._is_other(row, number)
            return None
        always, fault = self.always.texts(row.cells)
        texts = dict(zip(self.always.columns, always, strict=True))
        composer, constants = self._fills[event]
        own, also = composer.texts(row.cells)
        times = [(column, text) for column, text in zip(composer.columns, own, strict=True) if column in self._times]
        if times and not any(visible(text) for _, text in times):
            return self._doubtful(row, number, f"missing:{times[0][0]}")  # it happened, and when is not known
        texts |= dict(zip(composer.columns, own, strict=True)) | constants
        delivered = self.always.delivered(row.cells, always) | composer.delivered(row.cells, own)
        delivered |= dict.fromkeys(constants, event)
        key = tuple(visible(texts.get(column)) or None for column in self._key)
        return Entry(
            row=row,
            key=key,
            entry=number,
            texts=texts,
            delivered=delivered,
            fault=fault or also,
        )

    def whom(self, texts: Texts) -> Texts:
        """Return the ids of a row, by column, by which two rows are known to be of one record or not."""
        return {column: visible(texts.get(column)) for column in self._who}

    def _noted(self, row: Row) -> str:
        """Return the number of a row's entry, and keep which entry it replaces."""
        number, replaced = self._text(row, self._events.entry), self._text(row, self._events.supersedes)
        if replaced:
            self.replaced.append((number, replaced))
        if replaced != number:
            self.names_no_own.add(number)
        return number

    def _is_other(self, row: Row, number: str) -> None:
        if self._events.supersedes and number:
            whom = self.whom(dict(zip(self.always.columns, self.always.texts(row.cells)[0], strict=True)))
            if self.others.setdefault(number, whom) != whom:
                self.of_several.add(number)

    def _doubtful(self, row: Row, number: str, fault: str) -> Entry:
        """Return an entry that stands alone: it is not known what of a record it tells."""
        return Entry(row=row, key=(None,), entry=number, texts={}, delivered={}, fault=fault)

    def _text(self, row: Row, name: str | None) -> str:
        if not name:
            return ""
        place = self._places[name]
        text = visible(row.cells[place])
        return restored(text, self._zeros[place]) if place in self._zeros else text


def taken_back(entries: Iterable[Entry], reader: EventReader, given: TakenBack = NONE) -> TakenBack:
    """Return which entries of a file others replace; those of other files replace what is `given`.

    An entry that names itself stands, unless another row has its number and does not. It is unclear of such a number,
    of entries that replace each other in a circle, and of a number that rows of several records have, be they entries
    of this log or not.
    """
    here = {of for by, of in reader.replaced if by != of}
    surely = here | given.surely
    unclear = {of for by, of in reader.replaced if by == of} & reader.names_no_own
    unclear |= in_circles(reader.replaced) | given.unclear
    keys: dict[str, tuple[str | None, ...]] = {}
    for one in entries:
        if one.entry in surely and None not in one.key and keys.setdefault(one.entry, one.key) != one.key:
            unclear.add(one.entry)
        if one.entry in surely and reader.others.get(one.entry, whom := reader.whom(one.texts)) != whom:
            unclear.add(one.entry)
    unclear |= reader.of_several & keys.keys()
    return TakenBack(surely=frozenset(surely - unclear), here=frozenset(here - unclear), unclear=frozenset(unclear))


def folded(entries: Iterable[Entry], replaced: TakenBack) -> Iterable[Folded]:
    """Fold the entries that stand by their id, in the order of the first of each.

    Entries that fill one column of a record with different texts are a conflict, and so is one of which it is unclear
    whether it stands: every row of the record is kept apart.
    """
    groups: dict[tuple[object, ...], list[Entry]] = {}
    for entry in entries:
        alone = None in entry.key or entry.fault
        groups.setdefault((*entry.key, entry.row.line if alone else 0), []).append(entry)
    for group in groups.values():
        standing = [one for one in group if one.entry not in replaced.surely]
        if not standing:
            continue
        texts: dict[str, str | None] = {}
        delivered: dict[str, str] = {}
        conflict = any(one.entry in replaced.unclear for one in standing)
        for one in standing:
            for column, text in one.texts.items():
                if not visible(text):
                    continue
                if column not in texts and column in one.delivered:
                    delivered[column] = one.delivered[column]
                conflict = conflict or visible(texts.setdefault(column, text)) != visible(text)
        fault = standing[0].fault
        if conflict:
            for one in standing:
                yield Folded(row=one.row, texts=one.texts, delivered={}, fault=CONFLICT)
        else:
            yield Folded(
                row=standing[0].row,
                texts=texts,
                delivered=delivered,
                fault=fault,
                is_revised=any(one.entry in replaced.here for one in group),
            )
