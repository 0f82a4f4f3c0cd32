"""Builds the statements that type one delivered file: text in, times as intervals, reasons for what cannot be read."""

from collections.abc import Iterable, Mapping

from reporter.logs import LogSchema, code_lists
from reporter.policy import LogPolicy
from reporter.warehouse import literal, name
from reporter.zones import changes

_OFFSETS = ("offset_before", "offset_after", "change_at")
VERSION = 1  # raise it when files must be read again
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


def create_records(log: LogSchema) -> str:
    """Return the statement that makes a log's records table."""
    columns = ", ".join(f"{name(column)} {type_}" for column, type_ in stored_columns(log).items())
    return (
        f"create table if not exists {log.name} "
        f"(delivery_id integer, line bigint, standing boolean, key varchar, {columns})"
    )


def create_zone_days(zone: str) -> str:
    """Return the statements that make zone_days: for each day of the local and the UTC calendar, the zone's offsets."""
    known = changes(zone)
    starts = ["1900-01-01 00:00:00", *(at for at, _, _ in known[1:])]
    ends = [*starts[1:], "2101-01-01 00:00:00"]
    stretches = ", ".join(
        f"(timestamp '{start}', timestamp '{end}', to_seconds({after}))"
        for start, end, (_, _, after) in zip(starts, ends, known, strict=True)
    )
    turns = ", ".join(
        f"(timestamp '{at}', to_seconds({before}), to_seconds({after}))" for at, before, after in known[1:]
    ) or "(null::timestamp, null::interval, null::interval)"
    return f"""
create or replace temp table zone_days as
with stretches(starts, ends, utc_offset) as (values {stretches}),
turns(change_at, offset_before, offset_after) as (values {turns}),
touched as (
    select
        'local' as calendar, *,
        least(change_at + offset_before, change_at + offset_after)::date as first_day,
        greatest(change_at + offset_before, change_at + offset_after)::date as last_day
    from turns
    union all
    select 'utc', *, change_at::date, change_at::date from turns
),
uneven as (
    select calendar, unnest(generate_series(first_day::timestamp, last_day::timestamp, interval 1 day))::date as day,
        offset_before, offset_after, change_at
    from touched
),
days as (
    select calendar, day::date as day
    from generate_series(timestamp '1900-01-02', timestamp '2100-12-30', interval 1 day) as series(day)
    cross join (values ('local'), ('utc')) as calendars(calendar)
),
even as (
    select days.calendar, days.day, utc_offset
    from days
    asof join (select starts, utc_offset from stretches) as held on days.day::timestamp + interval 12 hour >= held.starts
)
select even.calendar, even.day,
    coalesce(uneven.offset_before, utc_offset) as offset_before,
    coalesce(uneven.offset_after, utc_offset) as offset_after,
    uneven.change_at
from even left join uneven using (calendar, day)
"""


def typed(log: LogSchema, policy: LogPolicy, mapped: Iterable[str]) -> str:
    """Return the statement that makes `typed` of `spool`: one row a delivered row, with the reasons against it."""
    times = log.of_kind("time", "day")
    reasons = ",\n        ".join(_reasons(log))
    key = "concat_ws(chr(31), " + ", ".join(name(column) for column in log.key) + ")"
    return f"""
create or replace temp table typed as
with texts as (
    select line, fault, cells, {_texts(log, policy, set(mapped))} from spool where this_log
),
moments as (select *{_each(_moment(column, log, policy) for column in times)} from texts),
placed as (
    select moments.*{_each(_here(column) for column in times)}
    from moments{"".join(_utc_join(column) for column in times)}
),
coarse as (select *{_each(_coarse(column, log, policy) for column in times)} from placed),
intervals as (
    select coarse.*{_each(_interval(column) for column in times)}
    from coarse{"".join(_zone_join(column) for column in times)}
),
judged as (
    select *, list_filter([
        {reasons}
    ], lambda reason: reason is not null) as reasons
    from intervals
)
select
    line, cells, reasons, case when {" and ".join(f"{name(c)} is not null" for c in log.key)} then {key} end as key,
    {_about(log, "booking_id")}, {_about(log, "officer_id")},
    {_stored(log)}
from judged
"""


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
    return f"case when {low} in ('true', 't', 'yes', 'y', '1') then true when {low} in ('false', 'f', 'no', 'n', '0') then false end"


def _texts(log: LogSchema, policy: LogPolicy, mapped: set[str]) -> str:
    parts = []
    for column in log.columns:
        text = f"nullif(trim({name(column)}), '')" if column in mapped else "null::varchar"
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


