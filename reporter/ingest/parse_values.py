"""Builds the statements that type one delivered file: text in, times as intervals, reasons for what cannot be read."""

from collections.abc import Iterable, Mapping
from datetime import date

from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import LogSchema, code_lists
from reporter.config.mapping import NO, YES
from reporter.ingest import parse_times
from reporter.ingest.time_formats import SPAN
from reporter.warehouse import literal, name
from reporter.warehouse.query_files import filled

VERSION = 16  # raise it when files must be read again
_SPACES = r"\s\x{a0}\x{ad}\x{1680}\x{180e}\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{feff}"
_INVISIBLE = rf"[{_SPACES}\x01-\x1f\x7f]"
_WITHIN_AN_ID = _INVISIBLE.replace(r"\s", r"\t-\r")  # a space can be seen
_SCIENTIFIC = r"[0-9]+(?:[.,][0-9]*)?[eE]\+[0-9]+"
_SPANS = {  # what a row's beginning and end are: one that surely ends before it begins cannot be so
    "bookings": ("booked_at", "released_at"),
    "authorizations": ("authorized_from", "authorized_to"),
    "holds": ("placed_at", "lifted_at"),
    "movements": ("out_at", "in_at"),
}
_ENDS = {  # the column that ends what a row tells of; none: it never ends
    "bookings": "released_at",
    "authorizations": "authorized_to",
    "training": "",
    "holds": "lifted_at",
    "movements": "in_at",
    "daily_record": "discharged_on",
}


def stored_columns(log: LogSchema) -> dict[str, str]:
    """Return the columns of a log's records table with their types, after delivery_id, line, standing and key."""
    columns: dict[str, str] = {}
    for column in log.columns:
        kind = log.kind(column)
        if kind in ("time", "day"):
            columns[f"{column}_text"] = "varchar"
            columns |= {f"{column}_{part}": type_ for part, type_ in parse_times.PARTS.items()}
        else:
            columns[column] = {"number": "bigint", "flag": "boolean"}.get(kind, "varchar")
    return columns


def as_recorded(log: LogSchema) -> list[str]:
    """Return the stored columns that hold what the source said, for comparing two rows."""
    return [f"{c}_text" if log.kind(c) in ("time", "day") else c for c in log.columns]


def event_span(log: LogSchema, prefix: str = "") -> tuple[str, str]:
    """Return the earliest and latest moment of a row's events as SQL; the latest is null where it has no end.

    A stay without a release may end at any time after; a course passed counts from then on.
    """
    events = log.event_columns
    earliest = f"least({', '.join(prefix + name(f'{column}_earliest') for column in events)})"
    latest = f"greatest({', '.join(prefix + name(f'{column}_latest') for column in events)})"
    if log.name in _ENDS:
        end = _ENDS[log.name]
        latest = f"case when {prefix + name(end + '_latest') + ' is not null' if end else 'false'} then {latest} end"
    return earliest, latest


def time_span(log: LogSchema) -> str:
    """Return the three columns that say when the events of a quarantined row were: bounds, and each text read."""
    said = {one: f"{literal(f'{one}=')} || {name(f'{one}_text')}" for one in log.event_columns}
    texts = ", ".join(f"case when {name(f'{one}_earliest')} is not null then {text} end" for one, text in said.items())
    return f"{', '.join(event_span(log))}, list_filter([{texts}], lambda one: one is not null)"


def create_records(log: LogSchema, schema: str = "") -> str:
    """Return the statement that makes a log's records table; `schema` is what comes before its name."""
    columns = ", ".join(f"{name(column)} {type_}" for column, type_ in stored_columns(log).items())
    return (
        f"create table if not exists {schema}{log.table} "
        f"(delivery_id integer, line bigint, standing boolean, key varchar, {columns})"
    )


