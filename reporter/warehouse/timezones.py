"""When the clocks of a zone changed, from the pinned IANA data: the engine's own zone data is wrong for some zones."""

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

FIRST, LAST = 1900, 2101
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


@cache
def changes(zone: str) -> list[tuple[str, int, int]]:
    """Return each change of offset from 1900 to 2100: (UTC moment, seconds before, seconds after), in order.

    The first row has no moment: it is the offset that held at the start.
    """
    place = ZoneInfo(zone)  # each moment shows UTC and carries the zone, as `fromutc` asks
    moment, last = datetime(FIRST, 1, 1, tzinfo=place), datetime(LAST, 1, 1, tzinfo=place)
    offset = _offset(moment, place)
    found = [("", offset, offset)]
    while moment < last:
        following = _offset(moment + _DAY, place)
        if following != offset:
            at = _between(moment, moment + _DAY, offset, place)
            found.append((at.strftime("%Y-%m-%d %H:%M:%S"), offset, following))
            offset = following
        moment += _DAY
    return found


def _offset(moment: datetime, place: ZoneInfo) -> int:
    return round((place.fromutc(moment).utcoffset() or timedelta()).total_seconds())


def _between(low: datetime, high: datetime, offset: int, place: ZoneInfo) -> datetime:
    """Find the first second at which the offset is no longer `offset`."""
    while high - low > _SECOND:
        middle = low + timedelta(seconds=(high - low) // _SECOND // 2)
        if _offset(middle, place) == offset:
            low = middle
        else:
            high = middle
    return high


def create_zone_days(zone: str) -> str:
    """Return the statements that make zone_days: for each day of the local and the UTC calendar, the zone's offsets."""
    known = changes(zone)
    starts = ["1900-01-01 00:00:00", *(at for at, _, _ in known[1:])]
    ends = [*starts[1:], "2101-01-01 00:00:00"]
    stretches = ", ".join(
        f"(timestamp '{start}', timestamp '{end}', to_seconds({after}))"
        for start, end, (_, _, after) in zip(starts, ends, known, strict=True)
    )
    turns = (
        ", ".join(f"(timestamp '{at}', to_seconds({before}), to_seconds({after}))" for at, before, after in known[1:])
        or "(null::timestamp, null::interval, null::interval)"
    )
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
noons as (
    select unnest(generate_series(
        date_trunc('day', starts + interval 12 hour - interval 1 microsecond), ends, interval 1 day
    )) + interval 12 hour as noon, starts, ends, utc_offset
    from stretches
),
even as (
    select calendar, noon::date as day, utc_offset
    from noons
    cross join (values ('local'), ('utc')) as calendars(calendar)
    where noon >= starts and noon < ends and noon::date between date '1900-01-02' and date '2100-12-30'
)
select even.calendar, even.day,
    coalesce(uneven.offset_before, utc_offset) as offset_before,
    coalesce(uneven.offset_after, utc_offset) as offset_after,
    uneven.change_at
from even left join uneven using (calendar, day)
"""
