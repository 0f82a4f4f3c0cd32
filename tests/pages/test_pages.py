"""The pages in a real browser: usable by all, one file without a request, nothing cut, every text only text."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from reporter.audit import answers, audit_json
from reporter.audit.controls import catalogue, required_logs
from reporter.config.log_schemas import schemas
from reporter.editions import index_page
from reporter.report import charts, contexts, public
from reporter.report import html as report
from reporter.text import signs_written_out, words
from reporter.warehouse import query_files
from tests.support.audits import NASTY, audit

AUDIENCES = ("board", "state", "public")
PAGES = (*AUDIENCES, "index")
HISTOGRAM = [{"up_to_seconds": most, "count": count} for most, count in ((60, 3), (300, 0), (900, 12), (None, 1))]
TIMES = {"known_count": 16, "unknown_count": 2, "median_seconds": 540, "p90_seconds": 880, "max_seconds": 7200}
MEASURES: dict[str, Any] = {
    "trend": [{"month": f"2026-{n:02d}", "met": 20, "exception": n % 3, "undetermined": n % 2} for n in range(1, 11)],
    "funnel": [
        {"step": step, "count": count, "lost": lost}
        for step, count, lost in (("stays", 283, 0), ("checked", 280, 3), ("result", 278, 2), ("hit", 36, 0))
    ],
    "time_to_result": {**TIMES, "histogram": HISTOGRAM},
    "held_past_authorization": {**TIMES, "histogram": HISTOGRAM},
    "what_if": [{"clock_error": "zero", "met": 2, "exception": 1, "undetermined": 1, "out_of_scope": 0}],
    "screening_by_group": [
        {"attribute": "sex", "group": "F", "stay_count": 60, "checked_count": 40},
        {"attribute": "sex", "group": "M", "stay_count": 311, "checked_count": 300},
    ],
    "silence": [
        {"log": log, "day": f"2026-10-{day:02d}", "block": block, "count": (day * block) % 5}
        for log in ("bookings", "checks")
        for day in range(1, 32)
        for block in range(8)
    ],
    "self_test": {"planted": 24, "found": 24},
}


def contexts_of() -> dict[str, Any]:
    made = replace(audit(), measures=MEASURES)
    needs = {file.id: required_logs(file) for file in catalogue()}
    return {
        "board": contexts.board_context(made),
        "state": contexts.state_context(made),
        "public": public.public(made, needs, schemas(), "FOIL 12/2026", [])[0],
    }


def index_of() -> index_page.IndexContext:
    states = ("demonstrated", "exceptions", "not_demonstrated", "nothing_to_test")
    editions = [
        index_page.Listed(
            number=4 - n,
            claim_state=state,
            sentence=NASTY[n % len(NASTY)],
            answers=answers.of_audit(audit()).answers,
            also_words="Also on record: 2 other controls.",
            moved_words="2 outcomes moved since the edition before.",
            files=[(f"2026-10/r{4 - n}/{name}", title) for name, title in words()["files"].items()],
        )
        for n, state in enumerate(states)
    ]
    shelves = [index_page.Shelf(label=label, period_words=f"All of {label}", editions=editions) for label in ("r", "s")]
    months = [
        {
            "period": {"label": f"2026-{month:02d}"},
            "controls": [audit_json.control_as_json(one) for one in audit().controls],
        }
        for month in range(1, 13)
    ]
    return index_page.IndexContext(
        agency=NASTY[1],
        shelves=shelves,
        months=index_page.months(months),
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    for audience, context in contexts_of().items():
        (folder / f"{audience}.html").write_text(report.render(audience, context), encoding="utf-8")
    (folder / "index.html").write_text(report.render("index", index_of()), encoding="utf-8")
    return {page: folder / f"{page}.html" for page in PAGES}


def opened(browser: Any, path: Path, **settings: Any) -> Any:
    page = browser.new_context(offline=True, **settings).new_page()
    page.seen = []
    page.on("request", lambda one: page.seen.append(one.url))
    page.on("console", lambda one: page.seen.append(f"console: {one.text}"))
    page.on("pageerror", lambda one: page.seen.append(f"error: {one}"))
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("audience", PAGES)
def test_no_rule_of_accessibility_is_broken(browser: Any, pages: dict[str, Path], audience: str) -> None:
    """Dark, the rules of colour alone may say something else."""
    from axe_playwright_python.sync_playwright import Axe

    page = opened(browser, pages[audience], bypass_csp=True, color_scheme="light")
    tags = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
    found = Axe().run(page, options=tags).response["violations"]
    page.emulate_media(color_scheme="dark")
    colours = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
    found += Axe().run(page, options=colours).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == []


@pytest.mark.parametrize("audience", PAGES)
def test_a_page_asks_for_nothing_but_itself_and_says_nothing(
    browser: Any, pages: dict[str, Path], audience: str
) -> None:
    assert opened(browser, pages[audience]).seen == [pages[audience].as_uri()]


@pytest.mark.parametrize("audience", PAGES)
def test_no_page_scrolls_sideways_on_a_telephone_or_zoomed(browser: Any, pages: dict[str, Path], audience: str) -> None:
    page = opened(browser, pages[audience])
    over = {}
    for width in (320, 1280):  # a telephone, or 640 pixels of which each is drawn as two; a desk
        page.set_viewport_size({"width": width, "height": 800})
        over[width] = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over == {320: 0, 1280: 0}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_keyboard_reaches_the_answer_first(browser: Any, pages: dict[str, Path], audience: str) -> None:
    page = opened(browser, pages[audience])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#answer"


def test_the_keyboard_opens_an_edition_from_the_index_and_works_the_filter_of_the_cases(
    browser: Any, pages: dict[str, Path]
) -> None:
    page = opened(browser, pages["index"], java_script_enabled=False)
    reached = []
    while "2026-10/r4/board.html" not in reached and len(reached) < 20:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.tagName"))
    assert [one for one in reached if one != "DIV" and one != "SUMMARY"] == [
        "#period-1",
        "#period-2",
        "2026-10/r4/board.html",
    ]
    page = opened(browser, pages["state"])
    page.locator("[name=outcome]").focus()
    page.keyboard.press("ArrowDown")
    assert page.inner_text(".filter output") == "3 of 6 cases shown"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.input_value("[name=control]") == "vetted_before_release"
    assert page.inner_text(".filter output") == "3 of 6 cases shown"
    page.keyboard.press("Tab")
    page.keyboard.type("cmd|")
    assert page.inner_text(".filter output") == "0 of 6 cases shown"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "order"


def test_nothing_is_cut_off_on_a_telephone_but_what_its_own_frame_scrolls(browser: Any, pages: dict[str, Path]) -> None:
    cut = """() => [...document.querySelectorAll('main *')].filter(one => {
      const box = one.getBoundingClientRect(), style = getComputedStyle(one);
      return box.width && style.position !== 'absolute' && !one.closest('thead') && !one.closest('svg')
        && (box.right > 321 || box.left < -1);
    }).map(one => one.outerHTML.slice(0, 80))"""
    for name in PAGES:
        assert opened(browser, pages[name], viewport={"width": 320, "height": 800}).evaluate(cut) == []


def test_texts_of_records_are_only_ever_text(browser: Any, pages: dict[str, Path]) -> None:
    page = opened(browser, pages["state"])
    text = page.inner_text("main")
    assert [one for one in NASTY if signs_written_out(one) not in text] == []
    assert page.locator("main script").count() == 0


def test_the_cases_can_be_filtered_and_sorted_and_are_there_without_script(
    browser: Any, pages: dict[str, Path]
) -> None:
    page = opened(browser, pages["state"])
    seen = "[...document.querySelectorAll('.case')].filter(one => one.offsetHeight).map(one => one.dataset.case.at(-1))"
    assert page.evaluate(seen) == ["0", "1", "2", "3", "4", "5"]
    page.select_option("[name=outcome]", "exception")
    assert (page.evaluate(seen), page.inner_text(".filter output")) == (["1", "3", "5"], "3 of 6 cases shown")
    page.fill("[name=words]", "cmd|")
    assert page.evaluate(seen) == []
    page.select_option("[name=outcome]", "")
    assert page.evaluate(seen) == ["2"]
    page.fill("[name=words]", "")
    page.select_option("[name=order]", "outcome")
    assert page.evaluate(seen) == ["1", "3", "5", "0", "2", "4"]
    assert page.seen == [pages["state"].as_uri()]
    without = opened(browser, pages["state"], java_script_enabled=False)
    assert (without.locator(".case").count(), without.locator(".filter").is_visible()) == (6, False)


def test_the_public_learns_no_case_and_the_board_its_pseudonym_alone(pages: dict[str, Path]) -> None:
    shown = {audience: path.read_text(encoding="utf-8") for audience, path in pages.items()}
    assert {audience: "AAAA-BBBB" in text for audience, text in shown.items()} == {
        "board": True,
        "state": True,
        "public": False,
        "index": False,
    }
    assert [audience for audience, text in shown.items() if "SECRET" in text] == []


def test_a_picture_is_the_same_however_many_were_drawn_before_it() -> None:
    assert charts.drawn(MEASURES) == charts.drawn(MEASURES)


def test_the_first_page_reads_at_grade_nine_or_below() -> None:
    import textstat

    page = contexts_of()["board"]
    lines = [f"{line.lead} {line.words} {line.remark}" for one in (*page.answers, page.relied) for line in one.lines]
    said = [page.sentence, *[one.title for one in page.answers], *lines]
    said += [file.header["description"] for file in query_files.folder("expectations")]
    assert textstat.automated_readability_index(" ".join(said)) <= 9


@pytest.mark.parametrize("state", ["exceptions", "not_demonstrated", "nothing_to_test"])
def test_a_claim_that_is_not_demonstrated_uses_no_word_that_only_proof_allows(state: str) -> None:
    made = audit()
    claim = replace(made.claim, state=state, sentence="Nothing was shown.")  # the sentences are tested with the claim
    page = contexts.board_context(replace(made, claim=claim))
    answered = [f"{line.words} {line.remark}" for one in (*page.answers, page.relied) for line in one.lines]
    said = " ".join([page.sentence, *page.because, *answered]).lower()
    assert [word for word in ("no release happened", "never", "100 %", "100%", " all ") if word in said] == []


def test_what_is_shown_stands_in_the_address_and_a_link_leads_to_it_again(browser: Any, pages: dict[str, Path]) -> None:
    page = opened(browser, pages["state"])
    page.select_option("[name=outcome]", "undetermined")
    page.fill("[name=words]", "0002")
    shown = page.evaluate("document.querySelector('.filter output').textContent")
    address = page.url
    assert address.endswith("#show?outcome=undetermined&words=0002")
    again = browser.new_context(offline=True).new_page()
    again.goto(address)
    assert again.evaluate("document.querySelector('.filter output').textContent") == shown
    assert shown.startswith("1 of ")
    page.fill("[name=words]", "")
    page.select_option("[name=outcome]", "")
    assert page.url.endswith("#cases-title")


def test_an_address_from_elsewhere_chooses_only_what_the_page_offers(browser: Any, pages: dict[str, Path]) -> None:
    page = browser.new_context(offline=True).new_page()
    page.goto(pages["state"].as_uri() + "#show?outcome=%3Cscript%3E&control=none&order=x")
    assert page.evaluate("document.querySelector('[name=outcome]').value") == ""
    assert page.evaluate("document.querySelectorAll('.case[hidden]').length") == 0


def test_the_board_prints_from_a_browser_on_at_most_six_pages(browser: Any, tmp_path: Path) -> None:
    from tests.pages.test_print import context, everything

    path = tmp_path / "board.html"
    path.write_text(report.render("board", context("board", **everything())), encoding="utf-8")
    printed = opened(browser, path).pdf(format="Letter")
    assert len(pikepdf.open(BytesIO(printed)).pages) <= 6
