"""Builds the statements that type one delivered file: text in, times as intervals, reasons for what cannot be read."""

from collections.abc import Iterable, Mapping

from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import LogSchema, code_lists
from reporter.warehouse import literal, name

_OFFSETS = ("offset_before", "offset_after", "change_at")
VERSION = 2  # raise it when files must be read again
SPAN = {"second": 1_000_000, "minute": 60_000_000, "hour": 3_600_000_000, "day": 86_400_000_000}
_TIME_PARTS = {"earliest": "timestamp", "latest": "timestamp", "repeat": "interval", "skipped": "boolean", "on": "date"}
_FINEST = (("%f", 1), ("%g", 1_000), ("%S", 1_000_000), ("%T", 1_000_000), ("%X", 1_000_000), ("%M", 60_000_000))


def stored_columns(log: LogSchema) -> dict[str, str]:
    """Return the columns of a log's records table with their types, after delivery_id, line, standing and key."""
    columns: dict[str, str] = {}
    for column in log.columns:
        kind = log.kind(column)
        if kind in ("time", "day"):
            columns[f"{column}_text"] = "varchar"
            columns |= {f"{column}_{part}": type_ for part, type_ in _TIME_PARTS.items()}
        else:
            columns[column] = {"number": "bigint", "flag": "boolean"}.get(kind, "varchar")
    return columns


def as_recorded(log: LogSchema) -> list[str]:
    """Return the stored columns that hold what the source said, for comparing two rows."""
    return [f"{c}_text" if log.kind(c) in ("time", "day") else c for c in log.columns]


def time_span(log: LogSchema) -> str:
    """Return three columns for a row's events: earliest, latest (null without an end), and each text that was read.

    A stay without a release may end at any time after.
    """
    events = [column for column in log.of_kind("time", "day") if column != "recorded_at"]
    earliest = ", ".join(name(f"{column}_earliest") for column in events)
    latest = f"greatest({', '.join(name(f'{column}_latest') for column in events)})"
    if "released_at" in events:
        latest = f"case when released_at_latest is not null then {latest} end"
    said = {one: f"{literal(f'{one}=')} || {name(f'{one}_text')}" for one in events}
    texts = ", ".join(f"case when {name(f'{one}_earliest')} is not null then {text} end" for one, text in said.items())
    return f"least({earliest}), {latest}, list_filter([{texts}], lambda one: one is not null)"


def create_records(log: LogSchema, schema: str = "") -> str:
    """Return the statement that makes a log's records table; `schema` is what comes before its name."""
    columns = ", ".join(f"{name(column)} {type_}" for column, type_ in stored_columns(log).items())
    return (
        f"create table if not exists {schema}{log.name} "
        f"(delivery_id integer, line bigint, standing boolean, key varchar, {columns})"
    )


def typed(log: LogSchema, policy: LogPolicy, mapped: Iterable[str]) -> str:
    """Return the statement that makes `typed` of `spool`: one row a delivered row, with the reasons against it."""
    given = set(mapped) | set(policy.constants)
    times = [column for column in log.of_kind("time", "day") if column in given]
    absent = [column for column in log.of_kind("time", "day") if column not in given]
    reasons = ",\n        ".join(_reasons(log, given))
    return f"""
create or replace temp table typed as
with texts as (
    select line, fault, cells, {_texts(log, policy, set(mapped))} from spool where this_log
),
parts as (select *{_each(_parts(column) for column in times)} from texts),
readings as (select *{_each(_reading(column, log, policy) for column in times)} from parts),
moments as (select *{_each(_moment(column, log, policy) for column in times)} from readings),
placed as (
    select moments.*{_each(_here(column) for column in times)}
    from moments{"".join(_utc_join(column) for column in times)}
),
coarse as (select *{_each(_coarse(column, log, policy) for column in times)} from placed),
intervals as (
    select coarse.*{_each(_interval(column) for column in times)}{_each(_no_interval(column) for column in absent)}
    from coarse{"".join(_zone_join(column) for column in times)}
),
judged as (
    select *, list_filter([
        {reasons}
    ], lambda reason: reason is not null) as reasons
    from intervals
)
select
    line, cells, reasons, {_key(log)} as key,
    {_about(log, "booking_id")}, {_about(log, "officer_id")},
    {_stored(log)}
from judged
"""


