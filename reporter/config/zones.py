"""The time zones that a policy may name: those of places, by the pinned IANA data."""

from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from reporter.config.faults import HERE, Wrong

_NO_PLACES = ("Factory", "localtime", "posixrules")  # what a machine is set to, or no zone yet


@cache
def names() -> list[str]:
    """List the IANA names of the zones."""
    return sorted(available_timezones().difference(_NO_PLACES))


def check(zone: str) -> str:
    """Return a zone that is known; refuse another, naming the nearest."""
    if zone in names():
        return zone
    near = get_close_matches(zone, names(), n=1)
    words = f"{HERE} = {zone!r} is no time zone. "
    if near:
        raise Wrong(f"{words}The nearest known one is {near[0]!r}.", zone, near[0])
    raise Wrong(f"{words}Write the facility's by its IANA name, such as 'America/New_York'.", zone)
