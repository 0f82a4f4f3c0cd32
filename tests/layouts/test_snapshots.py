"""Daily lists of those in custody: rows of one id are one stay, which ended between two lists."""

import json
import os
import random
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from reporter import warehouse
from reporter.config import policy
from reporter.config.period import period
from reporter.errors import InputRefused, PolicyError
from reporter.evidence import verify, verify_pack
from reporter.ingest import load_files
from reporter.workflows import afterwards, explain, reproduce, run
from tests.support import possible_worlds
from tests.support.jail import Jail, audit_json, quiet

LISTS = """
snapshots = { taken_at = "SnapAt", ends = "released_at", at_most = "24h" }
columns = { booking_id = "Bk", person_id = "Inmate", booked_at = "In", commitment = "By" }
constants = { facility_id = "MAIN" }
"""
NAMED = LISTS.replace('"SnapAt"', '"file:bookings_%Y%m%d"')
HEADER = ["SnapAt", "Bk", "Inmate", "In", "By"]
NOT_COVERED = ("undetermined", "not_covered")
UNREADABLE = ("undetermined", "record_unreadable")


def row(
    day: int, stay: str, booked: str = "2026-10-01 10:00", by: str = "criminal_court", person: str = ""
) -> list[str]:
    return [f"2026-10-{day:02d} 06:00", stay, person or f"P{stay}", booked, by]


def rows(days: str, stay: str, booked: str = "2026-10-01 10:00", by: str = "criminal_court") -> list[list[str]]:
    return [row(int(day), stay, booked, by) for day in days.split()]


def county(folder: Path, settings: str = LISTS, checks: str | None = None) -> Jail:
    """Begin a county of lists alone, or with these checks, so that its controls can be decided."""
    jail = Jail(folder)
    jail.log_settings["bookings"] = settings
    jail.logs.append("bookings")
    if checks is not None:
        jail.deliver("checks", f"check_id|booking_id|result|completed_at\n{checks}")
        jail.deliver("notifications", "notification_id|booking_id|sent_at")
    return jail


def lists(jail: Jail, file: str, found: list[list[str]], header: list[str] = HEADER) -> None:
    place = [HEADER.index(one) for one in header]
    lines = [header, *([cells[n] for n in place] for cells in sorted(found))]
    text = "\n".join(",".join(line) for line in lines) + "\n"
    (jail.folder / "inbox" / file).write_text(text, encoding="utf-8")


def held(jail: Jail, query: str) -> list[tuple[object, ...]]:
    with warehouse.open_writable(jail.folder) as connection:
        return warehouse.rows(connection, query)


def ends(jail: Jail) -> dict[str, str | None]:
    query = "select booking_id, released_at_text from bookings where standing order by 1"
    return {str(one): None if text is None else str(text).replace("2026-10-", "") for one, text in held(jail, query)}


def accounts(jail: Jail) -> list[tuple[object, ...]]:
    query = "select received, accepted, quarantined, folded from delivered where log = 'bookings' order by delivery_id"
    return held(jail, query)


EVERYONE = [*rows("2 3", "A"), *rows("2 3 4 5", "B"), *rows("3 4", "C")]


def test_a_stay_ended_between_the_last_list_that_names_it_and_the_next(tmp_path: Path) -> None:
    jail = county(
        tmp_path / "county", checks="1|A|clear|2026-10-02 08:00\n2|C|clear|2026-10-04 12:00\n3|B|clear|2026-10-02 08:00"
    )
    lists(jail, "bookings.csv", EVERYONE)
    assert jail.outcomes("vetted_before_release") == {
        "A": ("met", "before_release"),
        "C": ("undetermined", "precision"),
    }
    assert ends(jail) == {"A": "03 06:00 .. 04 06:00", "B": None, "C": "04 06:00 .. 05 06:00"}
    assert accounts(jail) == [(8, 3, 0, 5)]


