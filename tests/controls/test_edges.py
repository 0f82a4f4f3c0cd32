"""Stays at every edge of the clocks, in all combinations: the engine, verify.py and the possible worlds say the same.

Each event of a stay lies just before, at or just after a limit, alone or widened by the errors of two clocks, in plain
hours and in the hour that came twice; beside it may stand a record that is too early, cannot be read or nearly fits.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from tests.properties.test_differential import differences
from tests.support.random_jail import POLICY, County

PLAIN, CHANGE = datetime(2026, 10, 5, 8), datetime(2026, 10, 31, 19, 20)  # the clocks are set back at 02:00 after it
STAY = 360  # minutes from the booking to the release: on the night of the change 01:20, which came twice
SLACK = """
[systems.jms]
clock_error = "1m"
[systems.cbs]
clock_error = "2m"
[systems.fax]
clock_error = "3m"
"""
SYSTEMS = {"bookings": "jms", "checks": "cbs", "notifications": "fax", "holds": "cbs", "movements": "fax"}
BEFORE, WITHIN, BC, BN, CN = 10, 15, 3, 4, 5  # minutes: two limits, and the slack of each pair of logs
COVERED = {"whole": "2026-12-31 00:00", "until the limit": "2026-10-05 09:15", "in the limit": "2026-10-05 09:10"}


def at(base: datetime, minutes: float | None) -> str:
    """Write a time as a log has it, to the second where it falls on none of its minutes."""
    if minutes is None:
        return ""
    moment = base + timedelta(minutes=minutes)
    return f"{moment:%Y-%m-%d %H:%M}" + (f":{moment:%S}" if moment.second else "")


class Grid:
    """The files of a county, a stay a combination."""

    def __init__(
        self, *, has_slack: bool, more: str = "", covers_to: str = COVERED["whole"], parts: Sequence[str] = ()
    ) -> None:
        self._files = defaultdict[tuple[str, int], list[dict[str, str]]](list)
        self._policy = f'{POLICY}\n[limits]\nnotify_within = "{WITHIN}m"\ncheck_before_booking = "{BEFORE}m"\n{more}'
        self._policy += SLACK * has_slack
        self._covers_to, self._count = covers_to, 0
        self._columns = f"columns = {{ booking_id = {json.dumps(parts)} }}\n" if parts else ""

    def put(self, log: str, number: int = 1, /, **row: str) -> None:
        self._count += 1
        self._files[log, number].append(row)

    def id(self, letter: str) -> str:
        return f"{letter}{self._count:06d}"

    def county(self) -> County:
        for (log, number), rows in sorted(self._files.items()):
            span = {"covers_from": "2026-09-01 00:00", "covers_to": COVERED["whole"]}
            if log == "notifications":
                span["covers_to"] = self._covers_to
            self._files["deliveries", 1].append(
                {"log": log, "file": f"{log}{number}.csv", "rows": f"{len(rows)}", **span}
            )
        logs = "".join(
            f'\n[logs.{log}]\nfiles = "{log}*.csv"\nsystem = "{SYSTEMS.get(log, "jms")}"\n'
            + self._columns * (log != "deliveries")
            for log in sorted({log for log, _ in self._files})
        )
        return County(files=dict(self._files), policy=self._policy + logs, days="2026-10-01..2026-11-30")


def agrees(grid: Grid, folder: Path) -> None:
    """Hold the three readings against each other."""
    county = grid.county()
    found = list(differences(county, folder))
    assert not found, f"{found[:3]}\n{county.only(found[0][1]).shown()}"


HITS = {  # minutes after the booking at which the person was found to be wanted
    "in the day": 60,
    "too early": -BEFORE - BC - 2,
    "too early by good clocks": -BEFORE - 2,
    "hardly too early": -BEFORE - 0.5,
    "not known when": None,
    "at the release": STAY,
    "before the release": STAY - 1,
    "before it by the clocks": STAY - BC - 1,
    "may have been changed": 60.5,
}
NOTICES = {
    "none": None,
    "too early": -BEFORE - BN - 2,
    "too early by good clocks": -BEFORE - 2,
    "hardly too early": -BEFORE - 0.5,
    "in time": 60 + WITHIN - CN - 1,
    "in time by good clocks": 60 + WITHIN - 1,
    "at the limit": 60 + WITHIN,
    "late by good clocks": 60 + WITHIN + 1,
    "late": 60 + WITHIN + CN + 2,
    "before the release": STAY - BN - 1,
    "before it by good clocks": STAY - 1,
    "at the release": STAY,
    "after it by good clocks": STAY + 1,
    "may have been changed": 61,
    "cannot be read": 61.5,
    "nearly fits": 62,
}
SECOND = {"no other": None, "another": 200, "another too early": -200}


def told(grid: Grid, base: datetime, hit: str, again: float | None, notice: str, more: float | None) -> None:
    """Put a stay with its hits and notices into the county."""
    stay = grid.id("B-")
    days = {"booked_at": at(base, 0), "released_at": at(base, STAY)}
    grid.put("bookings", booking_id=stay, person_id=f"P{stay}", facility_id="M", commitment="criminal_court", **days)
    first = grid.id("C")
    asked = {"requested_at": at(base, 60)} if HITS[hit] is None else {"completed_at": at(base, HITS[hit])}
    grid.put("checks", check_id=first, booking_id=stay, result="wanted", **asked)
    if "changed" in hit:
        grid.put("checks", 2, check_id=first, booking_id=stay, result="wanted", completed_at="soon")
    if again is not None:
        grid.put("checks", check_id=grid.id("C"), booking_id=stay, result="wanted", completed_at=at(base, again))
    sent = NOTICES[notice]
    for n, minutes in enumerate((sent, more)):
        if minutes is not None:
            number, said = grid.id("N"), at(base, minutes)
            named = stay.replace("-", "") if "nearly" in notice and not n else stay
            unread = "cannot" in notice and not n
            grid.put("notifications", notification_id=number, booking_id=named, sent_at="soon" if unread else said)
            if "changed" in notice and not n:
                grid.put("notifications", 2, notification_id=number, booking_id=stay, sent_at="soon")


@pytest.mark.parametrize("covered", COVERED)
@pytest.mark.parametrize("has_slack", [True, False])
def test_of_hits_and_notices(has_slack: bool, covered: str, tmp_path: Path) -> None:
    grid = Grid(has_slack=has_slack, covers_to=COVERED[covered])
    bases = (PLAIN, CHANGE) if covered == "whole" else (PLAIN,)
    for base, hit, again, notice, more in product(bases, HITS, SECOND, NOTICES, SECOND):
        told(grid, base, hit, SECOND[again], notice, SECOND[more])
    agrees(grid, tmp_path)


COMMITTED = 30  # minutes after the booking
MADE = {
    "in the day": 60,
    "too early": -BEFORE - BC - 2,
    "too early by good clocks": -BEFORE - 2,
    "hardly too early": -BEFORE - 0.5,
    "before the commitment": COMMITTED - BC - 1,
    "before it by good clocks": COMMITTED - 1,
    "at the commitment": COMMITTED,
    "after it by good clocks": COMMITTED + 1,
    "after the commitment": COMMITTED + BC + 1,
    "before the release": STAY - BC - 1,
    "before that by good clocks": STAY - 1,
    "at the release": STAY,
    "after that by good clocks": STAY + 1,
    "after the release": STAY + BC + 1,
    "not known when": None,
    "may have been changed": 60.5,
    "cannot be read": 61,
    "nearly fits": 62,
}
WRITTEN = {
    "not said": None,
    "at once": 62,
    "before the release": STAY - BC - 1,
    "before it by good clocks": STAY - 1,
    "at the release": STAY,
    "after it by good clocks": STAY + 1,
    "after the release": STAY + BC + 1,
}
KINDS = {
    "in scope": {},
    "not yet committed": {"committed_at": ""},
    "out of scope": {"commitment": "civil"},
    "void": {"void": "yes"},
    "moved": {"release_reason": "transfer"},
    "may have been changed": {"changed": "yes"},
}
OTHER_CHECK = {"no other": None, "another": (200, None), "another, written late": (200, STAY + BC + 1)}


def vetted(
    grid: Grid, base: datetime, kind: str, made: str, written: float | None, other: Sequence[float | None] | None
) -> None:
    """Put a stay with its checks into the county."""
    stay = grid.id("B-")
    own = {
        "booked_at": at(base, 0),
        "committed_at": at(base, COMMITTED),
        "released_at": at(base, STAY),
        "commitment": "criminal_court",
        "release_reason": "bail",
        **KINDS[kind],
    }
    is_changed = own.pop("changed", "")
    grid.put("bookings", booking_id=stay, person_id=f"P{stay}", facility_id="M", **own)
    if is_changed:
        grid.put("bookings", 2, booking_id=stay, person_id=f"P{stay}", facility_id="M", **{**own, "booked_at": "soon"})
    checks = [(MADE[made], written), *([other] if other else [])]
    for n, (minutes, late) in enumerate(checks):
        number, named = grid.id("C"), stay.replace("-", "") if "nearly" in made and not n else stay
        done = {"requested_at": at(base, 60)} if minutes is None else {"completed_at": at(base, minutes)}
        done |= {"completed_at": "soon"} if "cannot" in made and not n else {}
        row = {"check_id": number, "booking_id": named, "result": "clear"}
        grid.put("checks", recorded_at=at(base, late), **row, **done)
        if "changed" in made and not n:
            grid.put("checks", 2, **row, completed_at="soon")


@pytest.mark.parametrize("after", ["true", "false"])
@pytest.mark.parametrize("has_slack", [True, False])
def test_of_checks_and_when_they_were_written_down(has_slack: bool, after: str, tmp_path: Path) -> None:
    grid = Grid(has_slack=has_slack, more=f"\n[scope]\ncheck_after_commitment = {after}\n")
    bases = (PLAIN, CHANGE) if after == "true" else (PLAIN,)
    for base, kind, made, written, other in product(bases, KINDS, MADE, WRITTEN, OTHER_CHECK):
        vetted(grid, base, kind, made, WRITTEN[written], OTHER_CHECK[other])
    agrees(grid, tmp_path)


def numbers(n: int) -> Iterator[dict[str, str]]:
    """Yield how a row may name the n-th stay: exactly, nearly, in scientific notation, or another that is not there."""
    whole = f"{2 * n + 1001}001"
    yield {"stay": f"A-{n:04d}", "row": f"A-{n:04d}", "near": f"A{n:04d}"}
    yield {"stay": f"A-{n:04d}", "row": f"A{n:04d}", "near": f"a-{n:04d}"}
    yield {"stay": f"A-{n:04d}", "row": f"Z-{n:04d}", "near": f"A{n:04d}"}
    yield {"stay": whole, "row": f"{whole[0]}.{whole[1:4]}E+06", "near": f"{whole[:-1]}2"}


READ = ("readable", "unreadable", "mended", "changed", "twice in a file")
STANDS = ("in force", "void", "unreadable", "missing")


def named(grid: Grid, names: dict[str, str], read: str, stands: str, near: str, log: str) -> None:
    """Put a stay, another that is nearly called so, and a row that names one of them into the county."""
    for which, how in (("stay", stands), ("near", near)):
        own = {"booked_at": at(PLAIN, 0), "released_at": at(PLAIN, STAY), "commitment": "criminal_court"}
        own |= {"void": "yes"} if how == "void" else {"booked_at": "soon"} if how == "unreadable" else {}
        if how != "missing":
            grid.put("bookings", booking_id=names[which], person_id=grid.id("P"), facility_id="M", **own)
    id_, done = {"checks": "check_id", "notifications": "notification_id"}[log], grid.id("K")
    result, time = ({"result": "clear"}, "completed_at") if log == "checks" else ({}, "sent_at")
    row = {id_: done, "booking_id": names["row"], time: at(PLAIN, 60), **result}
    bad = {**row, time: "soon"}
    grid.put(log, 1, **(bad if read in ("unreadable", "mended") else row))
    if read == "twice in a file":
        grid.put(log, 1, **{**row, "booking_id": names["near"], time: at(PLAIN, 70)})
    if read in ("mended", "changed"):
        grid.put(log, 2, **(row if read == "mended" else bad))


@pytest.mark.parametrize("log", ["checks", "notifications"])
def test_of_rows_that_name_a_stay_well_or_badly(log: str, tmp_path: Path) -> None:
    grid = Grid(has_slack=False)
    cases = product(range(4), READ, STANDS, STANDS)
    for n, (which, read, stands, near) in enumerate(cases, 1):
        named(grid, list(numbers(n))[which], read, stands, near, log)
    agrees(grid, tmp_path)


PARTS = ("A", "A-1", "1", "M", "B-", "")


@pytest.mark.parametrize("parts", [("Place", "No", "Year"), ("Year", "No", "Place"), ("No", "Place")])
def test_of_numbers_that_lack_a_part(parts: Sequence[str], tmp_path: Path) -> None:
    grid = Grid(has_slack=False, parts=parts)
    for n, (place, number, year) in enumerate(product(PARTS, PARTS, ("Y", "Y-2", ""))):
        cells = {"Place": place, "No": number, "Year": year}
        days = {"booked_at": at(PLAIN, 0), "released_at": at(PLAIN, STAY), "commitment": "criminal_court"}
        if n % 3:
            grid.put("bookings", **cells, person_id=grid.id("P"), facility_id="M", **days)
        if n % 4:
            grid.put("checks", **cells, check_id=grid.id("C"), result="wanted", completed_at=at(PLAIN, 60))
        if n % 5:
            grid.put("notifications", **cells, notification_id=grid.id("N"), sent_at=at(PLAIN, 62))
    agrees(grid, tmp_path)


AUTHORIZED = STAY - 30
PLACED = {
    "in the day": 60,
    "long before": STAY - 60 - BC - 2,
    "before by good clocks": STAY - 60 - 1,
    "at the hour": STAY - 60,
    "at the release": STAY,
    "after by good clocks": STAY + 61,
    "after": STAY + 60 + BC + 2,
}
SERVED = {
    "not": None,
    "before": STAY - BC - 1,
    "hardly before": STAY - 1,
    "at the release": STAY,
    "within its minute": STAY + 0.5,
    "after": STAY + BC + 2,
}
MOVED = {  # when out, and when back
    "never": (),
    "before the authorisation": (30, AUTHORIZED - BN - 1),
    "before it by good clocks": (30, AUTHORIZED - 1),
    "till the authorisation": (30, AUTHORIZED),
    "till after it": (30, AUTHORIZED + BN + 1),
    "from the release": (STAY, STAY + 5),
    "from after it by good clocks": (STAY + 1, STAY + 5),
    "from after it": (STAY + BN + 1, STAY + 9),
    "not back": (STAY - 90, None),
    "cannot be read": (STAY - 20, STAY - 10),
}
WAYS = {
    "to ICE": {"release_reason": "to_ice"},
    "to ICE without a word": {"release_reason": "to_ice", "release_authorized_at": ""},
    "on bail": {"release_reason": "bail"},
}


def held(
    grid: Grid,
    base: datetime,
    way: str,
    kinds: Sequence[str],
    placed: float,
    served: float | None,
    moved: str,
) -> None:
    """Put a stay with its holds and a movement into the county."""
    stay = grid.id("B-")
    own = {"released_at": at(base, STAY), "release_authorized_at": at(base, AUTHORIZED), **WAYS[way]}
    grid.put(
        "bookings",
        booking_id=stay,
        person_id=f"P{stay}",
        facility_id="M",
        commitment="criminal_court",
        booked_at=at(base, 0),
        **own,
    )
    for n, kind in enumerate(kinds):
        times = {"placed_at": at(base, 70 if n else placed), "served_at": "" if n else at(base, served)}
        grid.put("holds", hold_id=grid.id("H"), booking_id=stay, kind=kind, **times)
    if MOVED[moved]:
        out, back = MOVED[moved]
        said = "soon" if "cannot" in moved else at(base, out)
        grid.put("movements", booking_id=stay, out_at=said, in_at=at(base, back), reason="court")


HELD = (("ice_warrant",), ("ice_detainer", "ice_detainer"), ("judicial_warrant", "ice_warrant"), ("sentence",), ())


@pytest.mark.parametrize("has_slack", [True, False])
def test_of_holds_and_movements_at_a_release_to_ice(has_slack: bool, tmp_path: Path) -> None:
    grid = Grid(has_slack=has_slack)
    for base, way, kinds, placed, served, moved in product((PLAIN, CHANGE), WAYS, HELD, PLACED, SERVED, MOVED):
        if base == PLAIN or (way == "to ICE" and len(kinds) == 1):
            held(grid, base, way, kinds, PLACED[placed], SERVED[served], moved)
    agrees(grid, tmp_path)


COURSES = ("", "2024-10-04", "2024-10-05", "2024-10-06", "2026-10-04", "2026-10-05", "2026-10-06", "someday")
EXAMS = ("yes", "no", "")


@pytest.mark.parametrize("asked", ["none", "24mo"])
def test_of_courses_and_the_days_of_checks(asked: str, tmp_path: Path) -> None:
    grid = Grid(has_slack=True, more=f'refresher_every = "{asked}"\n')
    stay = {"booking_id": "B1", "person_id": "P1", "facility_id": "M", "commitment": "criminal_court"}
    grid.put("bookings", **stay, booked_at=at(PLAIN, 0))
    for basic, exam, other, refresher in product(COURSES, EXAMS, COURSES[:-1], COURSES):
        officer = grid.id("O")
        courses = [("basic", basic, exam), ("basic", other, "yes"), ("refresher", refresher, "")]
        for course, day, passed in courses:
            if day:
                grid.put("training", officer_id=officer, course=course, completed_on=day, exam_passed=passed)
        done = grid.id("C")
        grid.put(
            "checks", check_id=done, booking_id="B1", officer_id=officer, result="clear", completed_at=at(PLAIN, 60)
        )
    agrees(grid, tmp_path)
