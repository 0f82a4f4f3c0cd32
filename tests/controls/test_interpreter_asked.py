"""interpreter_asked: the record of each interview holds the question about an interpreter."""

from tests.support.jail import Jail

CONTROL = "interpreter_asked"
INTERVIEWS = """
interview_id | booking_id | officer_id | held_at          | interpreter_question
asked        | B1         | O1         | 2026-10-05 09:00 | Asked; declined
refused      | B1         | O1         | 2026-10-31 23:59 | no
unasked      | B1         | O1         | 2026-10-05 09:00 |
other_month  | B1         | O1         | 2026-11-01 00:00 |
"""


def test_each_story_has_its_outcome(jail: Jail) -> None:
    jail.deliver("interviews", INTERVIEWS)
    jail.manifest()
    assert jail.outcomes(CONTROL) == {
        "asked": ("met", "question_recorded"),
        "refused": ("met", "question_recorded"),  # any text that is not empty
        "unasked": ("exception", "question_missing"),
    }


def test_without_the_log_nothing_is_tested(jail: Jail) -> None:
    jail.deliver("claims", "claim_id|booking_id|raised_at|reported_at\nC1|B1|2026-10-05 09:00|")
    assert jail.outcomes(CONTROL) == {}
