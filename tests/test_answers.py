"""Whether the records can be relied on is answered no stronger than their tests, and the claim, allow."""

from dataclasses import replace

import pytest

from reporter.model import LegState
from reporter.report import questions
from tests.audits import audit

NOT_SHOWN = "Not shown: the policy asks for no test, or no independent count, of the records."


@pytest.mark.parametrize(
    ("required", "one_of", "state", "words"),
    [
        (
            ["holds", "holds"],
            ["fails", "holds"],
            "met",
            "So far as tested: 3 of the 3 tests that the claim needs hold.",
        ),
        (
            ["holds", "fails"],
            ["holds"],
            "exception",
            "Not in full: 1 of the 3 tests that the claim needs does not hold.",
        ),
        (
            ["holds"],
            ["fails", "fails"],
            "exception",
            "Not in full: 1 of the 2 tests that the claim needs does not hold.",
        ),
        (
            ["not_tested"],
            ["holds"],
            "undetermined",
            "Not known: 1 of the 2 tests that the claim needs could not be made.",
        ),
        (["fails"], [], "exception", "Not in full: 1 of the 1 test that the claim needs does not hold."),
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
    answer = questions.answers(replace(one, legs=legs))[-1]
    assert (answer.state, answer.lines[0].words) == (state, words)
