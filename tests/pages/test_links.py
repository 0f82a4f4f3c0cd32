"""Links both ways: from a figure of the first page to its finding, its cases and their files, and back."""

import re
from collections import Counter
from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from reporter.model import SourceRef
from reporter.report import contexts, pdf
from reporter.report import html as report
from tests.pages.test_pages import MEASURES
from tests.pages.test_pass_marks import CONTROLS, edition, rendered
from tests.support.audits import audit


def made(**changes: Any) -> Any:
    plain = audit()
    witness = [SourceRef(log="checks", file="checks.csv", line=1234)]
    return replace(plain, measures=MEASURES, cases=[replace(one, witnesses=witness) for one in plain.cases], **changes)


def ids_and_links(page: str) -> tuple[list[str], list[str]]:
    return re.findall(r'\bid="([^"]*)"', page), re.findall(r'href="#([^"]*)"', page)


@pytest.mark.parametrize("controls", CONTROLS)
def test_each_link_within_a_page_leads_somewhere_and_each_place_has_one_name(controls: str) -> None:
    for name, context in rendered(edition("exceptions", controls)).items():
        ids, links = ids_and_links(report.render(name, context))
        assert [one for one in links if one not in ids] == [], name
        assert [one for one, count in Counter(ids).items() if count > 1 and not one.startswith("clip")] == [], name


@pytest.mark.parametrize("audience", ["board", "state"])
def test_links_lead_from_a_figure_to_its_finding_and_back(audience: str) -> None:
    make = {"board": contexts.board_context, "state": contexts.state_context}[audience]
    page = report.render(audience, make(made()))
    ids, links = ids_and_links(page)
    assert [one for one in links if one not in ids] == []
    first = page[page.index('id="answer"') : page.index('id="contents-title"')]
    assert 'href="#vetted_before_release"' in first
    for wanted in ("finding-vetted_before_release", "open-vetted_before_release", "vetted_before_release"):
        assert links.count(wanted) >= 1, wanted


def test_a_finding_leads_to_its_cases_a_case_to_the_file_of_its_record_and_back() -> None:
    page = report.render("state", contexts.state_context(made()))
    finding = page[page.index('id="finding-vetted_before_release"') :]
    assert 'href="#cases-vetted_before_release"' in finding[: finding.index("</article>")]
    case = page[page.index('id="case-AAAA-BBBB-0001-vetted_before_release"') :]
    case = case[: case.index("</article>")]
    assert '<a href="#file-1">checks, checks.csv, line 1,234</a>' in case
    assert 'href="#vetted_before_release"' in case
    assert '<tr id="file-1"><th scope="row">checks' in page


@pytest.mark.parametrize("audience", ["board", "state"])
def test_the_print_has_the_same_links(audience: str) -> None:
    make = {"board": contexts.board_context, "state": contexts.state_context}[audience]
    book = pikepdf.open(BytesIO(pdf.pdf(audience, make(made()), "2026-10-31")))
    links = [one for page in book.pages for one in page.get("/Annots", []) if one.Subtype == "/Link"]
    findings = 14  # each control of the hand-made audit has one exception and one undetermined item
    assert len(links) >= findings * 4
    assert all("/Dest" in one or one.A.S == "/GoTo" for one in links)