def _key(log: LogSchema) -> str:
    """What names a row in later deliveries: nothing, where a part of it is missing or cannot be read."""
    whole = [f"{name(column)} is not null" for column in log.key]
    typed_parts = ", ".join(literal(column) for column in log.key if log.kind(column) not in ("id", "text"))
    if typed_parts:
        whole.append(
            "not list_has_any("
            f"list_transform(reasons, lambda reason: split_part(reason, ':', 2)), [{typed_parts}]::varchar[])"
        )
    return f"case when {' and '.join(whole)} then concat_ws(chr(31), {', '.join(map(name, log.key))}) end"


def _stored(log: LogSchema) -> str:
    parts = []
    for column in log.columns:
        kind = log.kind(column)
        if kind in ("time", "day"):
            parts.append(f"{name(column)} as {name(column + '_text')}")
            parts += [name(f"{column}_{part}") for part in _TIME_PARTS]
        elif kind == "number":
            parts.append(f"try_cast({name(column)} as bigint) as {name(column)}")
        elif kind == "flag":
            parts.append(f"{_flag(column)} as {name(column)}")
        else:
            parts.append(f"{name(column)} as {name(column)}")
    return ", ".join(parts)


def _about(log: LogSchema, column: str) -> str:
    return f"{name(column) if column in log.columns else 'null::varchar'} as {name('about_' + column)}"


def _flag(column: str) -> str:
    low = f"lower({name(column)})"
    yes, no = "('true', 't', 'yes', 'y', '1')", "('false', 'f', 'no', 'n', '0')"
    return f"case when {low} in {yes} then true when {low} in {no} then false end"


def _texts(log: LogSchema, policy: LogPolicy, mapped: set[str]) -> str:
    parts = []
    for column in log.columns:
        text = f"nullif(trimmed({name(column)}), '')" if column in mapped else "null::varchar"
        if column in policy.values:
            text = _mapped(text, policy.values[column])
        if column in policy.constants:
            text = f"coalesce({text}, {literal(policy.constants[column])})"
        parts.append(f"{text} as {name(column)}")
    return ", ".join(parts)


def _mapped(text: str, values: Mapping[str, str]) -> str:
    cases = " ".join(f"when {literal(theirs)} then {literal(ours)}" for theirs, ours in values.items())
    return f"nullif(case {text} {cases} else {text} end, '')"


def _each(parts: Iterable[str]) -> str:
    return "".join(f",\n    {part}" for part in parts)


def _parts(column: str) -> str:
    """The text before any offset, and the offset: named once, since each is asked for many times."""
    text = name(column)
    return f"body_part({text}) as {name(f'{column}_body')}, offset_part({text}) as {name(f'{column}_offset_part')}"


def _no_interval(column: str) -> str:
    """The interval of a time that the file does not have."""
    return ", ".join(
        f"{'false' if part == 'skipped' else f'null::{type_}'} as {name(f'{column}_{part}')}"
        for part, type_ in _TIME_PARTS.items()
    )


def _reading(column: str, log: LogSchema, policy: LogPolicy) -> str:
    """What each of the policy's formats, or ISO 8601, makes of the text: worked out once, read three times."""
    read = _readings(column, log, policy)
    return ", ".join(f"{one[0]} as {name(f'{column}_reading_{place}')}" for place, one in enumerate(read))


def _moment(column: str, log: LogSchema, policy: LogPolicy) -> str:
    """Local start, span and offset of the text, by the first reading that fits."""
    read = _readings(column, log, policy)
    names = [name(f"{column}_reading_{place}") for place in range(len(read))]
    span, minutes = (
        "case "
        + " ".join(f"when {reading} is not null then {one[n]}" for reading, one in zip(names, read, strict=True))
        + " end"
        for n in (1, 2)
    )
    parts = {"local": f"coalesce({', '.join(names)}, null)", "span": span, "minutes": minutes}
    return ", ".join(f"{sql} as {name(f'{column}_{part}')}" for part, sql in parts.items())


def _readings(column: str, log: LogSchema, policy: LogPolicy) -> list[tuple[str, str, str]]:
    text, day = name(column), log.kind(column) == "day"
    readings = [_formatted(text, one) for one in policy.timestamp_format]
    if day or not readings:
        body, offset = name(f"{column}_body"), name(f"{column}_offset_part")
        iso = f"case when is_iso({text}) then moment_of({body}) end"
        readings.append((iso, f"span_of({body})", f"minutes_of(nullif({offset}, ''))"))
    return readings


def _formatted(text: str, format_: str) -> tuple[str, str, str]:
    span = next((microseconds for directive, microseconds in _FINEST if directive in format_), None)
    if span is None:
        span = SPAN["hour"] if "%H" in format_ or "%I" in format_ else SPAN["day"]
    parsed = f"try_strptime({text}, {literal(format_)})"
    if "%z" in format_:
        return f"timezone('UTC', {parsed})", str(span), "0"
    return parsed, str(span), "null"