def _moment(column: str, log: LogSchema, policy: LogPolicy) -> str:
    """Local start, span and offset of the text, by the policy's formats or ISO 8601."""
    text, day = name(column), log.kind(column) == "day"
    readings = [_formatted(text, one) for one in policy.timestamp_format]
    if day or not readings:
        iso = f"case when is_iso({text}) then moment_of(body_part({text})) end"
        readings.append((iso, f"span_of(body_part({text}))", f"minutes_of(nullif(offset_part({text}), ''))"))
    local = f"coalesce({', '.join(one[0] for one in readings)}, null)"
    span, minutes = ("case " + " ".join(f"when {one[0]} is not null then {one[n]}" for one in readings) + " end" for n in (1, 2))
    return f"{local} as {name(column + '_local')}, {span} as {name(column + '_span')}, {minutes} as {name(column + '_minutes')}"


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
    return f"case when {name(column + '_minutes')} is not null then local_of({utc}, {offsets}) end as {name(column + '_here')}"


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
    turns = f"times_on_the_clock({{}}, {offsets})"
    gap = f"latest_reading({{0}}, {offsets}) - earliest_reading({{0}}, {offsets})"
    return f"""case when {minutes} is not null then {start} - {offset}
        else earliest_reading({start}, {offsets}) end as {name(column + "_earliest")},
    case when {minutes} is not null then {end} - {offset}
        else latest_reading({end}, {offsets}) end as {name(column + "_latest")},
    case when {odd} and {turns.format(start)} = 2 then {gap.format(start)}
        when {odd} and {turns.format(end)} = 2 then {gap.format(end)} end as {name(column + "_repeat")},
    coalesce({odd} and {turns.format(start)} = 0, false) as {name(column + "_skipped")},
    coalesce({name(column + "_here")}, {start})::date as {name(column + "_on")}"""


def _reasons(log: LogSchema) -> list[str]:
    reasons = ["fault"]
    codes = code_lists()
    for column in log.columns:
        text, kind = name(column), log.kind(column)
        if column in log.required:
            reasons.append(f"case when fault is null and {text} is null then 'missing:{column}' end")
        if kind in ("time", "day"):
            wrong, word = f"{name(column + '_start')} is null", "unreadable_time"
        elif kind.startswith("code:"):
            known = ", ".join(literal(code) for code in codes[kind[5:]])
            wrong, word = f"{text} not in ({known})", "unknown_code"
        elif kind == "number":
            wrong, word = rf"(not regexp_full_match({text}, '-?\d+') or try_cast({text} as bigint) is null)", "not_a_number"
        elif kind == "flag":
            wrong, word = f"({_flag(column)}) is null", "not_yes_or_no"
        else:
            continue
        reasons.append(f"case when fault is null and {text} is not null and {wrong} then '{word}:{column}' end")
    return reasons


def settle(log: LogSchema, policy: LogPolicy, delivery_id: int) -> list[str]:
    """Return the statements that give every typed row its fate and store the accepted ones.

    Rows that are equal fold into the first. Rows of one key that differ stand as duplicates, the first in force,
    or, where the policy says one row per key, are quarantined together.
    """
    said = as_recorded(log)
    print_ = f"md5(concat_ws(chr(31), {', '.join(f'coalesce({name(c)}::varchar, chr(30))' for c in said)}))"
    by = ", ".join(_stored_name(log, column) for column in policy.one_row_per) or "key"
    conflict = "varieties > 1" if policy.one_row_per else "false"
    columns = ", ".join(name(column) for column in stored_columns(log))
    same = " or ".join(f"earlier.{name(c)} is distinct from new.{name(c)}" for c in said)
    return [
        f"""
create or replace temp table crowded as
with prints as (
    select line, {print_} as print, concat_ws(chr(31), {by}) as crowd from typed
    where len(reasons) = 0 and ({by}) in (
        select ({by}) from typed where len(reasons) = 0 group by all having count(*) > 1
    )
),
crowds as (select crowd, count(distinct print) as varieties from prints group by crowd),
firsts as (select crowd, print, min(line) as line from prints group by crowd, print)
select prints.line, {conflict} as conflicting, prints.line <> firsts.line as repeated
from prints join crowds using (crowd) join firsts using (crowd, print)
""",
        """
create or replace temp table settled as
select
    typed.* replace (
        case when coalesce(conflicting, false) then list_append(reasons, 'conflicting_rows') else reasons end as reasons
    ),
    case
        when len(reasons) > 0 or coalesce(conflicting, false) then 'quarantined'
        when coalesce(repeated, false) then 'folded'
        else 'accepted'
    end as fate
from typed left join crowded using (line)
""",
        f"""
create or replace temp table incoming as
select *, line = min(line) over (partition by key) as first_of_its_key from settled where fate = 'accepted'
""",
        f"""
insert into corrections
select {literal(log.name)}, new.key, {delivery_id}, new.line, earlier.delivery_id, earlier.line
from incoming as new join {log.name} as earlier using (key)
where new.first_of_its_key and earlier.standing and ({same})
order by new.line
""",
        f"update {log.name} set standing = false where standing and key in (select key from incoming)",
        f"""
insert into {log.name} (delivery_id, line, standing, key, {columns})
select {delivery_id}, line, first_of_its_key, key, {columns} from incoming order by line
""",
    ]


def _stored_name(log: LogSchema, column: str) -> str:
    return name(f"{column}_text" if log.kind(column) in ("time", "day") else column)
