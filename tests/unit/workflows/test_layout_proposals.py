"""What `init` proposes of how rows stand: each with its evidence, and nothing that could be wrong."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from reporter.config.log_schemas import schemas
from reporter.workflows.propose_policy import propose

LOGS = {name: schema.columns for name, schema in schemas().items()}
LAYOUTS = Path(__file__).parents[4] / "shared" / "layouts"
FOLDERS = sorted(path.parent.name for path in LAYOUTS.glob("*/policy.toml"))
HEAD = "BOOKING NO | INMATE | NAME      | COMMITMENT | BOOKED           | RELEASED\n" + "-" * 70 + "\n"
REGISTER = (
    "LAKE COUNTY JAIL     INMATE REGISTER     PAGE   1\n\n"
    + HEAD
    + "B1         | P1     | DOE, JANE | CIVIL      | 10/05/2026 06:36 | 10/16/2026 10:00\n"
    + "B2         | P2     | ROE, ANN  | CIVIL      | 10/14/2026 09:04 | 10/14/2026 14:00\n\n"
    + "LAKE COUNTY JAIL     INMATE REGISTER     PAGE   2\n\n"
    + HEAD
    + "B3         | P3     | POE, JIM  | CIVIL      | 10/20/2026 11:44 | 10/20/2026 18:31\n\n"
    + "*** END OF REPORT: 3 RECORDS ***\n"
)


def proposed(*files: Path) -> tuple[str, dict[str, Any]]:
    text = propose(files, logs=LOGS)
    return text, tomllib.loads(text).get("logs", {})


def register(folder: Path, text: str) -> Path:
    path = folder / "register.txt"
    path.write_text(text, encoding="utf-8")
    return path


def workbook(folder: Path, name: str, *rows: list[object]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(folder / name)
    return folder / name


def test_the_header_and_the_footers_of_a_paged_register_are_proposed_with_their_evidence(tmp_path: Path) -> None:
    text, logs = proposed(register(tmp_path, REGISTER))
    bookings = logs["bookings"]
    assert bookings["header"] == ["BOOKING NO", "INMATE", "NAME"]
    assert bookings["footer"] == ["*** END OF REPORT", "LAKE COUNTY JAIL"]
    assert bookings["columns"]["booking_id"] == "BOOKING NO"
    assert bookings["columns"]["person_id"] == "INMATE"
    assert bookings["timestamp_format"] == "%m/%d/%Y %H:%M"
    assert "# 1 row stands above it" in text
    assert "# 2 rows begin so, each with one filled cell" in text
    assert "DOE" not in text


def test_a_text_with_which_another_row_begins_is_no_footer(tmp_path: Path) -> None:
    rows = REGISTER.replace("B2         |", "Total B2   |").replace("*** END OF REPORT:", "Total")
    assert proposed(register(tmp_path, rows))[1]["bookings"]["footer"] == ["LAKE COUNTY JAIL"]


def test_a_column_of_names_is_not_taken_for_a_persons_number(tmp_path: Path) -> None:
    rows = REGISTER.replace("P2     |", "SMITH  |")
    text, logs = proposed(register(tmp_path, rows))
    assert "person_id" not in logs["bookings"]["columns"]
    assert "SMITH" not in text


def test_a_titled_workbook_and_a_day_beside_its_clock_are_proposed(tmp_path: Path) -> None:
    head = ["Notice ID", "Booking #", "Date Sent", "Time Sent"]
    day = datetime(2026, 10, 6)
    rows: tuple[list[object], ...] = (["ICE NOTICES"], [], [*head], ["N1", "2026-1", day, "0607"])
    text, logs = proposed(workbook(tmp_path, "notices.xlsx", *rows, ["N2", "2026-2", day, "2310"], [], ["Total: 2"]))
    assert logs["notifications"] == {
        "files": "notices*",
        "header": ["Notice ID", "Booking #", "Date Sent"],
        "footer": ["Total"],
        "columns": {"notification_id": "Notice ID", "booking_id": "Booking #", "sent_at": ["Date Sent", "Time Sent"]},
        "timestamp_format": "%Y-%m-%d %H%M",
        "precision": "minute",
    }
    assert 'every value of "Date Sent" is a day alone' in text


@pytest.mark.parametrize("clock", ["607", "2561", "9999"])
def test_a_column_that_is_no_clock_in_every_row_is_not_joined_with_a_day(tmp_path: Path, clock: str) -> None:
    head: list[object] = ["Notice ID", "Booking #", "Date Sent", "Time Sent"]
    day = datetime(2026, 10, 6)
    path = workbook(tmp_path, "notices.xlsx", head, ["N1", "B1", day, "0607"], ["N2", "B2", day, clock])
    assert proposed(path)[1]["notifications"]["columns"]["sent_at"] == "Date Sent"


def test_serial_numbers_need_no_format_and_month_names_have_one(tmp_path: Path) -> None:
    head: list[object] = ["Check No", "Booking #", "Requested", "Result Received", "Result"]
    path = workbook(tmp_path, "checks.xlsx", head, ["K1", "B1", 46292.43125, "27-Sep-26 10:51", "clear"])
    checks = proposed(path)[1]["checks"]
    assert (checks["timestamp_format"], checks["precision"]) == ("%d-%b-%y %H:%M", "minute")


@pytest.mark.skipif(not FOLDERS, reason="the folders of known layouts are absent")
@pytest.mark.parametrize("name", FOLDERS)
def test_nothing_proposed_for_a_known_layout_is_wrong(name: str) -> None:
    folder = LAYOUTS / name
    known = tomllib.loads((folder / "policy.toml").read_text(encoding="utf-8"))["logs"]
    kinds = {path.name[:6]: path for path in sorted((folder / "inbox").rglob("*"), reverse=True) if path.is_file()}
    _, logs = proposed(*sorted(kinds.values()))
    for log, found in logs.items():
        right = known[log] | (known[log].get("layouts") or [{}])[0]
        if log == "deliveries":
            continue
        for key in ("columns", "values", "constants"):
            for ours, theirs in found.get(key, {}).items():
                assert theirs == right.get(key, {}).get(ours, theirs) or _within(theirs, right[key][ours]), (log, ours)
        assert found.get("header", []) == [] or "header" in right
        assert _listed(found.get("timestamp_format")) <= _listed(right.get("timestamp_format"))


def _within(codes: object, known: object) -> bool:
    return isinstance(codes, dict) and isinstance(known, dict) and codes.items() <= known.items()


def _listed(formats: object) -> set[object]:
    return set(formats) if isinstance(formats, list) else {formats} - {None}
