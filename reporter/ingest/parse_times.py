"""Builds the statements that read recorded times: a text in, the interval of moments that it may mean out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reporter.config.log_policy import BETWEEN, LogPolicy
from reporter.config.log_schemas import LogSchema
from reporter.ingest import place_times, time_formats
from reporter.ingest.place_times import Step
from reporter.ingest.time_formats import SPAN
from reporter.warehouse import literal, name, select

_AFTER, _BY = "after", "by"
# `until` is the last local day of a time known only as between two moments.
PARTS = {"earliest": "timestamp", "latest": "timestamp", "repeat": "interval", "skipped": "boolean"}
PARTS |= {"on": "date", "until": "date"}


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """One way to read a text: the local time, how long its moment lasts, and its offset in minutes, as SQL."""

    local: str
    span: str
    minutes: str


def interval_ctes(log: LogSchema, policy: LogPolicy, times: Sequence[str], absent: Iterable[str]) -> str:
    """Return the common table expressions from `texts` to `intervals`: each time's interval, local day and faults.

    A time that no reading fits has no start; one that two formats read differently has none either. A time known only
    as between two moments is read as two, from which its interval is made at the end.
    """
    both = [column for column in times if column in policy.between]
    times = [one for column in times for one in moments(column, policy)]
    log = replace(log, columns={**log.columns, **{one: "time" for column in both for one in moments(column, policy)}})
    steps = (
        *([Step("sides", [_sides(column) for column in both])] if both else ()),
        Step("clocks", [_clock(column, policy) for column in times]),
        Step("parts", [_parts(column, log, policy) for column in times]),
        Step("bodies", [_body(column, log, policy) for column in times]),
        Step("readings", [_reading(column, log, policy) for column in times]),
        Step("moments", [_moment(column, log, policy) for column in times]),
        Step("ended", [_ended(column, log, policy) for column in times]),
        *place_times.steps({one: "day" if log.kind(one) == "day" else policy.precision for one in times}),
        Step("intervals", [*map(_joined, both), *map(_no_interval, absent)]),
    )
    sources = ("texts", *(step.name for step in steps))
    return ",\n".join(
        f"{step.name} as ({select(_each(f'{source}.*', *step.adds), ' '.join([source, *step.joins]))})"
        for step, source in zip(steps, sources, strict=False)
    )


def moments(column: str, policy: LogPolicy) -> list[str]:
    """Return the texts that tell a time, by name: its own, or those of the two moments between which it lies."""
    return [f"{column}_{_AFTER}", f"{column}_{_BY}"] if column in policy.between else [column]


def _sides(column: str) -> str:
    """The two moments in a text that names two; a text that names one is both, one that names more is no time."""
    text = name(column)
    parts = f"string_split({text}, {literal(BETWEEN)})"
    return ", ".join(
        f"case when len({parts}) = 2 then {parts}[{place}] else {text} end as {name(f'{column}_{side}')}"
        for place, side in ((1, _AFTER), (2, _BY))
    )


def _joined(column: str) -> str:
    """The interval from the earliest of one moment to the latest of another; where they are one, that moment's own."""
    after, by = ({part: name(f"{column}_{side}_{part}") for part in PARTS} for side in (_AFTER, _BY))
    known = f"{after['earliest']} is not null and {by['earliest']} is not null"
    spans = f"contains({name(column)}, {literal(BETWEEN)})"
    parts = {
        "earliest": f"case when {known} then {after['earliest']} end",
        "latest": f"case when {known} then {by['latest']} end",
        "repeat": f"case when not {spans} then {after['repeat']} end",
        "skipped": f"{after['skipped']} or {by['skipped']}",
        "on": f"case when {known} then {after['on']} end",
        "until": f"case when {known} and {spans} then {by['on']} end",
    }
    return ", ".join(f"{sql} as {name(f'{column}_{part}')}" for part, sql in parts.items())


def read_twice(column: str, policy: LogPolicy) -> str:
    """Return whether two formats of the policy's list read a text differently, as SQL over `readings`."""
    names = [name(f"{column}_reading_{place}") for place in range(len(policy.timestamp_format))]
    pairs = [f"{one} <> {two}" for n, one in enumerate(names) for two in names[n + 1 :]]
    return f"coalesce({' or '.join(pairs)}, false)" if pairs else "false"


def _each(*parts: str) -> str:
    return ",\n    ".join(part for part in parts if part)


def _text(column: str, policy: LogPolicy) -> str:
    return name(f"{column}_clock") if policy.offsets else name(column)


def _clock(column: str, policy: LogPolicy) -> str:
    """The text without a word behind it that the policy gives an offset, and that word."""
    if not policy.offsets:
        return ""
    text = name(column)
    words = "|".join(sorted(policy.offsets, key=lambda word: (-len(word), word)))
    word = f"nullif(regexp_extract({text}, {literal(f'[^a-zA-Z]({words})$')}, 1), '')"
    return (
        f"{word} as {name(column + '_word')}, "
        f"rtrim(left({text}, length({text}) - coalesce(length({word}), 0))) as {name(column + '_clock')}"
    )


def _reads_iso(column: str, log: LogSchema, policy: LogPolicy) -> bool:
    """Date cells of a workbook read as ISO 8601 beside any format that cannot be mistaken for it."""
    return log.kind(column) == "day" or not any(time_formats.is_unlike_iso(one) for one in policy.timestamp_format)


