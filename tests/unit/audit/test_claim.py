"""The claim, whole, in each of its states: its sentence, what stands against it, and the exit code."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from reporter.audit import claim
from reporter.config import policy
from reporter.config.policy import Policy
from reporter.model import HEADLINE, Claim, ControlResult, LegResult, LegState
from tests.support.audits import audit, control

REQUIRED = ("fields_complete", "no_duplicates", "links_resolve", "logs_cover_period")
ONE_OF = ("booking_numbers_continuous", "census_reconciles", "daily_record_agrees")
WITHOUT_COUNT = "The policy names no independent count that would show a stay that was never written down."
WITHOUT_TEST = "The policy asks for no test of the records, so nothing shows that they are complete."


def policy_of(**tables: Any) -> Policy:
    return policy.read({"agency": {"name": "County", "timezone": "America/New_York"}, **tables}, "")


def legs(**states: LegState) -> list[LegResult]:
    """Return the tests that the claim needs and one that it does not need. All hold, except as `states` says."""
    known = audit().legs[0]
    return [
        replace(known, id=id_, title=id_, state=states.get(id_, "holds"), tested_count=2)
        for id_ in (*REQUIRED, *ONE_OF, "events_in_order")
    ]


def headline(met: int = 0, exception: int = 0, undetermined: int = 0, **changes: Any) -> ControlResult:
    return control(HEADLINE, met=met, exception=exception, undetermined=undetermined, **changes)


def answered(one: ControlResult, states: Mapping[str, LegState] | None = None, unread: int = 0, late: int = 0) -> Claim:
    others = [control("not_held_too_long", exception=7)]
    return claim.claim([*others, one], legs(**states or {}), policy_of(), unread_count=unread, waiting_count=late)


def test_a_claim_that_is_demonstrated_names_the_tests_that_carry_it() -> None:
    assert answered(headline(met=1_200), {"census_reconciles": "fails"}) == Claim(
        state="demonstrated",
        sentence="No release happened before vetting: 1,200 of 1,200 releases in scope were vetted first.",
        because=[f"{one}." for one in (*REQUIRED, *ONE_OF) if one != "census_reconciles"],
    )


@pytest.mark.parametrize(
    ("books", "words"),
    [
        ((3, 1, 0), "The records show 1 of 4 releases with no final check before the release."),
        ((0, 1, 0), "The records show 1 of 1 release with no final check before the release."),
        (
            (3, 1_000, 1),
            "The records show 1,000 of 1,004 releases with no final check before the release; with those that could "
            "not be determined it may be up to 1,001.",
        ),
    ],
)
def test_exceptions_are_counted_with_what_may_come_to_them(books: tuple[int, int, int], words: str) -> None:
    assert answered(headline(*books)) == Claim(state="exceptions", sentence=words, because=[])


UNSHOWN = "No claim is made: of {} examined, none was found to come before vetting; {} could not be determined."


@pytest.mark.parametrize(
    ("books", "states", "unread", "late", "examined", "because"),
    [
        ((2, 0, 1), {}, 0, 0, ("3 releases", 1), ["1 release could not be determined."]),
        (
            (1, 0, 0),
            {"links_resolve": "fails"},
            1,
            2,
            ("1 release", 0),
            [
                "1 file in inbox/ is read by no log: what stands there is not known.",
                "2 files in inbox/ are refused or not taken in: what stands there is not known.",
                "“links_resolve” does not hold: 1 contradiction in the time in question (2 checks and notices tested, "
                "of all times).",
            ],
        ),
        (
            (1, 0, 2),
            dict.fromkeys(ONE_OF, "not_tested"),
            2,
            1,
            ("3 releases", 2),
            [
                "2 releases could not be determined.",
                "2 files in inbox/ are read by no log: what stands there is not known.",
                "1 file in inbox/ is refused or not taken in: what stands there is not known.",
                "None of these holds: " + "; ".join(f"“{one}” could not be tested" for one in ONE_OF) + ".",
            ],
        ),
    ],
)
def test_whatever_is_in_doubt_or_not_read_takes_the_claim_away(
    books: tuple[int, int, int],
    states: Mapping[str, LegState],
    unread: int,
    late: int,
    examined: tuple[str, int],
    because: list[str],
) -> None:
    found = answered(headline(*books), states, unread, late)
    assert found == Claim(state="not_demonstrated", sentence=UNSHOWN.format(*examined), because=because)


def test_why_a_test_could_not_be_made_is_said() -> None:
    known = [replace(one, untested_because="never_two_numbers") for one in legs(no_duplicates="not_tested")]
    found = claim.claim([headline(met=1)], known, policy_of(), unread_count=0)
    assert found.because == [
        "“no_duplicates” could not be tested (no facility has two numbers, so a gap could never show)."
    ]


def test_nothing_is_claimed_of_no_release() -> None:
    none = headline(population=2, out_of_scope=2)
    assert answered(none) == Claim(
        state="nothing_to_test",
        sentence="Nothing was tested: no stay that the programme covers ended in a release in this period.",
        because=["2 stays ended in the period; 2 not covered by this rule."],
    )
    unread = answered(replace(none, population=1, out_of_scope=1), unread=1)
    assert unread == Claim(
        state="nothing_to_test",
        sentence="Nothing was tested: in the records that could be read, no stay that the programme covers ended in a "
        "release in this period.",
        because=[
            "1 stay ended in the period; 1 not covered by this rule.",
            "1 file in inbox/ is read by no log: what stands there is not known.",
        ],
    )
    one = replace(headline(met=1), population=3, out_of_scope=2)
    assert answered(one).sentence == "No release happened before vetting: 1 of 1 releases in scope were vetted first."


def test_a_headline_that_was_not_run_shows_nothing() -> None:
    untestable = headline(testable=False, not_testable_because="No checks log was delivered.")
    assert answered(untestable, unread=1) == Claim(
        state="not_demonstrated",
        sentence="It could not be tested whether any release in this period happened before vetting.",
        because=[
            "No checks log was delivered.",
            "1 file in inbox/ is read by no log: what stands there is not known.",
        ],
    )


@pytest.mark.parametrize("key", ["claim_requires", "claim_requires_one_of"])
def test_a_policy_that_asks_for_no_test_shows_nothing(key: str) -> None:
    lax = replace(policy_of(), **{key: ()})
    found = claim.claim([headline(met=1)], legs(), lax, unread_count=0)
    assert found.state == "not_demonstrated"
    assert found.because == [WITHOUT_TEST if key == "claim_requires" else WITHOUT_COUNT]


def test_the_exit_code_is_1_for_any_exception_and_0_for_a_demonstrated_claim_alone() -> None:
    shown, unshown = answered(headline(met=1)), answered(headline(undetermined=1))
    clean, bad = headline(met=1), control("not_held_too_long", exception=1)
    assert claim.exit_code(shown, [clean, bad]) == claim.exit_code(unshown, [bad]) == 1
    assert claim.exit_code(shown, [clean]) == 0
    assert claim.exit_code(unshown, [clean]) == 3


def test_only_what_is_no_longer_the_same_has_moved() -> None:
    before, after = (
        {("c", "1"): "met", ("c", "2"): "met", ("c", "3"): "met"},
        {("c", "1"): "met", ("c", "2"): "exception"},
    )
    assert claim.moved(before, after | {("b", "4"): "met"}) == [
        ("b", "4", "absent", "met"),
        ("c", "2", "met", "exception"),
        ("c", "3", "met", "absent"),
    ]


def test_the_choices_of_the_policy_are_printed_in_words() -> None:
    found = claim.settings(policy_of())
    assert found["Clock error between systems"] == "none declared"
    assert found["Rules that forbid acts"] == "none listed"
    assert found["Ends of custody that are no release"] != "none"
    assert found["The claim needs"] == ", ".join(REQUIRED)
    assert found["and one of"] == ", ".join(ONE_OF)
    assert (found["ICE told within"], found["Released within"]) == ("15 minutes", "4 hours of the authorisation")
    assert found["Citizenship claim reported within"] == "1 hour"
    rules = [
        {"name": "A", "from": date(2026, 10, 5), "forbids": ["check", "notification"], "status": "contested"},
        {"name": "B", "from": date(2026, 10, 5), "to": date(2026, 10, 9), "citation": "Act 5", "forbids": ["ice_hold"]},
    ]
    odd = policy_of(
        systems={"checks": {"clock_error": "90s"}, "bookings": {"clock_error": "0s"}, "holds": {"clock_error": "1m"}},
        regimes=rules,
        scope={"not_released": []},
    )
    odd = replace(odd, claim_requires=(), claim_requires_one_of=())
    said = claim.settings(odd)
    assert said["Clock error between systems"] == "checks ± 90 seconds; holds ± 1 minute"
    assert said["Rules that forbid acts"] == (
        "A (contested), from 5 October 2026, forbids: check, notification; "
        "B (in force), from 5 October 2026 to 9 October 2026, forbids: ICE hold. Act 5"
    )
    assert said["Ends of custody that are no release"] == "none"
    assert said["The claim needs"] == said["and one of"] == "nothing"
    assert [claim._span(one) for one in (1, 1_000_000, 7_200_000_000)] == ["1 microseconds", "1 second", "2 hours"]
