"""The public edition: nothing without clearance, no count of 1 to 10 people, alone or by difference."""

import random
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import numpy as np

from reporter.audit.controls import catalogue, required_logs
from reporter.config.log_schemas import schemas
from reporter.editions import change_causes
from reporter.report import disclosure_control, public
from reporter.text import words
from tests.support.audits import audit

OWN = audit()
NEEDS = {file.id: required_logs(file) for file in catalogue()}


def measured(**groups: tuple[int, int]) -> dict[str, Any]:
    rows = [
        {"attribute": "sex", "group": name, "stay_count": checked + not_, "checked_count": checked}
        for name, (checked, not_) in groups.items()
    ]
    return {"screening_by_group": rows}


def made(cleared: str = "ref", earlier: Any = (), **changes: Any) -> tuple[public.PublicContext, dict[str, Any]]:
    return public.public(replace(OWN, **changes), NEEDS, schemas(), cleared, earlier)


def test_without_clearance_only_what_rests_on_the_jails_own_logs_is_shown() -> None:
    late = {"release_limit_seconds": 14_400, "released_past_the_limit_count": 2}
    page, manifest = made("", measures=measured(F=(40, 20), M=(300, 11)) | late)
    assert (page.claim_state, page.books, page.tables, page.legs) == ("withheld", [], [], [])
    assert sorted(manifest["withheld_controls"]) == sorted(NEEDS)
    assert list(manifest["withheld_tables"]) == ["sex"]
    assert [(one.state, [line.words for line in one.lines]) for one in page.answers] == [
        ("withheld", ["Not published here: no clearance to do so is on record."]),
        (
            "withheld",
            ["2 of 5 releases came later than the county's own limit of 4\xa0h after the release was authorised."],
        ),
        ("withheld", ["Not published here: no clearance to do so is on record."]),
    ]
    assert manifest["shown_measures"] == late | {"released_count": 5}
    assert page.changes_words == words()["public"]["moves"]
    in_part = {"not_held_too_long": " (except the count above)"}
    titles = [*[one.title + in_part.get(one.id, "") for one in OWN.controls], "Screening by sex"]
    assert (page.gated, page.gate_words, page.withheld) == (titles, words()["public"]["gate_of_several"], [])


def test_how_many_releases_kept_the_limit_is_not_said_of_those_whose_authorisation_nobody_wrote_down() -> None:
    page, manifest = made("", measures={"released_past_the_limit_count": 0, "release_limit_unknown_count": 5})
    assert page.answers[1].lines[0].words == (
        "0 of 5 releases came later than the county's own limit, and of 5 it could not be determined."
    )
    assert manifest["shown_measures"]["release_limit_unknown_count"] == 5


def test_a_control_open_without_clearance_reads_no_log_made_under_the_agreement() -> None:
    made_under = {one.name for one in schemas().values() if one.provenance != "STATE_ONLY"}
    read = change_causes._logs_read()
    assert [one for one in NEEDS if not made_under & set(NEEDS[one]) and made_under & read[one]] == []


def test_with_clearance_each_shown_count_is_the_internal_one() -> None:
    page, manifest = made(measures=measured(F=(40, 20), M=(300, 11)))
    assert {one.id: list(one.counts) for one in page.books} == {
        one.id: [one.population, one.met, one.exception, one.undetermined, one.out_of_scope] for one in OWN.controls
    }
    assert manifest["shown_counts"]["vetted_before_release"]["exception"] == 1  # an official's act is never suppressed
    assert [one.rows for one in page.tables] == [[("F", "60", "40", "20"), ("M", "311", "300", "11")]]
    assert manifest["tables"] == {"sex": {"F": [40, 20], "M": [300, 11]}}


def test_small_groups_are_added_up_until_no_count_is_small() -> None:
    assert disclosure_control.rolled_up({"a": (5, 3), "b": (8, 9), "c": (50, 60)}) == {
        "c": (50, 60),
        disclosure_control.OTHERS: (13, 12),
    }
    assert disclosure_control.rolled_up({"a": (5, 3), "c": (50, 60)}) is None
    assert disclosure_control.rolled_up({"a": (5, 30), "b": (20, 30), "c": (50, 60)}) == {
        "c": (50, 60),
        disclosure_control.OTHERS: (25, 60),
    }


