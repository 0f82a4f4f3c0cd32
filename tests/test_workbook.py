"""The workbook: a sheet a control, frozen headers, real dates, pseudonyms, and no formula made of a record's text."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl

from reporter import text as wording
from reporter.report import excel
from tests.audits import NASTY, audit
from tests.test_print import answered


def made(folder: Path, name: str = "findings.xlsx") -> Path:
    excel.write(folder / name, audit(), wording.words()["glossary"])
    return folder / name


def test_a_sheet_a_control_with_real_dates_and_text_that_stays_text(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made(tmp_path))
    controls_sheet = "vetted_before_release"
    assert book.sheetnames == ["Summary", "Controls", controls_sheet, "Completeness", "Measures", "Definitions"]
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


def test_no_moment_of_a_stay_is_left_out_and_one_before_1900_stays_text(tmp_path: Path) -> None:
    plain = audit(case_count=1)
    time = plain.cases[0].times[0]
    times = [replace(time, label=f"Moment {number}") for number in range(9)]
    times += [replace(time, label="Released", earliest="1850-01-01 00:00:00.000000Z")]
    excel.write(tmp_path / "w.xlsx", replace(plain, cases=[replace(plain.cases[0], times=times)]), {})
    sheet = openpyxl.load_workbook(tmp_path / "w.xlsx")["vetted_before_release"]
    row = next(sheet.iter_rows(min_row=2, values_only=True))
    assert row[6::4] == (*[f"Moment {number}" for number in range(9)], "Released")
    assert row[-2] == "1850-01-01 00:00:00.000000Z"


def test_it_says_how_many_cases_it_does_not_list_and_what_officials_answered(tmp_path: Path) -> None:
    excel.write(tmp_path / "w.xlsx", audit(case_count=1, **answered()), {})
    book = openpyxl.load_workbook(tmp_path / "w.xlsx")
    more = {row[0]: row[-1] for row in book["Controls"].iter_rows(min_row=2, values_only=True)}
    assert (more["vetted_before_release"], more["interpreter_asked"]) == (1, 2)
    assert [row[1:5] for row in book["Answers"].iter_rows(min_row=2, values_only=True)] == [
        ("AAAA-BBBB-0000", "undetermined", "explained", NASTY[0])
    ]


def test_measures_are_a_figure_a_row(tmp_path: Path) -> None:
    steps = [{"step": "stays", "count": 5, "lost": 0}, {"step": "checked", "count": 4, "lost": 1}]
    excel.write(tmp_path / "w.xlsx", audit(measures={"funnel": steps}), {})
    rows = openpyxl.load_workbook(tmp_path / "w.xlsx")["Measures"].iter_rows(min_row=2, values_only=True)
    assert [row[2:] for row in rows] == [
        ("Stays", "5"), ("Lost at this step", "0"), ("Stays", "4"), ("Lost at this step", "1"),
    ]  # fmt: skip


def test_it_names_no_booking(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made(tmp_path))
    texts = [str(cell) for one in book for row in one.iter_rows(values_only=True) for cell in row]
    assert not [one for one in texts if "SECRET" in one]


def test_it_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    assert made(tmp_path, "one.xlsx").read_bytes() == made(tmp_path, "two.xlsx").read_bytes()
