"""Reads [logs.X] of a policy, with its layouts, joined files, events and snapshots, into a LogPolicy."""

from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from reporter.config import source_layout
from reporter.config.log_policy import Events, Fill, Joined, LogPolicy, Mapped, Snapshots
from reporter.config.log_schemas import LogSchema, code_lists
from reporter.config.mapping import mapped, read_constants, read_empty, read_values
from reporter.config.time_formats import check_format
from reporter.config.toml_tables import (
    duration,
    refuse,
    require_known_keys,
    require_one_of,
    string_list,
    text_or_list,
    typed,
)

PRECISIONS = ("second", "minute", "hour", "day")
HALF_KEYS = (
    *source_layout.KEYS,
    "system",
    "columns",
    "values",
    "constants",
    "one_row_per",
    "timestamp_format",
    "precision",
    "offsets",
    "empty",
)
LAYOUT_KEYS = (*HALF_KEYS, "joined", "events", "snapshots")
LOG_KEYS = (*LAYOUT_KEYS, "layouts")
JOINED_KEYS = (*HALF_KEYS, "on")
EVENT_KEYS = ("event", "time", "fills", "entry", "supersedes")
SNAPSHOT_KEYS = ("taken_at", "ends", "at_most")
MOST_JOINED = 3
_MERGED = ("columns", "values", "constants", "offsets", "empty", "restore_zeros", "only")


def read_log(table: object, schema: LogSchema, years: tuple[int, int], where: str) -> LogPolicy:
    """Read one log of the policy; raises Fault where it is wrong."""
    log = require_known_keys(table, LOG_KEYS, where)
    layouts = typed(log, "layouts", list, [], where)
    own = {key: value for key, value in log.items() if key != "layouts"}
    reader = _Reader(schema, years)
    if not layouts:
        return reader.layout(own, where)
    defaults = reader.layout(own, where, is_whole=False)
    found = []
    for number, layout in enumerate(layouts, 1):
        place = f"{where}.layouts[{number}]"
        given = require_known_keys(layout, LAYOUT_KEYS, place)
        found.append(reader.layout(_over(own, given), place))
    return LogPolicy(system=defaults.system, layouts=tuple(found))


