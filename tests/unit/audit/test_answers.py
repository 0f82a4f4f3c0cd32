"""Whether the records can be relied on is answered no stronger than their tests, and the claim, allow."""

from dataclasses import replace
from typing import Any

import pytest

from reporter.audit import answers, audit_json, claim
from reporter.model import ClaimState, LegState
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
            "with no other ground for custody on record. The records cannot show that there were no others.",
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


@pytest.mark.parametrize(
    ("undetermined", "state", "words"),
    [
        (0, "holds", "1 of 4 checks {}. No other is in doubt."),
        (0, "fails", "1 of 4 checks {}. The records cannot show that there were no others."),
        (1, "holds", "1 of 5 checks {}. With the 1 that could not be determined it may be up to 2."),
        (
            1,
            "not_tested",
            "1 of 5 checks {}. With the 1 that could not be determined it may be up to 2. The records cannot show that "
            "there were no others.",
        ),
    ],
)
def test_beside_exceptions_no_more_is_said_of_the_others_than_the_records_allow(
    undetermined: int, state: LegState, words: str
) -> None:
    one = audit()
    legs = [replace(one.legs[0], state=state, required=required, one_of=not required) for required in (True, False)]
    checks = control("officer_authorized", met=3, exception=1, undetermined=undetermined)
    line = answers.of_audit(replace(one, controls=[checks], legs=legs)).answers[0].lines[0]
    assert line.words == words.format("had no officer's authority on record")


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
    leg = replace(audit().legs[0], contradiction_count=1_200, tested_count=10_596)
    assert claim.how_large(leg) == (
        "1,200 contradictions in the time in question (10,596 checks and notices tested, of all times)"
    )
    other = replace(leg, id="of_a_county", contradiction_count=1, tested_count=1)
    assert claim.how_large(other) == "1 contradiction in the time in question (1 row tested, of all times)"


NONE = "None found among 3 checks."
DOUBT = "None found so far, but 1 of 4 checks could not be determined."
UNLICENSED = "None found among 3 checks, but the records cannot show that there was none."


@pytest.mark.parametrize(
    ("books", "legs", "claimed", "state", "words", "remark"),
    [
        ({"exception": 0}, "holds", "demonstrated", "met", NONE, ""),
        ({"exception": 0}, "holds", "exceptions", "none_found", NONE, ""),
        ({"exception": 0}, "fails", "exceptions", "undetermined", UNLICENSED, ""),
        ({"exception": 0, "undetermined": 1}, "holds", "demonstrated", "undetermined", DOUBT, ""),
        (
            {"exception": 2, "undetermined": 1, "population": 7, "out_of_scope": 1},
            "holds",
            "exceptions",
            "exception",
            "2 of 6 checks were of a stay outside the programme, or of none on record. With the 1 that could not be "
            "determined it may be up to 3.",
            "1 check not covered by this rule.",
        ),
        (
            {"met": 0, "exception": 0, "population": 2, "out_of_scope": 2},
            "holds",
            "demonstrated",
            "not_tested",
            "Nothing to test: no check to examine in this period.",
            "2 checks not covered by this rule.",
        ),
        ({"suspended_because": "Counsel"}, "holds", "demonstrated", "not_tested", "Suspended: Counsel", ""),
    ],
)
def test_an_answer_is_no_stronger_than_its_books_and_the_records(
    books: dict[str, int], legs: LegState, claimed: ClaimState, state: str, words: str, remark: str
) -> None:
    one = audit()
    needed = [replace(one.legs[0], state=legs, required=required, one_of=not required) for required in (True, False)]
    made = control("check_in_scope", **{"undetermined": 0, **books})  # type: ignore[arg-type]
    page = answers.of_audit(replace(one, controls=[made], legs=needed, claim=replace(one.claim, state=claimed)))
    (answer,) = page.answers
    assert (answer.title, answer.state) == ("Screened outside the programme, or without authority?", state)
    assert [(line.state, line.words, line.remark) for line in answer.lines] == [(state, words, remark)]
    assert page.relied.state == {"fails": "exception"}.get(legs, "met" if claimed == "demonstrated" else "none_found")
    assert page.also == []


