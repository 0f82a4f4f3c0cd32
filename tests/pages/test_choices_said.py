"""A choice that was not decided again with its default is said to be only counted; short codes stay on one line."""

from dataclasses import replace

from reporter.audit.decide_choice import told
from reporter.report import choices
from tests.support.audits import audit


def test_a_limit_that_was_not_decided_again_says_so_and_one_that_is_applied_nowhere_says_that() -> None:
    made = audit(
        choices=[
            told("limits.record_within", "48h", "24h", 12, weakens=True),
            told("systems.vet.clock_error", "60s", "0s", 0, note="applied_nowhere"),
            told("controls.suspended.x", "The court said so.", None, 0),
        ]
    )
    for in_full in (False, True):
        assert [one.with_default for one in choices.shown(made, in_full=in_full)] == [
            "Not decided again.",
            "Applied nowhere: times of one system are compared without it.",
            "",
        ]


def test_the_codes_of_a_column_say_how_many_were_decided_again_and_each_short_one_stays_whole() -> None:
    again = {"exception": 1, "undetermined": 0, "state": "exceptions"}
    codes = [
        told("logs.checks.values.result", {"CLR": "clear"}, None, 1_200, with_default=again),
        told("logs.checks.values.result", {"A code of more than the width of a column": "clear"}, None, 3),
    ]
    (one,) = choices.shown(audit(choices=codes), in_full=False)
    assert one.value == "CLR\u00a0=\u00a0clear\u00a0(1,200), A code of more than the width of a column = clear (3)"
    assert one.with_default == "Decided again with the code unread: 1. The others are only counted."
    (counted,) = choices.shown(audit(choices=codes[1:]), in_full=False)
    assert counted.with_default == "Not decided again."


def test_where_the_main_question_was_not_tested_no_choice_is_said_to_weaken_nothing() -> None:
    plain = audit()
    assert choices.headline(plain) == "No choice of the policy weakens this answer."
    unmapped = replace(plain.controls[0], testable=False, not_testable_because="released_at is not mapped.")
    assert choices.headline(replace(plain, controls=[unmapped, *plain.controls[1:]])) == (
        "The main question was not tested, so what the choices of the policy change is not known."
    )
