"""When the clocks of a zone changed, from the pinned IANA data: the engine's own zone data is wrong for some zones."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2101, 1, 1, tzinfo=UTC)
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


@cache
def changes(zone: str) -> list[tuple[str, int, int]]:
    """Return each change of offset from 1900 to 2100: (UTC moment, seconds before, seconds after), in order.

    The first row has no moment: it is the offset that held at the start.
    """
    place = ZoneInfo(zone)
    offset = _offset(FIRST, place)
    found = [("", offset, offset)]
    moment = FIRST
    while moment < LAST:
        following = _offset(moment + _DAY, place)
        if following != offset:
            at = _between(moment, moment + _DAY, offset, place)
            found.append((at.strftime("%Y-%m-%d %H:%M:%S"), offset, following))
            offset = following
        moment += _DAY
    return found


def _offset(moment: datetime, place: ZoneInfo) -> int:
    local = moment.astimezone(place)
    return round((local.utcoffset() or timedelta()).total_seconds())


def _between(low: datetime, high: datetime, offset: int, place: ZoneInfo) -> datetime:
    """Find the first second at which the offset is no longer `offset`."""
    while high - low > _SECOND:
        middle = low + timedelta(seconds=(high - low) // _SECOND // 2)
        if _offset(middle, place) == offset:
            low = middle
        else:
            high = middle
    return high
