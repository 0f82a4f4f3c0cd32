"""A row that corrects an entry is never passed over, whatever its event, and takes back the one that it names."""

from pathlib import Path

import pytest

from tests.layouts.test_events_in_parts import (
    ENTRIES,
    FIRST,
    RELEASES,
    REVISED,
    UNMENDED,
    county,
    deliver,
    held,
    revised,
)

SECOND = ["5,,B2,P2,civil,BOOKED,2026-09-29 10:00", "6,,B2,P2,civil,RELEASED,2026-10-05 19:00"]
BOTH = [("B1", "2026-10-05 18:00"), ("B2", "2026-10-05 19:00")]

# how a correction names the release of B1, which is entry 2
UNKNOWN = {
    "a number of no file": "7777",
    "with zeros that the entry lacks": "0002",
    "as a workbook writes it": "2.0",
    "with a sign before it": "#2",
    "with a sign of no width within": "2\u200b2",
}


@pytest.mark.parametrize("event", ["ENTERED IN ERROR", "RELEASED"])
@pytest.mark.parametrize("named", UNKNOWN)
def test_a_correction_of_an_entry_that_no_file_has_is_set_aside(tmp_path: Path, named: str, event: str) -> None:
    jail = revised(tmp_path / "county", [*FIRST, f"3,{UNKNOWN[named]},B1,P1,civil,{event},2026-10-06 09:00"])
    assert held(jail, RELEASES) == [("B1", "2026-10-05 18:00")]
    assert held(jail, UNMENDED) == [("B1", ["entry_unknown"])] or held(jail, UNMENDED) == [(None, ["entry_unknown"])]
    assert held(jail, "select distinct 'B1' = any(cells) from quarantine") == [(True,)]


def test_a_correction_stands_once_the_file_with_its_entry_is_there(tmp_path: Path) -> None:
    jail = revised(tmp_path / "county", [FIRST[0], "3,2,B1,P1,civil,RELEASED,2026-10-07 09:00"])
    assert (held(jail, RELEASES), [reasons for _, reasons in held(jail, UNMENDED)]) == (
        [("B1", None)],
        [["entry_unknown"]],
    )
    deliver(jail, "bookings_0.csv", ENTRIES, [FIRST[1]])
    jail.ingest()
    assert ("B1", "2026-10-05 18:00") not in held(jail, RELEASES)
    assert ["entry_unknown"] not in [reasons for _, reasons in held(jail, UNMENDED)]


def test_zeros_that_a_correction_has_lost_are_given_back(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    jail.log_settings["bookings"] = "restore_zeros = { Instead = 4 }\n" + REVISED.replace('"Entry"', '"Entry"', 1)
    rows = [one.replace("2,,", "0002,,", 1) if one.startswith("2,") else one for one in FIRST]
    deliver(jail, "bookings_1.csv", ENTRIES, [*rows, "3,2,B1,P1,civil,NEVER LEFT,2026-10-06 09:00"])
    jail.ingest()
    assert (held(jail, RELEASES), held(jail, UNMENDED)) == ([("B1", None)], [])


# a row that is no entry of the log and has the number of the release of B1, and whether that is taken back
OF_SEVERAL = {
    "a row of another stay": ("2,,B2,P2,civil,CELL MOVE,2026-10-05 12:00", []),
    "a row of the stay": ("2,,B1,P1,civil,CELL MOVE,2026-10-05 12:00", [("B1", None)]),
}


@pytest.mark.parametrize("in_one_file", [True, False])
@pytest.mark.parametrize("story", OF_SEVERAL)
def test_a_number_that_rows_of_several_stays_have_corrects_none_for_certain(
    tmp_path: Path, story: str, in_one_file: bool
) -> None:
    other, releases = OF_SEVERAL[story]
    gone = "3,2,B1,P1,civil,ENTERED IN ERROR,2026-10-06 09:00"
    files = [[*FIRST, other, gone]] if in_one_file else [[*FIRST, other], [gone]]
    jail = revised(tmp_path / "county", *files)
    if releases or in_one_file:
        assert held(jail, RELEASES) == releases
    assert ("B1", "2026-10-05 18:00") not in held(jail, RELEASES)
    assert bool(held(jail, UNMENDED)) == (not releases)


def test_a_number_of_the_own_file_means_no_entry_of_another(tmp_path: Path) -> None:
    """Numbers begin anew in each file: the second corrects a row of its own that is no entry of the log."""
    moved = ["2,,B2,P2,civil,CELL MOVE,2026-10-06 12:00", "9,2,B2,P2,civil,CELL MOVE,2026-10-06 13:00"]
    jail = revised(tmp_path / "county", FIRST, [SECOND[0], SECOND[1], *moved])
    assert (held(jail, RELEASES), held(jail, UNMENDED)) == (BOTH, [])


@pytest.mark.parametrize("by", ["only", "only_filled"])
def test_a_row_that_is_left_out_corrects_all_the_same(tmp_path: Path, by: str) -> None:
    jail = county(tmp_path / "county")
    picked = 'only = { By = ["civil"] }' if by == "only" else 'only_filled = ["By"]'
    jail.log_settings["bookings"] = f"{picked}\n{REVISED}"
    other = "clerk" if by == "only" else ""
    deliver(jail, "bookings_1.csv", ENTRIES, [*FIRST, f"3,2,B1,P1,{other},NEVER LEFT,2026-10-06 09:00"])
    jail.ingest()
    assert (held(jail, RELEASES), held(jail, UNMENDED)) == ([("B1", None)], [])
