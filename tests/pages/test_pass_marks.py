"""The word goes with its question: without a demonstrated claim nothing that leaves the county looks like a pass."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reporter.audit import answers, audit_json, decide_choice
from reporter.editions import index_page
from reporter.model import Audit, ClaimState, ControlResult, LegState
from reporter.report import contexts, excel, pdf, public
from reporter.report import html as report
from reporter.resources import data_dir
from reporter.text import words
from tests.pages.test_print import NEEDS, county, schemas, statewide
from tests.support.audits import audit

STATES: tuple[ClaimState, ...] = ("demonstrated", "exceptions", "not_demonstrated", "nothing_to_test")
OTHERS = [state for state in STATES if state != "demonstrated"]
# What every control but the headline came to.
CONTROLS: dict[str, dict[str, Any]] = {
    "none found": {"met": 1283, "exception": 0, "undetermined": 0, "population": 1283, "reasons": {}},
    "exceptions": {},
    "undetermined": {"met": 2, "exception": 0, "undetermined": 2, "population": 4, "reasons": {"precision": 2}},
    "contested": {"met": 0, "exception": 0, "undetermined": 4, "population": 4, "reasons": {"contested": 4}},
    "not covered": {"met": 0, "exception": 0, "undetermined": 0, "out_of_scope": 5, "population": 5, "reasons": {}},
    "not tested": {"testable": False, "not_testable_because": "released_at is not mapped."},
    "suspended": {"suspended_because": "The query is being mended."},
}
SENTENCES = {
    "demonstrated": "No release happened before vetting: 9 of 9 releases in scope were vetted first.",
    "exceptions": "The records show 1 of 5 releases with no final check before the release.",
    "not_demonstrated": "No claim is made: of 5 releases examined, none was found to come before vetting.",
    "nothing_to_test": "Nothing was tested.",
}


def edition(state: ClaimState, controls: str, legs: LegState = "holds") -> Audit:
    plain = audit()
    books = [replace(one, **({} if number == 0 else CONTROLS[controls])) for number, one in enumerate(plain.controls)]
    tests = [
        replace(plain.legs[0], state=legs, contradiction_count=0),
        replace(plain.legs[0], id="logs_cover_period", state="holds", required=True),
        replace(plain.legs[0], id="census_reconciles", state="holds", required=False, one_of=True),
    ]
    claim = replace(plain.claim, state=state, sentence=SENTENCES[state], because=[])
    return replace(plain, claim=claim, controls=books, legs=tests, cases=[])


def filed(made: Audit) -> dict[str, Any]:
    return audit_json.as_json(made, 0)


def rendered(made: Audit) -> dict[str, Any]:
    """Return the context of each page there is."""
    listed = index_page._listed(Path("nowhere"), filed(made))
    shelf = index_page.Shelf(label="2026-10", period_words="October", editions=[listed])
    own = answers.of_audit(made)
    one = replace(county(made), answers=[*own.answers, own.relied], also=own.also, choices_words=own.weakened)
    return {
        "board": contexts.board_context(made),
        "state": contexts.state_context(made),
        "public": public.public(made, NEEDS, schemas(), "FOIL 12/2026", [])[0],
        "index": index_page.IndexContext(agency="County", shelves=[shelf]),
        "statewide": statewide.context(made.period, [one], [], is_list_given=True),
    }


def marks(page: str) -> list[str]:
    """Return each mark and each colour of a pass in a page's body."""
    body = page.partition("<body>")[2]
    classes = [word for one in re.findall(r'class="([^"]*)"', body) for word in one.split()]
    return [one for one in classes if one in ("met", "holds")] + re.findall("[✓✔☑]", body)


@pytest.mark.parametrize("controls", CONTROLS)
@pytest.mark.parametrize("state", STATES)
def test_no_page_has_a_mark_of_a_pass_unless_the_claim_is_demonstrated(state: ClaimState, controls: str) -> None:
    for name, context in rendered(edition(state, controls)).items():
        page = report.render(name, context)
        assert marks(page) == [] or state == "demonstrated", (name, marks(page))
        assert ("met" in marks(page)) == (state == "demonstrated"), name


@pytest.mark.parametrize("controls", CONTROLS)
def test_a_public_page_without_clearance_tells_by_no_mark_what_the_claim_is(controls: str) -> None:
    pages = {
        re.sub(r"[0-9a-f]{16,}", "", report.render("public", public.public(one, NEEDS, schemas(), "", [])[0]))
        for one in (edition("demonstrated", controls), edition("not_demonstrated", controls))
    }
    assert len(pages) == 1
    assert marks(pages.pop()) == []


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("controls", ["none found", "suspended"])
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_no_print_has_a_mark_of_a_pass_unless_the_claim_is_demonstrated(
    state: ClaimState, controls: str, tmp_path: Path
) -> None:
    for name, context in rendered(edition(state, controls)).items():
        if name == "index":
            continue
        (tmp_path / "p.pdf").write_bytes(pdf.pdf(name, context, "2026-10-31"))
        said = subprocess.run(["pdftotext", tmp_path / "p.pdf", "-"], capture_output=True, check=True).stdout.decode()
        assert ("✓" in said) == (state == "demonstrated"), name