def _coarse(column: str, log: LogSchema, policy: LogPolicy) -> str:
    """The same with the policy's coarser precision; a day column is always the whole local day."""
    local, span, minutes = (name(f"{column}_{part}") for part in ("local", "span", "minutes"))
    precision = "day" if log.kind(column) == "day" else policy.precision
    start, lasts, offset = (name(f"{column}_{part}") for part in ("start", "lasts", "offset"))
    if precision is None:
        return f"{local} as {start}, {span} as {lasts}, {minutes} as {offset}"
    coarser = f"{span} < {SPAN[precision]}"
    at = f"coalesce({name(column + '_here')}, {local})" if precision == "day" else local
    kept = f"case when {coarser} then null else {minutes} end" if precision == "day" else minutes
    return (
        f"case when {coarser} then date_trunc('{precision}', {at}) else {local} end as {start}, "
        f"greatest({span}, {SPAN[precision]}) as {lasts}, {kept} as {offset}"
    )


def _here(column: str) -> str:
    """The local time, in the agency's zone, of a text that has an offset."""
    utc, zone_name = _utc(column), name("utc_" + column)
    offsets = ", ".join(f"{zone_name}.{part}" for part in _OFFSETS)
    has_offset = f"{name(column + '_minutes')} is not null"
    return f"case when {has_offset} then local_of({utc}, {offsets}) end as {name(column + '_here')}"


def _utc(column: str) -> str:
    return f"({name(column + '_local')} - to_minutes({name(column + '_minutes')}))"


def _utc_join(column: str) -> str:
    zone_name = name("utc_" + column)
    return (
        f"\n    left join zone_days as {zone_name} on {zone_name}.calendar = 'utc' "
        f"and {zone_name}.day = zone_day({_utc(column)})"
    )


def _zone_join(column: str) -> str:
    zone_name = name("zone_" + column)
    return (
        f"\n    left join zone_days as {zone_name} on {zone_name}.calendar = 'local' "
        f"and {zone_name}.day = zone_day({name(column + '_start')})"
    )


def _interval(column: str) -> str:
    start, lasts, minutes = (name(f"{column}_{part}") for part in ("start", "lasts", "offset"))
    zone_name = name("zone_" + column)
    offsets = ", ".join(f"{zone_name}.{part}" for part in _OFFSETS)
    end = f"({start} + to_microseconds({lasts} - 1))"
    offset = f"to_minutes({minutes})"
    odd = f"{minutes} is null and {zone_name}.change_at is not null and {lasts} < {SPAN['day']}"
    turns = f"local_time_multiplicity({{}}, {offsets})"
    before, after = (f"{zone_name}.{part}" for part in _OFFSETS[:2])
    gap = f"greatest({before}, {after}) - least({before}, {after})"  # between the two readings of a repeated time
    return f"""case when {minutes} is not null then {start} - {offset}
        else earliest_reading({start}, {offsets}) end as {name(column + "_earliest")},
    case when {minutes} is not null then {end} - {offset}
        else latest_reading({end}, {offsets}) end as {name(column + "_latest")},
    case when {odd} and {turns.format(start)} = 2 then {gap}
        when {odd} and {turns.format(end)} = 2 then {gap} end as {name(column + "_repeat")},
    coalesce({odd} and {turns.format(start)} = 0, false) as {name(column + "_skipped")},
    coalesce({name(column + "_here")}, {start})::date as {name(column + "_on")}"""


def _reasons(log: LogSchema, given: set[str]) -> list[str]:
    reasons = ["fault"]
    codes = code_lists()
    for column in log.columns:
        text, kind = name(column), log.kind(column)
        if column in log.required:
            reasons.append(f"case when fault is null and {text} is null then 'missing:{column}' end")
        if kind in ("time", "day") and column not in given:
            continue
        if kind in ("time", "day"):
            wrong, word = f"{name(column + '_start')} is null", "unreadable_time"
        elif kind.startswith("code:"):
            known = ", ".join(literal(code) for code in codes[kind[5:]])
            wrong, word = f"{text} not in ({known})", "unknown_code"
        elif kind == "number":
            wrong, word = (
                rf"(not regexp_full_match({text}, '-?\d+') or try_cast({text} as bigint) is null)",
                "not_a_number",
            )
        elif kind == "flag":
            wrong, word = f"({_flag(column)}) is null", "not_yes_or_no"
        else:
            continue
        reasons.append(f"case when fault is null and {text} is not null and {wrong} then '{word}:{column}' end")
    return reasons
