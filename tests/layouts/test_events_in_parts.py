"""An event log that comes in parts: a stay is booked in one file and released in another, in either order."""

from pathlib import Path

from reporter import warehouse
from reporter.config.period import period
from reporter.evidence import verify_pack
from reporter.workflows import reproduce, run
from tests.support.jail import Jail, audit_json, quiet

BOOKINGS = """
timestamp_format = "%m/%d/%Y %H%M"
columns = { booking_id = "No", person_id = "Pid", commitment = "By" }
constants = { facility_id = "MAIN" }
values.commitment = { CT = "criminal_court" }
restore_zeros = { Time = 4 }
[logs.bookings.events]
event = "What"
time = ["Day", "Time"]
fills = { BOOKED = "booked_at", RELEASED = { released_at = ["Day", "Time"], release_reason = "Why" } }
"""
CHECKS = """
columns = { check_id = "Query", booking_id = "No" }
[logs.checks.events]
event = "What"
time = "At"
fills = { SENT = "requested_at", CLEAR = { completed_at = "At", result = { is = "clear" } } }
"""
STAYS = "No,Pid,By,What,Day,Time,Why"
VETTING = "Query,No,What,At"
BOOKED = ["B1,P1,CT,BOOKED,09/29/2026,905,", "B2,P2,CT,BOOKED,09/30/2026,1005,"]
RELEASED = ["B1,P1,CT,RELEASED,10/05/2026,1805,bail", "B2,P2,CT,RELEASED,10/06/2026,1805,bail"]


def deliver(jail: Jail, file: str, header: str, rows: list[str]) -> None:
    (jail.folder / "inbox" / file).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def county(folder: Path) -> Jail:
    jail = Jail(folder)
    jail.log_settings |= {"bookings": BOOKINGS, "checks": CHECKS}
    jail.logs += ["bookings", "checks"]
    deliver(jail, "checks1.csv", VETTING, ["Q1,B1,SENT,2026-10-05 11:00", "Q1,B1,CLEAR,2026-10-05 11:10"])
    jail.deliver("notifications", "notification_id|booking_id|sent_at")
    return jail


def held(jail: Jail, query: str) -> list[tuple[object, ...]]:
    with warehouse.open_writable(jail.folder) as connection:
        return warehouse.rows(connection, query)


STANDING = (
    "select booking_id, booked_at_text, released_at_text, release_reason, commitment "
    "from bookings where standing order by 1"
)
UNMENDED = "select key, reasons from quarantine where unmended order by 1"