def _over(defaults: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Put a layout's keys over those of its log; of tables that map, entry by entry."""
    merged = {**defaults, **given}
    for key in _MERGED:
        if isinstance(defaults.get(key), dict) and isinstance(given.get(key), dict):
            merged[key] = {**defaults[key], **given[key]}
    return merged


class _Reader:
    """Reads the keys of one log, whose columns and kinds the schema names."""

    def __init__(self, schema: LogSchema, years: tuple[int, int]) -> None:
        self.schema, self.years, self.codes = schema, years, code_lists()
        self.canonical = tuple(schema.columns)

    def layout(self, log: dict[str, Any], where: str, *, is_whole: bool = True) -> LogPolicy:
        """Read one layout of the log; `is_whole` asks for its files."""
        half = self._half(log, where, is_whole=is_whole)
        joined = tuple(
            self._joined(one, half, f"{where}.joined[{number}]")
            for number, one in enumerate(typed(log, "joined", list, [], where), 1)
        )
        if len(joined) > MOST_JOINED:
            words = f"{where}.joined lists {len(joined)} kinds of files; {MOST_JOINED} are the most."
            refuse(words, f"{where}.joined[{MOST_JOINED + 1}]", "files")
        events = self._events(log, where)
        snapshots = self._snapshots(log, half, joined, where)
        return LogPolicy(**vars(half) | {"joined": joined, "events": events, "snapshots": snapshots})

    def _half(self, log: dict[str, Any], where: str, *, is_whole: bool = True, system: str = "") -> LogPolicy:
        if is_whole and "files" not in log:
            words = (
                f'{where} needs files, the glob of its files below inbox/, such as files = "{self.schema.name}*.csv".'
            )
            refuse(words, *_header_of(where))
        rows = source_layout.rows_of_files(log, where)
        columns = {
            key: mapped(value, self.schema.kind(key), key, f"{where}.columns")
            for key, value in require_known_keys(log.get("columns", {}), self.canonical, f"{where}.columns").items()
        }
        for key, theirs in columns.items():
            if theirs.after and self.schema.name == "deliveries":
                words = f"{where}.columns.{key} must be one moment: what a file covers is not known by halves."
                refuse(words, f"{where}.columns", key)
        formats = text_or_list(log, "timestamp_format", where)
        for one in formats:
            check_format(one, f"{where}.timestamp_format")
        return LogPolicy(
            **rows,
            system=typed(log, "system", str, system or self.schema.name, where),
            columns=columns,
            values=read_values(log, self.schema, where),
            constants=read_constants(log, self.schema, columns, where),
            one_row_per=require_one_of(
                string_list(log, "one_row_per", [], where), list(self.canonical), f"{where}.one_row_per"
            ),
            timestamp_format=formats,
            precision=_precision(log, where),
            offsets=source_layout.offset_words(log, where),
            empty=read_empty(log, self.schema, formats, self.years, where),
        )

    def _joined(self, table: object, base: LogPolicy, where: str) -> Joined:
        joined = require_known_keys(table, JOINED_KEYS, where)
        half = self._half({key: one for key, one in joined.items() if key != "on"}, where, system=base.system)
        on = require_one_of(string_list(joined, "on", [], where), list(self.canonical), f"{where}.on")
        if not on:
            refuse(f'{where} needs on, the columns that both files have, such as on = ["booking_id"].', where, "files")
        if set(on) != set(self.schema.key):
            words = f"{where}.on must be what names a row of this log: {', '.join(self.schema.key)}."
            refuse(words, f"{where}.on", on[0])
        for column in (*half.columns, *half.constants):
            if column not in on and column in self.schema.required:
                words = (
                    f"{where} fills {column}, which every row must have: without its other half a row would be none. "
                    "Take it from the log's own files."
                )
                refuse(words, where, column)
            if column not in on and (column in base.columns or column in base.constants):
                words = (
                    f"{where}.columns fills {column}, which the log's own files fill too. Let one of them fill it, and "
                    "take it out of the other."
                )
                refuse(words, f"{where}.columns", column)
        if set(half.columns) <= set(on):
            refuse(f"{where}.columns fills no column. Name what these files add.", f"{where}.columns", "columns")
        return Joined(on=on, half=replace(half, one_row_per=self.schema.key))

    def _events(self, log: dict[str, Any], where: str) -> Events | None:
        table = source_layout.require_table(log, "events", EVENT_KEYS, where)
        if table is None:
            return None
        place = f"{where}.events"
        for key in ("event", "time", "fills"):
            if key not in table:
                refuse(f"{place} needs {key}. Write event and time, columns of yours, and fills.", place, "events")
        time = mapped(table["time"], "text", "time", place)
        entry, supersedes = (typed(table, key, str, "", place) or None for key in ("entry", "supersedes"))
        if supersedes and not entry:
            refuse(f"{place}.supersedes needs entry, the column that names each entry.", place, "supersedes")
        fills = typed(table, "fills", dict, {}, place)
        if not fills:
            refuse(f'{place}.fills names no event. Write such as "BOOKED" = "booked_at".', place, "fills")
        return Events(
            event=typed(table, "event", str, "", place),
            time=time,
            fills={one: self._fills(one, value, time, f"{place}.fills") for one, value in fills.items()},
            entry=entry,
            supersedes=supersedes,
        )

    def _fills(self, event: str, value: object, time: Mapped, where: str) -> dict[str, Fill]:
        """Read what one event fills: a time of ours by the event's own, or each column of a table."""
        if isinstance(value, str):
            times = self.schema.of_kind("time", "day")
            require_one_of((value,), times, where)
            return {value: Fill(mapped=time)}
        if not isinstance(value, dict) or not value:
            words = f'{where} must give each event a time of ours, or a table such as {{ released_at = "Time" }}.'
            refuse(words, where, event)
        found = {}
        for column, theirs in require_known_keys(value, self.canonical, where).items():
            kind = self.schema.kind(column)
            if isinstance(theirs, dict) and "is" in theirs:
                constant = typed(require_known_keys(theirs, ("is",), f"{where}.{column}"), "is", str, "", where)
                if not kind.startswith("code:"):
                    words = f"{where} may not set {column} to a constant: only a code can follow from the event alone."
                    refuse(words, where, constant)
                require_one_of((constant,), self.codes[kind[5:]], where)
                found[column] = Fill(constant=constant)
            else:
                found[column] = Fill(mapped=mapped(theirs, kind, column, where))
        return found

    def _snapshots(
        self, log: dict[str, Any], half: LogPolicy, joined: tuple[Joined, ...], where: str
    ) -> Snapshots | None:
        table = source_layout.require_table(log, "snapshots", SNAPSHOT_KEYS, where)
        if table is None:
            return None
        place = f"{where}.snapshots"
        if "taken_at" not in table:
            words = f'{place} needs taken_at: a column of yours, or "file:" and the form of the files\' names.'
            refuse(words, place, "snapshots")
        taken_at = table["taken_at"]
        by_name = taken_at.removeprefix("file:") if isinstance(taken_at, str) and taken_at.startswith("file:") else None
        if by_name is not None:
            check_format(by_name, f"{place}.taken_at")
        times = self.schema.of_kind("time")
        ends = typed(table, "ends", str, "released_at" if "released_at" in times else "", place)
        require_one_of((ends,), times, f"{place}.ends")
        if "events" in log:
            refuse(
                f"{where} has events and snapshots. A row is an event or stands on a list: take one out.",
                where,
                "events",
            )
        if ends in half.columns or any(ends in (*one.half.columns, *one.half.constants) for one in joined):
            words = (
                f"{where} fills {ends} from a column too, but {place}.ends says that the lists tell it. Take one out."
            )
            refuse(words, f"{where}.columns", ends)
        return Snapshots(
            taken_at=None if by_name is not None else mapped(taken_at, "text", "taken_at", place),
            taken_at_name=by_name,
            ends=ends,
            at_most=duration(table.get("at_most", "24h"), f"{place}.at_most"),
        )


def _precision(log: dict[str, Any], where: str) -> str | None:
    precision = log.get("precision")
    if precision is not None and precision not in PRECISIONS:
        words = f"{where}.precision = {precision!r} must be one of {', '.join(PRECISIONS)}."
        near = get_close_matches(str(precision), PRECISIONS, n=1)
        refuse(words, f"{where}.precision", str(precision), near[0] if near else "")
    return precision


def _header_of(where: str) -> tuple[str, str]:
    """Where a table's own header stands, and its name in it."""
    parent, _, name = where.rpartition(".")
    return (where, name.partition("[")[0]) if name.endswith("]") else (parent, name)