def typed(
    log: LogSchema,
    policy: LogPolicy,
    mapped: Iterable[str],
    years: tuple[int, int],
    *,
    is_ordinary: bool = False,
    file: str = "",
    spool: str = "spool",
    table: str = "typed",
) -> str:
    """Return the statement that makes `typed` of `spool`: one row a delivered row, with the reasons against it.

    Where the spool has rows of several files, `file` is its column that says of which.
    `years` are the first and the last that a time may lie in. An ordinary file has printable ASCII alone and no number
    in scientific notation, which is known of the whole of it: no cell need be looked at for them.
    """
    given = set(mapped) | set(policy.constants)
    times = [column for column in log.of_kind("time", "day") if column in given]
    absent = [column for column in log.of_kind("time", "day") if column not in given]
    return filled(
        "intake/typed",
        row=f"{file}, line" if file else "line",
        spool=spool,
        table=table,
        trimmed=_trimmed(log, set(mapped), is_ordinary=is_ordinary),
        texts=_texts(log, policy, set(mapped)),
        intervals=parse_times.interval_ctes(log, policy, times, absent),
        reasons=",\n        ".join(_reasons(log, policy, given, years, is_ordinary=is_ordinary)),
        counts=f"reason is not null{_void_keeps(log, given)}",
        key=_key(log),
        booking_id=_about(log, "booking_id", is_ordinary=is_ordinary),
        officer_id=_about(log, "officer_id", is_ordinary=is_ordinary),
        columns=_stored(log),
    )


def _void_keeps(log: LogSchema, given: set[str]) -> str:
    """What else a reason must be to stand: a void row needs only its number; its other cells do not matter."""
    if "void" not in log.columns or "void" not in given:
        return ""
    own = "split_part(reason, ':', 2) in ('void', 'sequence_no', 'booking_id')"
    return f" and ({own} or fault is not null or not coalesce({_flag('void')}, false))"


def _key(log: LogSchema) -> str:
    """What names a row in later deliveries: nothing, where a part of it is missing or cannot be read.

    A day is the same day however it is written.
    """
    whole = [f"{name(column)} is not null" for column in log.key]
    typed_parts = ", ".join(literal(column) for column in log.key if log.kind(column) != "text")
    if typed_parts:
        whole.append(
            "not list_has_any("
            f"list_transform(reasons, lambda reason: split_part(reason, ':', 2)), [{typed_parts}]::varchar[])"
        )
    parts = (f"{name(f'{one}_on')}::varchar" if log.kind(one) == "day" else name(one) for one in log.key)
    return f"case when {' and '.join(whole)} then concat_ws(chr(31), {', '.join(parts)}) end"


def _stored(log: LogSchema) -> str:
    parts = []
    for column in log.columns:
        kind = log.kind(column)
        if kind in ("time", "day"):
            parts.append(f"{name(column)} as {name(column + '_text')}")
            parts += [name(f"{column}_{part}") for part in parse_times.PARTS]
        elif kind == "number":
            parts.append(f"try_cast({name(column)} as bigint) as {name(column)}")
        elif kind == "flag":
            parts.append(f"{_flag(name(column))} as {name(column)}")
        else:
            parts.append(f"{name(column)} as {name(column)}")
    return ", ".join(parts)


def _about(log: LogSchema, column: str, *, is_ordinary: bool) -> str:
    """Whom a row names, without invisible signs: a row whose id is damaged still concerns that stay or officer."""
    if column not in log.columns:
        return "null::varchar"
    return name(column) if is_ordinary else f"regexp_replace({name(column)}, '{_WITHIN_AN_ID}', '', 'g')"


def _flag(text: str) -> str:
    low = f"lower({text})"
    yes, no = (", ".join(map(literal, words)) for words in (YES, NO))
    return f"case when {low} in ({yes}) then true when {low} in ({no}) then false end"


def _trimmed(log: LogSchema, mapped: set[str], *, is_ordinary: bool) -> str:
    cells = {column: f"nullif({trimmed_cell(name(column), is_ordinary=is_ordinary)}, '')" for column in mapped}
    return ", ".join(f"{cells.get(column, 'null::varchar')} as {name(column)}" for column in log.columns)


def _texts(log: LogSchema, policy: LogPolicy, mapped: set[str]) -> str:
    parts = {}
    for column in log.columns:
        text = name(column)
        if column in policy.empty:
            nothing = ", ".join(map(literal, policy.empty[column]))
            text = f"case when {text} not in ({nothing}) then {text} end"
        if column in policy.values:
            text = _mapped(text, policy.values[column])
        if column in policy.constants and column not in mapped:  # a blank cell of the source stays one
            text = literal(policy.constants[column])
        parts[column] = text
    if {"void", "sequence_no"} <= mapped:  # a void row needs its number alone, which may be that
        number = f"concat_ws(' ', 'sequence_no', {parts['facility_id']}, {parts['sequence_no']})"
        instead = f"case when {_flag(parts['void'])} and {parts['sequence_no']} is not null then {number} end"
        parts["booking_id"] = f"coalesce({parts['booking_id']}, {instead})"
    return ", ".join(f"{text} as {name(column)}" for column, text in parts.items())


