"""The clean year: who was booked, vetted, held and released, with margins so wide that no rule is in doubt."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from reporter.demo.people import People
from reporter.demo.random_source import (
    CLOCKS_CHANGE,
    FIRST_DAY,
    LAST_MOMENT,
    SILENCE,
    Draw,
    lies_within,
    minutes,
    off_count,
)
from reporter.demo.records import Complaint, County, Officer, Stay
from reporter.demo.vetting import hold_for_others, talk, tell_ice, vet

FACILITIES = ("MAIN", "MAIN", "MAIN", "ANNX", "ANNX", "NORTH")
REGULARS = ("1102", "1107", "1113", "1118", "1124", "1131", "1140", "1155")
_FAST = (("bail", 40), ("recognizance", 34), ("supervision", 16), ("dismissed", 9), ("other", 1))
_LONG = (
    ("sentence_served", 46),
    ("probation", 15),
    ("dismissed", 11),
    ("bail", 9),
    ("transfer", 10),
    ("supervision", 5),
    ("acquitted", 3),
    ("erroneous", 1),
)
_SHORT = (("recognizance", 55), ("bail", 35), ("dismissed", 10))
_CHARGES = (("M", 56), ("F", 34), ("V", 10))
_DEATHS_AND_ESCAPES = {900: "death", 2500: "death", 3300: "escape", 4900: "death"}


def live(draw: Draw) -> County:
    """Draw the whole year without any fault."""
    people = People(draw)
    stays: list[Stay] = []
    for booked, kind in sorted(_bookings(draw), key=lambda one: one[0]):
        stay = _stay(draw, people, booked, kind)
        if len(stays) in _DEATHS_AND_ESCAPES and stay.released:
            stay.reason, stay.authorized = _DEATHS_AND_ESCAPES[len(stays)], None
        stays.append(stay)
    stays.sort(key=lambda stay: stay.booked)
    stays += [_voided(stays[n]) for n in range(137, len(stays), 263)]
    stays.sort(key=lambda stay: (stay.booked, stay.void))
    _number(stays)
    return County(stays=stays, officers=_officers(), complaints=_complaints(draw))


def _bookings(draw: Draw) -> Iterator[tuple[datetime, str]]:
    for n in range(365):
        day = FIRST_DAY + timedelta(days=n)
        midnight = datetime.combine(day, time())
        weekday = day.weekday()
        if weekday < 5:
            for _ in range(draw.whole(8, 13)):
                yield midnight + minutes(590 + draw.whole(0, 260) + draw.whole(0, 250)), "court"
            for _ in range(draw.whole(0, 2)):
                yield midnight + minutes(540 + draw.whole(0, 420)), "civil"
        else:
            for _ in range(draw.whole(2, 3)):
                yield midnight + minutes(570 + draw.whole(0, 210)), "court"
            for _ in range(draw.whole(2, 3)):
                yield midnight + minutes(1080 + draw.whole(0, 210)), "court"
        if weekday == 4:
            for number in range(draw.whole(3, 5)):
                yield midnight + minutes(1030 + draw.whole(0, 170)), f"weekender {number}"
        if weekday in (1, 3):
            for _ in range(draw.whole(2, 4)):
                yield midnight + minutes(600 + draw.whole(0, 300)), "federal"
        for _ in range(draw.whole(0, 2)):
            yield midnight + minutes(480 + draw.whole(0, 720)), "other"
        for _ in range(draw.whole(3, 6)):
            yield midnight + minutes((1150 + draw.whole(0, 330) + draw.whole(0, 240)) % 1440), "arrest"


def _stay(draw: Draw, people: People, booked: datetime, kind: str) -> Stay:
    """Draw one stay until none of its moments falls on a clock change or into the planted silence."""
    person = people.weekender(int(kind[-1])) if kind.startswith("weekender") else people.comes_in(booked)
    while True:
        stay = _attempt(draw, people, booked, kind)
        stay.person = person
        stay.facility = draw.one_of(FACILITIES)
        if stay.commitment == "criminal_court":
            vet(draw, stay, REGULARS)
            tell_ice(draw, stay)
            talk(draw, stay, REGULARS)
        hold_for_others(draw, stay)
        _absences(draw, stay)
        quiet = [check.requested for check in stay.checks] + [check.moment for check in stay.checks]
        if not lies_within(stay.moments(), CLOCKS_CHANGE) and not lies_within(quiet, (SILENCE,)):
            break
        booked += minutes(67)
    people.leaves(person, stay.released)
    return stay


def _attempt(draw: Draw, people: People, booked: datetime, kind: str) -> Stay:
    commitments = {"civil": "civil", "federal": "federal", "other": "other_agency", "arrest": "arrest"}
    at = off_count(booked)
    stay = Stay(
        person=people.nobody,
        facility="",
        booked=at,
        commitment=commitments.get(kind, "criminal_court"),
        charge=draw.weighted(_CHARGES),
        recorded=at + minutes(draw.whole(2, 25)),
    )
    if stay.commitment == "criminal_court":
        stay.committed = at + minutes(draw.whole(5, 50))
    released, stay.reason = _end(draw, at, kind)
    released = off_count(released)
    if released > LAST_MOMENT:
        stay.reason = ""
        return stay
    stay.released = released
    stay.authorized = released - minutes(draw.whole(8, 150))
    return stay


def _end(draw: Draw, booked: datetime, kind: str) -> tuple[datetime, str]:
    midnight = datetime.combine(booked.date(), time())
    if kind.startswith("weekender"):
        return midnight + timedelta(days=2) + minutes(1030 + draw.whole(0, 170)), "sentence_served"
    if kind == "arrest":
        return booked + minutes(200 + draw.skewed(0, 2200)), draw.weighted(_SHORT)
    if kind == "civil":
        return _by_day(draw, midnight, 1, 30), "other"
    if kind in ("federal", "other"):
        return _by_day(draw, midnight, 1, 90), "transfer" if draw.chance(30) else "to_other_agency"
    if draw.chance(47):
        return booked + minutes(310 + draw.skewed(0, 1900)), draw.weighted(_FAST)
    if draw.chance(55):
        return _by_day(draw, midnight, 2, 24), draw.weighted(_FAST if draw.chance(60) else _LONG)
    return _by_day(draw, midnight, 18, 260), draw.weighted(_LONG)


def _by_day(draw: Draw, midnight: datetime, least: int, most: int) -> datetime:
    return midnight + timedelta(days=draw.skewed(least, most)) + minutes(500 + draw.whole(0, 330) + draw.whole(0, 400))


def _absences(draw: Draw, stay: Stay) -> None:
    last = (stay.released or LAST_MOMENT).date() - timedelta(days=1)
    day = stay.booked.date() + timedelta(days=draw.whole(2, 9))
    for _ in range(draw.whole(0, 4)):
        if day >= last:
            return
        if day.weekday() < 5:
            out = off_count(datetime.combine(day, time()) + minutes(490 + draw.whole(0, 90)))
            back = off_count(out + minutes(150 + draw.whole(0, 280)))
            stay.absences.append((out, back, "MED" if draw.chance(12) else "CRT"))
        day += timedelta(days=draw.whole(6, 21))


def _voided(beside: Stay) -> Stay:
    """Return a booking number spent by mistake: the same person entered twice, the second entry voided."""
    return Stay(
        person=beside.person,
        facility=beside.facility,
        booked=beside.booked,
        commitment=beside.commitment,
        charge=beside.charge,
        recorded=beside.recorded,
        void=True,
    )


def _number(stays: list[Stay]) -> None:
    last: dict[str, int] = {}
    for stay in stays:
        stay.number = last[stay.facility] = last.get(stay.facility, 0) + 1
        stay.booking_id = f"{stay.facility[0]}26-{stay.number:05d}"


def _officers() -> list[Officer]:
    return [
        Officer(
            officer_id=officer,
            letter_from=f"2025-{3 + n:02d}-{10 + n}",
            completed_on=f"2025-{2 + n:02d}-{7 + n:02d}",
            refresher_on=f"2026-02-{9 + n:02d}" if n < 5 else "",
        )
        for n, officer in enumerate(REGULARS)
    ]


def _complaints(draw: Draw) -> list[Complaint]:
    found = []
    for week in range(1, 51):
        if draw.chance(55):
            monday = datetime(2026, 1, 5) + timedelta(weeks=week)
            received = monday + minutes(560 + draw.whole(0, 300) + 1440 * draw.whole(0, 2))
            forwarded = received + minutes(draw.whole(60, 1500))
            found.append(
                Complaint(
                    complaint_id="",
                    received=received,
                    forwarded=forwarded,
                    resolved=forwarded + timedelta(days=draw.whole(5, 40)) if draw.chance(70) else None,
                )
            )
    return found
