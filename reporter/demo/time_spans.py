"""A recorded time as the first and last instant it can mean, in microseconds of UTC, worked out by hand."""

from datetime import datetime, timedelta

SECOND, MINUTE, HOUR = 1_000_000, 60_000_000, 3_600_000_000
NEVER, ALWAYS = 10**18, -(10**18)

_EPOCH = datetime(1970, 1, 1)
_SUMMER, _TWICE, _WINTER = datetime(2026, 3, 8, 3), datetime(2026, 11, 1, 1), datetime(2026, 11, 1, 2)

Span = tuple[int, int]


def in_repeated_hour(local: datetime | None) -> bool:
    """Say whether the local time came twice."""
    return local is not None and _TWICE <= local < _WINTER


def span(local: datetime, lasts: int) -> Span:
    """Return both bounds of a local New York time of 2026; the hull of both readings in the repeated hour."""
    naive = (local - _EPOCH) // timedelta(microseconds=1)
    hours = 4 if _SUMMER <= local < _WINTER else 5
    first = naive + hours * HOUR
    last = first + lasts - 1
    return first, last + HOUR if in_repeated_hour(local) else last


def utc_offset(local: datetime) -> str:
    """Return the offset that local time has, for sources that write it."""
    return "-04:00" if _SUMMER <= local < _TWICE else "-05:00"


def working_span(start: datetime, end: datetime) -> timedelta:
    """Return the time between two local moments, weekends left out."""
    spent, at = timedelta(), start
    while at < end:
        midnight = datetime(at.year, at.month, at.day) + timedelta(days=1)
        upto = min(midnight, end)
        if at.weekday() < 5:
            spent += upto - at
        at = upto
    return spent