def _serial(text: str, decimal: str) -> _Reading:
    """A spreadsheet's serial number: days since 30 December 1899, to the millisecond; without seconds to the minute."""
    pattern = "[0-9]{5}" + (",[0-9]+" if decimal == "," else "[.][0-9]+").join("()") + "?"
    number = f"replace({text}, ',', '.')::double"
    milliseconds = f"cast(floor({number} * 86400000 + 0.5) as bigint)"
    fits = f"regexp_full_match({text}, {literal(pattern)})"
    local = f"timestamp '1899-12-30' + to_milliseconds({milliseconds})"
    span = (
        f"case when not {fits} then null when length({text}) = 5 then {SPAN['day']} "
        f"when {milliseconds} % 60000 = 0 then {SPAN['minute']} "
        f"when {milliseconds} % 1000 = 0 then {SPAN['second']} else 1000 end"
    )
    return _Reading(local=f"case when {fits} then {local} end", span=span, minutes="null::integer")


def _parts(column: str, log: LogSchema, policy: LogPolicy) -> str:
    """Whether a text has the commonest forms of ISO 8601: only what has not pays for a second look."""
    if not _reads_iso(column, log, policy):
        return ""
    plain = literal(time_formats.ISO_PLAIN)
    return f"regexp_full_match({_text(column, policy)}, {plain}) as {name(column + '_plain')}"


def _body(column: str, log: LogSchema, policy: LogPolicy) -> str:
    """The text before any offset, and the offset: named once, since each is asked for many times."""
    if not _reads_iso(column, log, policy):
        return ""
    text, plain = _text(column, policy), name(f"{column}_plain")
    return (
        f"case when {plain} then {text} when regexp_full_match({text}, {literal(time_formats.ISO)}) "
        f"then body_part(upper({text})) end as {name(column + '_body')}, "
        f"case when not {plain} then offset_part({text}) else '' end as {name(column + '_offset_part')}"
    )


def _no_interval(column: str) -> str:
    """The interval of a time that the file does not have."""
    return ", ".join(
        f"{'false' if part == 'skipped' else f'null::{type_}'} as {name(f'{column}_{part}')}"
        for part, type_ in PARTS.items()
    )


def _reading(column: str, log: LogSchema, policy: LogPolicy) -> str:
    """What each of the policy's formats, or ISO 8601, makes of the text: worked out once, read three times."""
    read = _readings(column, log, policy)
    return ", ".join(f"{one.local} as {name(f'{column}_reading_{place}')}" for place, one in enumerate(read))


def _moment(column: str, log: LogSchema, policy: LogPolicy) -> str:
    """Local start, span and offset of the text, by the first reading that fits; none where two differ."""
    read = _readings(column, log, policy)
    names = [name(f"{column}_reading_{place}") for place in range(len(read))]
    span, minutes = (
        "case "
        + " ".join(f"when {found} is not null then {sql}" for found, sql in zip(names, parts, strict=True))
        + " end"
        for parts in ([one.span for one in read], [one.minutes for one in read])
    )
    local, twice = f"epoch_us(coalesce({', '.join(names)}, null))", read_twice(column, policy)
    if policy.offsets:
        word = name(f"{column}_word")
        cases = " ".join(f"when {literal(one)} then {minute}" for one, minute in policy.offsets.items())
        twice += f" or {word} is not null and (({minutes}) is not null or ({span}) = {SPAN['day']})"
        minutes = f"coalesce({minutes}, case {word} {cases} end)"
    if twice != "false":
        local = f"case when {twice} then null else {local} end"
    parts = {"local": local, "span": span, "minutes": minutes}
    return ", ".join(f"{sql} as {name(f'{column}_{part}')}" for part, sql in parts.items())


def _readings(column: str, log: LogSchema, policy: LogPolicy) -> list[_Reading]:
    text = _text(column, policy)
    readings = [
        _Reading(
            local=time_formats.reading_of(one, text),
            span=time_formats.span_of(one, text),
            minutes="0" if "%z" in one or time_formats.is_utc(one) else "null::integer",
        )
        for one in policy.timestamp_format
    ]
    if _reads_iso(column, log, policy):
        body, offset = name(f"{column}_body"), name(f"{column}_offset_part")
        minutes = f"minutes_of(nullif({offset}, ''))"
        readings.append(_Reading(local=f"moment_of({body})", span=f"span_of({body})", minutes=minutes))
    readings.append(_serial(text, policy.decimal))
    return readings


def _ended(column: str, log: LogSchema, policy: LogPolicy) -> str:
    """Whether the text names 24:00, the end of its day: the same moment as 00:00 of the next, but not of that day."""
    text, span = _text(column, policy), name(f"{column}_span")
    local: list[str] = []
    zoned: list[str] = []
    for format_ in policy.timestamp_format:
        (zoned if "%z" in format_ else local).extend(time_formats.end_of_day(format_))
    if _reads_iso(column, log, policy):
        local.append(time_formats.ISO_END_OF_DAY)
    # what is quick to see is asked before any pattern; by %z the moment is in UTC, where it may be any hour
    asked = {f"{name(f'{column}_local')} % {SPAN['day']} = 0": local, f"contains({text}, '24')": zoned}
    found = [
        f"case when {first} and {span} < {SPAN['day']} then {_is_any_of(text, patterns)} else false end"
        for first, patterns in asked.items()
        if patterns
    ]
    return f"{' or '.join(found) or 'false'} as {name(column + '_ended')}"


def _is_any_of(text: str, patterns: Sequence[str]) -> str:
    return " or ".join(f"regexp_full_match({text}, {literal(one)})" for one in patterns)
