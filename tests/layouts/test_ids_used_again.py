"""The id of a check used again for another stay, answered in files of their own: neither has the reply of the other."""

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.held_rows import file_and_prove, reasons_in_quarantine
from tests.support.jail import Jail

JOINED = """
columns = { check_id = "Id", booking_id = "No", result = "Result", requested_at = "Asked" }
[[logs.checks.joined]]
files = "replies*.csv"
on = ["check_id"]
columns = { check_id = "Of", completed_at = "Answered", officer_id = "By" }
"""
STAYS = """booking_id|person_id|facility_id|booked_at|commitment|released_at
B1|P1|MAIN|2026-10-05 08:00|criminal_court|2026-10-05 12:00
B2|P2|MAIN|2026-10-20 08:00|criminal_court|2026-10-20 12:00"""
FIRST = "Id|No|Result|Asked\nC1|B1|clear|2026-10-05 09:00"
AGAIN = "Id|No|Result|Asked\nC1|B2|clear|2026-10-20 09:00"
REPLIES = "Of|Answered|By"
IN_TIME = f"{REPLIES}\nC1|2026-10-05 10:00|O1"
LATE = f"{REPLIES}\nC1|2026-10-05 13:00|O1"
OF_SECOND = f"{REPLIES}\nC1|2026-10-20 10:00|O2"
BEFORE_BOTH = f"{REPLIES}\nC1|2026-10-05 10:30|O1"
WITHOUT_TIME = f"{REPLIES}\nC1||O2"
ANOTHER = ["id_of_another_stay"]
VETTED, LATE_CHECK = ("met", "before_release"), ("exception", "after_release")
UNDETERMINED = "undetermined"


class Story(NamedTuple):
    """What comes in each run, by file, the outcome of the first stay, and the reasons of the rows in quarantine."""

    runs: list[dict[str, str]]
    outcome: tuple[str, str] | str
    reasons: list[list[str]]


STORIES = {
    "the second reply accuses not": Story(
        [{"checks1": FIRST, "replies1": IN_TIME}, {"checks2": AGAIN, "replies2": OF_SECOND}], VETTED, [ANOTHER, ANOTHER]
    ),
    "the first reply is late": Story(
        [{"checks1": FIRST, "replies1": LATE}, {"checks2": AGAIN, "replies2": OF_SECOND}],
        LATE_CHECK,
        [ANOTHER, ANOTHER],
    ),
    "all in one run": Story(
        [{"checks1": FIRST, "replies1": IN_TIME, "checks2": AGAIN, "replies2": OF_SECOND}], VETTED, [ANOTHER, ANOTHER]
    ),
    "replies late": Story(
        [{"checks1": FIRST, "checks2": AGAIN, "replies0": REPLIES}, {"replies1": IN_TIME, "replies2": OF_SECOND}],
        VETTED,
        [ANOTHER, ANOTHER],
    ),
    "the second reply has no time": Story(
        [{"checks1": FIRST, "replies1": IN_TIME}, {"checks2": AGAIN, "replies2": WITHOUT_TIME}],
        VETTED,
        [ANOTHER, ANOTHER],
    ),
    "one reply, which may be of either": Story(
        [{"checks1": FIRST, "checks2": AGAIN, "replies1": OF_SECOND}], UNDETERMINED, [ANOTHER, ANOTHER]
    ),
    "a reply to the first, corrected": Story(
        [{"checks1": FIRST, "replies1": LATE}, {"checks2": AGAIN, "replies2": BEFORE_BOTH}], VETTED, [ANOTHER]
    ),
}


def county(folder: Path, story: Story) -> tuple[Jail, dict[str, tuple[str, str]]]:
    """Take in the files run by run; return the outcomes of the last."""
    jail = Jail(folder)
    jail.log_settings["checks"] = JOINED
    jail.deliver("bookings", STAYS)
    jail.deliver("notifications", "notification_id|booking_id|sent_at")
    decided: dict[str, tuple[str, str]] = {}
    manifest = "log|file|covers_from|covers_to|rows"
    for files in story.runs:
        for file, table in files.items():
            jail.deliver("checks", table, f"{file}.csv")
            manifest += f"\nchecks|{file}.csv|2026-10-01|2026-10-31|{table.count(chr(10))}"
        jail.deliver("deliveries", manifest)
        decided = jail.decide()["vetted_before_release"]
    return jail, decided


@pytest.mark.parametrize("name", STORIES)
def test_the_first_check_keeps_its_reply(tmp_path: Path, name: str) -> None:
    story = STORIES[name]
    jail, decided = county(tmp_path / "county", story)
    assert story.outcome in (decided["B1"], decided["B1"][0])
    assert decided["B2"][0] == "undetermined"  # its own check is the row in quarantine
    assert reasons_in_quarantine(jail) == story.reasons


@pytest.mark.parametrize("name", ["the second reply accuses not", "one reply, which may be of either"])
def test_its_pack_verifies_and_its_edition_is_made_again(tmp_path: Path, name: str) -> None:
    jail, _ = county(tmp_path / "county", STORIES[name])
    file_and_prove(jail)
