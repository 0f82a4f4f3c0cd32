"""What an event log holds of one log of ours: the columns of each row, and by event what it fills."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from reporter.text import is_codelike
from reporter.workflows.propose_policy.columns import Cells, Known, columns_of, filled
from reporter.workflows.propose_policy.names import plainly, quoted

# Columns of a log that a code column fills, and the time that the same event fills
_CODES = {"commitment": "committed_at", "release_reason": "released_at", "result": "completed_at", "kind": "placed_at"}
_FEW_CODES = 20


@dataclass(frozen=True, kw_only=True)
class EventsFound:
    """What an event log is for one log of ours: the columns of each row, and by event what it fills.

    `fills` is event -> ours -> a column of theirs, or "=code" for a code that the event itself says. `unread` are the
    events that fill nothing of any log, `undecided` those whose last words are not known.
    """

    event: str
    time: str | tuple[str, ...]
    columns: Mapping[str, str]
    fills: Mapping[str, Mapping[str, str]]
    entry: str = ""
    supersedes: str = ""
    undecided: tuple[str, ...] = ()
    doubtful: str = ""
    unread: Mapping[str, int] = field(default_factory=dict)

    @property
    def filled(self) -> dict[str, str]:
        """Return the columns of ours that events fill, and from which of theirs where it is one."""
        return {ours: theirs for fills in self.fills.values() for ours, theirs in fills.items() if theirs[:1] != "="}

    def texts(self, ours: str, header: Sequence[str], rows: Cells) -> list[str]:
        """Return the filled values that events put into a column of ours."""
        events = {event for event, fills in self.fills.items() if fills.get(ours, "=")[:1] != "="}
        place = header.index(self.event)
        mine = [cells for cells in rows if (cells[place] or "").strip() in events]
        theirs = self.filled[ours]
        return _joined(header, mine, self.time) if theirs == _name(self.time) else filled(header, mine, theirs)

    def lines(self, log: str, *, in_layout: bool) -> list[str]:
        """Write the tables of events."""
        table = f"logs.{log}.layouts.events" if in_layout else f"logs.{log}.events"
        time = quoted(self.time) if isinstance(self.time, str) else f"[{', '.join(map(quoted, self.time))}]"
        lines = ["", f"[{table}]", f"event = {quoted(self.event)}", f"time = {time}"]
        if self.supersedes:
            lines += [f"entry = {quoted(self.entry)}   # another in each row"]
            lines += [f"supersedes = {quoted(self.supersedes)}   # each value is an entry of this file"]
        elif self.doubtful:
            lines += [f"# DECIDE: {quoted(self.doubtful)} may name the entry that a row corrects: entry, supersedes"]
        lines += ["", f"[{table}.fills]"]
        for event, fills in self.fills.items():
            alone = len(fills) == 1 and next(iter(fills.values())) == _name(self.time)
            pairs = ", ".join(f"{ours} = {self._source(theirs, time)}" for ours, theirs in fills.items())
            lines.append(f"{quoted(event)} = {quoted(next(iter(fills))) if alone else f'{{ {pairs} }}'}")
        lines += [
            f"# DECIDE: what the result of {quoted(event)} is: result = {{ is = ... }}" for event in self.undecided
        ]
        shown = ", ".join(f"{quoted(event)} ({count})" for event, count in self.unread.items())
        asked = f"# DECIDE: these events fill no column of any log: {shown}. Does one of them book, release or answer?"
        return [*lines, asked] if shown else lines

    def _source(self, theirs: str, time: str) -> str:
        if theirs[:1] == "=":
            return f"{{ is = {quoted(theirs[1:])} }}"
        return time if theirs == _name(self.time) else quoted(theirs)


def _name(time: str | tuple[str, ...]) -> str:
    return time if isinstance(time, str) else time[0]


def _joined(header: Sequence[str], rows: Cells, time: str | tuple[str, ...]) -> list[str]:
    names = (time,) if isinstance(time, str) else time
    return [" ".join((cells[header.index(name)] or "").strip() for name in names) for cells in rows]


@dataclass(frozen=True)
class EventTable:
    """The rows of an event log, looked at for one log of ours."""

    header: Sequence[str]
    rows: Cells
    event: str
    time: str | tuple[str, ...]
    taken: set[str]
    log: str
    columns: Mapping[str, str]
    known: Known
    others: Mapping[str, EventsFound]

    def found(self, mine: Mapping[str, tuple[str, str, str]], entry: str, supersedes: str) -> EventsFound | None:
        """Return the columns and fills, if what every record must have is among them, but the facility and the id."""
        identity = next(iter(self.columns))
        fits = columns_of(self.header, self.columns, self.known.columns[self.log])
        named = {
            ours: name for ours, name in fits.items() if name not in self.taken and self.columns[ours].startswith("id")
        }
        named = {ours: name for ours, name in named.items() if ours in ("booking_id", "person_id")}
        columns = {ours: name for ours, name in named.items() if self._full(name, list(mine))}
        if identity not in columns and (name := self._identity(mine, set(columns.values()))):
            columns = {identity: name, **columns}
        fills = {
            event: self._fills(event, mine, columns) for event in sorted(mine, key=lambda one: self._order(mine[one]))
        }
        given = {*columns, *(ours for one in fills.values() for ours in one)}
        needed = {ours for ours, words in self.columns.items() if words.endswith(" required")}
        if needed - given - {"facility_id", identity} or (identity == "booking_id" and identity not in columns):
            return None
        ends = [event for event, (_, ours, tail) in mine.items() if tail and ours == "completed_at"]
        undecided = tuple(event for event in ends if "result" not in fills[event])
        return EventsFound(
            event=self.event,
            time=self.time,
            columns=columns,
            fills=fills,
            entry=entry,
            supersedes=supersedes,
            undecided=undecided,
        )

    def _order(self, meaning: tuple[str, str, str]) -> tuple[int, str]:
        return [*self.columns].index(meaning[1]), meaning[2]

    def _of(self, events: Sequence[str]) -> Cells:
        place = self.header.index(self.event)
        return [cells for cells in self.rows if (cells[place] or "").strip() in events]

    def _full(self, name: str, events: Sequence[str]) -> bool:
        rows = self._of(events)
        return len(filled(self.header, rows, name)) == len(rows)

    def _identity(self, mine: Mapping[str, tuple[str, str, str]], taken: set[str]) -> str:
        """Find the one column that each event of the log has, once for each kind of event, the same ids for each kind.

        It is called an id of this log, or it is blank in rows of other logs; and it is no number of the row itself.
        """
        by_kind: dict[str, list[str]] = {}
        for event, (_, ours, _) in mine.items():
            by_kind.setdefault(ours, []).append(event)
        words = self.known.columns[self.log].get(next(iter(self.columns)), ())
        names = []
        for name in self.header:
            kinds = [filled(self.header, self._of(events), name) for events in by_kind.values()]
            every = filled(self.header, self.rows, name)
            most = max((set(one) for one in kinds), key=len)
            if (
                name not in {*taken, *self.taken}
                and all(self._full(name, events) for events in by_kind.values())
                and all(len(texts) == len(set(texts)) and set(texts) <= most for texts in kinds)
                and (len(every) < len(self.rows) or (plainly(name) in words and len(set(every)) < len(every)))
                and all(re.search(r"\d", text) for text in most)
            ):
                names.append(name)
        names = [name for name in names if len(names) == 1 or not self._names_checks(name, list(mine))]
        return names[0] if len(names) == 1 else ""

    def _fills(
        self, event: str, mine: Mapping[str, tuple[str, str, str]], columns: Mapping[str, str]
    ) -> dict[str, str]:
        """Return what one event fills: its time, a code, the officer, the check of a notice."""
        _, ours, tail = mine[event]
        is_committed = any(time == "committed_at" for _, time, _ in mine.values())
        found = {ours: _name(self.time)}
        spare = list(self._spare(event, columns))
        for column, time in _CODES.items():
            time = "booked_at" if column == "commitment" and not is_committed else time
            if column not in self.columns or ours != time:
                continue
            if tail and column == "result":
                found |= dict.fromkeys(filter(None, [self._code(tail) and column]), f"={self._code(tail)}")
            elif len(codes := [name for name in spare if self._says(name, event, column)]) == 1:
                found[column] = codes[0]
        if ours == "requested_at" and "officer_id" in self.columns:
            names = self.known.columns[self.log].get("officer_id", ())
            officers = [name for name in self.header if plainly(name) in names and self._full(name, [event])]
            found |= {"officer_id": officers[0]} if len(officers) == 1 and officers[0] not in self.taken else {}
        if self.log == "notifications" and ours == "sent_at" and "checks" in self.others:
            found |= dict(zip(["check_id"], self._checks(event, spare), strict=False))
        return found

    def _spare(self, event: str, columns: Mapping[str, str]) -> Iterator[str]:
        """Yield the columns that this event fills in every row, and that are blank in rows of others."""
        for name in self.header:
            every = len(filled(self.header, self.rows, name)) == len(self.rows)
            if name not in {*self.taken, *columns.values()} and not every and self._full(name, [event]):
                yield name

    def _code(self, text: str) -> str:
        meanings = self.known.codes["result"]
        found = [ours for ours, words in meanings.items() if plainly(text) in map(plainly, (ours, *words))]
        return found[0] if len(found) == 1 else ""

    def _says(self, name: str, event: str, column: str) -> bool:
        """Say whether the values are few codes that no other event has; where it may be blank one must be known.

        Where the column must be filled, each code that is not known is left to a person, and its rows are not taken.
        A column that is called as officers are in any log is none of codes.
        """
        if plainly(name) in {word for words in self.known.columns.values() for word in words.get("officer_id", ())}:
            return False
        place = self.header.index(self.event)
        texts = set(filled(self.header, self._of([event]), name))
        others = filled(self.header, [cells for cells in self.rows if (cells[place] or "").strip() != event], name)
        meanings = self.known.codes[self.columns[column].split()[0].removeprefix("code:")]
        words = {plainly(word) for ours, many in meanings.items() for word in (ours, *many)}
        is_known = self.columns[column].endswith(" required") or any(plainly(one) in words for one in texts)
        return len(texts) <= _FEW_CODES and all(map(is_codelike, texts)) and is_known and not texts & set(others)

    def _checks(self, event: str, spare: Sequence[str]) -> list[str]:
        fits = [one for one in spare if self._names_checks(one, [event])]
        return fits if len(fits) == 1 else []

    def _names_checks(self, name: str, events: Sequence[str]) -> bool:
        """Say whether each value of a column in the rows of these events is the id of a check."""
        checks = self.others.get("checks")
        theirs = checks.columns.get("check_id", "") if checks else ""
        ids = set(filled(self.header, self._of([*checks.fills]), theirs)) if checks and theirs else set()
        return set(filled(self.header, self._of(events), name)) <= ids
