"""The printed editions: tagged, titled, the same bytes each time, and every text of a record only ever text."""

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from reporter.audit import answers
from reporter.audit.controls import catalogue, required_logs
from reporter.config.log_schemas import schemas
from reporter.editions import county_pack, statewide
from reporter.model import COUNTS, Audit, Contradiction, Response
from reporter.report import charts, contexts, public
from reporter.report import html as report
from reporter.report import pdf as printing
from reporter.resources import data_dir
from reporter.text import words
from tests.support.audits import NASTY, audit

AUDIENCES = sorted(path.stem for path in (data_dir("report_templates") / "print").glob("*.typ") if path.stem != "style")
# They show counts only: no case and no picture.
COUNTED = ("public", "statewide")
NEEDS = {file.id: required_logs(file) for file in catalogue()}


def context(audience: str, **changes: Any) -> Any:
    made = audit(**changes)
    if audience == "public":
        return public.public(made, NEEDS, schemas(), "FOIL 12/2026", [])[0]
    if audience == "statewide":
        silent = [statewide.Silent(name=NASTY[1], facilities=["ANNEX"])]
        return statewide.context(
            made.period, [county(made), county(replace(made, agency=NASTY[0]))], silent, is_list_given=True
        )
    return {"board": contexts.board_context, "state": contexts.state_context}[audience](made)


def county(made: Audit) -> county_pack.County:
    """Return what a statewide edition takes from one county's pack."""
    first_page = answers.of_audit(made)
    return county_pack.County(
        name=made.agency,
        facilities=["MAIN"],
        edition=made.edition,
        root_digest=made.digest,
        is_held_against_root=False,
        unverified_because=[],
        version=made.version,
        signed_by="",
        claim_state=made.claim.state,
        claim_word=words()["claim"][made.claim.state],
        sentence=made.claim.sentence,
        answers=[*first_page.answers, first_page.relied],
        also=first_page.also,
        choices_words=first_page.weakened,
        legs={leg.id: leg.state for leg in made.legs},
        coverage_words=words()["leg"][made.legs[0].state],
        books={one.id: {key: getattr(one, key) for key in COUNTS} for one in made.controls},
        not_counted={},
    )


def pdf(audience: str, **changes: Any) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(printing.pdf(audience, context(audience, **changes), "2026-10-31")))


