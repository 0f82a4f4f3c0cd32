"""No edition's table by group tells, beside those filed before it, of which group a single person is."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import reporter
from tests.support.jail import CORE, Jail

HEAD = "booking_id|person_id|facility_id|booked_at|commitment|released_at|sex"
CHECKS = "check_id|booking_id|result|completed_at"
CLEARED = '\n[publish]\ncoordination = "MOA-17"\n'
TABLE = "Screening by sex"


def stays(first: int, last: int, month: str, sex: str) -> list[str]:
    return [
        f"{month}{n}|P{month}{n}|MAIN|2026-{month}-{1 + n % 27:02} 08:00|criminal_court|"
        f"2026-{month}-{1 + n % 27:02} 14:05|{sex}"
        for n in range(first, last)
    ]


def check(booking: str) -> str:
    number, day, *_ = booking.split("|")[0], booking.split("|")[3][:10]
    return f"C{number}|{number}|clear|{day} 09:30"


def october(made: Jail) -> Jail:
    """Deliver 30 women and 40 men, of whom 15 and 20 were checked."""
    bookings = [*stays(0, 30, "10", "F"), *stays(30, 70, "10", "M")]
    made.deliver("bookings", "\n".join([HEAD, *bookings]))
    made.deliver("checks", "\n".join([CHECKS, *map(check, [*bookings[:15], *bookings[30:50]])]))
    made.deliver("notifications", "notification_id|booking_id|sent_at\nN1|100|2026-10-02 09:00")
    made.write_policy()
    return made


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A jail with a clearance and an edition of October."""
    made = october(Jail(tmp_path_factory.mktemp("first") / "jail", CLEARED))
    run(made, "2026-10")
    return made.folder


@pytest.fixture
def jail(first: Path, tmp_path: Path) -> Jail:
    """A copy of it, to do anything to."""
    made = Jail(tmp_path / "jail", CLEARED)
    shutil.copytree(first, made.folder, dirs_exist_ok=True)
    made.logs = list(CORE)
    return made


def run(jail: Jail, period: str) -> Path:
    assert reporter("run", "--folder", jail.folder, "--period", period).code in (0, 1, 3)
    return sorted((jail.folder / "reports" / period).glob("r*"))[-1]


def shown(edition: Path) -> list[str]:
    """Name the files of an edition that have the table."""
    pages = [one for one in ("board.html", "state.html", "public.html") if has_table(edition / one)]
    redaction: dict[str, Any] = json.loads((edition / "redaction.json").read_text(encoding="utf-8"))
    return [*pages, *(["redaction.json"] if "sex" in redaction["tables"] else [])]


def has_table(page: Path) -> bool:
    return bool(re.search(f">{TABLE}</h[23]>", page.read_text(encoding="utf-8")))


ALL = ["board.html", "state.html", "public.html", "redaction.json"]


def one_more(jail: Jail) -> None:
    """Deliver the check of one woman, late."""
    jail.deliver("checks", "\n".join([CHECKS, check(stays(20, 21, "10", "F")[0])]), "checks_2.csv")


def test_the_first_edition_shows_the_groups(first: Path) -> None:
    assert shown(first / "reports" / "2026-10" / "r1") == ALL


def test_a_second_edition_of_the_month_does_not_tell_the_sex_of_the_case_that_moved(jail: Jail) -> None:
    """And each is made again beside those that it stood beside."""
    one_more(jail)
    assert shown(run(jail, "2026-10")) == []
    for name in ("2026-10/r1", "2026-10/r2"):
        assert reporter("run", "--folder", jail.folder, "--as-filed", name).code == 0


def test_to_the_public_a_quarter_does_not_tell_what_a_month_withheld(jail: Jail) -> None:
    later = [*stays(0, 30, "11", "F"), *stays(30, 70, "11", "M"), *stays(0, 25, "12", "F"), *stays(30, 33, "12", "M")]
    jail.deliver("bookings", "\n".join([HEAD, *later]), "bookings_2.csv")
    assert shown(run(jail, "2026-11")) == ALL  # nobody was checked: 0 is no small count
    assert shown(run(jail, "2026-12")) == []  # three men
    assert shown(run(jail, "2026-Q4")) == ["board.html", "state.html"]


def test_a_public_page_that_is_cleared_later_stands_beside_the_boards_before(tmp_path: Path) -> None:
    jail = october(Jail(tmp_path / "jail"))
    assert shown(run(jail, "2026-10")) == ["board.html", "state.html"]
    one_more(jail)
    jail.extra = CLEARED
    jail.write_policy()
    assert shown(run(jail, "2026-10")) == []


def test_an_edition_that_is_lost_is_known_to_whoever_kept_a_copy(jail: Jail) -> None:
    shutil.rmtree(jail.folder / "reports" / "2026-10" / "r1")
    words = ("--record-loss", "2026-10/r1", "--why", "a disk")
    assert reporter("history", "--folder", jail.folder, *words).code == 0
    one_more(jail)
    edition = run(jail, "2026-10")
    assert (edition.name, shown(edition)) == ("r2", [])
    assert reporter("run", "--folder", jail.folder, "--as-filed", "2026-10/r2").code == 0
