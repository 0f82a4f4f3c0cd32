"""How one log of the source maps onto ours: the keys of [logs.X], its layouts and its joined files."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator, with_config
from pydantic import WithJsonSchema as Written
from pydantic.json_schema import SkipJsonSchema

from reporter.config import kinds, mapping
from reporter.config.events import Events, Fill, Snapshots
from reporter.config.faults import HERE, Wrong, checked, inside, known_keys, one_of
from reporter.config.log_schemas import LogSchema
from reporter.config.mapping import Asked, Mapped, Source
from reporter.config.time_formats import BETWEEN

__all__ = ["BETWEEN", "Events", "Fill", "Joined", "LogPolicy", "Mapped", "Snapshots"]
_MOST_JOINED = 3
_MERGED = ("columns", "values", "constants", "offsets", "empty", "restore_zeros", "only")
_OURS = AfterValidator(lambda found, info: one_of(found, list(info.context.schema.columns)))
_LIST = Written({"type": "array"})


def _joined(found: object, info: Asked) -> list["Joined"]:
    """Read the files that hold the other half of the rows."""
    joined = []
    for number, table in enumerate(kinds.a_list(found)):
        with inside(number):
            joined.append(_half(table, info.data, info.context))
    if len(joined) > _MOST_JOINED:
        words = f"{HERE} lists {len(joined)} kinds of files; {_MOST_JOINED} are the most."
        raise Wrong(words, "files", inner=[_MOST_JOINED])
    return joined


def _half(table: object, base: Mapping[str, Any], source: Source) -> "Joined":
    own = dict(known_keys(table, HALF_KEYS))
    on = own.pop("on", [])
    half = checked(LogPolicy, own, replace(source, system=base.get("system", source.system)))
    with inside("on"):
        on = kinds.texts(on)
        one_of(on, list(source.schema.columns))
    if not on:
        raise Wrong(f'{HERE} needs on, the columns that both files have, such as on = ["booking_id"].', "files")
    if set(on) != set(source.schema.key):
        words = f"{HERE}.on must be what names a row of this log: {', '.join(source.schema.key)}."
        raise Wrong(words, on[0], inner=["on"])
    for column in (one for one in (*half.columns, *half.constants) if one not in on):
        if column in source.schema.required:
            words = (
                f"{HERE} fills {column}, which every row must have: without its other half a row would be none. "
                "Take it from the log's own files."
            )
            raise Wrong(words, column)
        if column in base.get("columns", ()) or column in base.get("constants", ()):
            words = (
                f"{HERE}.columns fills {column}, which the log's own files fill too. Let one of them fill it, and "
                "take it out of the other."
            )
            raise Wrong(words, column, inner=["columns"])
    if set(half.columns) <= set(on):
        words = f"{HERE}.columns fills no column. Name what these files add."
        raise Wrong(words, "columns", inner=["columns"])
    return Joined(on=on, half=replace(half, one_row_per=source.schema.key))


@with_config(kinds.CLOSED)
@dataclass(frozen=True, kw_only=True)
class LogPolicy:
    """How one log, or one layout of it, maps onto the canonical columns; what a county left out has its default here.

    `header` is empty where the first row is the header; `headless` says that there is none. `offsets` are minutes.
    `layouts` are complete: what they leave out of their own they have from [logs.X]. A log with layouts has no
    files of its own.
    """

    files: kinds.Glob = ""
    """Which files below inbox/ belong to this log, as a glob."""
    system: kinds.Text = ""
    """Whose clock wrote the times; logs of one system are compared without clock error."""
    columns: mapping.Columns = field(default_factory=dict)
    """What your system calls each column; one that is not named keeps its name. A list is joined by a space (times) or
    by - (ids); { after, by } is a time known only as between two moments."""
    values: mapping.Values = field(default_factory=dict)
    """What your codes and flags mean; a code that is not named is quarantined."""
    constants: mapping.Constants = field(default_factory=dict)
    """Columns that your system lacks because they are the same in every row."""
    only: kinds.Only = field(default_factory=dict)
    """Which rows belong to this log; the others are counted as not this log. Never asked of a time."""
    only_filled: Annotated[kinds.Texts, kinds.Filled] = ()
    """Columns of yours that a row of this log has filled; the others are not this log. Never a time."""
    one_row_per: Annotated[kinds.Texts, _OURS] = ()
    """For a source with several rows a stay: rows that agree fold into one."""
    timestamp_format: kinds.Formats = ()
    """How times are written, in the words of strptime; without it ISO 8601. A list, if several are in use."""
    precision: kinds.Precision = None
    """How exact the times really are, if less exact than they look."""
    offsets: kinds.Offsets = field(default_factory=dict)
    """Words behind a time and the offset that each stands for."""
    empty: mapping.Empty = field(default_factory=dict)
    """Texts of a column that mean nothing on record."""
    decimal: kinds.Decimal = "."
    """The sign before the decimals of numbers and serial numbers."""
    delimiter: kinds.Delimiter = None
    """Only where a file leaves a doubt."""
    sheet: Annotated[kinds.OneOrMore, kinds.Filled] = ()
    """A workbook's sheet, several, or a pattern; without it the only one with rows."""
    header: kinds.Header = ()
    """Texts that the header row holds; "none": columns are named 1, 2, ... or by widths."""
    headless: Annotated[SkipJsonSchema[bool], BeforeValidator(lambda one: one == "none"), Field(alias="header")] = False
    footer: Annotated[kinds.Texts, kinds.Filled] = ()
    """Rows that begin so are set aside, wherever they stand."""
    widths: Mapping[str, kinds.Span] = field(default_factory=dict)
    """Text in columns of fixed width: the first and last place of each."""
    record: kinds.Record | None = None
    """XML or JSON: the path of what is a row."""
    fill_down: Annotated[kinds.Texts, kinds.Filled] = ()
    """Columns of yours whose blank cells take the value of the row above."""
    restore_zeros: Mapping[str, kinds.Width] = field(default_factory=dict)
    """Columns of yours whose leading zeros a program dropped, and the width they had."""
    joined: Annotated[tuple["Joined", ...], BeforeValidator(_joined), _LIST] = ()
    """Files that hold the other half of this log's rows."""
    events: Events | None = None
    """For a source with one row an event: which event fills which column."""
    snapshots: Snapshots | None = None
    """For a source of lists of those in custody: rows of one id are one stay."""
    layouts: Annotated[tuple["LogPolicy", ...], _LIST] = ()
    """For a log whose exports changed: each layout has its own files and keys, those of the log being defaults."""

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, table: object, info: Asked) -> dict[str, Any]:
        """Ask for known keys and for files, and give each layout what it leaves out of its log's keys."""
        source: Source = info.context
        own = {"system": source.system, **known_keys(table, LOG_KEYS)}
        with inside("layouts"):
            layouts = kinds.a_list(own.pop("layouts", []))
        if "files" not in own and not layouts:
            name = source.schema.name
            raise Wrong(f'{HERE} needs files, the glob of its files below inbox/, such as files = "{name}*.csv".')
        whole = []
        for number, layout in enumerate(layouts):
            with inside("layouts", number):
                whole.append(_over(own, known_keys(layout, LAYOUT_KEYS)))
        return own | {"layouts": whole}

    @model_validator(mode="after")
    def _agrees(self) -> "LogPolicy":
        """Ask that its lists say what no column says; return its layouts alone where it has some."""
        ends = self.snapshots.ends if self.snapshots else None
        if ends and self.events:
            words = f"{HERE} has events and snapshots. A row is an event or stands on a list: take one out."
            raise Wrong(words, "events")
        if ends in self.columns or any(ends in (*one.half.columns, *one.half.constants) for one in self.joined):
            words = (
                f"{HERE} fills {ends} from a column too, but {HERE}.snapshots.ends says that the lists tell it. "
                "Take one out."
            )
            raise Wrong(words, ends, inner=["columns"])
        return LogPolicy(system=self.system, layouts=self.layouts) if self.layouts else self

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
    def filled_by_joins(self) -> frozenset[str]:
        """The columns of ours that its joined files fill, and their key."""
        return frozenset(column for one in self.joined for column in (*one.half.columns, *one.half.constants))

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


