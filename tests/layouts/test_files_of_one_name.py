"""Two folders may hold files of one name, and two rows of the manifest one file: each row has its own file."""

from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from reporter import warehouse
from reporter.audit import self_test
from reporter.config import policy
from reporter.config.period import period
from reporter.evidence import verify_pack
from reporter.ingest import load_files
from reporter.workflows import run
from tests.support.jail import POLICY, Jail, audit_json, quiet

STAYS = "booking_id,person_id,facility_id,booked_at,commitment,released_at"
CHECKS = "check_id,booking_id,completed_at,result"
MANIFEST = "log,file,covers_from,covers_to,rows,exported_at"
LOGS = "".join(
    f'\n[logs.{log}]\nfiles = "**/{log}*.csv"\n' for log in ("bookings", "checks", "notifications", "deliveries")
)


def stay(name: str, day: str, until: str) -> str:
    return f"{name},P-{name},MAIN,{day} 08:00,criminal_court,{day} {until}"


def taken_in(jail: Jail, files: dict[str, list[str]]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Take the files in; return the stays on record with their release, and the rows set aside with why."""
    (jail.folder / "policy.toml").write_text(POLICY + LOGS, encoding="utf-8")
    for file, lines in files.items():
        (jail.folder / "inbox" / file).parent.mkdir(exist_ok=True)
        (jail.folder / "inbox" / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    load_files.ingest(jail.folder, policy.load(jail.folder / "policy.toml"), quiet)
    with warehouse.open_read_only(jail.folder) as connection:
        stays = "select booking_id, released_at_text from records.bookings where standing order by all"
        aside = "select booking_id, reasons[1] from records.quarantine order by all"
        return warehouse.rows(connection, stays), warehouse.rows(connection, aside)


def test_a_row_that_names_the_file_of_one_folder_says_nothing_of_that_of_another(tmp_path: Path) -> None:
    jail = Jail(tmp_path / "county")
    files = {
        "2026-09/bookings.csv": [STAYS, stay("S1", "2026-09-10", "18:00"), stay("S2", "2026-10-15", "18:00")],
        "2026-10/bookings.csv": [STAYS, stay("B1", "2026-10-05", "08:30")],  # exported last
        "2026-11/bookings.csv": [STAYS, stay("B1", "2026-10-05", "18:00")],
        "2026-09/checks.csv": [CHECKS, "C1,S1,2026-09-10 09:00,clear"],
        "notifications.csv": ["notification_id,booking_id,sent_at"],
        "deliveries.csv": [
            MANIFEST,
            "bookings,2026-09\\bookings.csv,2026-09-01,2026-09-30,2,2026-10-01",
            "bookings,2026-10\\bookings.csv,2026-10-01,2026-10-31,1,2026-11-05",
            "bookings,2026-11\\bookings.csv,2026-10-01,2026-10-31,1,2026-11-02",
            "checks,2026-10\\checks.csv,2026-10-01,2026-10-31,1,2026-11-01",  # absent; that of September has no row
            "notifications,notifications.csv,2026-10-01,2026-10-31,0,2026-11-01",
        ],
    }
    stays = [("B1", "2026-10-05 08:30"), ("S1", "2026-09-10 18:00")]
    assert taken_in(jail, files) == (stays, [("S2", "in_the_future")])
    with patch.object(self_test, "run", return_value={}):
        filed = run.run(jail.folder, period("2026-10"), quiet)
    assert verify_pack.verify(filed.path / "pack", verify_pack.Asked(), quiet).differences == []
    audit = audit_json(jail.folder, "2026-10", 1)
    vetted = next(one for one in audit["controls"] if one["id"] == "vetted_before_release")
    assert vetted["reasons"] == {"not_covered": 1}


def test_what_a_later_manifest_says_replaces_what_an_earlier_one_said_and_two_rows_of_one_both_stand(
    tmp_path: Path,
) -> None:
    both = [f"bookings,bookings3.csv,2026-{one}-01,2026-{one}-28,2,2026-11-01" for one in ("01", "10")]
    files = {
        "bookings1.csv": [STAYS, stay("B1", "2026-10-05", "08:30")],
        "bookings2.csv": [STAYS, stay("B1", "2026-10-05", "18:00")],
        "bookings3.csv": [STAYS, stay("J1", "2026-01-05", "18:00"), stay("J2", "2026-10-05", "18:00")],
        "deliveries1.csv": [
            MANIFEST,
            "bookings,bookings1.csv,2026-10-01,2026-10-31,1,2026-11-03",
            "bookings,bookings2.csv,2026-10-01,2026-10-31,1,2026-11-30",  # 2026-11-02
            *both,
        ],
    }
    jail = Jail(tmp_path / "county")
    others = [("J1", "2026-01-05 18:00"), ("J2", "2026-10-05 18:00")]
    assert taken_in(jail, files) == ([("B1", "2026-10-05 18:00"), *others], [])
    mended = [MANIFEST, "bookings,bookings2.csv,2026-10-01,2026-10-31,1,2026-11-02"]
    assert taken_in(jail, {"deliveries2.csv": mended}) == ([("B1", "2026-10-05 08:30"), *others], [])


def filed_by_files_of_one_name(folder: Path, months: list[tuple[str, str, str]], period_label: str) -> dict[str, Any]:
    """Deliver three logs and their manifest under the same names each time; file what verify.py must agree with.

    `months` has, of each delivery, the letter of its ids, its day, and from when to when the manifest says it covers.
    """
    jail = Jail(folder)
    (jail.folder / "policy.toml").write_text(POLICY + LOGS, encoding="utf-8")
    for number, (name, day, days) in enumerate(months, 1):
        logs = {
            "bookings": [f"{STAYS},sequence_no", f"{stay(f'{name}1', day, '18:00')},{number}"],
            "checks": [CHECKS, f"{name}C,{name}1,{day} 09:00,clear"],
            "notifications": ["notification_id,booking_id,sent_at", f"{name}N,{name}1,{day} 10:00"],
        }
        texts = {log: "".join(f"{line}\n" for line in lines) for log, lines in logs.items()}
        digests = {log: sha256(text.encode()).hexdigest() for log, text in texts.items()}
        rows = [f"{log},{log}.csv,{days},1,{digests[log]}" for log in logs]
        for log, text in texts.items():
            (jail.folder / "inbox" / f"{log}.csv").write_text(text, encoding="utf-8")
        manifest = ["log,file,covers_from,covers_to,rows,sha256", *rows]
        (jail.folder / "inbox" / "deliveries.csv").write_text("\n".join(manifest) + "\n", encoding="utf-8")
        load_files.ingest(jail.folder, policy.load(jail.folder / "policy.toml"), quiet)
    with patch.object(self_test, "run", return_value={}):
        filed = run.run(jail.folder, period(period_label), quiet)
    assert verify_pack.verify(filed.path / "pack", verify_pack.Asked(), quiet).differences == []
    return audit_json(jail.folder, period_label, 1)


@pytest.mark.parametrize(
    ("first", "second", "is_covered"),
    [
        ("2026-09-01,2026-09-30", "2026-10-01,2026-10-31", True),
        ("2026-09-01 00:00,2026-10-01 00:00", "2026-10-01 00:00,2026-10-31 23:59", True),
        ("2026-09-01,2026-10-31", "2026-10-01,2026-10-15", False),  # delivered again, and said to cover less
    ],
)
def test_files_of_one_name_each_cover_their_time_by_their_digests_and_a_time_declared_anew_is_corrected(
    tmp_path: Path, first: str, second: str, is_covered: bool
) -> None:
    months = [("S", "2026-09-05", first), ("O", "2026-10-05", second)]
    audit = filed_by_files_of_one_name(tmp_path / "county", months, "2026-09-01..2026-10-31")
    legs = {one["id"]: one["state"] for one in audit["legs"]}
    assert legs["deliveries_match"] == "holds"
    assert legs["logs_cover_period"] == ("holds" if is_covered else "fails")
    assert (audit["claim"]["state"] == "demonstrated") is is_covered
