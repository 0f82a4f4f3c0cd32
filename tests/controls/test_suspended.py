"""A suspended control is nowhere a zero or a pass: every place says that it is suspended, and why.

Each control is suspended in turn, in an edition made by hand.
"""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reporter.audit import answers, audit_json, controls
from reporter.editions import figures, index_page, statewide
from reporter.evidence import certification, oscal, packet_words, request_packet
from reporter.evidence.request import Asked
from reporter.model import Audit, not_run_because
from reporter.report import brief, contexts, excel, public
from reporter.report import html as report
from reporter.text import words
from tests.pages.test_print import NEEDS, county, schemas
from tests.support.audits import audit

IDS = [file.id for file in controls.catalogue()]
HEADLINE = "vetted_before_release"
WHY = "The sheriff asked counsel first"
SAYS = f"Suspended: {WHY}"
COUNTS = ("population", "met", "exception", "undetermined", "out_of_scope")


def edition(suspended: str) -> Audit:
    """Return a demonstrated edition with one control suspended, so that nothing else keeps a pass from being shown."""
    plain = audit(cases=[])
    books = [
        replace(one, suspended_because=WHY, population=0, met=0, exception=0, undetermined=0, reasons={})
        if one.id == suspended
        else replace(one, population=5, met=5, exception=0, undetermined=0, reasons={}, reasons_by_outcome={})
        for one in plain.controls
    ]
    state = "not_demonstrated" if suspended == HEADLINE else "demonstrated"
    return replace(plain, controls=books, claim=replace(plain.claim, state=state, because=[SAYS]))  # type: ignore[arg-type]


def filed(one: Audit) -> dict[str, Any]:
    return json.loads(json.dumps(audit_json.as_json(one, 0), default=str))  # type: ignore[no-any-return]


def of_control(found: dict[str, Any], id_: str) -> dict[str, Any]:
    return next(one for one in found["controls"] if one["id"] == id_)


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


@pytest.mark.parametrize("id_", IDS)
def test_audit_json_has_no_counts_and_no_figure_is_published(id_: str) -> None:
    found = filed(edition(id_))
    one = of_control(found, id_)
    assert {key: one[key] for key in COUNTS} == dict.fromkeys(COUNTS)
    assert (one["suspended_because"], one["testable"], one["reasons"]) == (WHY, True, {})
    assert [key for key in figures.of(found) if key.startswith(f"{id_}.")] == []


@pytest.mark.parametrize("id_", IDS)
@pytest.mark.parametrize("cleared", ["", "FOIL 12/2026"])
def test_every_page_says_why_and_prints_no_count_and_no_mark(id_: str, cleared: str) -> None:
    made = edition(id_)
    title = next(one.title for one in made.controls if one.id == id_)
    page, redaction = public.public(made, NEEDS, schemas(), cleared, [])
    pages: dict[str, Any] = {
        "board": contexts.board_context(made),
        "state": contexts.state_context(made),
        "public": page,
    }
    for name, context in pages.items():
        text = plain(report.render(name, context))
        assert SAYS in text, name
        assert [one.unrun_because for one in context.unrun if one.id == id_] == [SAYS], name
        assert id_ not in [one.id for one in context.books], name
        assert f"{title} 0" not in text, name
        lines = [line for one in context.answers for line in one.lines if line.anchor == id_]
        assert all(line.state not in ("met", "none_found") for line in lines), name
    assert id_ not in redaction["shown_counts"]


@pytest.mark.parametrize("id_", IDS)
def test_first_page_index_and_statewide_line_say_why(id_: str) -> None:
    made = edition(id_)
    page = answers.of_edition(filed(made))
    assert page == answers.of_audit(made)
    said = [line for one in page.answers for line in one.lines if line.anchor == id_] + [
        line for line in page.also if line.anchor == id_
    ]
    assert [line.state for line in said] in (["not_tested"], ["undetermined"])
    assert id_ == HEADLINE or [line.words for line in said] == [SAYS]
    listed = index_page._listed(Path("nowhere"), filed(made))
    shelf = index_page.Shelf(label="2026-10", period_words="October", editions=[listed])
    index = plain(report.render("index", index_page.IndexContext(agency="County", shelves=[shelf])))
    whys = {one["id"]: not_run_because(one) for one in filed(made)["controls"]}
    one = replace(
        county(made),
        answers=page.answers,
        also=page.also,
        books={key: None if why else dict.fromkeys(COUNTS, 5) for key, why in whys.items()},
        not_counted={key: why for key, why in whys.items() if why},
    )
    context = statewide.context(made.period, [one], [], is_list_given=True)
    assert SAYS in plain(report.render("statewide", context))
    if id_ in {one for question in words()["questions"].values() for one in question["controls"]} - {HEADLINE}:
        assert SAYS in index
    elif id_ != HEADLINE:
        assert "a suspension" in index


@pytest.mark.parametrize("id_", IDS)
def test_workbook_certification_brief_packet_and_oscal_say_why(id_: str, tmp_path: Path) -> None:
    made = edition(id_)
    found = filed(made)
    excel.write(tmp_path / "w.xlsx", made, {})
    book = openpyxl.load_workbook(tmp_path / "w.xlsx")
    row = next(row for row in book["Controls"].iter_rows(values_only=True) if row[0] == id_)
    assert SAYS in row
    assert [cell for cell in row[2 : 2 + len(COUNTS)] if cell not in (None, "")] == []

    assert any(f"({id_}) was not run. {SAYS}" in line for line in certification._limits(found, []))

    assert SAYS in "\n".join(brief.lines(found, "0" * 64, "0" * 64))

    asked = Asked(id="1", asks="How many?", answer=[f"control:{id_}.exception"], not_held="", counsel="")
    assert request_packet._figure(asked, "control", f"{id_}.exception", found) == [
        f"Not held, because \u201c{packet_words.titled('controls', id_)}\u201d was not tested. {SAYS}"
    ]

    result = oscal.results(found, "0" * 64)["assessment-results"]["results"][0]
    finding = next(one for one in result["findings"] if one["title"] == id_)
    assert (finding["description"], finding["target"]["status"]["state"]) == (SAYS, "not-satisfied")
    observed = next(one for one in result["observations"] if one["title"] == id_)
    assert observed["description"] == SAYS
    assert [one["name"] for one in observed["props"]] == ["outcome"]
