"""How one log of the source maps onto ours: the values of [logs.X], its layouts, joined files, events and snapshots."""

from collections.abc import Mapping
from dataclasses import dataclass, field

BETWEEN = " .. "  # in a text as recorded, between the two moments between which a time lies


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """Where a column of ours stands in the source: one column, several joined, or between two moments.

    `parts` are their columns, joined by a space (times, text) or `-` (ids). A time known only as between two moments
    has no parts: it lies from the earliest of `after` to the latest of `by`.
    """

    parts: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    by: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every column of theirs that is read."""
        return (*self.parts, *self.after, *self.by)

    @property
    def alone(self) -> str | None:
        """Their column, where one column of theirs is the whole of it."""
        return self.parts[0] if len(self.parts) == 1 else None


@dataclass(frozen=True, kw_only=True)
class Fill:
    """What an event puts into a column of ours: a column of theirs, or a code that is the same for each such event."""

    mapped: Mapped | None = None
    constant: str | None = None


@dataclass(frozen=True, kw_only=True)
class Events:
    """A source with one row an event: which event fills which columns of ours, and which entry replaces another."""

    event: str
    time: Mapped
    fills: Mapping[str, Mapping[str, Fill]]
    entry: str | None = None
    supersedes: str | None = None


@dataclass(frozen=True, kw_only=True)
class Snapshots:
    """A source of lists of those in custody: when each was taken, and the time of ours that ends a stay.

    `taken_at` is a column of theirs; or `taken_at_name` is a time format that the file's name follows.
    """

    taken_at: Mapped | None
    taken_at_name: str | None
    ends: str
    at_most: int


@dataclass(frozen=True, kw_only=True)
class LogPolicy:
    """How one log, or one layout of it, maps onto the canonical columns; what a county left out has its default here.

    `header` is empty where the first row is the header; `headless` says that there is none. `offsets` are minutes.
    `layouts` are complete: what they leave out of their own they have from [logs.X]. A log with layouts has no
    files of its own.
    """

    files: str = ""
    system: str = ""
    columns: Mapping[str, Mapped] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only_filled: tuple[str, ...] = ()
    one_row_per: tuple[str, ...] = ()
    timestamp_format: tuple[str, ...] = ()
    precision: str | None = None
    offsets: Mapping[str, int] = field(default_factory=dict)
    empty: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    decimal: str = "."
    delimiter: str | None = None
    sheet: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    headless: bool = False
    footer: tuple[str, ...] = ()
    widths: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    record: str | None = None
    fill_down: tuple[str, ...] = ()
    restore_zeros: Mapping[str, int] = field(default_factory=dict)
    joined: tuple["Joined", ...] = ()
    events: Events | None = None
    snapshots: Snapshots | None = None
    layouts: tuple["LogPolicy", ...] = ()

    @property
    def readings(self) -> tuple["LogPolicy", ...]:
        """The ways in which files of this log are read: each layout, or this one."""
        return self.layouts or (self,)

    @property
    def between(self) -> frozenset[str]:
        """The columns of ours that hold times known only as between two moments."""
        fills = [one for event in self.events.fills.values() for one in event.items()] if self.events else []
        found = [*self.columns.items(), *((column, fill.mapped) for column, fill in fills)]
        ended = [self.snapshots.ends] if self.snapshots else []
        return frozenset([*(column for column, mapped in found if mapped and mapped.after), *ended])

    @property
    def halves(self) -> tuple["LogPolicy", ...]:
        """How its joined files are read."""
        return tuple(one.half for one in self.joined)

    def theirs(self, column: str) -> Mapped:
        """Where a column of ours stands in the source: under its own name unless the policy says otherwise."""
        return self.columns.get(column) or Mapped(parts=(column,))


@dataclass(frozen=True, kw_only=True)
class Joined:
    """The other half of a stay's row, in other files: `on` are the columns of ours that both halves have."""

    on: tuple[str, ...]
    half: LogPolicy
