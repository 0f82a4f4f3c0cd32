"""The planter: finds an untouched stay that fits a fault, and notes what was planted and what must come of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from reporter.demo.random_source import Draw, minutes
from reporter.demo.records import FINAL, NOT_RELEASED, Check, County, Plant, Stay, month_of

Fits = Callable[[Stay], bool]
Says = tuple[str, object, str, str | None]

_FIRST_DAY, _LAST_DAY = 2, 27  # of a month: well away from its ends


class Planter:
    """Plants each fault in a stay of its own, so that no two faults meet in one item."""

    def __init__(self, county: County, draw: Draw) -> None:
        """Take the clean county; `draw` goes on where the clean year ended."""
        self.county = county
        self.draw = draw
        self._stays = [stay for stay in county.stays if not stay.void]
        self._touched: set[int] = set()
        self._released_in: dict[int, list[int]] = defaultdict(list)  # by month: only a touched stay's release moves
        for n, stay in enumerate(self._stays):
            if stay.released is not None and _FIRST_DAY <= stay.released.day <= _LAST_DAY:
                self._released_in[month_of(stay.released)].append(n)

    def released_in(self, month: int, fits: Fits) -> Stay:
        """Return an untouched stay released in the month, well away from its ends, that fits."""
        return self._one(fits, self._released_in[month])

    def checked_in(self, month: int) -> Check:
        """Return the only check of an untouched in-scope stay, completed in the month long before the release."""
        stay = self.any_in(
            lambda stay: bool(plain(stay) and month_of(stay.checks[0].completed) == month and long_after(stay, 20))
        )
        return stay.checks[0]

    def checked_on(self, day: date) -> Check:
        """Return the same for one day."""
        stay = self.any_in(lambda stay: plain(stay) and stay.checks[0].moment.date() == day)
        return stay.checks[0]

    def any_in(self, fits: Fits) -> Stay:
        """Return any untouched stay that fits."""
        return self._one(fits, range(len(self._stays)))

    def note(self, kind: str, thing: object, log: str, *says: Says, breaks: tuple[str, ...] = ()) -> None:
        """Write down one planted fault."""
        self.county.plants.append(Plant(kind=kind, thing=thing, log=log, says=says, breaks=breaks))

    def _one(self, fits: Fits, among: Iterable[int]) -> Stay:
        fitting = [n for n in among if n not in self._touched and fits(self._stays[n])]
        place = self.draw.one_of(fitting)
        self._touched.add(place)
        return self._stays[place]


def plain(stay: Stay) -> bool:
    """In scope, one check alone, not wanted, no holds, let go in the ordinary way."""
    return (
        stay.commitment == "criminal_court"
        and len(stay.checks) == 1
        and stay.checks[0].result in FINAL
        and not stay.notices
        and not stay.holds
        and not stay.claims
        and not stay.interviews
        and stay.reason not in NOT_RELEASED
    )


def told(stay: Stay) -> bool:
    """In scope, one wanted check with its one notice, let go in the ordinary way."""
    return (
        stay.commitment == "criminal_court"
        and [check.result for check in stay.checks] == ["wanted"]
        and len(stay.notices) == 1
        and stay.reason not in (*NOT_RELEASED, "to_ice")
    )


def hit(stay: Stay) -> bool:
    """Say whether the same is so, without any hold."""
    return told(stay) and not stay.holds


def to_ice(stay: Stay) -> bool:
    """Say whether the person was released to ICE on one hold after one wanted check."""
    return stay.reason == "to_ice" and len(stay.notices) == 1 and len(stay.holds) == 1


def long_after(stay: Stay, hours: int) -> bool:
    """Say whether the release came more than so many hours after the last check."""
    return stay.released is not None and stay.released - last_check(stay) > timedelta(hours=hours)


def last_check(stay: Stay) -> datetime:
    """Return when the last check was done, or the booking."""
    return max([check.moment for check in stay.checks], default=stay.booked)


def released(stay: Stay) -> datetime:
    """Return the release of a stay that is known to have one."""
    if stay.released is None:
        raise ValueError(stay.booking_id)
    return stay.released


def move_check(check: Check, done: datetime, lasted: int = 25) -> None:
    """Let the check end at `done`, begun `lasted` minutes earlier and written down a minute later."""
    check.requested, check.completed, check.recorded = done - minutes(lasted), done, done + minutes(1)
