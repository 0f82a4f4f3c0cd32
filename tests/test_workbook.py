"""The workbook: a sheet a control, frozen headers, real dates, pseudonyms, and no formula made of a record's text."""

from datetime import datetime
from pathlib import Path

import openpyxl

from reporter import wording, workbook
from tests.audits import NASTY, audit


def made(folder: Path, name: str = "findings.xlsx") -> Path:
    workbook.write(folder / name, audit(), wording.words()["glossary"])
    return folder / name


def test_a_sheet_a_control_with_real_dates_and_text_that_stays_text(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made(tmp_path))
    assert book.sheetnames == ["Summary", "Controls", "vetted_before_release", "Completeness", "Definitions"]
    sheet = book["vetted_before_release"]
    assert sheet.freeze_panes == "B2"
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [f"AAAA-BBBB-{number:04d}" for number in range(6)]
    assert [row[3] for row in rows] == [NASTY[number % 5] for number in range(6)]
    assert rows[0][6:10] == (
        "Released",
        "#panic()",
        datetime(2026, 10, 6, 14, 0),
        datetime(2026, 10, 6, 14, 0, 59, 999000),
    )
    kinds = {cell.data_type for one in book for row in one.iter_rows() for cell in row}
    assert "f" not in kinds


def test_it_names_no_booking(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made(tmp_path))
    texts = [str(cell) for one in book for row in one.iter_rows(values_only=True) for cell in row]
    assert not [one for one in texts if "SECRET" in one]


def test_it_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    assert made(tmp_path, "one.xlsx").read_bytes() == made(tmp_path, "two.xlsx").read_bytes()
