"""The workbook: a sheet a control, frozen headers, real dates, pseudonyms, and no formula made of a record's text."""

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import xlsxwriter

from reporter import text as wording
from reporter.model import Contradiction
from reporter.report import excel
from reporter.report.ready_cells import ReadyCells
from tests.pages.test_print import answered
from tests.support.audits import NASTY, audit

MET = {
    "control": "vetted_before_release",
    "case_id": "CCCC-DDDD-0000",
    "outcome": "met",
    "reason": "before_release",
    "evidence": "checks, checks.csv, line 3",
}


def made(folder: Path, name: str = "findings.xlsx") -> Path:
    excel.write(folder / name, audit(), wording.words()["glossary"])
    return folder / name


def test_answers_come_first_and_every_case_and_time_is_a_row_of_text_dates_and_numbers(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made(tmp_path))
    sheets = [
        "Answers",
        "Controls",
        "Items",
        "Times",
        "Completeness",
        "Contradictions",
        "Choices",
        "Measures",
        "Definitions",
    ]
    assert book.sheetnames == sheets
    items = list(book["Items"].iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in items] == [f"AAAA-BBBB-{number:04d}" for number in range(6)]
    assert [row[3] for row in items] == [wording.signs_written_out(NASTY[number % 5]) for number in range(6)]
    times = list(book["Times"].iter_rows(min_row=2, values_only=True))
    assert len(times) == 6
    assert times[0][:6] == (
        "AAAA-BBBB-0000",
        "vetted_before_release",
        "Released",
        "#panic()",
        datetime(2026, 10, 6, 14, 0),
        datetime(2026, 10, 6, 14, 0, 59, 999000),
    )
    kinds = {cell.data_type for one in book for row in one.iter_rows() for cell in row}
    assert "f" not in kinds


def test_each_sheet_prints_a_page_wide_with_its_header_and_has_filters(tmp_path: Path) -> None:
    for sheet in openpyxl.load_workbook(made(tmp_path)):
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("B2", "$1:$1")
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.auto_filter.ref is not None) == (sheet.max_row > 1)


def test_what_is_printed_is_seven_points_or_more_and_leaves_out_the_items_that_were_met(tmp_path: Path) -> None:
    excel.write(tmp_path / "w.xlsx", audit(**answered()), wording.words()["glossary"], [MET] * 3)
    book = openpyxl.load_workbook(tmp_path / "w.xlsx")
    sizes = {}
    for sheet in book:
        columns = sheet.print_area.split("$")[3] if sheet.print_area else "Z"
        widths = [one.width for letter, one in sheet.column_dimensions.items() if letter <= columns]
        inches = 11 if sheet.page_setup.orientation == "landscape" else 8.5
        across = inches - sheet.page_margins.left - sheet.page_margins.right
        sizes[sheet.title] = book["Answers"]["A1"].font.sz * min(1, across * 96 / sum(7 * one for one in widths))
    assert {title: size for title, size in sizes.items() if size < 7} == {}
    assert (book["Items"].print_area, book["Items"].max_row) == ("'Items'!$A$1:$F$7", 10)
    assert "in the file" in book["Items"].oddFooter.center.text


def test_an_answer_leads_to_its_cases_a_case_to_its_times_and_each_time_back(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made(tmp_path))

    def leads(sheet: str, cell: str) -> str:
        return str(book[sheet][cell].hyperlink.location)

    assert leads("Answers", "E2") == "'Items'!A2"
    assert leads("Items", "B3") == "'Times'!A3"
    assert leads("Times", "A3") == "'Items'!A3"


def test_no_moment_of_a_stay_is_left_out_and_one_before_1900_stays_text(tmp_path: Path) -> None:
    plain = audit(case_count=1)
    time = plain.cases[0].times[0]
    times = [replace(time, label=f"Moment {number}") for number in range(9)]
    times += [replace(time, label="Released", earliest="1850-01-01 00:00:00.000000Z")]
    excel.write(tmp_path / "w.xlsx", replace(plain, cases=[replace(plain.cases[0], times=times)]), {})
    rows = list(openpyxl.load_workbook(tmp_path / "w.xlsx")["Times"].iter_rows(min_row=2, values_only=True))
    assert [row[2] for row in rows] == [*[f"Moment {number}" for number in range(9)], "Released"]
    assert rows[-1][4] == "1850-01-01 00:00:00.000000Z"


def test_it_says_how_many_cases_it_does_not_list_and_what_officials_answered(tmp_path: Path) -> None:
    excel.write(tmp_path / "w.xlsx", audit(case_count=1, **answered()), {})
    book = openpyxl.load_workbook(tmp_path / "w.xlsx")
    more = {row[0]: row[-1] for row in book["Controls"].iter_rows(min_row=2, values_only=True)}
    assert (more["vetted_before_release"], more["interpreter_asked"]) == (4, 5)
    assert [row[1:5] for row in book["Officials' answers"].iter_rows(min_row=2, values_only=True)] == [
        ("AAAA-BBBB-0000", "undetermined", "explained", NASTY[0])
    ]