def test_no_linear_combination_of_what_is_shown_gives_a_small_count_on_a_thousand_counties() -> None:
    chance = random.Random(20261031)
    shown = hidden = 0
    for _ in range(1000):
        groups = {
            f"g{n}": (chance.choice([0, 1, 3, 9, 12, 40, 200]), chance.choice([0, 2, 7, 11, 30, 90]))
            for n in range(chance.randint(2, 7))
        }
        rolled = disclosure_control.rolled_up(groups)
        if rolled is None:
            continue
        shown += 1
        assert all(disclosure_control.is_safe(cells) for cells in rolled.values())
        names = sorted(groups)
        parts = [[name] if name in groups else [one for one in names if one not in rolled] for name in rolled]
        known = np.array([[float(name in part) for name in names] for part in parts] + [[1.0] * len(names)])
        for side in (0, 1):
            for at, name in enumerate(names):
                if 0 < groups[name][side] < disclosure_control.LEAST:
                    hidden += 1
                    unit = np.zeros((1, len(names)))
                    unit[0, at] = 1
                    assert np.linalg.matrix_rank(np.vstack([known, unit])) > np.linalg.matrix_rank(known)
    assert shown > 200
    assert hidden > 200


def test_a_table_is_withheld_where_it_would_show_a_small_difference_to_an_earlier_edition() -> None:
    _, first = made(measures=measured(F=(40, 20), M=(300, 11)))
    _, few_more = made(earlier=[first], measures=measured(F=(42, 20), M=(300, 11)))
    _, same = made(earlier=[first], measures=measured(F=(40, 20), M=(300, 11)))
    _, many_more = made(earlier=[first], measures=measured(F=(60, 20), M=(300, 11)))
    assert (list(few_more["withheld_tables"]), list(same["tables"]), list(many_more["tables"])) == (
        ["sex"],
        ["sex"],
        ["sex"],
    )
    quarter = first | {"period": {"label": "2026-Q4", "from": "2026-10-01", "to": "2026-12-31"}}
    _, month = made(earlier=[quarter], measures=measured(F=(40, 20), M=(300, 11)))
    assert list(month["withheld_tables"]) == ["sex"]


def test_every_pair_of_editions_published_in_turn_shows_no_small_difference() -> None:
    chance = random.Random(7)
    for _ in range(100):
        filed: list[dict[str, Any]] = []
        women, men = 30, 60
        for _ in range(6):
            women, men = women + chance.randint(0, 14), men + chance.randint(0, 14)
            filed.append(made(earlier=tuple(filed), measures=measured(F=(women, 15), M=(men, 20)))[1])
        tables = [one["tables"]["sex"] for one in filed if "sex" in one["tables"]]
        for one, two in combinations(tables, 2):
            assert not disclosure_control.reveals(one, two)


def test_where_the_other_controls_are_withheld_no_sentence_says_that_they_have_no_exception() -> None:
    page, _ = made("")
    assert (page.also, page.also_none) == ([], "What the other controls found is withheld.")
    assert made()[0].also_none == "No other control that was tested has an exception."


def other_worlds(groups: dict[str, tuple[int, ...]], name: str, side: int) -> list[dict[str, tuple[int, ...]]]:
    """Return what the groups could be all the same, were a person or so of one group of another."""
    found = []
    for other, more, beside in product(groups, (1, -1, 2, -2, 5, -5), range(-12, 13)):
        own, theirs = list(groups[name]), list(groups[other])
        for at, by in ((side, more), (1 - side, beside)):
            own[at] += by
            theirs[at] -= by
        if other != name and min(*own, *theirs) >= 0 and sum(own) and sum(theirs):
            found.append({**groups, name: tuple(own), other: tuple(theirs)})
    return found


def test_who_knows_the_method_and_every_groups_name_cannot_tell_a_small_count() -> None:
    """What is added up says which groups were small: still each small count could be another one."""
    chance = random.Random(20261130)
    hidden = 0
    for _ in range(1500):
        often = chance.choice([(0, 1, 3, 9, 12, 40, 200), (0, 0, 1, 2, 11, 12, 13), (1, 10, 11, 22), (0, 5, 11, 30)])
        drawn = {f"g{n}": (chance.choice(often), chance.choice(often)) for n in range(chance.randint(2, 6))}
        groups: dict[str, tuple[int, ...]] = {name: cells for name, cells in drawn.items() if sum(cells)}
        rolled = disclosure_control.rolled_up(groups)
        for name, side in product(groups if rolled else (), (0, 1)):
            if name not in (rolled or {}) and 0 < groups[name][side] < disclosure_control.LEAST:
                hidden += 1
                others = other_worlds(groups, name, side)
                assert any(disclosure_control.rolled_up(one) == rolled for one in others), (groups, rolled, name)
    assert hidden > 500
