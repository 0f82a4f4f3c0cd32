"""Writes findings.xlsx for state reviewers: a sheet a control, cases under pseudonyms, real dates, no formulas."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from reporter.model import Audit, Case, ControlResult, LegResult, Response
from reporter.report import measure_tables

_CASE_COLUMNS = (
    ("Case", 17),
    ("Outcome", 14),
    ("Reason", 24),
    ("In words", 60),
    ("What would settle it", 40),
    ("Evidence (log, file, line)", 60),
)
_LEG_COLUMNS = (
    ("Statement", 34),
    ("State", 12),
    ("Required", 10),
    ("Tested", 10),
    ("Contradictions", 14),
    ("Says", 60),
    ("What it cannot exclude", 60),
)
_ANSWER_COLUMNS = (
    ("Control", 30),
    ("Case", 17),
    ("Outcome", 14),
    ("Answer", 14),
    ("Reason given", 60),
    ("Authority", 30),
    ("Name", 24),
    ("Date", 14),
    ("Contested", 11),
)
_TIME_COLUMNS = (("Moment", 24), ("As recorded", 20), ("Earliest (UTC)", 20), ("Latest (UTC)", 20))


def write(path: Path, audit: Audit, glossary: dict[str, str]) -> None:
    """Write the workbook, the same bytes each time."""
    import xlsxwriter

    content = BytesIO()
    book = xlsxwriter.Workbook(
        content,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    created = datetime.fromisoformat(audit.period.last)
    book.set_properties({"title": f"Findings of {audit.period.label}, edition r{audit.edition}", "created": created})
    sheets = _Sheets(book)
    sheets.table("Summary", (("", 34), ("", 90)), _summary(audit))
    sheets.table(
        "Controls",
        (
            ("Control", 30),
            ("Question", 60),
            *[(one, 14) for one in _COUNTS],
            ("Why it was not tested", 50),
            ("Cases not listed here (in outcomes.parquet)", 22),
        ),
        [
            [one.id, one.question, *_books(one), one.not_testable_because or one.suspended_because, _more(one, audit)]
            for one in audit.controls
        ],
    )
    for control in audit.controls:
        cases = [one for one in audit.cases if one.control == control.id]
        if cases:
            sheets.cases(control.id, cases)
    if any(one.state == "matched" for one in audit.responses):
        sheets.table("Answers", _ANSWER_COLUMNS, [_answer(one) for one in audit.responses if one.state == "matched"])
    sheets.table("Completeness", _LEG_COLUMNS, [_leg(one) for one in audit.legs])
    sheets.table("Measures", (("Measure", 34), ("Group", 40), ("Figure", 24), ("Value", 24)), _measures(audit))
    definitions = [[word, says] for word, says in glossary.items()]
    for control in audit.controls:
        definitions += [[f"{control.id}: {one.kind}", f"{one.words} {one.source}"] for one in control.criteria]
    sheets.table("Definitions", (("Word or criterion", 50), ("Meaning", 110)), definitions)
    book.close()
    path.write_bytes(content.getvalue())


_COUNTS = {
    "Population": "population",
    "Met": "met",
    "Exception": "exception",
    "Undetermined": "undetermined",
    "Out of scope": "out_of_scope",
}


def _books(control: ControlResult) -> list[int | str]:
    return [getattr(control, key) if control.testable else "" for key in _COUNTS.values()]


def _leg(leg: LegResult) -> list[int | str]:
    required = "yes" if leg.required else ""
    return [leg.id, leg.state, required, leg.tested_count, leg.violation_count, leg.says, leg.cannot_exclude]


def _more(control: ControlResult, audit: Audit) -> int:
    listed = sum(one.control == control.id for one in audit.cases)
    return max(control.exception + control.undetermined - listed, 0) if control.testable else 0


def _answer(one: Response) -> list[str]:
    contested = "yes" if one.contested else "no"
    said = [one.response, one.reason_given, one.authority, one.name, one.date, contested]
    return [one.control, one.case_id, one.outcome, *said]


def _measures(audit: Audit) -> list[list[str]]:
    """Lay each measure out a figure a row: its title, the row it stands in, the figure's name, the figure."""
    return [
        [one.title, row[0] if len(one.rows) > 1 else "", column, value]
        for one in measure_tables.measured(audit.measures)
        for row in one.rows
        for column, value in list(zip(one.columns, row, strict=True))[1 if len(one.rows) > 1 else 0 :]
    ]


def _summary(audit: Audit) -> list[list[Any]]:
    return [
        ["Agency", audit.agency],
        ["Period", f"{audit.period.first} to {audit.period.last}"],
        ["Edition", f"r{audit.edition}"],
        ["Claim", audit.claim.state],
        ["In words", audit.claim.sentence],
        *[["What it rests on or lacks", one] for one in audit.claim.because],
        *[[one.name, one.value] for one in audit.settings],
        ["Digest", audit.digest],
    ]


class _Sheets:
    """Adds sheets that look alike: a frozen header, wide enough columns, text that stays text."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000", "valign": "top"})

    def table(self, name: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[Any]]) -> None:
        """Add a sheet of plain rows."""
        sheet = self._sheet(name, columns, len(rows))
        for at, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                self._put(sheet, at, column, value)

    def cases(self, control: str, cases: Sequence[Case]) -> None:
        """Add the sheet of one control's cases, with the times of the stay as real dates."""
        most = max(len(case.times) for case in cases)
        columns = [*_CASE_COLUMNS, *(_TIME_COLUMNS * most)]
        sheet = self._sheet(control, columns, len(cases))
        for at, case in enumerate(cases, 1):
            seen = "; ".join(f"{one.log}, {one.file}, line {one.line}" for one in case.witnesses)
            row = [case.case_id, case.outcome, case.reason, case.sentence, case.settles, seen]
            for column, value in enumerate(row):
                self._put(sheet, at, column, value)
            for number, time in enumerate(case.times):
                column = len(row) + number * len(_TIME_COLUMNS)
                self._put(sheet, at, column, time.label)
                self._put(sheet, at, column + 1, time.text)
                for step, moment in ((2, time.earliest), (3, time.latest)):
                    self._moment(sheet, at, column + step, moment)

    def _moment(self, sheet: Any, row: int, column: int, moment: str) -> None:
        """Write an instant as a date; one that a workbook cannot hold (before 1900) stays text."""
        at = datetime.fromisoformat(moment[:23])
        if at.year < 1900:
            self._put(sheet, row, column, moment)
        else:
            sheet.write_datetime(row, column, at, self.moment)

    def _sheet(self, name: str, columns: Sequence[tuple[str, int]], count: int) -> Any:
        sheet = self.book.add_worksheet(name[:31])
        sheet.freeze_panes(1, 1)
        for column, (title, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, self.head)
        if count and any(title for title, _ in columns):
            sheet.autofilter(0, 0, count, len(columns) - 1)
        return sheet

    def _put(self, sheet: Any, row: int, column: int, value: Any) -> None:
        if isinstance(value, int) and not isinstance(value, bool):
            sheet.write_number(row, column, value, self.text)
        else:
            sheet.write_string(row, column, _sound(str(value))[:32_000], self.text)


def _sound(text: str) -> str:
    """Replace what no file can hold: half a character, as an odd file name may have."""
    return text.encode("utf-8", "replace").decode("utf-8")