def test_a_row_is_as_high_as_its_longest_text(tmp_path: Path) -> None:
    plain = audit(case_count=2)
    cases = [
        replace(plain.cases[0], sentence="Short.", settles="", witnesses=[]),
        replace(plain.cases[1], sentence="A word. " * 20),
    ]
    excel.write(tmp_path / "w.xlsx", replace(plain, cases=cases), {})
    items = openpyxl.load_workbook(tmp_path / "w.xlsx")["Items"]
    assert [items.row_dimensions[number].height for number in (2, 3)] == [12.75, 51]


def test_a_test_of_the_records_stands_there_in_words(tmp_path: Path) -> None:
    rows = openpyxl.load_workbook(made(tmp_path))["Completeness"].iter_rows(min_row=2, values_only=True)
    ids = [one.id for one in audit().legs]
    assert [row[0] for row in rows if row[0] in ids or row[1] in ("holds", "fails", "not_tested")] == []


def test_measures_are_a_figure_a_row_and_numbers_are_numbers(tmp_path: Path) -> None:
    steps = [{"step": "stays", "count": 5000, "lost": 0}, {"step": "checked", "count": 4, "lost": 1}]
    times = {"known_count": 3, "unknown_count": 0, "median_seconds": 5400, "p90_seconds": None, "max_seconds": 7200}
    excel.write(tmp_path / "w.xlsx", audit(measures={"funnel": steps, "time_to_result": times}), {})
    rows = list(openpyxl.load_workbook(tmp_path / "w.xlsx")["Measures"].iter_rows(min_row=2, values_only=True))
    assert [row[3:] for row in rows] == [
        (5000, "count", "5,000"), (0, "count", "0"), (4, "count", "4"), (1, "count", "1"),
        (3, "count", "3"), (0, "count", "0"), (5400, "seconds", "1 h 30 min"), ("not known", "", "not known"),
        (7200, "seconds", "2 h"),
    ]  # fmt: skip


def test_rows_that_contradict_are_found_by_a_number_written_without_commas(tmp_path: Path) -> None:
    def found(line: int | None) -> Contradiction:
        return Contradiction(leg="links_resolve", kind="no_stay", place="period", log="checks", file="c.csv", line=line)

    known = audit()
    legs = [replace(known.legs[0], contradictions=[found(12_345), found(None), found(12_345)]), *known.legs[1:]]
    excel.write(tmp_path / "w.xlsx", replace(known, legs=legs), {})
    lines = [row[5] for row in openpyxl.load_workbook(tmp_path / "w.xlsx")["Contradictions"].iter_rows(min_row=2)]
    assert [(one.value, one.number_format) for one in lines[::2]] == [(12_345, "0_)")] * 2
    assert not lines[1].value


def test_it_names_no_booking(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made(tmp_path))
    texts = [str(cell) for one in book for row in one.iter_rows(values_only=True) for cell in row]
    assert not [one for one in texts if "SECRET" in one]


def test_it_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    assert made(tmp_path, "one.xlsx").read_bytes() == made(tmp_path, "two.xlsx").read_bytes()


def test_items_met_or_not_covered_follow_the_cases_each_on_a_row(tmp_path: Path) -> None:
    excel.write(tmp_path / "w.xlsx", audit(case_count=1), {}, [MET])
    book = openpyxl.load_workbook(tmp_path / "w.xlsx")
    said = "It was completed before the release."
    assert [row[1:] for row in book["Items"].iter_rows(min_row=3, values_only=True)] == [
        ("CCCC-DDDD-0000", "met", said, "", "checks, checks.csv, line 3", "before_release")
    ]
    more = {row[0]: row[-1] for row in book["Controls"].iter_rows(min_row=2, values_only=True)}
    assert more["vetted_before_release"] == 3


def test_cells_given_as_xml_are_what_the_library_makes_of_them() -> None:
    rows = [["A & B", "C"], ["x <y>", 3], ["two\nlines\x0b", 10**17], ["", 0], ["x <y>", -1]]
    made = []
    for kind in (None, ReadyCells):
        content = BytesIO()
        book = xlsxwriter.Workbook(content, {"in_memory": True})
        book.set_properties({"created": datetime(2026, 10, 31)})
        text, number = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
        sheet = book.add_worksheet("One", worksheet_class=kind)
        sheet.set_row(2, 30)
        if kind:
            sheet.begin(3)
        for at, row in enumerate(rows):
            styles = [text if isinstance(cell, str) else number for cell in row]
            sheet.write_url(at, 2, "internal:One!A1", text, "a link")
            if kind:
                cells = [
                    (sheet.text if isinstance(cell, str) else sheet.number)(cell, style)
                    for cell, style in zip(row, styles, strict=True)
                ]
                sheet.add([*cells, None])
                continue
            for column, (cell, style) in enumerate(zip(row, styles, strict=True)):
                (sheet.write_string if isinstance(cell, str) else sheet.write_number)(at, column, cell, style)
        book.close()
        with ZipFile(content) as file:
            made.append({one: file.read(one) for one in file.namelist()})
    assert made[0]["xl/worksheets/sheet1.xml"].count(b"<c ") == 15
    assert made[0] == made[1]
