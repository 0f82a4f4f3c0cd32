"""Made-up people, some of whom come back; no person is in two stays at once."""

from datetime import datetime, timedelta

from reporter.demo.random_source import Draw
from reporter.demo.records import Person

_SURNAMES = (
    "ASHGROVE", "BRAMWICK", "CALLOWMERE", "DUNFALLOW", "ELDERSHAW", "FENHOLLOW", "GREYBANK", "HOLLOWBROOK", "IVERTHORN",
    "JUNIPERHILL", "KESTRELLE", "LARKWATER", "MOSSBRIDGE", "NETTLECOMB", "OAKHAVEN", "PÉREZFIELD", "QUILLMARSH",
    "ROWANTREE", "SEDGELEY", "THISTLEDOWN", "UNDERWELL", "VALEBROOK", "WILLOWMERE", "YARROWGATE", "ZEPHYRLEA",
)  # fmt: skip
_FORENAMES = (
    "ALEX", "BLAIR", "CASEY", "DANA", "ELLIS", "FRANKIE", "GALE", "HARLEY", "INÉS", "JAMIE", "KIT", "LOU", "MORGAN",
    "NOEL", "OAKLEY", "PAT", "QUINN", "ROBIN", "SASHA", "TAYLOR", "URI", "VAL", "WYNN", "YAEL", "ZION",
)  # fmt: skip
_RACES = (("W", 46), ("B", 25), ("H", 21), ("A", 3), ("I", 1), ("U", 4))
_ABROAD = (("MX", 28), ("GT", 15), ("HN", 12), ("DO", 11), ("JM", 9), ("EC", 8), ("GY", 6), ("CA", 5), ("CN", 6))
_STAYS_OUT = timedelta(days=2)


class People:
    """Everyone the county knows, and when each was last let out."""

    def __init__(self, draw: Draw) -> None:
        """Start with the twelve people who serve their sentence on weekends."""
        self._draw = draw
        self._count = 0
        self._out: list[tuple[Person, datetime]] = []
        self._weekenders = [self._new() for _ in range(12)]
        self._turn = 0
        self.nobody = self._weekenders[0]

    def comes_in(self, booked: datetime) -> Person:
        """Return who is booked: someone known who has been out for two days or more, or someone new."""
        if self._out and self._draw.chance(27):
            place = self._draw.whole(0, len(self._out) - 1)
            person, left = self._out[place]
            if left + _STAYS_OUT < booked:
                self._out.pop(place)
                return person
        return self._new()

    def leaves(self, person: Person, released: datetime | None) -> None:
        """Note that the person is out, if the stay ended."""
        if released is not None and person not in self._weekenders:
            self._out.append((person, released))

    def weekender(self, number: int) -> Person:
        """Return the next on the weekend roster; twelve in turn, so that no person is drawn twice in one weekend."""
        if number == 0:
            self._turn += 1
        return self._weekenders[(self._turn * 5 + number) % 12]

    def _new(self) -> Person:
        self._count += 1
        draw = self._draw
        return Person(
            person_id=f"P{100000 + self._count * 7}",
            name=f"{draw.one_of(_SURNAMES)}, {draw.one_of(_FORENAMES)}",
            sex="F" if draw.chance(19) else "M",
            race=draw.weighted(_RACES),
            birth_year=2007 - draw.skewed(0, 55),
            country=draw.weighted(_ABROAD) if draw.chance(20) else "US",
        )
