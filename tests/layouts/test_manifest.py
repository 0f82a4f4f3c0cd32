"""`reporter manifest` counts the rows of each file as a run does."""

import csv
import hashlib
from pathlib import Path

from click.testing import CliRunner

from reporter.cli import cli

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
