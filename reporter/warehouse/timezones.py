"""When the clocks of a zone changed, from the pinned IANA data: the engine's own zone data is wrong for some zones."""

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from reporter.errors import IntegrityError
from reporter.warehouse import query_files
from reporter.warehouse.sql import literal

FIRST, LAST = 1900, 2101
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


@cache
def changes(zone: str) -> list[tuple[str, int, int]]:
    """Return each change of offset from 1900 to 2100: (UTC moment, seconds before, seconds after), in order.

    The first row has no moment: it is the offset that held at the start.
    """
    place = ZoneInfo(zone)  # each moment shows UTC and carries the zone, as `fromutc` asks
    moment, last = datetime(FIRST, 1, 1, tzinfo=place), datetime(LAST, 1, 1, tzinfo=place)
    offset, held = _offset(moment, place), place.fromutc(moment).utcoffset()
    found = [("", offset, offset)]
    while moment < last:
        next_day = moment + _DAY
        then = place.fromutc(next_day).utcoffset()  # compared as it is: 73,000 days are asked
        if then != held:
            at, following = _between(moment, next_day, offset, place), _offset(next_day, place)
            found.append((at.strftime("%Y-%m-%d %H:%M:%S"), offset, following))
            offset, held = following, then
        moment = next_day
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


def create_zone_weeks(zone: str) -> str:
    """Return the statement that makes zone_weeks: the zone's offsets in each week of the local and the UTC calendar.

    A week in which the clocks change has the offsets before and after, and the moment. What it lists is given to the
    engine as text: to plan two thousand constants takes longer than all that follows.
    """
    known = changes(zone)
    starts = [f"{FIRST}-01-01 00:00:00", *(at for at, _, _ in known[1:])]
    ends = [*starts[1:], f"{LAST}-01-01 00:00:00"]
    stretches = ";".join(
        f"{start}/{end}/{after}" for start, end, (_, _, after) in zip(starts, ends, known, strict=True)
    )
    turns = ";".join(f"{calendar}/{week}/{'/'.join(turn)}" for (calendar, week), turn in _turns(zone).items())
    return query_files.filled("zone_weeks", stretches=literal(stretches), turns=literal(turns))


@cache
def _turns(zone: str) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Return the one change of each week that has one, or that a reading by either offset puts there.

    No zone has changed its clocks twice in a week; raises IntegrityError for data in which one does.
    """
    found: dict[tuple[str, str], tuple[str, str, str]] = {}
    for at, before, after in changes(zone)[1:]:
        moment = datetime.fromisoformat(at)
        first, last = (_monday(moment + timedelta(seconds=one)) for one in sorted((before, after)))
        weeks = {("utc", str(_monday(moment))), ("local", str(first)), ("local", str(last))}
        if weeks & found.keys():
            raise IntegrityError(
                f"The time zone {zone} changes its clocks twice in the week of {at}. No time was read."
            )
        found |= dict.fromkeys(sorted(weeks), (at, str(before), str(after)))
    return found


def _monday(moment: datetime) -> date:
    return moment.date() - timedelta(days=moment.weekday())
