"""The text as delivered is kept, and shown beside what the policy made of it where the two differ."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from reporter import warehouse
from reporter.config.period import period
from reporter.evidence import bagit, verify
from reporter.workflows import run
from tests.support.commands import reporter
from tests.support.jail import Jail, quiet

BOOKINGS = (
    "Bk|Unit|person_id|facility_id|booked_at|Cmt|released_at|Why|Void|recorded_at\n"
    "260|A-1|P1|MAIN|2026-10-05 10:00|CT|2026-10-05 18:00|BO||NONE\n"
    "00261|B|P2|MAIN|2026-10-06 10:00|criminal_court|2026-10-06 18:00|bail|N|2026-10-06 18:05\n"
    "262|B|P3|MAIN|2026-10-07 10:00|CT|00/00/0000||No|NONE"
)
SETTINGS = """
columns = { booking_id = ["Bk", "Unit"], commitment = "Cmt", release_reason = "Why", void = "Void" }
restore_zeros = { Bk = 5 }
values.commitment = { CT = "criminal_court", criminal_court = "criminal_court" }
values.release_reason = { BO = "bail" }
values.void = { N = "no" }
empty.released_at = ["00/00/0000"]
empty.recorded_at = ["NONE"]
"""
CHECKS = (
    "check_id|booking_id|completed_at|result|officer_id\n"
    "C1|00260-A--1|2026-10-05 20:00|K|N/A\nC2|00261-B|2026-10-06 11:00|K|O1"
)


def county(folder: Path) -> Jail:
    jail = Jail(folder)
    jail.log_settings["bookings"] = SETTINGS
    jail.log_settings["checks"] = 'values.result = { K = "clear" }\nempty.officer_id = "N/A"'
    jail.deliver("bookings", BOOKINGS)
    jail.deliver("checks", CHECKS)
    jail.deliver("notifications", "notification_id|booking_id|sent_at")
    return jail


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    jail = county(tmp_path_factory.mktemp("delivered") / "county")
    jail.write_policy()
    run.run(jail.folder, period("2026-10"), quiet)
    return jail.folder


def edition(folder: Path) -> Path:
    return folder / "reports" / "2026-10" / "r1"


def table(path: Path) -> list[tuple[str, ...]]:
    rows = csv.DictReader(io.StringIO(path.read_text("utf-8")))
    return [(one["log"], one["line"], one["column"], one["text"]) for one in rows]


def test_each_text_that_the_policy_made_another_of_is_kept_and_no_other(filed: Path) -> None:
    assert table(edition(filed) / "pack" / "data" / "as-delivered.csv") == [
        ("bookings", "2", "booking_id", "260 A-1"),
        ("bookings", "2", "commitment", "CT"),
        ("bookings", "2", "recorded_at", "NONE"),
        ("bookings", "2", "release_reason", "BO"),
        ("bookings", "3", "booking_id", "00261 B"),
        ("bookings", "3", "void", "N"),
        ("bookings", "4", "booking_id", "262 B"),
        ("bookings", "4", "commitment", "CT"),
        ("bookings", "4", "recorded_at", "NONE"),
        ("bookings", "4", "released_at", "00/00/0000"),
        ("checks", "2", "officer_id", "N/A"),
        ("checks", "2", "result", "K"),
        ("checks", "3", "result", "K"),
    ]


def test_a_county_that_maps_nothing_keeps_nothing(tmp_path: Path) -> None:
    jail = Jail(tmp_path / "county")
    jail.deliver("bookings", "booking_id|person_id|facility_id|booked_at|commitment\nB1|P1|MAIN|2026-10-05 10:00|civil")
    jail.ingest()
    with warehouse.open_writable(jail.folder) as connection:
        assert warehouse.rows(connection, "select * from as_delivered") == []


def test_explain_prints_both_and_an_id_where_it_stands(filed: Path) -> None:
    told = reporter("explain", "00260-A--1", "--folder", filed)
    for words in (
        "Booked (CT, read as criminal court), to the minute",
        "Released (BO, read as bail), to the minute",
        "Check completed (K, read as clear), to the minute",
        "NONE, read as nothing on record  Booking written down at\n",
        "booking_id stands in the file as 260 A-1 (bookings, bookings.csv, line 2).",
        "officer_id stands in the file as N/A (checks, checks.csv, line 2).",
    ):
        assert words in told.out
    plain = reporter("explain", "00261-B", "--folder", filed).out
    assert "Booked (criminal court), to the minute" in plain
    assert "Released (bail), to the minute" in plain


def test_the_states_page_and_the_workbook_print_both_and_no_other_page_has_an_id(filed: Path) -> None:
    page = (edition(filed) / "state.html").read_text("utf-8")
    assert "Released (BO, read as bail)" in page
    assert "NONE, read as nothing on record" in page
    assert "260 A-1" not in page


def test_the_reviewers_have_the_codes_and_no_id(filed: Path) -> None:
    assert reporter("pack", "2026-10/r1", "--for-reviewers", "--folder", filed).code == 0
    columns = {one[2] for one in table(edition(filed) / "pack-reviewer" / "data" / "as-delivered.csv")}
    assert columns == {"commitment", "release_reason", "recorded_at", "released_at", "result", "void"}


@pytest.mark.parametrize(
    ("table_name", "before", "after", "column"),
    [
        ("bookings", "P3,MAIN,2026-10-07 10:00,criminal_court", "P3,MAIN,2026-10-07 10:00,civil", "commitment"),
        ("bookings", ",2026-10-05 18:00,bail,", ",2026-10-05 18:00,dismissed,", "release_reason"),
        ("checks", "C1,00260-A--1,clear,", "C1,00260-A--1,wanted,", "result"),
    ],
)
def test_the_second_program_names_a_record_that_is_not_what_the_policy_makes_of_its_text(
    filed: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    table_name: str,
    before: str,
    after: str,
    column: str,
) -> None:
    bag = shutil.copytree(edition(filed) / "pack", tmp_path / "pack")
    assert verify.main([str(bag)]) == 0
    records = bag / "data" / "records" / f"{table_name}.csv"
    text = records.read_text("utf-8")
    assert before in text, text
    records.write_text(text.replace(before, after), encoding="utf-8", newline="")
    bagit.seal(bag, {})
    capsys.readouterr()
    assert verify.main([str(bag)]) == 5
    assert f"the policy makes another {column} of it" in capsys.readouterr().out


def test_an_event_that_stands_for_a_code_is_told(tmp_path: Path) -> None:
    jail = county(tmp_path / "county")
    jail.deliver(
        "checks", "Query|Stay|What|At\nQ1|00260-A--1|SENT|2026-10-05 11:00\nQ1|00260-A--1|HIT|2026-10-05 11:05"
    )
    jail.log_settings["checks"] = """
columns = { check_id = "Query", booking_id = "Stay" }
[logs.checks.events]
event = "What"
time = "At"
fills = { SENT = "requested_at", HIT = { completed_at = "At", result = { is = "wanted" } } }
"""
    jail.ingest()
    told = json.loads(reporter("explain", "00260-A--1", "--folder", jail.folder, "--json").out)
    assert "Check completed (HIT, read as wanted)" in [one["label"] for one in told["times"]]
