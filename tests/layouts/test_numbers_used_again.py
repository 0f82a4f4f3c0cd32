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


Reasons = dict[str, list[list[str]]]
BY_SETTINGS: dict[str, list[str]] = {}
for _name, _story in STORIES.items():
    BY_SETTINGS.setdefault(_story.settings, []).append(_name)
IDS = {name: f"S{number:02}" for number, name in enumerate(STORIES)}
Decided = dict[str, tuple[str, str]]
Counties = dict[str, tuple[Jail, Decided, Reasons]]


def county(folder: Path, settings: str) -> tuple[Jail, Decided, Reasons]:
    """Take in the stories of these settings, each of its own stay, run by run; return the outcomes of the last run.

    What comes under one name in one run is one file, with the rows of every story that has it.
    """
    jail, names = Jail(folder), BY_SETTINGS[settings]
    jail.log_settings["bookings"] = settings
    checks = "".join(f"\nC{IDS[name]}|{IDS[name]}|2026-10-05 10:00|clear" for name in names)
    jail.deliver("checks", f"check_id|booking_id|completed_at|result{checks}")
    jail.deliver("notifications", "notification_id|booking_id|sent_at")
    covers = f"checks|checks.csv|2026-10-01|2026-11-30|{len(names)}"
    jail.deliver("deliveries", f"log|file|covers_from|covers_to|rows\n{covers}")
    for number in range(max(len(STORIES[name].runs) for name in names)):
        files: dict[str, list[str]] = {}
        for name in names:
            for file, table in [*STORIES[name].runs, {}, {}][number].items():
                head, *rows = table.replace("B1|", f"{IDS[name]}|").replace("|P1|", f"|P{IDS[name]}|").split("\n")
                files.setdefault(file, [head]).extend(rows)
        for file, lines in files.items():
            jail.deliver("bookings", "\n".join(lines), f"{file}_{number}.csv")
        jail.ingest()
    reasons = reasons_in_quarantine(jail, [IDS[name] for name in names])
    return jail, jail.outcomes("vetted_before_release"), reasons


@pytest.fixture(scope="module")
def counties(tmp_path_factory: pytest.TempPathFactory) -> Counties:
    """A county for each of the settings, with the stories that have them."""
    return {settings: county(tmp_path_factory.mktemp("numbers") / "county", settings) for settings in BY_SETTINGS}


@pytest.mark.parametrize("name", STORIES)
def test_the_first_stay_keeps_its_release(counties: Counties, name: str) -> None:
    story = STORIES[name]
    _, decided, reasons = counties[story.settings]
    assert decided[IDS[name]] == story.outcome
    assert reasons[IDS[name]] == story.reasons


@pytest.mark.parametrize("settings", BY_SETTINGS, ids=["releases in files", "reasons too", "events"])
def test_no_other_stay_is_decided_and_the_pack_verifies_and_the_edition_is_made_again(
    counties: Counties, settings: str
) -> None:
    jail, decided, _ = counties[settings]
    assert decided.keys() == {IDS[name] for name in BY_SETTINGS[settings]}
    if settings != SECOND:
        file_and_prove(jail)