def test_a_later_file_completes_the_stays_of_an_earlier_one(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    deliver(jail, "bookings_09.csv", STAYS, BOOKED)
    jail.ingest()
    deliver(jail, "bookings_10.csv", STAYS, RELEASED)
    assert jail.outcomes("vetted_before_release") == {
        "B1": ("met", "before_release"),
        "B2": ("undetermined", "not_covered"),
    }
    assert held(jail, STANDING) == [
        ("B1", "09/29/2026 0905", "10/05/2026 1805", "bail", "criminal_court"),
        ("B2", "09/30/2026 1005", "10/06/2026 1805", "bail", "criminal_court"),
    ]
    assert held(jail, UNMENDED) == []


def test_the_newest_word_of_an_event_counts(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    deliver(jail, "bookings_09.csv", STAYS, [*BOOKED, *RELEASED])
    jail.ingest()
    deliver(jail, "bookings_10.csv", STAYS, ["B1,P1,CT,RELEASED,10/05/2026,1930,"])
    jail.ingest()
    assert held(jail, STANDING)[0] == ("B1", "09/29/2026 0905", "10/05/2026 1930", "bail", "criminal_court")
    assert held(jail, "select key from corrections") == [("B1",)]


def test_a_release_that_came_before_its_booking_is_never_taken_for_none(tmp_path: Path) -> None:
    """The row of the release is set aside, and the booking alone does not bring it right."""
    jail = county(tmp_path / "county")
    deliver(jail, "bookings_10.csv", STAYS, RELEASED[:1])
    jail.ingest()
    deliver(jail, "bookings_late.csv", STAYS, BOOKED)
    assert jail.outcomes("check_in_scope") == {"Q1": ("undetermined", "record_unreadable")}
    assert held(jail, STANDING)[0][:3] == ("B1", "09/29/2026 0905", None)
    assert held(jail, UNMENDED) == [("B1", ["missing:booked_at"])]
    deliver(jail, "bookings_again.csv", STAYS, RELEASED)
    jail.ingest()
    assert held(jail, STANDING)[0][:3] == ("B1", "09/29/2026 0905", "10/05/2026 1805")
    assert held(jail, UNMENDED) == []


def test_a_request_of_an_earlier_file_is_kept_beside_its_answer(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    deliver(jail, "bookings_09.csv", STAYS, BOOKED)
    deliver(jail, "checks1.csv", VETTING, ["Q1,B1,SENT,2026-10-05 11:00", "Q1,B1,CLEAR,2026-10-05 11:10"])
    jail.ingest()
    deliver(jail, "checks2.csv", VETTING, ["Q1,B1,CLEAR,2026-10-05 11:20"])
    jail.ingest()
    query = "select requested_at_text, completed_at_text, result from checks where standing"
    assert held(jail, query) == [("2026-10-05 11:00", "2026-10-05 11:20", "clear")]


def test_a_code_of_ours_with_another_meaning_is_not_mapped_again(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    other = 'values.release_reason = { bail = "other" }\nvalues.commitment'
    jail.log_settings["bookings"] = BOOKINGS.replace("values.commitment", other)
    deliver(jail, "bookings_09.csv", STAYS, [*BOOKED, *RELEASED])
    jail.ingest()
    deliver(jail, "bookings_10.csv", STAYS, ["B1,P1,CT,BOOKED,09/29/2026,905,"])
    jail.ingest()
    assert held(jail, STANDING)[0][:4] == ("B1", "09/29/2026 0905", "10/05/2026 1805", None)


def test_editions_verify_and_one_filed_before_the_release_came_is_made_again(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    deliver(jail, "bookings_10.csv", STAYS, RELEASED[:1])
    deliver(jail, "bookings_09.csv", STAYS, BOOKED[1:])
    jail.write_policy()
    run.run(jail.folder, period("2026-10"), quiet)
    deliver(jail, "bookings_11.csv", STAYS, [BOOKED[0]])
    decided = jail.decide()
    assert (len(decided["vetted_before_release"]), decided["check_in_scope"]["Q1"][0]) == (0, "undetermined")
    deliver(jail, "bookings_12.csv", STAYS, RELEASED)
    run.run(jail.folder, period("2026-10"), quiet)
    populations = [audit_json(jail.folder, "2026-10", n)["controls"][0]["population"] for n in (1, 2)]
    assert populations == [0, 2]
    unread = [audit_json(jail.folder, "2026-10", n)["controls"][4]["undetermined"] for n in (1, 2)]
    assert unread == [1, 0]
    for n in (1, 2):
        found = verify_pack.verify(jail.folder / "reports" / "2026-10" / f"r{n}" / "pack", verify_pack.Asked(), quiet)
        assert found.differences == []
        assert "byte for byte" in reproduce.as_filed(jail.folder, f"2026-10/r{n}", quiet)


REVISED = """
columns = { booking_id = "No", person_id = "Pid", commitment = "By" }
constants = { facility_id = "MAIN" }
[logs.bookings.events]
event = "What"
time = "At"
entry = "Entry"
supersedes = "Instead"
fills = { BOOKED = "booked_at", RELEASED = "released_at" }
"""
ENTRIES = "Entry,Instead,No,Pid,By,What,At"
FIRST = ["1,,B1,P1,civil,BOOKED,2026-09-29 10:00", "2,,B1,P1,civil,RELEASED,2026-10-05 18:00"]


def test_a_release_that_an_entry_takes_back_is_not_filled_in_again(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    jail.log_settings["bookings"] = REVISED
    deliver(jail, "bookings_1.csv", ENTRIES, FIRST)
    jail.ingest()
    deliver(jail, "bookings_2.csv", ENTRIES, [*FIRST, "3,2,B1,P1,civil,NEVER LEFT,2026-10-06 09:00"])
    jail.ingest()
    assert held(jail, STANDING)[0][:3] == ("B1", "2026-09-29 10:00", None)


def test_a_file_that_takes_back_entries_of_another_completes_nothing(tmp_path: Path) -> None:
    """Which event they were of, it does not say."""
    jail = county(tmp_path / "county")
    jail.log_settings["bookings"] = REVISED
    deliver(jail, "bookings_1.csv", ENTRIES, FIRST)
    jail.ingest()
    deliver(jail, "bookings_2.csv", ENTRIES, ["3,2,B1,P1,civil,RELEASED,2026-10-07 09:00"])
    jail.ingest()
    assert held(jail, UNMENDED) == [("B1", ["missing:booked_at"])]


ERAS = """
columns = { booking_id = "No", person_id = "Pid", commitment = "By" }
constants = { facility_id = "MAIN" }
[logs.bookings.events]
event = "What"
time = "At"
fills = { BOOKED = "booked_at", RELEASED = "released_at" }
[[logs.bookings.layouts]]
files = "bookings_old*.csv"
[[logs.bookings.layouts]]
files = "bookings_new*.csv"
"""


def test_events_of_another_layout_take_no_release_back_by_being_silent_of_it(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    jail.log_settings["bookings"] = ERAS
    header, booked = "No,Pid,By,What,At", "B1,P1,civil,BOOKED,2026-09-29 10:00"
    released = "B1,P1,civil,RELEASED,2026-10-05 18:00"
    deliver(jail, "bookings_old.csv", header, [booked, released])
    deliver(jail, "bookings_new1.csv", header, [booked])
    jail.ingest()
    assert held(jail, STANDING)[0][:3] == ("B1", "2026-09-29 10:00", "2026-10-05 18:00")
    assert held(jail, UNMENDED) == [("B1", ["conflicting_rows"])]
    deliver(jail, "bookings_new2.csv", header, [booked, released])
    jail.ingest()
    assert held(jail, UNMENDED) == []
