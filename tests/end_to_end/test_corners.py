"""Folders at the edge of what a county delivers: the engine and the verifier must say the same of each."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from reporter.config.period import period
from reporter.workflows import run
from tests.properties.test_legs_and_claim import both
from tests.support.jail import Jail, quiet

BOOKINGS = """
booking_id | person_id | facility_id | booked_at | commitment | sequence_no | void | released_at | release_reason
B1         | P1        | MAIN        | 2026-10-02 08:00 | criminal_court | 1 | | 2026-10-03 10:00 | bail
B2         | P2        | MAIN        | 2026-10-02 08:00 | criminal_court | 2 | | 2026-10-03 10:00 | bail
"""
CHECKS = """
check_id | booking_id | result | requested_at     | completed_at     | officer_id
C1       | B1         | clear  | 2026-10-02 08:30 | 2026-10-02 09:00 | O1
C2       | B2         | wanted | 2026-10-02 08:30 | 2026-10-02 09:00 | O2
"""
NOTICES = """
notification_id | booking_id | sent_at          | check_id
N1              | B2         | 2026-10-02 09:05 | C2
"""
LETTERS = """
officer_id | authorized_from | authorized_to | revoked_on
O1         | 2026-10-10      |               | 2026-10-05
O2         | 2026-10-10      | 2026-10-01    |
"""
HEADER = "\n" + BOOKINGS.strip().splitlines()[0]
UNREADABLE = BOOKINGS.replace("criminal_court", "no_such_word")


def with_row(bookings: str, row: str) -> str:
    return f"{bookings.rstrip()}\n{row}\n"


LOGS = {"bookings": BOOKINGS, "checks": CHECKS, "notifications": NOTICES}
CORNERS = {
    "all events of a log at one moment": LOGS,
    "letters that end before they begin": {**LOGS, "authorizations": LETTERS},
    "a void row that repeats a number": {
        **LOGS,
        "bookings": with_row(BOOKINGS, "BV | P3 | MAIN | 2026-10-02 08:00 | criminal_court | 2 | true | | "),
    },
    "a void row without a number": {
        **LOGS,
        "bookings": with_row(BOOKINGS, "BV | P3 | MAIN | 2026-10-02 08:00 | criminal_court | | true | | "),
    },
    "a void row that fills a gap": {
        **LOGS,
        "bookings": with_row(
            BOOKINGS.replace("criminal_court | 2 |", "criminal_court | 3 |"),
            "BV | P3 | MAIN | 2026-10-02 08:00 | criminal_court | 2 | true | | ",
        ),
    },
    "a void row of which the number alone can be read": {
        **LOGS,
        "bookings": with_row(BOOKINGS, "BV | P3 | MAIN | at noon | ? | 3 | true | 2026-10-32 08:00 | no such word"),
    },
    "a gap": {**LOGS, "bookings": BOOKINGS.replace("criminal_court | 2 |", "criminal_court | 3 |")},
    "no booking that could be read": {**LOGS, "bookings": UNREADABLE},
    "a bookings file without a row": {**LOGS, "bookings": HEADER},
    "no checks log": {"bookings": BOOKINGS, "notifications": NOTICES},
    "bookings alone": {"bookings": BOOKINGS},
    "checks alone": {"checks": CHECKS},
    "checks and notices alone": {"checks": CHECKS, "notifications": NOTICES},
}
STATES = {
    "a void row that repeats a number": ("booking_numbers_continuous", "holds"),
    "a void row without a number": ("booking_numbers_continuous", "holds"),
    "a void row that fills a gap": ("booking_numbers_continuous", "holds"),
    "a gap": ("booking_numbers_continuous", "fails"),
    "no booking that could be read": ("fields_complete", "fails"),
    "checks alone": ("fields_complete", "not_tested"),
}


NUMBERS = [corner for corner, (leg, _) in STATES.items() if leg == "booking_numbers_continuous"]


def must_say(jail: Jail, leg: str, state: str) -> None:
    """Let the engine and the verifier say the same of every leg and the claim, and this of one leg; file nothing."""
    engine, verifier = both(jail)
    assert engine == verifier
    assert engine[leg] == state


def must_agree(folder: Path) -> None:
    pack = folder / "reports" / "2026-10" / "r1" / "pack"
    told = subprocess.run(
        [sys.executable, "-I", str(pack / "verify.py"), str(pack)], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stderr) == (0, ""), told.stdout


def state_of(edition: Path, leg: str) -> str:
    legs = json.loads((edition / "audit.json").read_text(encoding="utf-8"))["legs"]
    return str(next(one["state"] for one in legs if one["id"] == leg))


@pytest.mark.parametrize("corner", CORNERS)
def test_engine_and_verifier_agree_at_the_corners(jail: Jail, corner: str) -> None:
    for log, table in CORNERS[corner].items():
        jail.deliver(log, table)
    if not corner.endswith("alone"):
        jail.manifest()
    if corner in NUMBERS:
        must_say(jail, *STATES[corner])
        return
    jail.write_policy()
    filed = run.run(jail.folder, period("2026-10"), quiet)
    must_agree(jail.folder)
    if corner in STATES:
        leg, state = STATES[corner]
        assert state_of(filed.path, leg) == state
    if "checks" not in CORNERS[corner] or "bookings" not in CORNERS[corner]:
        assert filed.claim == "not_demonstrated"


@pytest.mark.parametrize("sha256", [True, False])
@pytest.mark.parametrize(
    ("copy", "named", "by_name"),
    [
        ("checks_again.csv", "checks.csv", "holds"),
        ("checks_again.csv", "checks_again.csv", "holds"),
        (None, "other.csv", "fails"),
    ],
)
def test_a_file_that_came_twice_is_one_file_of_the_manifest(
    jail: Jail, copy: str | None, named: str, by_name: str, *, sha256: bool
) -> None:
    for log, table in LOGS.items():
        jail.deliver(log, table)
    jail.manifest()
    path = jail.folder / "inbox" / "deliveries.csv"
    lines = path.read_text(encoding="utf-8").replace("checks.csv", named).splitlines()
    path.write_text("".join(f"{line if sha256 else ','.join([*line.split(',')[:5], ''])}\n" for line in lines), "utf-8")
    if copy:
        (jail.folder / "inbox" / copy).write_bytes((jail.folder / "inbox" / "checks.csv").read_bytes())
    must_say(jail, "deliveries_match", "holds" if sha256 else by_name)