def tags(node: Any, found: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Gather the elements of the structure tree by their kind."""
    if isinstance(node, pikepdf.Array):
        for one in node:
            tags(one, found)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            found.setdefault(str(node.S), []).append(node)
        if "/K" in node:
            tags(node.K, found)
    return found


def test_there_is_a_printed_edition_for_each_page() -> None:
    assert (
        sorted(
            path.name.split(".")[0]
            for path in data_dir("report_templates").glob("[bsp]*.html.j2")
            if path.name != "base.html.j2"
        )
        == AUDIENCES
    )


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_printed_edition_is_tagged_titled_and_has_bookmarks_and_header_cells(audience: str) -> None:
    found = pdf(audience)
    assert str(found.Root.Lang).startswith("en")
    assert bool(found.Root.MarkInfo.Marked)
    assert found.Root.MarkInfo.Suspects is False  # as PDF/UA-1 demands, though poppler's pdfinfo complains of it
    assert ("2026-10" if audience == "statewide" else "2026-10, edition r2") in str(found.docinfo["/Title"])
    assert "/Outlines" in found.Root
    structure = tags(found.Root.StructTreeRoot, {})
    assert len(structure["/H1"]) == 1
    assert len(structure["/TH"]) >= 4
    assert structure.keys() >= {"/Table", "/TR", "/TD", "/H2"}


MEASURES: dict[str, Any] = {
    "funnel": [{"step": "stays", "count": 5, "lost": 0}, {"step": "checked", "count": 4, "lost": 1}],
    **{
        key: [{"month": f"2026-{month:02d}", "met": 3, "exception": 1, "undetermined": 1} for month in range(1, 13)]
        for key in ("trend", "trend_held", "trend_scope", "trend_authority")
    },
    **{
        key: {
            "known_count": 3, "unknown_count": 0, "median_seconds": 60, "p90_seconds": 90, "max_seconds": 99,
            "histogram": [{"up_to_seconds": 60, "count": 2}, {"up_to_seconds": None, "count": 1}],
        }
        for key in ("time_to_result", "time_to_notice", "held_past_authorization")
    },
    "silence": [{"log": log, "day": "2026-10-01", "block": 1, "count": 2} for log in ("bookings", "checks")],
}  # fmt: skip


def everything() -> dict[str, Any]:
    """Return what fills an edition most: twelve legs, every picture, three reasons and five causes a control."""
    plain = audit()
    exception = dict.fromkeys(("no_check", "after_release", "no_final_result"), 1)
    doubt = dict.fromkeys(("precision", "clock_error", "repeated_hour", "time_missing", "not_covered"), 1)
    says = "Each of the bookings, checks and notifications has its required fields, in a form that can be read."
    leg = replace(plain.legs[0], says=says, cannot_exclude="A stay that began and ended between two counts.")
    return {
        "measures": MEASURES,
        "legs": [replace(leg, state=("holds", "fails", "not_tested")[number % 3]) for number in range(12)],
        "notes": ["The file JMS_BOOKINGS_2026-06_RESEND.csv has the same content as another."] * 6,
        "controls": [
            replace(one, reasons_by_outcome={"exception": exception, "undetermined": doubt}) for one in plain.controls
        ],
    }


def answered() -> dict[str, Any]:
    """Return an official's answer to the first case."""
    first = audit().cases[0]
    said = Response(
        control=first.control, item=first.item, case_id=first.case_id, outcome=first.outcome, response="explained",
        reason_given=NASTY[0], authority=NASTY[2], name="A. Officer", date="2026-11-02", file="responses.csv", line=2,
        state="matched", contested=True,
    )  # fmt: skip
    return {"responses": [said]}


def says(printed: bytes, folder: Path, *options: str) -> str:
    """Return a PDF's text without white space, which a line's end may put anywhere."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    (folder / "said.pdf").write_bytes(printed)
    done = subprocess.run(["pdftotext", *options, folder / "said.pdf", "-"], capture_output=True, check=True)
    return re.sub(r"[\s\u200b]+", "", done.stdout.decode())


def test_the_boards_edition_has_at_most_nine_pages_and_is_printed_in_three_seconds_with_all_there_may_be() -> None:
    page = context("board", **everything())
    began = time.process_time()
    printed = printing.pdf("board", page, "2026-10-31")
    assert time.process_time() - began < 3
    assert len(pikepdf.open(BytesIO(printed)).pages) <= 9


def test_the_boards_first_page_has_the_answers_and_what_else_is_on_record(tmp_path: Path) -> None:
    page = context("board", **everything())
    printed = printing.pdf("board", page, "2026-10-31")
    first = says(printed, tmp_path, "-l", "1")
    asked = [one["title"] for one in words()["questions"].values()] + [words()["relied_on"]]
    assert len(asked) == 4
    assert [one for one in asked if one.replace(" ", "") not in first] == []
    said = [line.words for one in (*page.answers, page.relied) for line in one.lines]
    assert [one for one in said if re.sub(r"\s", "", one).replace("'", "’") not in first.replace("'", "’")] == []
    assert [line.lead for line in page.also if line.lead.replace(" ", "") not in first.replace("’", "'")] == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_each_table_has_header_cells_and_each_picture_has_words_for_those_who_cannot_see_it(audience: str) -> None:
    page = context(audience, **everything())
    shown = [*getattr(page, "three_pictures", []), *getattr(page, "pictures", [])]
    printed = pdf(audience, **everything())
    found = tags(printed.Root.StructTreeRoot, {})
    assert [one for one in found["/Table"] if "/TH" not in tags(one.K, {})] == []
    about = [entry for one in found["/TH"] for entry in one.A]
    assert {str(entry.Scope) for entry in about if "/Scope" in entry} == {"/Column"}
    assert sum("/Scope" in entry for entry in about) == len(found["/TH"])
    assert len(shown) == (0 if audience in COUNTED else 10)
    assert [str(one.Alt) for one in found.get("/Figure", [])] == [one.alt for one in shown]


def test_texts_of_records_are_printed_as_they_stand_and_what_nobody_sees_is_made_visible(tmp_path: Path) -> None:
    printed = says(printing.pdf("state", context("state"), "2026-10-31"), tmp_path)
    wanted = [one.replace("\u202e", "U+202E").replace("\u202c", "U+202C").replace(" ", "") for one in NASTY]
    assert [one for one in wanted if one not in printed] == []


@pytest.mark.parametrize(
    ("epoch", "day"), [("", "2026-10-31"), ("soon", "2026-10-31"), ("9" * 19, "2026-10-31"), ("86400", "1970-01-02")]
)
def test_the_date_of_a_print_is_the_last_day_or_the_one_that_packaging_asks_for(
    monkeypatch: pytest.MonkeyPatch, epoch: str, day: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pikepdf.open(BytesIO(printing.pdf("public", context("public"), "2026-10-31"))) as pdf:
        assert str(pdf.docinfo["/CreationDate"])[2:10] == day.replace("-", "")


def test_a_character_that_no_font_has_does_not_stop_an_edition(tmp_path: Path) -> None:
    odd = "A \U0001f512 \u4e2d \x00 \ud800 \u0144 \u00e9"
    printed = says(printing.pdf("board", context("board", agency=odd), "2026-10-31"), tmp_path)
    assert "AU+1F512U+4E2DU+0000U+D800\u0144\u00e9" in printed


def test_the_state_edition_has_answers_verbatim_each_querys_digest_and_where_other_cases_are(
    tmp_path: Path,
) -> None:
    page = context("state", case_count=1, **answered())
    printed = says(printing.pdf("state", page, "2026-10-31"), tmp_path)
    assert "Officialsanswered:explained(contested).#panic()" in printed.replace("’", "")
    assert NASTY[2].replace(" ", "").replace("'", "’") in printed.replace("'", "’")
    assert printed.count("0" * 64) == len(page.books)
    assert "1morecasesofthiscontrolstandinoutcomes.parquet." in printed


def test_no_booking_number_is_in_the_printed_editions(tmp_path: Path) -> None:
    for audience in AUDIENCES:
        printed = says(printing.pdf(audience, context(audience, **answered()), "2026-10-31"), tmp_path)
        assert ("SECRET-" in printed, "AAAA-BBBB" in printed) == (False, audience not in COUNTED)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_it_is_the_same_bytes_in_any_zone_and_hash_order(audience: str) -> None:
    code = (
        "import hashlib; from tests.pages.test_print import context, everything\n"
        "from reporter.report import html, pdf\n"
        f"page = context({audience!r}, **everything())\n"
        f"made = pdf.pdf({audience!r}, page, '2026-10-31') + html.render({audience!r}, page).encode()\n"
        "print(hashlib.sha256(made).hexdigest())"
    )
    said = set()
    for zone, seed in (("UTC", "1"), ("Asia/Tokyo", "2")):
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C"}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment,
            cwd=Path(__file__).parents[2],
        )  # fmt: skip
        said.add(done.stdout)
    assert len(said) == 1


def test_no_booking_number_is_in_any_page() -> None:
    for audience in AUDIENCES:
        page = report.render(audience, context(audience))
        assert ("SECRET-" in page, "AAAA-BBBB" in page) == (False, audience not in COUNTED)


def test_a_picture_and_a_page_use_the_reports_own_font_which_has_each_character_drawn() -> None:
    import typst

    drawn = charts.drawn(MEASURES)
    assert {font for one in drawn for font in re.findall(r'font-family="([^"]*)"', one.svg)} == {"Report Sans"}
    text = "".join(
        sorted({char for one in drawn for char in "".join(re.findall(r">([^<]+)<", one.svg))} | set("✓■?–×"))
    )
    folder = data_dir("report_templates") / "fonts"
    source = (
        '#set document(title: "x")\n#set text(font: "Report Sans", fallback: false)\n'
        "#sys.inputs.text #strong(sys.inputs.text)"
    )
    inputs = {"text": text}
    options = {"font_paths": [str(folder)], "ignore_system_fonts": True, "pdf_standards": ["ua-1"], "timestamp": 0}
    assert typst.compile(source.encode(), sys_inputs=inputs, **options)
    with pytest.raises(typst.TypstError):
        typst.compile(source.encode(), sys_inputs={"text": "\u4e2d"}, **options)
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text(encoding="utf-8")


def test_the_reviewers_print_has_the_rows_that_contradict_a_test_and_says_how_many_more_there_are(
    tmp_path: Path,
) -> None:
    row = Contradiction(
        leg="links_resolve", log="checks", file=f"{NASTY[0]}.csv", line=7, kind="no_stay", place="period"
    )
    silent = replace(row, file="", line=None, kind="silence")
    rows = [*[silent] * 3, *(replace(row, line=number) for number in range(2, 131))]
    legs = [replace(audit().legs[0], contradictions=rows)]
    page = contexts.on_paper(context("state", legs=legs))
    printed = says(printing.pdf("state", page, "2026-10-31"), tmp_path)
    assert printed.count("checks#panic().csvline") == 99
    assert printed.count("silence,3times") == 1
    assert "30morearein" in printed
