"""The three pictures say what the answers say: titles with the counts, a word for each stretch, no pass."""

import re
from dataclasses import replace

import pytest

from reporter.report import charts, months_that_stand_out, three_pictures
from tests.pages.test_print import everything
from tests.support.audits import audit, control

NARROWEST = 54.5 * 72 / 25.4  # points: the least width of a printed picture, from the browser or as PDF

MEASURES = {
    "check_against_release": [
        {"stretch": stretch, "outcome": outcome, "count": count}
        for stretch, outcome, count in (
            ("after_1_h", "exception", 2),
            ("before_longer", "met", 1200),
            ("before_10_min", "undetermined", 5),
            ("never", "exception", 4),
        )
    ],
    "held_against_limit": [
        {"stretch": stretch, "ground": ground, "count": count}
        for stretch, ground, count in (("within", "released_in_time", 9), ("past_1_h", "ice_hold_only", 3))
    ],
}
CHECKS = [
    control("check_in_scope", met=1999, exception=1, undetermined=0),
    control("officer_authorized", met=1999, exception=1, undetermined=0),
]


def test_each_picture_is_titled_with_its_finding_and_has_the_same_in_words() -> None:
    drawn = three_pictures.drawn(MEASURES, CHECKS)
    assert [one.title for one in drawn] == [
        "First final check and release: 6 of 1,211 too late or never on record, 5 undetermined",
        "Held past the limit: 3 of 12 with no other ground on record, 0 undetermined",
        "Checks: 1 outside the programme or of no stay on record, 1 without authority on record, of 2,000, "
        "0 undetermined",
    ]
    assert drawn[0].alt.endswith(
        "more than a day before: 1,200 vetted first; up to 10 min before: 5 undetermined; "
        "10 min to 1 h after: 2 exception; no final check on record: 4 exception."
    )


def test_nothing_counted_is_no_picture_and_a_control_not_tested_is_no_bar() -> None:
    assert three_pictures.drawn({}, [replace(one, testable=False) for one in audit().controls]) == []
    assert [one.id for one in three_pictures.drawn({}, CHECKS)] == ["checks_by_authority"]
    picture = three_pictures.drawn({}, [CHECKS[0], replace(CHECKS[1], testable=False)])[0]
    assert (
        picture.title
        == "Checks: 1 outside the programme or of no stay on record, authority not tested, of 2,000, 0 undetermined"
    )
    assert [row[0] for row in picture.rows] == ["outside the programme", "programme not known", "in the programme"]


def test_the_release_and_the_limit_are_drawn_and_no_colour_is_that_of_a_pass() -> None:
    drawn = {one.id: one.svg for one in three_pictures.drawn(MEASURES, CHECKS)}
    assert ("the release" in drawn["check_against_release"], "the limit" in drawn["held_against_limit"]) == (True, True)
    assert [id_ for id_, svg in drawn.items() if "#1d6b45" in svg or charts.NEUTRAL not in svg] == []


def test_no_text_of_a_picture_is_printed_smaller_than_six_and_a_half_points() -> None:
    for one in [*three_pictures.drawn(MEASURES, CHECKS), *charts.drawn(everything()["measures"])]:
        width = float(re.findall(r'<svg [^>]*?width="([\d.]+)"', one.svg)[0])
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', one.svg)]
        assert min(sizes) * NARROWEST / width >= 6.5, one.id
    assert len({re.findall(r'viewBox="[^"]*"', one.svg)[0] for one in three_pictures.drawn(MEASURES, CHECKS)}) == 1


def test_one_exception_among_a_hundred_thousand_is_seen_and_its_count_stands_beside_it() -> None:
    checks = [replace(one, met=99_999, population=100_000) for one in CHECKS]
    held = [{"stretch": "within", "ground": "released_in_time", "count": 100_000}]
    held.append({"stretch": "past_1_h", "ground": "late_release", "count": 1})
    month = {"met": 0, "exception": 100_000, "undetermined": 0}
    months = [{"month": "2026-09", **month}, {"month": "2026-10", **month, "undetermined": 1}]
    drawn = [
        *three_pictures.drawn({"held_against_limit": held}, checks),
        *charts.drawn({"trend": months}),
    ]
    for one in drawn:
        bars = [float(width) for width in re.findall(r'd="M[\d.]+,[\d.]+h([\d.]+)v', one.svg)]
        assert min(width for width in bars if width) >= 1.5, one.id
        assert re.search(r">(■ )?1<", one.svg), one.id