def test_no_style_gives_a_mark_or_the_colour_of_a_pass_to_anything_but_a_state_that_only_a_claim_bears() -> None:
    style = (data_dir("report_templates") / "style" / "report.css").read_text(encoding="utf-8")
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", style)
    passing = [
        part.strip()
        for selectors, body in rules
        if "✓" in body or re.search(r"var\(--met\)", body)
        for part in selectors.split(",")
    ]
    assert [one for one in passing if ".met" not in one and ".holds" not in one] == []


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("legs", ["holds", "fails", "not_tested"])
def test_none_found_without_the_licence_of_the_records_is_not_known(state: ClaimState, legs: LegState) -> None:
    page = answers.of_audit(edition(state, "none found", legs))
    lines = [line for one in page.answers[1:] for line in one.lines]
    licensed = state == "demonstrated" or legs == "holds"
    for one in lines:
        assert (one.word == "None found") == licensed
        assert (one.word == "Not known" and "cannot show that there was none" in one.words) == (not licensed)
        assert one.state == ("met" if state == "demonstrated" else "none_found" if licensed else "undetermined")


def test_wherever_demonstrated_is_printed_the_other_answers_stand_beside_it_in_the_same_size() -> None:
    for name, context in rendered(edition("demonstrated", "exceptions")).items():
        page = report.render(name, context)
        beside = re.findall(r'<article class="card [a-z_]+">.*?</article>', page, flags=re.DOTALL)
        if name == "statewide":
            beside = re.findall(r"<td data-label=.*?</td>", page, flags=re.DOTALL)
        titles = [one["title"] for one in words()["questions"].values()]
        assert [title for title in titles if any(title in one for one in beside)] == titles, name
        assert all("Exceptions found" in one for one in beside[1:3]), name
        assert page.index("Demonstrated", page.index("<main>")) > 0


@pytest.mark.parametrize("controls", CONTROLS)
@pytest.mark.parametrize("state", OTHERS)
def test_the_workbook_opens_on_the_answers_and_none_is_a_pass(state: ClaimState, controls: str, tmp_path: Path) -> None:
    made = edition(state, controls)
    excel.write(tmp_path / "w.xlsx", made, {})
    book = openpyxl.load_workbook(tmp_path / "w.xlsx")
    assert (book.sheetnames[0], book.active.title) == ("Answers", "Answers")
    said = [str(cell) for row in book["Answers"].iter_rows(values_only=True) for cell in row if cell]
    assert [one for one in said if re.search(r"[✓✔]|Demonstrated", one)] == []
    assert [one["title"] for one in words()["questions"].values() if one["title"] not in said] == []


def test_every_place_prints_the_same_answers_in_the_same_order(tmp_path: Path) -> None:
    made = edition("exceptions", "contested")
    excel.write(tmp_path / "w.xlsx", made, {})
    book = openpyxl.load_workbook(tmp_path / "w.xlsx")
    page = answers.of_audit(made)
    wanted = [line.words for one in (*page.answers, page.relied) for line in one.lines]
    texts = {name: _text(report.render(name, context)) for name, context in rendered(made).items()}
    texts["findings.xlsx"] = " ".join(
        str(cell) for row in book["Answers"].iter_rows(values_only=True) for cell in row if cell is not None
    )
    texts["text"] = " ".join(answers.as_text(answers.of_edition(filed(made))))
    assert {name: _in_order(text, wanted) for name, text in texts.items()} == dict.fromkeys(texts, True)


def test_how_many_choices_weaken_the_answer_stands_wherever_the_answer_is_given(tmp_path: Path) -> None:
    plain = edition("demonstrated", "none found")
    choice = decide_choice.told("vetting.final_results", ["pending"], ["clear"], 1, weakens=True)
    told = {}
    for count in (0, 2):
        made = replace(plain, choices=[choice] * count)
        excel.write(tmp_path / "w.xlsx", made, {})
        book = openpyxl.load_workbook(tmp_path / "w.xlsx")
        texts = {name: _text(report.render(name, context)) for name, context in rendered(made).items()}
        texts["findings.xlsx"] = str([*book["Answers"].iter_rows(values_only=True)])
        texts["text"] = " ".join(answers.as_text(answers.of_edition(filed(made))))
        told[count] = {name for name, text in texts.items() if "2 choices of the policy weaken this answer." in text}
    assert told == {0: set(), 2: {"board", "state", "public", "index", "statewide", "findings.xlsx", "text"}}
    withheld = public.public(replace(plain, choices=[choice]), NEEDS, schemas(), "", [])[0]
    assert withheld.choices_words == ""  # what is not published is not weakened


def test_a_suspended_control_and_a_contested_act_are_on_the_first_page() -> None:
    titled = {one.id: one.title for one in audit().controls}
    contested = answers.of_audit(edition("exceptions", "contested")).also
    assert titled["permitted_by_law"] in [one.lead for one in contested]
    assert {one.state for one in contested} == {"undetermined"}
    suspended = answers.of_audit(edition("exceptions", "suspended"))
    assert [line.words for one in suspended.answers[1:] for line in one.lines] == [
        "Suspended: The query is being mended."
    ] * 3
    assert len(suspended.also) == len(titled) - 4


def _text(page: str) -> str:
    import html

    found = html.unescape(re.sub(r"<[^>]*>", " ", page.partition("<main>")[2]))
    return re.sub(r"\s+", " ", found)


def _in_order(text: str, wanted: Iterable[str]) -> bool:
    at = 0
    for one in wanted:
        at = text.find(one, at)
        if at < 0:
            return False
    return True


def test_books_of_one_audit_are_the_counts_of_its_audit_json() -> None:
    def counts(one: ControlResult) -> dict[str, Any]:
        return {key: asdict(one)[key] for key in ("population", "met", "exception", "undetermined", "out_of_scope")}

    made = edition("exceptions", "exceptions")
    assert [counts(one) for one in made.controls] == [
        {key: one[key] for key in counts(made.controls[0])} for one in filed(made)["controls"]
    ]
