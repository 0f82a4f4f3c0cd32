"""The cases of the state page: as many as a page carries, each time where it belongs, the index of all editions."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from reporter.editions import index_page
from reporter.model import RecordedTime
from reporter.report import cases as casebook
from reporter.report import contexts
from reporter.report import html as report
from reporter.report.public import PublicContext
from tests.support.audits import audit, control


def time(label: str, earliest: str, latest: str) -> RecordedTime:
    return RecordedTime(label=label, text=earliest, earliest=earliest + "Z", latest=latest + "Z", doubt="")


def many(count: int) -> Any:
    one = audit()
    times = [time(f"Moment {n}", f"2026-10-06 1{n}:00:00.000000", f"2026-10-06 1{n}:00:59.999999") for n in range(8)]
    cases = [
        replace(one.cases[0], control=own.id, item=f"S-{n}", case_id=f"CA5E-{n:04d}", sentence="Too late.", times=times)
        for own in one.controls
        for n in range(count)
    ]
    return replace(one, cases=cases, controls=[control(own.id, exception=900) for own in one.controls])


def test_the_state_page_is_under_a_megabyte_and_a_half_with_five_hundred_cases_a_control() -> None:
    page = contexts.state_context(many(500))
    assert len(report.render("state", page).encode()) < 1_500_000
    counts = [len(group.cases) for group in page.groups]
    assert (len(counts), max(counts) - min(counts) <= 1, min(counts) >= 10) == (14, True, True)
    assert [len(group.cases) + group.more for group in page.groups] == [901] * 14


def test_few_cases_are_shown_every_one() -> None:
    assert [len(group.cases) for group in contexts.state_context(many(3)).groups] == [3] * 14


def test_the_board_is_given_the_pseudonyms_of_some_exceptions_and_how_many_more_there_are() -> None:
    one = many(8)
    one = replace(one, cases=[replace(case, outcome="exception") for case in one.cases])
    page = report.render("board", contexts.board_context(one))
    first = [f"CA5E-{n:04d}" for n in range(6)]
    assert contexts.board_context(one).named_cases[0] == (one.controls[0].title, first, ", and 894 more")
    assert page.count("CA5E-0005</span>, and 894 more") == len(one.controls)
    assert "S-5" not in page
    assert not hasattr(PublicContext, "named_cases")


def test_how_often_an_optional_field_is_empty_is_said_without_a_stronger_word_than_the_rows_allow() -> None:
    shares = {"bookings": {"released_at": 0.9999, "void": 0.0, "sequence_no": 1.0}, "checks": {"officer_id": 0.0001}}
    one = audit()
    legs = [replace(leg, detail={"missing_share": shares}) if n == 0 else leg for n, leg in enumerate(one.legs)]
    assert contexts.board_context(replace(one, legs=legs)).legs[0].says == one.legs[0].says
    said = contexts.state_context(replace(one, legs=legs)).legs[0].says
    assert said.endswith(
        "Rows in which a field that may be empty is empty: bookings: released at 99 %, sequence no in each; "
        "checks: officer id under 1 %."
    )


def test_a_doubt_of_a_minute_in_a_stay_of_a_year_is_a_thin_mark_and_close_up_shows_what_overlaps() -> None:
    (booked, checked, released), span = casebook.places(
        [
            time("Booked", "2025-10-06 10:00:00.000000", "2025-10-06 10:00:59.999999"),
            time("Check completed", "2026-10-06 14:00:30.000000", "2026-10-06 14:00:30.999999"),
            time("Released", "2026-10-06 14:00:00.000000", "2026-10-06 14:00:59.999999"),
        ]
    )
    assert span == "365\u00a0days\u00a04\u00a0h"
    assert [one.whole for one in (booked, checked, released)] == [
        casebook.Bar(left="0.50", width=""),
        casebook.Bar(left="99.50", width=""),
        casebook.Bar(left="99.50", width=""),
    ]
    assert (booked.zoomed, booked.near_span) == (None, "")
    assert (checked.zoomed, checked.near_span) == (casebook.Bar(left="50.00", width="1.67"), "1\u00a0min")
    assert (released.zoomed, released.near_span) == (casebook.Bar(left="0.00", width="100.00"), "1\u00a0min")


def test_a_bar_is_as_wide_as_its_span_is_long_and_nothing_is_drawn_twice_that_one_line_can_show() -> None:
    found, span = casebook.places(
        [
            time("Booked", "2026-10-06 00:00:00.000000", "2026-10-06 00:59:59.999999"),
            time("Released", "2026-10-06 12:00:00.000000", "2026-10-06 23:59:59.999999"),
        ]
    )
    assert span == "24\u00a0h"
    assert found == [
        casebook.TimelineBar(whole=casebook.Bar(left="0.00", width="4.17"), zoomed=None, near_span=""),
        casebook.TimelineBar(whole=casebook.Bar(left="50.00", width="50.00"), zoomed=None, near_span=""),
    ]
    assert casebook.places([]) == ([], "")


def test_the_index_lists_every_edition_newest_first_and_links_what_is_there(tmp_path: Path) -> None:
    def filed(label: str, number: int, state: str, last: str) -> dict[str, Any]:
        place = tmp_path / "reports" / label / f"r{number}"
        place.mkdir(parents=True)
        (place / "board.html").write_text("")
        return {
            "agency": "<b>County</b>",
            "period": {"label": label, "from": f"{label}-01", "to": last},
            "edition": number,
            "claim": {"state": state, "sentence": f"Sentence of {label} r{number}."},
            "controls": [
                {
                    "id": "vetted_before_release",
                    "testable": True,
                    "reasons": {},
                    "population": 9,
                    "met": 9 - (state == "exceptions"),
                    "exception": int(state == "exceptions"),
                    "undetermined": 0,
                    "out_of_scope": 0,
                }
            ],
            "changes": [{"cause": "late_record"}] * (number - 1),
        }

    audits = [
        filed("2026-09", 1, "demonstrated", "2026-09-30"),
        filed("2026-10", 1, "not_demonstrated", "2026-10-31"),
        filed("2026-10", 2, "exceptions", "2026-10-31"),
    ]
    index_page.write(tmp_path, audits)
    page = (tmp_path / "reports" / "index.html").read_text(encoding="utf-8")
    newest = page[page.index('id="periods-title"') : page.index('id="period-1"')]
    assert 'href="#period-1">2026-10<' in newest
    assert "Sentence of 2026-10 r2." in newest
    assert "Sentence of 2026-10 r1." not in newest
    assert 'aria-label="2026-09: 0 exceptions, 0 undetermined; 2026-10: 1 exception, 0 undetermined"' in newest
    assert 'aria-label="2026-09: not tested; 2026-10: not tested"' in newest
    page = page[page.index('id="period-1"') :]
    told = [
        "Edition r2",
        "Exceptions found",
        "Sentence of 2026-10 r2.",
        "1 outcome moved since r1.",
        "Edition r1",
        "Not demonstrated",
        "Sentence of 2026-10 r1.",
        ">Demonstrated",
        "Sentence of 2026-09 r1.",
    ]
    assert [page.find(one) for one in told] == sorted(page.find(one) for one in told)
    assert -1 not in [page.find(one) for one in told]
    assert "<b>County" not in page
    assert [
        one for one in ("2026-10/r2/board.html", "2026-10/r1/board.html", "2026-09/r1/board.html") if one not in page
    ] == []
    assert "board.pdf" not in page
    assert sorted(one.name for one in (tmp_path / "reports").iterdir()) == ["2026-09", "2026-10", "index.html"]


def test_what_is_said_of_many_cases_alike_stands_there_once_and_each_case_still_has_its_line() -> None:
    one = many(6)
    bare = [replace(case, times=[], settles="The word of the court.") for case in one.cases]
    page = report.render("state", contexts.state_context(replace(one, cases=bare)))
    assert page.count("Of each case here: Too late. What would settle it: The word of the court.") == 14
    assert page.count('class="case undetermined short"') == page.count("CA5E-0003</a>") * 6 == 84
    told = [replace(case, sentence="Never.") if case.item == "S-2" else case for case in bare]
    assert "Of each case here" not in report.render("state", contexts.state_context(replace(one, cases=told)))
    assert "Of each case here" not in report.render("state", contexts.state_context(many(6)))