def test_a_missing_list_widens_and_never_ends_a_stay_and_a_list_is_found_at_its_first_line(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    lists(jail, "bookings.csv", [*rows("2 3 6", "B"), *rows("2 3", "A")])
    jail.ingest()
    assert ends(jail) == {"A": "03 06:00 .. 06 06:00", "B": None}
    assert held(jail, "select line from snapshot_lists order by earliest") == [(2,), (4,), (6,)]


def test_a_late_list_narrows(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    lists(jail, "bookings_1.csv", [*rows("2 6", "B"), *rows("2", "A"), *rows("2", "C")])
    jail.ingest()
    assert ends(jail) == {"A": "02 06:00 .. 06 06:00", "B": None, "C": "02 06:00 .. 06 06:00"}
    lists(jail, "bookings_2.csv", [row(4, "B"), row(4, "A"), row(4, "D")])
    jail.ingest()
    assert ends(jail) == {
        "A": "04 06:00 .. 06 06:00", "B": None, "C": "02 06:00 .. 04 06:00", "D": "04 06:00 .. 06 06:00"
    }  # fmt: skip
    assert accounts(jail) == [(4, 3, 0, 1), (3, 1, 0, 2)]


def test_an_empty_list_is_a_list_of_no_one(tmp_path: Path) -> None:
    jail = county(tmp_path / "county", NAMED)
    for day, found in ((2, rows("2", "A")), (3, []), (4, rows("4", "C"))):
        lists(jail, f"bookings_202610{day:02d}.csv", found)
    jail.ingest()
    assert ends(jail) == {"A": "02 .. 03", "C": None}
    assert accounts(jail) == [(1, 1, 0, 0), (0, 0, 0, 0), (1, 1, 0, 0)]


def test_the_same_people_on_another_day_are_another_list(tmp_path: Path) -> None:
    jail = county(tmp_path / "county", NAMED)
    for day, found in {1: "A", 2: "AB", 3: "A", 4: "AB", 5: "A", 6: "A", 7: "", 8: ""}.items():
        people = [one for stay in found for one in rows("1", stay, "2026-09-30 10:00")]
        lists(jail, f"bookings_202610{day:02d}.csv", people, HEADER[1:])
    jail.ingest()
    assert ends(jail) == {"A": "06 .. 07", "B": "02 .. 03"}  # B came back after a list that lacks it
    assert len(held(jail, "from snapshot_lists")) == 8
    for name in ("20261006 (copy)", "20261006"):  # of the same day, under another name
        lists(jail, f"bookings_{name}.csv", rows("1", "A", "2026-09-30 10:00"), HEADER[1:])
        jail.ingest()
    assert held(jail, "select file from delivered where repeated") == [("bookings_20261006 (copy).csv",)]
    assert len(held(jail, "from delivered where log = 'bookings'")) == 9


def test_files_of_one_run_are_read_by_the_day_in_their_names(tmp_path: Path) -> None:
    jail = county(tmp_path / "county", NAMED.replace("%Y%m%d", "%d%m%Y"))
    for day in (2, 10, 11):
        lists(jail, f"bookings_{day:02d}102026.csv", [row(day, "A", by="civil" if day == 11 else "criminal_court")])
    lists(jail, "bookings_01112026.csv", [])
    jail.ingest()
    assert ends(jail) == {"A": "11 .. 2026-11-01"}
    assert held(jail, "select commitment from bookings where standing") == [("civil",)]
    assert held(jail, "select count(*) from quarantine") == [(0,)]


def test_a_name_that_tells_no_day_is_refused(tmp_path: Path) -> None:
    jail = county(tmp_path / "county", NAMED)
    lists(jail, "bookings_today.csv", rows("2", "A"))
    with pytest.raises(InputRefused, match="does not say when its list was taken"):
        jail.ingest()


def test_stays_go_on_in_the_file_of_the_next_month(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    lists(jail, "bookings_1.csv", rows("2 3", "A") + rows("2 3", "B"))
    jail.ingest()
    lists(jail, "bookings_2.csv", rows("4 5", "A") + rows("5", "C"))
    jail.ingest()
    assert ends(jail) == {"A": None, "B": "03 06:00 .. 04 06:00", "C": None}
    assert accounts(jail) == [(4, 2, 0, 2), (3, 1, 0, 2)]
    assert held(jail, "select count(*) from corrections") == [(0,)]


def test_the_same_list_twice_changes_nothing(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    lists(jail, "bookings_1.csv", EVERYONE)
    jail.ingest()
    before = ends(jail)
    lists(jail, "bookings_2.csv", EVERYONE)
    lists(jail, "bookings_3.csv", rows("4", "B") + rows("4", "C"), ["By", "Bk", "In", "SnapAt", "Inmate"])
    jail.ingest()
    assert ends(jail) == before
    assert accounts(jail) == [(8, 3, 0, 5), (0, 0, 0, 0), (2, 0, 0, 2)]


def test_one_list_may_come_in_two_files(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    lists(jail, "bookings_1.csv", rows("2", "A") + rows("2", "B"))
    lists(jail, "bookings_2.csv", rows("3", "A"))
    lists(jail, "bookings_3.csv", rows("3", "B"))
    lists(jail, "bookings_4.csv", rows("4", "A"))
    jail.ingest()
    assert ends(jail) == {"A": None, "B": "03 06:00 .. 04 06:00"}
    assert held(jail, "select count(*) from quarantine") == [(0,)]


def test_a_list_that_came_twice_with_other_names_is_sure_only_of_those_in_both(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    lists(jail, "bookings_1.csv", rows("2 3 4", "A") + rows("2 3", "B") + rows("3", "C"))
    jail.ingest()
    lists(jail, "bookings_2.csv", rows("3", "A"))
    jail.ingest()
    assert ends(jail) == {"A": None, "B": "02 06:00 .. 04 06:00", "C": "02 06:00 .. 04 06:00"}


def test_an_id_that_comes_back_is_never_one_long_stay(tmp_path: Path) -> None:
    checks = "1|A|clear|2026-10-02 08:00\n2|B|clear|2026-10-02 08:00"
    jail = county(tmp_path / "county", checks=checks)
    lists(jail, "bookings.csv", rows("2 3 5 6", "A") + rows("2 3 4 5 6", "B"))
    assert jail.outcomes("vetted_before_release") == {"A": UNREADABLE}
    assert ends(jail) == {"A": "03 06:00 .. 04 06:00", "B": None}
    assert held(jail, "select line, reasons, key from quarantine order by 1") == [
        (7, ["conflicting_rows"], "A"), (9, ["conflicting_rows"], "A"),
    ]  # fmt: skip
    assert accounts(jail) == [(9, 2, 2, 5)]
    lists(jail, "bookings_2.csv", rows("7", "A"))
    assert jail.outcomes("vetted_before_release")["A"] == UNREADABLE
    assert accounts(jail)[1] == (1, 0, 1, 0)


def test_a_number_booked_again_after_its_stay_is_of_another_stay(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    lists(jail, "bookings_1.csv", rows("2 3", "A") + rows("2 3 4 5", "B"))
    lists(jail, "bookings_2.csv", rows("6", "A", "2026-10-05 10:00") + rows("6", "B"))
    jail.ingest()
    assert ends(jail) == {"A": "03 06:00 .. 04 06:00", "B": None}
    query = "select key, booking_id, reasons from quarantine"
    assert held(jail, query) == [(None, "A", ["number_of_another_stay"])]
    assert jail.contradictions("no_duplicates") != {}


def test_a_late_list_that_lacks_a_stay_between_two_that_name_it_leaves_it_in_doubt(tmp_path: Path) -> None:
    jail = county(tmp_path / "county", checks="1|A|clear|2026-10-02 08:00")
    lists(jail, "bookings_1.csv", rows("2 3 5 6", "A") + rows("2 3 5 6", "B"))
    assert jail.outcomes("vetted_before_release") == {}
    lists(jail, "bookings_2.csv", rows("4", "B"))
    assert jail.outcomes("vetted_before_release") == {"A": UNREADABLE}
    assert ends(jail) == {"A": "03 06:00 .. 04 06:00", "B": None}


def test_a_stay_in_doubt_is_set_aside_once_however_many_late_lists_lack_it(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    lists(jail, "bookings_1.csv", rows("2 3 5 6 8", "A") + rows("2 3 5 6 8", "B"))
    for number, day in ((2, "4"), (3, "7")):
        lists(jail, f"bookings_{number}.csv", rows(day, "B"))
        jail.ingest()
    assert held(jail, "select key, delivery_id from quarantine") == [("A", 2)]


def test_of_a_list_that_came_twice_only_who_is_on_both_is_sure(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    lists(jail, "bookings_1.csv", rows("2", "A") + rows("2", "B") + rows("2", "C"))
    lists(jail, "bookings_2.csv", rows("3 4", "A") + rows("3 4", "B") + rows("3 4", "C"))
    lists(jail, "bookings_3.csv", rows("3 4", "B") + rows("3 4", "C"))
    lists(jail, "bookings_4.csv", rows("5", "C"))
    jail.ingest()
    assert ends(jail) == {"A": "02 06:00 .. 05 06:00", "B": "04 06:00 .. 05 06:00", "C": None}


def test_booked_at_another_time_is_a_correction_unless_a_list_named_the_stay_before(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    lists(jail, "bookings_1.csv", rows("2 3", "A") + rows("2 3", "B"))
    lists(jail, "bookings_2.csv", rows("4", "A", "2026-10-01 11:00") + rows("4", "B", "2026-10-03 11:00"))
    jail.ingest()
    query = "select booking_id, booked_at_text from bookings where standing order by 1"
    assert held(jail, query) == [("A", "2026-10-01 11:00"), ("B", "2026-10-01 10:00")]
    assert held(jail, "select key from corrections") == [("A",)]
    assert held(jail, "select key, reasons from quarantine") == [("B", ["conflicting_rows"])]
    assert accounts(jail) == [(4, 2, 0, 2), (2, 1, 1, 0)]


def test_another_person_under_the_number_is_another_stay(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    lists(jail, "bookings.csv", [row(2, "A"), row(3, "A", "2026-09-20 10:00", person="Q")])
    jail.ingest()
    assert held(jail, "select booking_id, reasons from quarantine") == [("A", ["number_of_another_stay"])]


def test_the_newest_list_says_what_is_in_force_whenever_it_comes(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    lists(jail, "bookings_1.csv", [*rows("2 3", "A", by="arrest"), *rows("6", "A", by="civil")])
    jail.ingest()
    lists(jail, "bookings_2.csv", rows("4 5", "A", by="arrest"))
    jail.ingest()
    assert held(jail, "select commitment, delivery_id, line from bookings where standing") == [("civil", 1, 4)]
    lists(jail, "bookings_3.csv", rows("7", "A", by="arrest"))
    jail.ingest()
    assert held(jail, "select commitment from bookings where standing") == [("arrest",)]
    assert accounts(jail) == [(3, 1, 0, 2), (2, 0, 0, 2), (1, 1, 0, 0)]


def test_rows_of_one_list_that_disagree_are_set_aside_and_end_nothing(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    found = [*rows("2 4", "A"), row(3, "A"), row(3, "A", by="civil"), *rows("2 3 4", "B")]
    lists(jail, "bookings.csv", found)
    jail.ingest()
    assert ends(jail) == {"A": None, "B": None}
    assert held(jail, "select key, reasons from quarantine") == [("A", ["conflicting_rows"])] * 2


def test_a_row_that_cannot_be_read_ends_no_stay(tmp_path: Path) -> None:
    """Whose row it is, is not known: absence from that list says nothing. Its list delivered again mends it."""
    jail = county(tmp_path / "county")
    lists(jail, "bookings_1.csv", rows("2", "A") + rows("2", "B"))
    lists(jail, "bookings_2.csv", [row(3, "A"), row(3, "", person="PB")])
    lists(jail, "bookings_3.csv", rows("4", "A"))
    jail.ingest()
    assert ends(jail) == {"A": None, "B": "02 06:00 .. 04 06:00"}
    lists(jail, "bookings_4.csv", rows("3", "A") + rows("3", "B"))
    jail.ingest()
    assert held(jail, "select unmended from quarantine") == [(False,)]
    assert ends(jail)["B"] == "02 06:00 .. 04 06:00"


def test_a_code_that_is_not_known_hides_no_stay(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    lists(jail, "bookings_1.csv", rows("2", "A"))
    lists(jail, "bookings_2.csv", rows("3", "A", by="XX"))
    lists(jail, "bookings_3.csv", rows("4", "A"))
    jail.ingest()
    assert ends(jail) == {"A": None}
    assert held(jail, "select key, unmended from quarantine") == [("A", True)]
    lists(jail, "bookings_4.csv", rows("3", "A"))
    jail.ingest()
    assert held(jail, "select key, unmended from quarantine") == [("A", False)]


def test_a_row_that_comes_again_and_cannot_be_read_brings_nothing_right(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    lists(jail, "bookings_1.csv", rows("2", "A"))
    lists(jail, "bookings_2.csv", rows("3", "A", by="XX"))
    lists(jail, "bookings_3.csv", rows("3", "A", by="YY"))
    jail.ingest()
    assert held(jail, "select key, unmended from quarantine order by delivery_id") == [("A", True), ("A", True)]


def test_a_check_between_two_lists_that_finds_no_stay_is_not_covered(tmp_path: Path) -> None:
    """Who came and went between the two stands on neither; a manifest does not change that."""
    jail = county(tmp_path / "county", checks="1|Z|clear|2026-10-02 08:00\n2|Y|clear|2026-09-02 08:00")
    lists(jail, "bookings.csv", EVERYONE)
    assert jail.outcomes("check_in_scope") == {"1": NOT_COVERED}
    jail.manifest("2026-09-01", "2026-11-30")
    assert jail.outcomes("check_in_scope") == {"1": NOT_COVERED}


@pytest.mark.parametrize(
    ("at_most", "days", "fails"),
    [("24h", range(1, 32), False), ("24h", [*range(1, 10), *range(11, 32)], True), ("48h", [*range(1, 32, 2)], False)],
)
def test_lists_further_apart_than_the_policy_allows_do_not_cover(
    tmp_path: Path, at_most: str, days: list[int], *, fails: bool
) -> None:
    jail = county(tmp_path / "county", LISTS.replace("24h", at_most))
    ends_of_period = [["2026-09-30 06:00", *row(1, "B")[1:]], ["2026-11-01 06:00", *row(1, "B")[1:]]]
    lists(jail, "bookings.csv", [row(day, "B", "2026-09-29 10:00") for day in days] + ends_of_period)
    lists(jail, "bookings.csv", [[*one[:3], "2026-09-29 10:00", *one[4:]] for one in _of(jail)])
    jail.manifest("2026-09-01", "2026-11-30")
    assert ("bookings" in jail.contradictions("logs_cover_period")) is fails


def _of(jail: Jail) -> list[list[str]]:
    return [line.split(",") for line in (jail.folder / "inbox" / "bookings.csv").read_text("utf-8").splitlines()[1:]]


def test_a_row_without_the_time_of_its_list_is_set_aside(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    lists(jail, "bookings.csv", [*rows("2 3", "A"), ["", *row(2, "B")[1:]], ["noon", *row(2, "C")[1:]]])
    jail.ingest()
    assert ends(jail) == {"A": None}
    assert held(jail, "select key, reasons from quarantine order by 1") == [
        ("B", ["missing:released_at"]), ("C", ["unreadable_time:released_at"]),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_other_formats_tell_the_same(tmp_path: Path, kind: str) -> None:
    jail = county(tmp_path / "county")
    path = jail.folder / "inbox" / f"bookings.{kind}"
    if kind == "json":
        path.write_text(json.dumps([dict(zip(HEADER, one, strict=True)) for one in EVERYONE]), encoding="utf-8")
    else:
        book = openpyxl.Workbook()
        for cells in (HEADER, *EVERYONE):
            book.worksheets[0].append(cells)
        book.save(path)
    jail.log_settings["bookings"] = f'{LISTS}\n[[logs.bookings.layouts]]\nfiles = "*.{kind}"'
    jail.write_policy()
    place = jail.folder / "policy.toml"
    place.write_text(place.read_text("utf-8").replace('files = "bookings*.csv"\n', ""), encoding="utf-8")
    load_files.ingest(jail.folder, policy.load(place), quiet)
    assert ends(jail) == {"A": "03 06:00 .. 04 06:00", "B": None, "C": "04 06:00 .. 05 06:00"}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ('columns.released_at = "Out"', "fills released_at from a column too"),
        ('[logs.bookings.events]\nevent = "E"\ntime = "T"\nfills = { A = "booked_at" }', "has events and snapshots"),
    ],
)
def test_what_would_be_told_twice_is_refused(tmp_path: Path, more: str, words: str) -> None:
    jail = county(tmp_path / "county", LISTS + more)
    if "columns." in more:
        jail.log_settings["bookings"] = LISTS.replace("columns = { ", 'columns = { released_at = "Out", ')
    jail.write_policy()
    with pytest.raises(PolicyError, match=words):
        policy.load(jail.folder / "policy.toml")


def test_editions_verify_and_those_filed_before_a_late_list_are_made_again(tmp_path: Path) -> None:
    checks = "1|A|clear|2026-10-02 08:00\n2|C|clear|2026-10-04 12:00\n3|Z|clear|2026-10-03 08:00"
    jail = county(tmp_path / "county", checks=checks)
    lists(jail, "bookings_1.csv", rows("2 3", "A") + rows("2 3 5 6", "B") + rows("3 5", "C"))
    jail.manifest()
    jail.write_policy()
    run.run(jail.folder, period("2026-10"), quiet)
    lists(jail, "bookings_2.csv", rows("4", "A") + rows("4", "C", by="civil") + [row(4, "")])
    jail.ingest()
    lists(jail, "bookings_3.csv", rows("4", "A") + rows("4", "C", by="civil"))
    lists(jail, "bookings_4.csv", rows("7", "A") + rows("7", "B", by="civil"))
    run.run(jail.folder, period("2026-10"), quiet)
    place = jail.folder / "reports" / "2026-10"
    state = (place / "r1" / "state.html").read_text(encoding="utf-8")
    assert "2026-10-05 06:00 .. 2026-10-06 06:00" in state
    assert "2026-10-05 06:00 .. 2026-10-06 06:00" in str(explain.explain(jail.folder, "C", period("2026-10"), quiet))
    for n in (1, 2):
        pack = place / f"r{n}" / "pack"
        assert verify_pack.verify(pack, verify_pack.Asked(), quiet).differences == [], n
        assert "byte for byte" in reproduce.as_filed(jail.folder, f"2026-10/r{n}", quiet)
        found = verify.Pack(pack / "data")
        assert list(possible_worlds.disagreements(found, possible_worlds.decided(found))) == []
    assert audit_json(jail.folder, "2026-10", 1)["controls"][0]["population"] == 2


def test_a_pack_for_reviewers_has_the_lists_and_no_name_of_a_file(tmp_path: Path) -> None:
    jail = county(
        tmp_path / "county", NAMED.replace("bookings_", "bookings_smith_"), checks="1|A|clear|2026-10-04 08:00"
    )
    for day, found in ((2, rows("2", "A") + rows("2", "B")), (3, rows("3", "A")), (4, []), (5, rows("5", "C"))):
        lists(jail, f"bookings_smith_202610{day:02d}.csv", found)
    jail.manifest()
    jail.write_policy()
    run.run(jail.folder, period("2026-10"), quiet)
    edition = jail.folder / "reports" / "2026-10" / "r1"
    afterwards.pack_for_reviewers(jail.folder, "2026-10/r1", quiet)
    pack = edition / "pack-reviewer"
    assert len((pack / "data" / "lists.csv").read_text(encoding="utf-8").splitlines()) == 5
    assert [path.name for path in pack.rglob("*") if path.is_file() and b"smith" in path.read_bytes()] == []
    assert verify_pack.verify(pack, verify_pack.Asked(), quiet).differences == []


@pytest.mark.parametrize("seed", range(int(os.environ.get("LISTED_JAILS", "4"))))
def test_the_true_release_lies_in_the_span_and_no_outcome_is_against_the_truth(tmp_path: Path, seed: int) -> None:
    """A random jail: lists written from true stays, some of them lost, delivered in any order over several runs."""
    dice = random.Random(seed)
    start = datetime(2026, 10, 25)
    stays = {}
    for n in range(75):
        booked = start + timedelta(minutes=dice.randrange(60 * 24 * 9))
        stays[f"B{n}"] = booked, booked + timedelta(minutes=dice.randrange(20, 60 * 24 * 4))
    checks = {name: booked + (released - booked) * dice.uniform(0.1, 1.6) for name, (booked, released) in stays.items()}
    moments = [start + timedelta(days=day, hours=6, minutes=dice.choice((0, 0, 7))) for day in range(14)]
    moments = [one for one in moments if dice.random() > 0.15]
    text = "%Y-%m-%d %H:%M"
    table = "\n".join(f"C{name}|{name}|clear|{at:{text}}" for name, at in checks.items())
    jail = county(tmp_path / "county", checks=table)
    dice.shuffle(moments)
    while moments:
        for _ in range(dice.randrange(1, 8)):
            if moments:
                at = moments.pop()
                found = [
                    [f"{at:{text}}", name, f"P{name}", f"{booked:{text}}", "criminal_court"]
                    for name, (booked, released) in stays.items()
                    if booked <= at < released
                ]
                lists(jail, f"bookings_{dice.randrange(10**6)}.csv", found)
        jail.ingest()
    decided = jail.decide("2026-10-20..2026-11-20")
    assert held(jail, "select * from quarantine") == []
    for name, said in ends(jail).items():
        if said:
            after, by = (one if len(one) > 12 else f"2026-10-{one}" for one in said.split(" .. "))
            assert after <= f"{stays[name][1]:{text}}" <= by, (name, said)
    for name, (outcome, _) in decided["vetted_before_release"].items():
        if outcome != "undetermined":
            assert (outcome == "met") is (checks[name] < stays[name][1]), name
    assert not [one for one in decided["check_in_scope"].values() if one[0] == "exception"]