def trimmed_cell(text: str, *, is_ordinary: bool) -> str:
    """A cell without spaces and invisible signs at its ends. Few have any, and to see that is faster than to trim."""
    if is_ordinary:
        return f"trimmed({text})"
    ends = literal(rf"^[{_SPACES}]+|[{_SPACES}]+$")
    may_have = f"strlen({text}) <> length({text}) or left({text}, 1) <= ' ' or right({text}, 1) <= ' '"
    return f"case when {may_have} then regexp_replace({text}, {ends}, '', 'g') else {text} end"


def _mapped(text: str, values: Mapping[str, str]) -> str:
    cases = " ".join(f"when {literal(theirs)} then {literal(ours)}" for theirs, ours in values.items())
    return f"nullif(case {text} {cases} else {text} end, '')"


def _reasons(
    log: LogSchema, policy: LogPolicy, given: set[str], years: tuple[int, int], *, is_ordinary: bool
) -> list[str]:
    reasons = ["fault"]
    codes = code_lists()
    for column in log.columns:
        text, kind = name(column), log.kind(column)
        if column in log.required:
            reasons.append(f"case when fault is null and {text} is null then 'missing:{column}' end")
        if kind in ("time", "day") and column not in given:
            continue
        if kind in ("time", "day"):
            faults = [_wrong_time(column, one, policy, years) for one in parse_times.moments(column, policy)]
            reasons.append(f"coalesce({', '.join(faults)}, null)" if faults[1:] else faults[0])
            if faults[1:]:
                earliest, latest = name(f"{column}_earliest"), name(f"{column}_latest")
                reasons.append(f"case when {latest} < {earliest} then 'impossible_order:{column}' end")
            continue
        if kind == "id":
            if is_ordinary:
                continue
            damaged = f"regexp_matches({text}, '{_WITHIN_AN_ID}')"
            wrong, word = rf"({damaged} or regexp_full_match({text}, '{_SCIENTIFIC}'))", "id_damaged"
        elif kind.startswith("code:"):
            known = ", ".join(literal(code) for code in codes[kind[5:]])
            wrong, word = f"{text} not in ({known})", "unknown_code"
        elif kind == "number":
            wrong, word = (
                rf"(not regexp_full_match({text}, '-?[0-9]+') or try_cast({text} as bigint) is null)",
                "not_a_number",
            )
        elif kind == "flag":
            wrong, word = f"({_flag(name(column))}) is null", "not_yes_or_no"
        else:
            continue
        reasons.append(f"case when fault is null and {text} is not null and {wrong} then '{word}:{column}' end")
    begins, ends = _SPANS.get(log.name, ("", ""))
    if {begins, ends} <= given:
        reasons.append(f"case when {ends}_latest < {begins}_earliest then 'impossible_order' end")
    return reasons


def _begin_of(year: int) -> int:
    """The first moment of a year, in local time, in microseconds since 1970; the year 10000 may be asked for."""
    days = date(year - 1, 12, 31).toordinal() + 1 if year > 1 else 1
    return (days - date(1970, 1, 1).toordinal()) * SPAN["day"]


def _wrong_time(column: str, moment: str, policy: LogPolicy, years: tuple[int, int]) -> str:
    """What is wrong with a time, or with one of two between which it lies: no reading, two readings, or its year."""
    text, start = name(moment), name(f"{moment}_start")
    first, last = years
    in_years = f"{start} >= {_begin_of(first)} and {start} < {_begin_of(last + 1)}"
    return f"""case
            when fault is not null or {text} is null or {in_years} then null
            when {parse_times.read_twice(moment, policy)} then 'read_two_ways:{column}'
            when {start} is null then 'unreadable_time:{column}'
            else 'year_out_of_range:{column}'
        end"""