def test_a_question_bears_the_state_of_its_graver_line_and_the_headline_that_of_the_claim() -> None:
    made = [
        control("vetted_before_release", exception=0, undetermined=0),
        control("check_in_scope", exception=0, undetermined=1),
        control("officer_authorized", exception=1, undetermined=0),
    ]
    one = audit(controls=made)
    for state, said in (
        ("demonstrated", "met"),
        ("exceptions", "exception"),
        ("not_demonstrated", "undetermined"),
        ("nothing_to_test", "not_tested"),
    ):
        page = answers.of_audit(replace(one, claim=replace(one.claim, state=state)))  # type: ignore[arg-type]
        assert [answer.state for answer in page.answers] == [said, "exception"]
        assert page.answers[0].lines[0].words == one.claim.sentence


def test_late_releases_in_all_are_told_beside_those_held_too_long() -> None:
    held = control("not_held_too_long", exception=0, undetermined=0)
    for late, words in (
        (2, "2 releases came later than the limit in all, those with another ground for custody counted in."),
        (0, ""),
    ):
        made = audit(controls=[held], measures={"released_past_the_limit_count": late})
        assert answers.of_audit(made).answers[0].lines[0].remark == words
    other = audit(controls=[control("check_in_scope")], measures={"released_past_the_limit_count": 2})
    assert answers.of_audit(other).answers[0].lines[0].remark == ""


def test_what_else_is_on_record_is_named_with_its_counts() -> None:
    def also(**books: Any) -> list[tuple[str, str]]:
        made = audit(controls=[replace(control("permitted_by_law", met=5, exception=0, undetermined=0), **books)])
        return [(line.state, line.words) for line in answers.of_audit(made).also]

    assert also() == also(undetermined=2) == []
    assert also(testable=False, not_testable_because="No log.") == []
    assert also(suspended_because="Counsel") == [("not_tested", "Suspended: Counsel")]
    assert also(exception=1, population=7, out_of_scope=1) == [("exception", "1 exception among 6 examined.")]
    contested = "{} of 8 acts may be forbidden or not: the only rule against them is contested in court. "
    contested += "A ruling would settle it."
    assert also(undetermined=3, population=8, reasons={"contested": 3}) == [("undetermined", contested.format(3))]
    assert also(exception=2, undetermined=3, population=8, reasons={"contested": 2}) == [
        ("exception", f"2 exceptions among 8 examined. 1 could not be determined. {contested.format(2)}")
    ]


def test_files_that_stand_unread_take_reliance_away_but_not_what_is_graver() -> None:
    one = audit()
    for legs, state, words in (
        ("holds", "undetermined", "2 files in inbox/ stand unread."),
        ("fails", "exception", "1 of the 2 tests that the claim needs does not hold."),
    ):
        needed = [replace(one.legs[0], state=legs), replace(one.legs[0], state="holds", required=False, one_of=True)]
        made = replace(one, legs=needed, controls=[])
        edition = {
            "claim": {"state": "exceptions", "sentence": ""},
            "controls": [],
            "legs": [audit_json.leg_as_json(leg) for leg in made.legs],
            "rests_on": {"unread_files": ["a", "b"]},
        }
        relied = answers.of_edition(edition).relied
        assert (relied.state, relied.lines[0].words) == (state, words)
    edition["legs"], edition["rests_on"] = [], {"unread_files": ["a"]}
    assert answers.of_edition(edition).relied.lines[0].words == "1 file in inbox/ stands unread."


def test_the_first_page_as_text_has_the_answers_the_records_and_what_else_there_is() -> None:
    made = audit(controls=[control("check_in_scope", exception=0), control("interpreter_asked")], legs=[])
    title = control("interpreter_asked").title
    assert answers.as_text(answers.of_audit(made)) == [
        "Screened outside the programme, or without authority? Outside the programme: Not known. None found so far, "
        "but 1 of 4 checks could not be determined.",
        f"Can the records be relied on? Not shown. {NOT_SHOWN}",
        f"Also on record. {title}: 1 exception among 5 examined. 1 could not be determined.",
    ]
