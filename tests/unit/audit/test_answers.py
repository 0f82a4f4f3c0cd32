"""Whether the records can be relied on is answered no stronger than their tests, and the claim, allow."""

from dataclasses import replace

import pytest

from reporter.audit import answers, claim
from reporter.model import LegState
from tests.support.audits import audit, control

NOT_SHOWN = "The policy asks for no test, or no independent count, of the records."


@pytest.mark.parametrize(
    ("required", "one_of", "state", "words"),
    [
        (
            ["holds", "holds"],
            ["fails", "holds"],
            "met",
            "3 of the 3 tests that the claim needs hold.",
        ),
        (
            ["holds", "fails"],
            ["holds"],
            "exception",
            "1 of the 3 tests that the claim needs does not hold.",
        ),
        (
            ["holds"],
            ["fails", "fails"],
            "exception",
            "1 of the 2 tests that the claim needs does not hold.",
        ),
        (
            ["not_tested"],
            ["holds"],
            "undetermined",
            "1 of the 2 tests that the claim needs could not be made.",
        ),
        (["fails"], [], "exception", "1 of the 1 test that the claim needs does not hold."),
        (["holds"], [], "not_tested", NOT_SHOWN),
        ([], ["holds"], "not_tested", NOT_SHOWN),
        ([], [], "not_tested", NOT_SHOWN),
    ],
)
def test_the_records_are_relied_on_no_further_than_tested(
    required: list[LegState], one_of: list[LegState], state: str, words: str
) -> None:
    one = audit()
    legs = [replace(one.legs[0], state=said, required=True, one_of=False) for said in required]
    legs += [replace(one.legs[0], state=said, required=False, one_of=True) for said in one_of]
    claim = replace(one.claim, state="demonstrated")
    answer = answers.of_audit(replace(one, legs=legs, claim=claim)).relied
    assert (answer.state, answer.lines[0].words) == (state, words)


@pytest.mark.parametrize(
    ("required", "one_of", "words"),
    [
        (
            4,
            3,
            "The claim that no release came before vetting needs each of 4 tests, and one of 3 independent counts: "
            "5 tests in all.",
        ),
        (1, 1, "The claim that no release came before vetting needs 1 test, and 1 independent count: 2 tests in all."),
        (2, 0, ""),
        (0, 2, ""),
    ],
)
def test_which_tests_the_claim_needs_is_said_beside_their_number(required: int, one_of: int, words: str) -> None:
    one = audit()
    legs = [replace(one.legs[0], state="fails", required=True, one_of=False)] * required
    legs += [replace(one.legs[0], state="fails", required=False, one_of=True)] * one_of
    page = answers.of_audit(replace(one, legs=legs))
    assert page.needs == words
    assert page.relied.lines[0].remark.endswith(words)


@pytest.mark.parametrize(
    ("exception", "undetermined", "words", "remark"),
    [
        (
            1,
            0,
            "1 of 4 releases came later than the county's own limit of 4\xa0h after the release was authorised, "
            "with no other ground for custody on record. No other is in doubt.",
            "",
        ),
        (
            0,
            1,
            "None found so far, but 1 of 4 releases could not be determined.",
            "The county's own limit is 4\xa0h after the release was authorised.",
        ),
    ],
)
def test_the_limit_of_held_too_long_stands_beside_its_figure(
    exception: int, undetermined: int, words: str, remark: str
) -> None:
    held = control("not_held_too_long", met=3, exception=exception, undetermined=undetermined)
    made = audit(controls=[held], measures={"release_limit_seconds": 14_400})
    line = answers.of_audit(made).answers[0].lines[0]
    assert (line.words, line.remark) == (words, remark)
    old = answers.of_audit(replace(made, measures={})).answers[0].lines[0]
    assert (old.words, old.remark) == (words.replace(" of 4\xa0h after the release was authorised", ""), "")


def test_what_the_rule_does_not_cover_is_said_by_reason_where_every_one_has_its_own() -> None:
    held = replace(
        control("not_held_too_long", met=4, out_of_scope=66), reasons={"not_released": 66, "late_release": 1}
    )
    line = answers.of_audit(audit(controls=[held])).answers[0].lines[0]
    assert line.remark == "Not covered by this rule: 66 stays that did not end in a release."
    line = answers.of_audit(audit(controls=[replace(held, reasons={"not_released": 65})])).answers[0].lines[0]
    assert line.remark == "66 releases not covered by this rule."


def test_each_answer_says_of_what_kind_its_rule_is_and_whether_it_is_contested() -> None:
    made = [control("vetted_before_release"), control("not_held_too_long")]
    lines = [one for answer in answers.of_audit(audit(controls=made)).answers for one in answer.lines]
    assert [one.rule for one in lines] == [
        "Kind of rule: the sheriff's stated policy, not a law.",
        "Kind of rule: court ruling and Attorney General guidance (contested).",
    ]


def test_what_the_claim_lacks_is_said_with_its_size_and_the_noun_of_what_was_tested() -> None:
    leg = replace(audit().legs[0], violation_count=1_200, tested_count=10_596)
    assert claim.how_large(leg) == (
        "1,200 contradictions in the time in question (10,596 checks and notices tested, of all times)"
    )
    other = replace(leg, id="of_a_county", violation_count=1, tested_count=1)
    assert claim.how_large(other) == "1 contradiction in the time in question (1 row tested, of all times)"
