"""Files read again keep the order in which they came, and only what brings an unread row right mends it."""

import shutil
from pathlib import Path

import pytest

from reporter import warehouse
from reporter.config.period import period
from reporter.workflows import decide, run, take_in
from tests.support.jail import Jail, quiet

BOOKED = """
booking_id | person_id | facility_id | booked_at        | commitment     | released_at      | release_reason
B1         | P1        | MAIN        | 2026-10-02 08:00 | criminal_court | {released}       | bail
"""
CHECKED = """
check_id | booking_id | result | requested_at     | completed_at     | officer_id
C1       | B1         | clear  | 2026-10-02 08:30 | 2026-10-02 09:00 | O1
"""
AROUND = """
C0       | B8         | clear  | 2026-10-01 08:30 | 2026-10-01 09:00 | O1
C9       | B9         | clear  | 2026-10-30 08:30 | 2026-10-30 09:00 | O1
"""
CHECKS = """
check_id | booking_id | result | requested_at     | completed_at     | officer_id
C1       | B1         | clear  | 2026-10-02 08:30 | 2026-10-02 09:00 | O1
{c2}     | B2         | wanted | 2026-10-03 08:30 | 2026-10-03 09:00 | O1
"""
ANOTHER = """
check_id | booking_id | result  | requested_at     | completed_at | officer_id
D1       | B9         | pending | 2026-10-30 12:00 |              | O1
"""
GROWN = """
check_id | booking_id | result | requested_at     | completed_at     | officer_id
C1       | B1         | clear  | 2026-10-02 08:30 | 2026-10-02 09:00 | O1
D1       | B9         | clear  | 2026-10-30 12:00 | 2026-10-30 13:00 | O1
"""
ALL_GROWN = """
check_id | booking_id | result | requested_at     | completed_at     | officer_id
C1       | B1         | clear  | 2026-10-02 08:30 | 2026-10-02 09:00 | O1
C2       | B2         | wanted | 2026-10-03 08:30 | 2026-10-03 09:00 | O1
D1       | B9         | clear  | 2026-10-30 12:00 | 2026-10-30 13:00 | O1
"""
SHIFTED = """
check_id | booking_id | result | requested_at     | completed_at     | officer_id
C1       | B1         | clear  | 2026-10-02 08:30 | 2026-10-02 09:00 | O1
D1       | B9         | clear  | 2026-10-30 12:00 | 2026-10-30 13:00 | O1
X1       | B2         | clear  | 2026-10-30 12:00 | 2026-10-30 13:00 | O1
"""
WITHOUT = """
check_id | booking_id | result | requested_at     | completed_at     | officer_id
C1       | B1         | clear  | 2026-10-02 08:30 | 2026-10-02 09:00 | O1
"""


def amended(jail: Jail) -> None:
    """Deliver a stay, and then, in a file that by its name comes first, that it ended before its check."""
    jail.deliver("checks", CHECKED + AROUND)
    jail.deliver("bookings", BOOKED.format(released="2026-10-03 10:00"), "z_bookings.csv")
    (jail.folder / "policy.toml").write_text(policy(jail, ""), encoding="utf-8")
    run.run(jail.folder, period("2026-10"), quiet)
    jail.deliver("bookings", BOOKED.format(released="2026-10-02 08:20"), "a_bookings.csv")
    run.run(jail.folder, period("2026-10"), quiet)  # a filed edition knows in which order they came


def policy(jail: Jail, more: str) -> str:
    """Write the policy of these files."""
    jail.write_policy()
    text = (jail.folder / "policy.toml").read_text(encoding="utf-8")
    return text.replace('"bookings*.csv"', f'"*bookings.csv"\n{more}')


def vetted(jail: Jail) -> str:
    judged = decide.judge(jail.folder, period("2026-10"), quiet)
    counts = next(one.reasons for one in judged.controls if one.id == "vetted_before_release")
    return ", ".join(f"{count} {reason}" for reason, count in counts.items())


def test_files_that_are_read_again_keep_the_order_in_which_they_came(jail: Jail) -> None:
    amended(jail)
    assert vetted(jail) == "1 after_release"
    (jail.folder / "policy.toml").write_text(policy(jail, 'precision = "minute"'), encoding="utf-8")
    take_in.ingest(jail.folder, quiet)
    assert vetted(jail) == "1 after_release", "another mapping"
    (jail.folder / "warehouse.duckdb").unlink()
    take_in.ingest(jail.folder, quiet)
    assert vetted(jail) == "1 after_release", "a lost warehouse"


def unmended(folder: Path) -> list[tuple[str, int]]:
    with warehouse.open_writable(folder) as connection:
        return warehouse.rows(connection, "select log, line from quarantine where unmended order by all")


