"""Writes findings.xlsx for state reviewers: answers first, pseudonyms, real dates and numbers, no formulas."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from reporter.audit import answers
from reporter.model import Audit, Case, ControlResult, LegResult, Response
from reporter.report import choices, measure_tables, sections
from reporter.report.sheets import FONT, Columns, Link, OnPaper, Place, Sheets
from reporter.text import reason_sentence, words

_ANSWERS: Columns = (("Question", 30), ("Answer", 19), ("In words", 80), ("Remark", 51), ("Its cases", 14))
_ITEMS: Columns = (
    ("Control", 26),
    ("Case", 16),
    ("Outcome", 13),
    ("In words", 47),
    ("What would settle it", 48),
    ("Evidence (log, file, line)", 44),
    ("Reason", 26),  # the code; on paper its words are enough
)
_TIMES: Columns = (
    ("Case", 16),
    ("Control", 27),
    ("Event", 40),
    ("As recorded", 28),
    ("Earliest (UTC)", 23),
    ("Latest (UTC)", 23),
    ("Known", 32),
)
_CONTRADICTIONS: Columns = (
    ("Statement", 31),
    ("What contradicts it", 25),
    ("Where", 21),
    ("Log", 13),
    ("File", 36),
    ("Line", 8),
    ("What would mend it", 60),
)
_LEGS: Columns = (
    ("Statement", 34),
    ("State", 13),
    ("Its part", 20),
    ("Tested", 10),
    ("Contradictions", 14),
    ("Says", 58),
    ("What it cannot exclude", 45),
)
_RESPONSES: Columns = (
    ("Control", 27),
    ("Case", 16),
    ("Outcome", 13),
    ("Answer", 13),
    ("Reason given", 46),
    ("Authority", 28),
    ("Name", 24),
    ("Date", 14),
    ("Contested", 11),
)
_CHOICES: Columns = (
    ("Choice", 38),
    ("Key of the policy", 34),
    ("As set by the county", 40),
    ("Default", 20),
    ("Rows or stays", 10),
    ("Weakens the answer", 11),
    ("With the default", 41),
)
_MEASURES: Columns = (("Measure", 38), ("Group", 40), ("Figure", 22), ("Value", 16), ("Unit", 12), ("As printed", 18))
_COUNTS = {
    "Population": "population",
    "Met": "met",
    "Exception": "exception",
    "Undetermined": "undetermined",
    "Not covered by this rule": "out_of_scope",
}


def _choices(audit: Audit) -> list[list[Any]]:
    """List what the figures rest on in words, then each choice with what it touches."""
    found = choices.shown(audit, in_full=True)
    return [
        *[[name, "", value, "", "", "", ""] for name, value in sections.settings(audit)],
        *[
            [one.setting, one.key, one.value, one.default, one.rows, "yes" * one.weakens, one.with_default]
            for one in found
        ],
    ]


def write(path: Path, audit: Audit, glossary: dict[str, str], settled: Sequence[Mapping[str, Any]] = ()) -> None:
    """Write the workbook, the same bytes each time; `settled` are the items met or not covered, after the cases."""
    import xlsxwriter

    content = BytesIO()
    book = xlsxwriter.Workbook(
        content,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": dict(FONT),  # the library changes what it is given
        },
    )
    created = datetime.fromisoformat(audit.period.last)
    book.set_properties({"title": f"Findings of {audit.period.label}, edition r{audit.edition}", "created": created})
    sheets = Sheets(book, f"{audit.agency}, {audit.period.label}, edition r{audit.edition}")
    first_items, first_times = _first_rows(audit)
    sheets.table("Answers", _ANSWERS, _answers(audit, first_items))
    counts: Columns = (
        ("Control", 27),
        ("Question", 58),
        *[(one, 13) for one in _COUNTS],
        ("Why it was not tested", 26),
        ("Outcomes not listed here (in outcomes.parquet)", 17),
    )
    sheets.table("Controls", counts, [_control(one, audit, first_items, settled) for one in audit.controls])
    cases = [_item(one, first_times.get(at)) for at, one in enumerate(audit.cases)]
    on_paper = OnPaper(rows=len(cases), columns=len(_ITEMS) - 1, remark=words()["workbook"]["foot"])
    sheets.table("Items", _ITEMS, [*cases, *(_settled(one) for one in settled)], on_paper)
    sheets.table("Times", _TIMES, _times(audit.cases))
    sheets.table("Completeness", _LEGS, [_leg(one) for one in sections.needed_first(audit.legs)])
    against = [
        [one.leg, one.kind, one.place, one.log, one.file, Place(one.line) if one.line else "", one.mends]
        for one in sections.contradictions(audit)
    ]
    sheets.table("Contradictions", _CONTRADICTIONS, against)
    sheets.table("Choices", _CHOICES, _choices(audit))
    sheets.table("Measures", _MEASURES, _measures(audit))
    if any(one.state == "matched" for one in audit.responses):
        matched = [_response(one) for one in audit.responses if one.state == "matched"]
        sheets.table("Officials' answers", _RESPONSES, matched)
    definitions = [[word, says] for word, says in glossary.items()]
    for control in audit.controls:
        definitions += [[f"{control.title}: {one.kind}", f"{one.words} {one.source}"] for one in control.criteria]
    sheets.table("Definitions", (("Word or criterion", 45), ("Meaning", 104)), definitions)
    book.close()
    path.write_bytes(content.getvalue())


def _first_rows(audit: Audit) -> tuple[dict[str, int], dict[int, int]]:
    """Return the first row in Items of each control, and the first row in Times of each case, counted from 1."""
    first_items: dict[str, int] = {}
    first_times: dict[int, int] = {}
    row = 2
    for at, case in enumerate(audit.cases):
        first_items.setdefault(case.control, at + 2)
        if case.times:
            first_times[at] = row
        row += len(case.times)
    return first_items, first_times


def _answers(audit: Audit, first_items: Mapping[str, int]) -> list[list[Any]]:
    """Lay out the first page, in the order and words of every other edition."""
    page, phrases = answers.of_audit(audit), words()["first_page"]

    def row(title: str, line: answers.Line) -> list[Any]:
        at = first_items.get(line.anchor)
        leads = Link(text="Cases", sheet="Items", row=at) if at else ""
        said = f"{line.lead}: {line.word}" if line.lead and title != line.lead else line.word
        return [title, said, line.words, line.remark, leads]

    rows = [row(one.title, line) for one in (*page.answers, page.relied) for line in one.lines]
    rows += [["What it rests on or lacks", "", one, "", ""] for one in audit.claim.because]
    rows += [["What the county's choices change", "", page.weakened, "", ""]] if page.weakened else []
    rows += [row(line.lead, line) for line in page.also]
    return [
        *rows,
        ["", "", phrases["fair"], "", ""],
        [words()["workbook"]["printed"], "", words()["workbook"]["printed_words"], "", ""],
        ["Agency", "", audit.agency, "", ""],
        ["Period", "", f"{audit.period.first} to {audit.period.last}", "", ""],
        ["Edition", "", f"r{audit.edition}", "", ""],
        ["Digest", "", audit.digest, "", ""],
    ]


def _control(
    one: ControlResult, audit: Audit, first_items: Mapping[str, int], settled: Sequence[Mapping[str, Any]]
) -> list[Any]:
    was_run = one.was_run
    books = [getattr(one, key) if was_run else "" for key in _COUNTS.values()]
    listed = sum(case.control == one.id for case in audit.cases) + sum(item["control"] == one.id for item in settled)
    more = max(one.population - listed, 0) if was_run else 0
    at = first_items.get(one.id)
    name = Link(text=one.id, sheet="Items", row=at) if at else one.id
    return [name, one.question, *books, one.not_run_because, more]


def _item(case: Case, times_row: int | None) -> list[Any]:
    seen = "; ".join(f"{one.log}, {one.file}, line {one.line}" for one in case.witnesses)
    name = Link(text=case.case_id, sheet="Times", row=times_row) if times_row else case.case_id
    return [case.control, name, case.outcome, case.sentence, case.settles, seen, case.reason]


def _settled(one: Mapping[str, Any]) -> list[Any]:
    said = reason_sentence(one["reason"], one["control"])
    return [one["control"], one["case_id"], one["outcome"], said, "", one["evidence"], one["reason"]]


def _times(cases: Sequence[Case]) -> list[list[Any]]:
    """Lay out each recorded time of each case, a row each."""
    return [
        [
            Link(text=case.case_id, sheet="Items", row=at + 2),
            case.control,
            time.label,
            time.text,
            _moment(time.earliest),
            _moment(time.latest),
            time.doubt,
        ]
        for at, case in enumerate(cases)
        for time in case.times
    ]


def _moment(text: str) -> datetime | str:
    """Return an instant as a date; one that a workbook cannot hold (before 1900) stays text."""
    if not text:
        return text
    at = datetime.fromisoformat(text[:23])
    return text if at.year < 1900 else at


def _leg(leg: LegResult) -> list[int | str]:
    word, part = words()["leg"][leg.state], sections.role(leg)
    return [leg.title, word, part, leg.tested_count, leg.contradiction_count, leg.says, leg.cannot_exclude]


def _response(one: Response) -> list[str]:
    contested = "yes" if one.contested else "no"
    said = [one.response, one.reason_given, one.authority, one.name, one.date, contested]
    return [one.control, one.case_id, one.outcome, *said]


def _measures(audit: Audit) -> list[list[Any]]:
    """Lay each measure out a figure a row: its title, the row it stands in, the figure's name, number and unit."""
    return [
        [one.title, row[0] if len(one.rows) > 1 else "", column, figure, unit, cell]
        for one in measure_tables.of_audit(audit)
        for row, figures in zip(one.rows, one.figures, strict=True)
        for column, cell, (figure, unit) in list(zip(one.columns, row, figures, strict=True))[len(one.rows) > 1 :]
    ]