def test_beside_each_picture_stands_a_table_of_its_figures_and_their_sum_is_that_of_the_picture() -> None:
    released = [
        {"stretch": "before_1_h", "outcome": "met", "count": 1_200},
        {"stretch": "after_1_h", "outcome": "exception", "count": 2},
        {"stretch": "after_1_h", "outcome": "undetermined", "count": 3},
    ]
    picture = three_pictures.drawn({"check_against_release": released}, [])[0]
    assert picture.columns == ["First final check", "exception", "undetermined", "vetted first"]
    assert ["10 min to 1 h before", "0", "0", "1,200"] in picture.rows
    assert ["10 min to 1 h after", "2", "3", "0"] in picture.rows
    assert "the release" not in [row[0] for row in picture.rows]
    counts = [int(cell.replace(",", "")) for row in picture.rows for cell in row[1:]]
    assert sum(counts) == 1_205


def test_each_edge_has_its_months_with_what_was_examined_and_one_month_is_no_trend() -> None:
    months = [
        {"month": "2026-08", "met": 20, "exception": 0, "undetermined": 0},
        {"month": "2026-09", "met": 1_000, "exception": 1, "undetermined": 2},
    ]
    pictures = charts.drawn({"trend": months, "trend_held": months, "trend_scope": months, "trend_authority": months})
    assert [one.columns[1] for one in pictures] == ["Releases", "Releases", "Checks", "Checks"]
    assert len({one.title for one in pictures}) == 4
    for one in pictures:
        assert one.rows == [["2026-08", "20", "0", "0"], ["2026-09", "1,003", "1", "2"]]
        assert "2026-09: 1 and 2 of 1,003" in one.alt
    assert charts.drawn({"trend": months[:1]}) == []


def test_a_bar_of_the_same_count_is_as_long_in_each_picture_of_months() -> None:
    def months(greatest: int) -> list[dict[str, object]]:
        counts = {"met": 9, "undetermined": 0}
        return [{"month": f"2026-0{at}", "exception": count, **counts} for at, count in ((8, 2), (9, greatest))]

    def bar_of_two(svg: str) -> float:
        return float(re.findall(r'd="M0,[\d.]+h([\d.]+)v[\d.]+h-[\d.]+Z" fill="#a3282c"', svg)[0])

    few, many = (one.svg for one in charts.drawn({"trend": months(2), "trend_held": months(20)}))
    assert bar_of_two(few) == bar_of_two(many)


@pytest.mark.parametrize(
    ("limit", "shown"),
    [(900, "limit: 15 min"), (1_200, "30 min (limit: 20 min)"), (None, "")],
    ids=["edge", "within", "none"],
)
def test_the_limit_of_the_policy_is_drawn_among_the_times(limit: int | None, shown: str) -> None:
    ends = (60, 300, 900, 1_800, 3_600, 14_400, 43_200, 86_400, 172_800, 604_800, None)
    times = {"known_count": 22, "unknown_count": 1, "histogram": [{"up_to_seconds": one, "count": 2} for one in ends]}
    picture = charts.drawn({"time_to_notice": times, "notice_limit_seconds": limit})[0]
    texts = re.findall(r">([^<>]+)</text>", picture.svg)
    assert "22 stays, by time up to; 1 not known" in texts
    assert [one for one in texts if "limit" in one] == ([shown] if shown else [])
    assert ("stroke-dasharray" in picture.svg) == shown.startswith("limit")
    assert ("Limit:" in picture.alt) == bool(shown)


def test_a_month_that_stands_out_is_noted_with_what_was_examined_and_what_is_on_record_and_never_why() -> None:
    months = [{"month": f"2026-0{at}", "met": 200, "exception": 1, "undetermined": 0} for at in (7, 8, 9)]
    own = {"month": "2026-10", "met": 1_194, "exception": 6, "undetermined": 5}
    books = [control("vetted_before_release", met=1_194, exception=6, undetermined=5)]
    made = audit(controls=books, measures={"trend": [*months, own]})
    drawn = charts.drawn(made.measures)
    assert [one.note for one in months_that_stand_out.noted(drawn, made)] == [
        "October 2026 has 6 exceptions of 1,205 releases; no other month has more than 1. "
        "More were examined than in any other month: those have 201. "
        "Of these: No check is on record for the stay (6). The records do not show why."
    ]
    quarter = replace(made, period=replace(made.period, label="2026-Q4"))
    assert "Of these" not in months_that_stand_out.noted(drawn, quarter)[0].note
    for even in ([*months, {**own, "exception": 2}], [months[0], own]):
        calm = replace(made, measures={"trend": even})
        assert [one.note for one in months_that_stand_out.noted(charts.drawn(calm.measures), calm)] == [""]
