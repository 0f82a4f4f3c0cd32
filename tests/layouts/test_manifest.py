"""`reporter manifest` counts the rows of each file as a run does."""

import csv
import hashlib
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from reporter import warehouse
from reporter.cli import cli
from reporter.config import policy
from reporter.workflows import manifest, take_in
from tests.layouts.test_joined import jail_of
from tests.support.jail import Jail, quiet

POLICY = """
[agency]
timezone = "America/New_York"
[logs.bookings]
files = "roll*.txt"
header = ["Book", "In"]
footer = ["Total"]
columns = { booking_id = "Book", person_id = "Who", booked_at = "In", commitment = "By" }
constants = { facility_id = "MAIN" }
"""
ROLL = (
    "COUNTY JAIL\n\nBook|Who|In|By\n----|---|----------|---\n1|P1|2026-10-05 10:00|arrest\n"
    "2|P2|2026-10-05 11:00|civil\nTotal 2\n"
)


def test_titles_rulers_and_footers_are_no_rows(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "policy.toml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "inbox" / "roll1.txt").write_text(ROLL, encoding="utf-8")
    found = CliRunner().invoke(cli, ["manifest", "--folder", str(tmp_path)])
    digest = hashlib.sha256(ROLL.encode()).hexdigest()
    assert (found.exit_code, list(csv.reader(found.stdout.splitlines()))) == (
        0,
        [
            ["log", "file", "covers_from", "covers_to", "rows", "sha256", "exported_at"],
            ["bookings", "roll1.txt", "", "", "2", digest, ""],
        ],
    )


LAYOUTS = Path(__file__).parents[3] / "shared" / "layouts"
FOLDERS = sorted(path.parent.name for path in LAYOUTS.glob("*/policy.toml"))


def counted(folder: Path) -> list[tuple[str, str, int]]:
    """What the manifest would say of each file."""
    found = manifest.lines(folder, policy.load(folder / "policy.toml"))
    return sorted((one.log, one.file, one.rows) for one in found)


def received(folder: Path) -> list[tuple[str, str, int]]:
    """What a run received of each file, less what the layout set aside."""
    take_in.ingest(folder, quiet)
    with warehouse.open_read_only(folder) as connection:
        rows = warehouse.rows(
            connection,
            "select log, file, sum(received - set_aside)::bigint from records.delivered where log <> 'deliveries' "
            "and not repeated group by all order by all",
        )
    return [(log, file, count) for log, file, count in rows]


@pytest.mark.skipif(not FOLDERS, reason="the folders of known layouts are absent")
@pytest.mark.parametrize("name", FOLDERS)
def test_each_known_layout_is_counted_as_a_run_receives_it(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    shutil.copytree(LAYOUTS / name, folder)
    assert counted(folder) == received(folder)


def test_joined_files_are_counted_and_the_manifest_written_so_is_right(tmp_path: Path) -> None:
    jail = jail_of(tmp_path / "county")
    jail.write_policy()
    rows = counted(jail.folder)
    assert rows == [
        ("bookings", "bookings.csv", 3),
        ("bookings", "releases1.csv", 2),
        ("checks", "checks.csv", 2),
        ("notifications", "notifications.csv", 0),
    ]
    assert rows == received(jail.folder)
    lines = [f"{log}|{file}|2026-10-01|2026-10-31|{count}" for log, file, count in rows]
    jail.deliver("deliveries", "\n".join(["log|file|covers_from|covers_to|rows", *lines]))
    assert jail.contradictions("deliveries_match") == {}


EVENTS = """
columns = { booking_id = "Bk", person_id = "Pid" }
constants = { facility_id = "MAIN", commitment = "arrest" }
only = { Kind = ["J"] }

[logs.bookings.events]
event = "What"
time = "At"
fills = { "IN" = "booked_at", "OUT" = "released_at" }
"""
ENTRIES = """
Bk|Pid|Kind|What|At
B1|P1|J|IN|2026-10-05 10:00
B1|P1|J|MEAL|2026-10-05 12:00
B1|P1|J|OUT|2026-10-05 18:00
B2|P2|X|IN|2026-10-05 18:00
B3|P3|J|IN|
"""


def test_all_rows_of_an_event_log_are_counted(tmp_path: Path) -> None:
    jail = Jail(tmp_path / "county")
    jail.log_settings["bookings"] = EVENTS
    jail.deliver("bookings", ENTRIES)
    jail.write_policy()
    assert counted(jail.folder) == [("bookings", "bookings.csv", 5)] == received(jail.folder)
    jail.deliver("deliveries", "log|file|covers_from|covers_to|rows\nbookings|bookings.csv|2026-10-01|2026-10-31|5")
    assert jail.contradictions("deliveries_match") == {}


LISTS = """
[logs.bookings]
files = "list_*.csv"
constants = { facility_id = "MAIN", commitment = "civil" }
[logs.bookings.snapshots]
taken_at = "file:list_%Y%m%d"
ends = "released_at"
at_most = "24h"
"""


def test_lists_of_the_same_bytes_on_several_days_match_the_manifest_written_so(tmp_path: Path) -> None:
    jail = Jail(tmp_path / "county", LISTS)
    jail.logs.append("deliveries")
    inbox = jail.folder / "inbox"
    for day in (2, 3, 4, 5):
        stays = "" if day == 5 else "B1,P1,2026-10-01 10:00\nB2,P2,2026-10-01 11:00\n"
        (inbox / f"list_2026100{day}.csv").write_text(f"booking_id,person_id,booked_at\n{stays}", encoding="utf-8")
    jail.write_policy()
    lines = [*manifest.lines(jail.folder, policy.load(jail.folder / "policy.toml"))]
    assert [one.rows for one in lines] == [2, 2, 2, 0]
    written = [f"{one.log}|{one.file}|2026-10-02|2026-10-05|{one.rows}|{one.sha256}" for one in lines]
    jail.deliver("deliveries", "\n".join(["log|file|covers_from|covers_to|rows|sha256", *written]))
    assert jail.contradictions("deliveries_match") == {}
    written[1] = written[1].replace("|2|", "|4|")
    jail.deliver("deliveries", "\n".join(["log|file|covers_from|covers_to|rows|sha256", *written]))
    assert jail.contradictions("deliveries_match") == {"deliveries:bookings:list_20261003.csv": "rows_differ"}
