"""An event log that comes in parts: a stay is booked in one file and released in another, in either order."""

from pathlib import Path

import pytest

from reporter import warehouse
from reporter.config.period import period
from reporter.errors import InputRefused
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


def revised(folder: Path, *files: list[str]) -> Jail:
    """Return a county that takes in so many files of entries, one after the other."""
    jail = county(folder)
    jail.log_settings["bookings"] = REVISED
    for number, rows in enumerate(files, 1):
        deliver(jail, f"bookings_{number}.csv", ENTRIES, rows)
        jail.ingest()
    return jail


NEVER_LEFT = "3,2,B1,P1,civil,NEVER LEFT,2026-10-06 09:00"
LATER = "3,2,B1,P1,civil,RELEASED,2026-10-07 09:00"
OF_ANOTHER = "3,2,B2,P2,civil,RELEASED,2026-10-07 09:00"
BOOKED_TOO = "4,,B2,P2,civil,BOOKED,2026-09-30 10:00"
# how a later file corrects the release of B1, and the releases then
CORRECTED = {
    "by no event of ours": ([NEVER_LEFT], [("B1", None)]),
    "by another time": ([LATER], [("B1", "2026-10-07 09:00")]),
    "by that of another stay": ([OF_ANOTHER, BOOKED_TOO], [("B1", None), ("B2", "2026-10-07 09:00")]),
    "in a file that tells it again": ([*FIRST, LATER], [("B1", "2026-10-07 09:00")]),
}
RELEASES = "select booking_id, released_at_text from bookings where standing order by 1"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["first the release", "first its correction"])
@pytest.mark.parametrize("story", CORRECTED)
def test_an_entry_of_another_file_corrects_as_one_of_the_same_file_does(
    tmp_path: Path, story: str, order: tuple[int, int]
) -> None:
    rows, releases = CORRECTED[story]
    together = revised(tmp_path / "together", list(dict.fromkeys([*FIRST, *rows])))
    assert held(together, RELEASES) == releases
    parts = [FIRST, rows]
    apart = revised(tmp_path / "apart", *(parts[place] for place in order))
    if order == (0, 1):
        assert (held(apart, RELEASES), held(apart, UNMENDED)) == (releases, [])
    assert ("B1", "2026-10-05 18:00") not in held(apart, RELEASES)
    for counts in held(apart, "select received, accepted + quarantined + folded + not_this_log from delivered"):
        assert counts[0] == counts[1]
    apart.ingest()
    assert ("B1", "2026-10-05 18:00") not in held(apart, RELEASES)


def test_a_record_of_which_a_later_file_takes_all_entries_back_is_none(tmp_path: Path) -> None:
    gone = "3,2,B2,P2,civil,ENTERED IN ERROR,2026-10-06 09:00"
    only_release = "2,,B2,P2,civil,BOOKED,2026-10-05 18:00"
    again = revised(tmp_path / "again", [only_release], [only_release, gone])
    assert held(again, RELEASES) == []
    alone = revised(tmp_path / "alone", [only_release], [gone])
    assert held(alone, RELEASES) == []


def test_entries_that_replace_each_other_in_two_files_are_kept_apart(tmp_path: Path) -> None:
    one, other = "2,3,B1,P1,civil,RELEASED,2026-10-05 18:00", "3,2,B1,P1,civil,RELEASED,2026-10-07 09:00"
    jail = revised(tmp_path / "county", [FIRST[0], one], [other])
    assert held(jail, RELEASES) == []
    assert held(jail, UNMENDED) == [("B1", ["conflicting_rows"])] * 2 + [("B1", ["conflicting_rows"])]


def test_a_number_that_entries_of_several_records_have_corrects_none_of_them_for_certain(tmp_path: Path) -> None:
    second = ["1,,B2,P2,civil,BOOKED,2026-09-29 10:00", "2,,B2,P2,civil,RELEASED,2026-10-05 19:00"]
    jail = revised(tmp_path / "county", FIRST, second, [NEVER_LEFT])
    assert held(jail, RELEASES) == []
    assert {key for key, _ in held(jail, UNMENDED)} == {"B1", "B2"}


def test_a_number_of_another_layout_is_meant_only_where_the_own_has_none(tmp_path: Path) -> None:
    layouts = '[[logs.bookings.layouts]]\nfiles = "old*.csv"\n[[logs.bookings.layouts]]\nfiles = "new*.csv"\n'
    jail = county(tmp_path / "county")
    jail.log_settings["bookings"] = REVISED + layouts
    deliver(jail, "old1.csv", ENTRIES, FIRST)
    jail.ingest()
    deliver(jail, "new1.csv", ENTRIES, [one.replace("B1,P1", "B2,P2") for one in FIRST])
    deliver(jail, "new2.csv", ENTRIES, ["3,2,B2,P2,civil,NEVER LEFT,2026-10-06 09:00"])
    jail.ingest()
    assert held(jail, RELEASES) == [("B1", "2026-10-05 18:00"), ("B2", None)]


def test_an_edition_filed_before_an_entry_was_taken_back_is_made_again(tmp_path: Path) -> None:
    jail = revised(tmp_path / "county", FIRST)
    jail.write_policy()
    run.run(jail.folder, period("2026-10"), quiet)
    deliver(jail, "bookings_2.csv", ENTRIES, [NEVER_LEFT])
    run.run(jail.folder, period("2026-10"), quiet)
    populations = [audit_json(jail.folder, "2026-10", n)["controls"][0]["population"] for n in (1, 2)]
    assert populations == [1, 0]
    for n in (1, 2):
        assert "byte for byte" in reproduce.as_filed(jail.folder, f"2026-10/r{n}", quiet)


def test_a_correction_of_a_file_that_is_no_longer_there_is_refused(tmp_path: Path) -> None:
    jail = revised(tmp_path / "county", FIRST)
    (jail.folder / "inbox" / "bookings_1.csv").unlink()
    deliver(jail, "bookings_2.csv", ENTRIES, [NEVER_LEFT])
    with pytest.raises(InputRefused, match=r"must be read again, but bookings_1\.csv is no longer in inbox/"):
        jail.ingest()


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
