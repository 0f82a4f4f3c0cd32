"""Chance, the same on every machine: whole numbers made from `random()` alone, and moments kept off awkward hours."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")

SEED = 20260101
FIRST_DAY = date(2026, 1, 1)
LAST_MOMENT = datetime(2026, 12, 31, 22, 30)
CLOCKS_CHANGE = (
    (datetime(2026, 3, 7, 23, 0), datetime(2026, 3, 8, 5, 0)),
    (datetime(2026, 10, 31, 22, 0), datetime(2026, 11, 1, 4, 0)),
)
SILENCE = (datetime(2026, 6, 20, 3, 0), datetime(2026, 6, 21, 13, 0))
_COUNT_HOURS = (7, 15, 23)


class Draw:
    """A seeded source of chance; only `Random.random` is promised to be equal in every Python."""

    def __init__(self) -> None:
        """Start at the county's one seed."""
        self._random = Random(SEED)

    def whole(self, least: int, most: int) -> int:
        """Return a whole number between both, each as likely."""
        return least + int(self._random.random() * (most - least + 1))

    def skewed(self, least: int, most: int) -> int:
        """Return a whole number between both, small ones likelier."""
        return least + int(self._random.random() * self._random.random() * (most - least + 1))

    def chance(self, percent: int) -> bool:
        """Say yes in `percent` of a hundred cases."""
        return self.whole(1, 100) <= percent

    def one_of(self, things: Sequence[Thing]) -> Thing:
        """Return one of the things, each as likely."""
        return things[self.whole(0, len(things) - 1)]

    def weighted(self, shares: Sequence[tuple[Thing, int]]) -> Thing:
        """Return one of the things by its share in hundred; shares add up to a hundred."""
        left = self.whole(1, 100)
        for thing, share in shares:
            left -= share
            if left <= 0:
                return thing
        return shares[-1][0]


def minutes(count: int) -> timedelta:
    """Return so many minutes."""
    return timedelta(minutes=count)


def off_count(moment: datetime) -> datetime:
    """Move a moment that lies within four minutes of a head count to after it."""
    for hour in _COUNT_HOURS:
        count = moment.replace(hour=hour, minute=0, second=0)
        if abs(moment - count) <= minutes(4):
            return count + minutes(9) + timedelta(minutes=moment.minute % 4)
    return moment


def lies_within(moments: Sequence[datetime], windows: Sequence[tuple[datetime, datetime]]) -> bool:
    """Say whether any of the moments falls in any of the windows."""
    return any(first <= moment <= last for moment in moments for first, last in windows)