@pytest.fixture(scope="module")
def unread(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Take in a file with a row that has no id."""
    jail = Jail(tmp_path_factory.mktemp("unread") / "jail")
    jail.deliver("checks", CHECKS.format(c2=""))
    jail.ingest()
    assert unmended(jail.folder) == [("checks", 3)]
    return jail.folder


@pytest.mark.parametrize(
    ("later", "file", "left"),
    [
        (CHECKS.format(c2="C2"), "checks.csv", 0),
        (CHECKS.format(c2="C2"), "checks_again.csv", 0),
        (CHECKS.format(c2="C2").replace("B2", "B7"), "checks.csv", 1),
        (ALL_GROWN, "checks.csv", 0),
        (ALL_GROWN.replace("C2 ", "C9 ").replace("B2", "B7"), "checks.csv", 1),
        (WITHOUT, "checks.csv", 1),
        (ANOTHER, "checks.csv", 1),
        (GROWN, "checks.csv", 1),
        (SHIFTED, "checks.csv", 1),
    ],
)
def test_a_row_without_an_id_is_mended_by_its_file_put_right_and_by_no_other(
    jail: Jail, unread: Path, later: str, file: str, left: int
) -> None:
    shutil.copytree(unread, jail.folder, dirs_exist_ok=True)
    jail.deliver("checks", later, file)
    jail.ingest()
    assert len(unmended(jail.folder)) == left


STAY = "booking_id | person_id | facility_id | booked_at | commitment | released_at"
OF_ANOTHER = "B1 | P2 | MAIN | 2026-10-20 08:00 | arrest | 2026-10-20 12:00"
# story | the stay first known of | what comes after another under its number | rows that are then still to be mended
AFTERWARDS = """
the first stay corrected | P1 | 2026-10-05 08:00 | 2026-10-05 09:00 | P1 | 2026-10-05 08:00 | 2026-10-05 09:30 | 1
the same booking         | P1 | 2026-10-05 08:00 |                  | P1 | 2026-10-20 08:00 | 2026-10-20 12:00 | 0
"""


@pytest.mark.parametrize("story", AFTERWARDS.strip().splitlines(), ids=lambda story: story.split(" | ")[0].strip())
def test_a_stay_under_the_number_of_another_is_not_mended_by_a_correction_of_that(jail: Jail, story: str) -> None:
    _, *first, person, booked, released, left = (cell.strip() for cell in story.split(" | "))
    later = [person, booked, released]
    rows = ["B1 | {} | MAIN | {} | arrest | {}".format(*one) for one in (first, later)]
    for number, row in enumerate((rows[0], OF_ANOTHER, rows[1]), 1):
        jail.deliver("bookings", f"{STAY}\n{row}", f"bookings{number}.csv")
        jail.ingest()
    assert unmended(jail.folder) == [("bookings", 2)] * int(left)


def test_a_row_without_id_or_stay_is_known_by_the_times_that_it_tells(jail: Jail) -> None:
    nameless = CHECKS.format(c2="").replace("B2", "  ")
    jail.deliver("checks", nameless)
    jail.ingest()
    assert unmended(jail.folder) == [("checks", 3)]
    jail.deliver("checks", GROWN)
    jail.ingest()
    assert unmended(jail.folder) == [("checks", 3)]
    jail.deliver("checks", CHECKS.format(c2="C2"))
    jail.ingest()
    assert unmended(jail.folder) == []


def test_a_row_of_too_many_cells_is_mended_by_its_file_put_right_and_by_no_other(jail: Jail) -> None:
    jail.deliver("checks", CHECKS.format(c2="C2").replace("wanted |", "wanted | x |"))
    jail.ingest()
    assert unmended(jail.folder) == [("checks", 3)]
    jail.deliver("checks", GROWN)
    jail.ingest()
    assert unmended(jail.folder) == [("checks", 3)]
    jail.deliver("checks", CHECKS.format(c2="C2"))
    jail.ingest()
    assert unmended(jail.folder) == []


@pytest.mark.parametrize("file", ["checks.csv", "others.csv"])
def test_a_line_that_is_taken_out_of_its_file_is_not_brought_right(jail: Jail, file: str) -> None:
    jail.deliver("checks", WITHOUT + "2 rows in all")
    jail.ingest()
    assert unmended(jail.folder) == [("checks", 3)]
    jail.deliver("checks", WITHOUT, f"checks_{file}" if file != "checks.csv" else file)
    jail.ingest()
    assert unmended(jail.folder) == [("checks", 3)]


def test_absence_counts_up_to_the_first_reading_of_a_bound_in_the_hour_that_came_twice(jail: Jail) -> None:
    jail.deliver("bookings", BOOKED.format(released="2026-11-01T01:20:00-05:00"))
    jail.deliver("checks", CHECKED.replace("B1", "B8"))
    for bound, outcome in (("01:30", ("undetermined", "not_covered")), ("02:30", ("exception", "no_check"))):
        jail.manifest("2026-10-01", f"2026-11-01 {bound}", but=["bookings"])
        decided = jail.decide("2026-11")
        assert decided["vetted_before_release"]["B1"] == outcome
