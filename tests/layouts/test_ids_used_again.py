"""The id of a check used again for another stay, answered in files of their own: neither has the reply of the other."""

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
STAYS = "booking_id|person_id|facility_id|booked_at|commitment|released_at"
TWO_STAYS = """
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


IDS = {name: f"S{number}" for number, name in enumerate(STORIES)}


def of_story(table: str, name: str) -> str:
    """Name a check, stays and people of a table as the story's own."""
    for mark in ("C1", "B1", "B2", "P1", "P2"):
        table = table.replace(f"{mark}|", f"{mark}{IDS[name]}|")
    return table


class County(NamedTuple):
    """A county taken in, its outcomes, and the reasons in quarantine by check."""

    jail: Jail
    decided: dict[str, tuple[str, str]]
    reasons: dict[str, list[list[str]]]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    """Take in all stories, each of its own check and stays, run by run.

    What comes under one name in one run is one file, with the rows of every story that has it.
    """
    jail = Jail(tmp_path_factory.mktemp("ids") / "county")
    jail.log_settings["checks"] = JOINED
    jail.deliver("bookings", STAYS + "".join(of_story(TWO_STAYS, name) for name in STORIES))
    jail.deliver("notifications", "notification_id|booking_id|sent_at")
    manifest = "log|file|covers_from|covers_to|rows"
    for number in range(2):
        files: dict[str, list[str]] = {}
        for name, story in STORIES.items():
            for file, table in [*story.runs, {}][number].items():
                head, *rows = of_story(table, name).split("\n")
                files.setdefault(file, [head]).extend(rows)
        for file, lines in files.items():
            jail.deliver("checks", "\n".join(lines), f"{file}_{number}.csv")
            manifest += f"\nchecks|{file}_{number}.csv|2026-10-01|2026-10-31|{len(lines) - 1}"
        jail.deliver("deliveries", manifest)
        jail.ingest()
    reasons = reasons_in_quarantine(jail, [f"C1{one}" for one in IDS.values()])
    return County(jail, jail.outcomes("vetted_before_release"), reasons)


@pytest.mark.parametrize("name", STORIES)
def test_the_first_check_keeps_its_reply(county: County, name: str) -> None:
    story, own = STORIES[name], IDS[name]
    outcome = county.decided[f"B1{own}"]
    assert story.outcome in (outcome, outcome[0])
    assert county.decided[f"B2{own}"][0] == "undetermined"  # its own check is the row in quarantine
    assert county.reasons[f"C1{own}"] == story.reasons


def test_the_pack_of_all_stories_verifies_and_the_edition_is_made_again(county: County) -> None:
    file_and_prove(county.jail)
