"""A number used for two stays whose halves or events come in several files: neither has the release of the other."""

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.held_rows import file_and_prove, reasons_in_quarantine
from tests.support.jail import Jail

STAYS = "booking_id|person_id|booked_at|commitment"
RELEASES = "Number|Out"
REASONS = "Key|Why"
EVENTS = "No|Pid|By|What|At"
JOINED = """
constants = { facility_id = "MAIN" }
[[logs.bookings.joined]]
files = "releases*.csv"
on = ["booking_id"]
columns = { booking_id = "Number", released_at = "Out" }
"""
SECOND = (
    JOINED
    + """
[[logs.bookings.joined]]
files = "reasons*.csv"
on = ["booking_id"]
columns = { booking_id = "Key", release_reason = "Why" }
"""
)
ONE_ROW_AN_EVENT = """
columns = { booking_id = "No", person_id = "Pid", commitment = "By" }
constants = { facility_id = "MAIN" }
[logs.bookings.events]
event = "What"
time = "At"
fills = { BOOKED = "booked_at", RELEASED = "released_at" }
"""
FIRST = f"{STAYS}\nB1|P1|2026-10-05 08:00|criminal_court"
LEFT = f"{RELEASES}\nB1|2026-10-05 09:00"
AGAIN = f"{STAYS}\nB1|P2|2026-11-20 08:00|criminal_court"
SAME_PERSON = AGAIN.replace("P2", "P1")
LEFT_AGAIN = f"{RELEASES}\nB1|2026-11-20 12:00"
EVENTS_OF_FIRST = (
    f"{EVENTS}\nB1|P1|criminal_court|BOOKED|2026-10-05 08:00\nB1|P1|criminal_court|RELEASED|2026-10-05 09:00"
)
EVENT_OF_SECOND = f"{EVENTS}\nB1|P2|criminal_court|BOOKED|2026-11-20 08:00"
EXCEPTION, UNREADABLE = ("exception", "after_release"), ("undetermined", "record_unreadable")


class Story(NamedTuple):
    """What comes in each run, by file, and the outcome of the first stay: released an hour before its check."""

    runs: list[dict[str, str]]
    outcome: tuple[str, str]
    reasons: list[list[str]]
    settings: str = JOINED


ANOTHER = ["number_of_another_stay"]
STORIES = {
    "another person under the number, and a release of it": Story(
        [{"bookings1": FIRST, "releases1": LEFT}, {"bookings2": AGAIN, "releases2": LEFT_AGAIN}],
        EXCEPTION,
        [ANOTHER, ANOTHER],
    ),
    "the same person again": Story(
        [{"bookings1": FIRST, "releases1": LEFT}, {"bookings2": SAME_PERSON, "releases2": LEFT_AGAIN}],
        EXCEPTION,
        [ANOTHER, ANOTHER],
    ),
    "all in one run": Story(
        [{"bookings1": FIRST, "releases1": LEFT, "bookings2": SAME_PERSON, "releases2": LEFT_AGAIN}],
        EXCEPTION,
        [ANOTHER, ANOTHER],
    ),
    "releases late": Story(
        [
            {"bookings1": FIRST, "bookings2": SAME_PERSON, "releases0": RELEASES},
            {"releases1": LEFT, "releases2": LEFT_AGAIN},
        ],
        EXCEPTION,
        [ANOTHER, ANOTHER],
    ),
    "a second correction of the second release": Story(
        [
            {"bookings1": FIRST, "releases1": LEFT},
            {"bookings2": AGAIN, "releases2": LEFT_AGAIN, "releases3": LEFT_AGAIN.replace("12:00", "13:00")},
        ],
        EXCEPTION,
        [ANOTHER, ANOTHER, ANOTHER],
    ),
    "no release of the second stay yet": Story(
        [{"bookings1": FIRST, "releases1": LEFT}, {"bookings2": AGAIN, "releases2": f"{RELEASES}\nB1|"}],
        EXCEPTION,
        [ANOTHER, ANOTHER],
    ),
    "the second booking cannot be read": Story(
        [
            {"bookings1": FIRST, "releases1": LEFT},
            {"bookings2": AGAIN.replace("criminal_court", "unknown"), "releases2": LEFT_AGAIN},
        ],
        UNREADABLE,
        [["unknown_code:commitment"], ANOTHER],
    ),
    "a reason of the second stay": Story(
        [
            {"bookings1": FIRST, "releases1": LEFT, "reasons1": f"{REASONS}\nB1|bail"},
            {"bookings2": AGAIN, "releases2": LEFT_AGAIN, "reasons2": f"{REASONS}\nB1|transfer"},
        ],
        EXCEPTION,
        [ANOTHER, ANOTHER, ANOTHER],
        SECOND,
    ),
    "a release before the booking corrects nothing": Story(
        [{"bookings1": FIRST, "releases1": LEFT}, {"releases2": f"{RELEASES}\nB1|2026-08-07 12:00"}],
        UNREADABLE,
        [["impossible_order"]],
    ),
    "booked again in one file of events, released in the next": Story(
        [
            {"bookings1": EVENTS_OF_FIRST},
            {"bookings2": EVENT_OF_SECOND},
            {"bookings3": f"{EVENTS}\nB1|P2|criminal_court|RELEASED|2026-11-20 12:00"},
        ],
        EXCEPTION,
        [["impossible_order", *ANOTHER], ANOTHER],
        ONE_ROW_AN_EVENT,
    ),
    "the second booking of the events cannot be read": Story(
        [
            {"bookings1": EVENTS_OF_FIRST},
            {"bookings2": EVENT_OF_SECOND.replace("criminal_court", "unknown")},
            {"bookings3": f"{EVENTS}\nB1|P2|criminal_court|RELEASED|2026-11-20 12:00"},
        ],
        UNREADABLE,
        [["unknown_code:commitment", "impossible_order"], ANOTHER],
        ONE_ROW_AN_EVENT,
    ),
}


def county(folder: Path, story: Story) -> tuple[Jail, dict[str, tuple[str, str]]]:
    """Take in the files run by run; return the outcomes of the last."""
    jail = Jail(folder)
    jail.log_settings["bookings"] = story.settings
    jail.deliver("checks", "check_id|booking_id|completed_at|result\nC1|B1|2026-10-05 10:00|clear")
    jail.deliver("notifications", "notification_id|booking_id|sent_at")
    jail.deliver("deliveries", "log|file|covers_from|covers_to|rows\nchecks|checks.csv|2026-10-01|2026-11-30|1")
    decided: dict[str, tuple[str, str]] = {}
    for files in story.runs:
        for file, table in files.items():
            jail.deliver("bookings", table, f"{file}.csv")
        decided = jail.decide()["vetted_before_release"]
    return jail, decided


@pytest.mark.parametrize("name", STORIES)
def test_the_first_stay_keeps_its_release(tmp_path: Path, name: str) -> None:
    story = STORIES[name]
    jail, decided = county(tmp_path / "county", story)
    assert decided == {"B1": story.outcome}
    assert reasons_in_quarantine(jail) == story.reasons


@pytest.mark.parametrize(
    "name", ["all in one run", "a release before the booking corrects nothing", "the second booking cannot be read"]
)
def test_its_pack_verifies_and_its_edition_is_made_again(tmp_path: Path, name: str) -> None:
    jail, _ = county(tmp_path / "county", STORIES[name])
    file_and_prove(jail)