LOG_KEYS = kinds.keys_of(LogPolicy)
LAYOUT_KEYS = tuple(one for one in LOG_KEYS if one != "layouts")
HALF_KEYS = (*(one for one in LAYOUT_KEYS if one not in ("joined", "events", "snapshots")), "on")


def read_log(table: object, schema: LogSchema, years: tuple[int, int]) -> LogPolicy:
    """Read one log of the policy; raises Wrong."""
    log: LogPolicy = checked(LogPolicy, table, Source(schema=schema, years=years, system=schema.name))
    _check_only(log, schema)
    return log


def _check_only(log: LogPolicy, schema: LogSchema) -> None:
    """Refuse to pick rows by a time: which rows count would then hang on the very thing that is audited."""
    for one in (*log.layouts, *log.halves):
        _check_only(one, schema)
    ours = schema.of_kind("time", "day")
    times = [log.theirs(column) for column in ours]
    if log.events:
        fills = [one for event in log.events.fills.values() for one in event.items()]
        times += [log.events.time, *(fill.mapped for column, fill in fills if column in ours and fill.mapped)]
    times += [log.snapshots.taken_at] if log.snapshots and log.snapshots.taken_at else []
    alike = {" ".join(name.split()).lower() for time in times for name in time.names}
    for key, asks in (("only", "asks for values of"), ("only_filled", "leaves rows out that lack")):
        for name in getattr(log, key):
            if " ".join(name.split()).lower() in alike:
                words = (
                    f"{HERE}.{key} {asks} {name!r}, a time. Rows are never left out by their times. Ask for a code or "
                    "an id, or take the line out: the period chooses what is looked at."
                )
                raise Wrong(words, name, inner=[key])


def _over(defaults: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Put a layout's keys over those of its log; of tables that map, entry by entry."""
    merged = {**defaults, **given}
    for key in _MERGED:
        if isinstance(defaults.get(key), dict) and isinstance(given.get(key), dict):
            merged[key] = {**defaults[key], **given[key]}
    return merged
