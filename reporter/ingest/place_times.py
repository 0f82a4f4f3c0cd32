"""Builds the SQL that places a local time in UTC: its interval, its day, and whether its hour came twice or never.

Until the last step a time is a whole number of microseconds, which the engine adds up several times faster than it does
durations.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from reporter.ingest.time_formats import SPAN
from reporter.warehouse import name


class Step(NamedTuple):
    """One common table expression over the one before: its name, what it adds, and what it joins."""

    name: str
    adds: Sequence[str]
    joins: Sequence[str] = ()


def steps(precisions: Mapping[str, str | None]) -> list[Step]:
    """Return the steps from `local`, `span`, `minutes` and `ended` of each column to its interval.

    `precisions` has for each column the unit than which it is no finer: "day" for a column of days.
    """
    days = [column for column, precision in precisions.items() if precision == "day"]
    placed = [Step("placed", [*map(_here, days)], [*map(_utc_join, days)])] if days else []
    return [
        *placed,
        Step("coarse", [_coarse(column, precision) for column, precision in precisions.items()]),
        Step("ends", [*map(_end, precisions)]),
        Step(
            "spans",
            [_interval(column, is_day=column in days) for column in precisions],
            [*map(_zone_join, precisions)],
        ),
    ]


def _day_of(moment: str, column: str) -> str:
    """The day that a local time lies in, as a moment of it: of 24:00 the day that ends."""
    return f"{moment} - {name(column + '_ended')}::bigint"


def _coarse(column: str, precision: str | None) -> str:
    """The same with the policy's coarser precision; a day column is always the whole local day."""
    local, span, minutes = (name(f"{column}_{part}") for part in ("local", "span", "minutes"))
    start, lasts, offset = (name(f"{column}_{part}") for part in ("start", "lasts", "offset"))
    if precision is None:
        return f"{local} as {start}, {span} as {lasts}, {minutes} as {offset}"
    coarser = f"{span} < {SPAN[precision]}"
    at = _day_of(name(column + "_here"), column) if precision == "day" else local
    at_start = f"epoch_us(date_trunc('{precision}', make_timestamp({at})))"
    kept = f"case when {coarser} then null else {minutes} end" if precision == "day" else minutes
    return (
        f"case when {coarser} then {at_start} else {local} end as {start}, "
        f"greatest({span}, {SPAN[precision]}) as {lasts}, {kept} as {offset}"
    )


def _here(column: str) -> str:
    """The local time of a text that may have an offset, which tells a day of the agency's zone."""
    local, utc = name(f"{column}_local"), _utc(f"{column}_local", f"{column}_minutes")
    return f"{_on_the_wall(local, utc, name('utc_' + column))} as {name(column + '_here')}"


def _utc(moment: str, minutes: str) -> str:
    return f"({name(moment)} - {name(minutes)} * {SPAN['minute']}::bigint)"


def _on_the_wall(moment: str, utc: str, of_week: str) -> str:
    offset = f"case when {utc} < {of_week}.before_until then {of_week}.before_us else {of_week}.after_us end"
    return f"case when {utc} is null then {moment} else {utc} + {offset} end"


def _utc_join(column: str) -> str:
    return _join(name("utc_" + column), name(f"{column}_local"), _utc(f"{column}_local", f"{column}_minutes"))


def _zone_join(column: str) -> str:
    return _join(name("zone_" + column), name(f"{column}_start"), name(f"{column}_utc"))


def _join(of_week: str, moment: str, utc: str) -> str:
    """Find the zone's offsets in the week of a local time, or in the UTC week of a time with an offset of its own."""
    week = f"case when {utc} is null then week_number({moment}) else -week_number({utc}) end"
    return f"left join zone_weeks as {of_week} on {of_week}.number = {week}"


def _end(column: str) -> str:
    """The last moment of what a text names, and its first in UTC, if the text has an offset: each named once."""
    end = f"{name(column + '_start')} + {name(column + '_lasts')} - 1 as {name(column + '_end')}"
    return f"{end}, {_utc(f'{column}_start', f'{column}_offset')} as {name(column + '_utc')}"


def _interval(column: str, *, is_day: bool) -> str:
    start, end, lasts, utc = (name(f"{column}_{part}") for part in ("start", "end", "lasts", "utc"))
    of_week = name("zone_" + column)
    bounds = f"{of_week}.before_until, {of_week}.after_from, {of_week}.before_us, {of_week}.{{}}, {of_week}.after_us"
    # in the UTC calendar no time comes twice or never
    odd = f"{{0}} >= {of_week}.before_until and {{0}} < {of_week}.after_from and {lasts} < {SPAN['day']}"
    wall = _on_the_wall(start, utc, of_week)
    return f"""make_timestamp(coalesce({utc}, utc_of({start}, {bounds.format("most_us")})))
        as {name(column + "_earliest")},
    make_timestamp(coalesce({utc} + {lasts} - 1, utc_of({end}, {bounds.format("least_us")})))
        as {name(column + "_latest")},
    case when {odd.format(start)} or {odd.format(end)} then {of_week}.repeat end as {name(column + "_repeat")},
    coalesce({odd.format(start)} and {of_week}.repeat is null, false) as {name(column + "_skipped")},
    make_timestamp({wall if is_day else _day_of(wall, column)})::date as {name(column + "_on")},
    null::date as {name(column + "_until")}"""
