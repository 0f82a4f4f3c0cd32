"""The four questions of the first page, of equal weight, each answered in words and counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reporter.model import Audit, ControlResult
from reporter.text import count_of, words

# A question with two lines bears the state of the graver one.
_GRAVEST_FIRST = ("exception", "undetermined", "withheld", "not_tested", "met")


@dataclass(frozen=True, kw_only=True)
class Line:
    """What one control, or the tests of the records, say to a question."""

    anchor: str
    lead: str
    state: str
    words: str
    remark: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One of the four questions with the lines that answer it."""

    title: str
    state: str
    lines: Sequence[Line]


def answers(audit: Audit) -> list[Answer]:
    """Answer the four questions: released, held, screened, relied on."""
    by_id = {one.id: one for one in audit.controls}
    found = []
    for question in words()["questions"].values():
        asked: Mapping[str, str] = question["controls"]
        found.append(
            answer(question["title"], [_control(by_id[id_], lead, audit.measures) for id_, lead in asked.items()])
        )
    return [*found, answer(words()["relied_on"], [_relied_on(audit)])]


def answer(title: str, lines: Sequence[Line]) -> Answer:
    """Return a question with its lines, in the state of the gravest."""
    return Answer(title=title, state=min((one.state for one in lines), key=_GRAVEST_FIRST.index), lines=lines)


def _control(control: ControlResult, lead: str, measures: Mapping[str, Any]) -> Line:
    state, said, remark = _tested(control)
    late = measures.get("released_past_the_limit_count")
    if control.id == "not_held_too_long" and isinstance(late, int) and late:
        remark = f"{count_of(late, 'release')} came later than the limit, whatever the ground. {remark}".strip()
    return Line(anchor=control.id, lead=lead, state=state, words=said, remark=remark)


def _tested(control: ControlResult) -> tuple[str, str, str]:
    if not control.testable or control.suspended_because:
        why = control.not_testable_because or f"Suspended: {control.suspended_because}"
        return "not_tested", "Not tested.", why
    examined = control.population - control.out_of_scope
    most = control.exception + control.undetermined
    remark = f"{control.out_of_scope:,} out of scope." if control.out_of_scope else ""
    if examined == 0:
        return "not_tested", "Nothing to test in this period.", remark
    if control.exception and control.undetermined:
        said = f"{control.exception:,} confirmed, up to {most:,} possible, of {examined:,} examined."
        return "exception", said, remark
    if control.exception:
        return "exception", f"{control.exception:,} of {examined:,} examined.", remark
    if control.undetermined:
        said = f"None found among {examined:,} examined; {control.undetermined:,} could not be determined."
        return "undetermined", said, remark
    return "met", f"None found among {examined:,} examined.", remark


def _relied_on(audit: Audit) -> Line:
    """Say how many of the tests that the claim needs hold."""
    needed = [one.state for one in audit.legs if one.required]
    either = [one.state for one in audit.legs if one.one_of]
    if either:
        needed.append(min(either, key=("holds", "not_tested", "fails").index))
    failing, untested = needed.count("fails"), needed.count("not_tested")
    of = f"of the {count_of(len(needed), 'test')} that the claim needs"
    remark = ""
    if failing:
        state, said = "exception", f"Not in full: {failing} {of} {'does' if failing == 1 else 'do'} not hold."
        remark = f"{untested} could not be made." if untested else ""
    elif not (either and any(one.required for one in audit.legs)):
        state, said = "not_tested", "Not shown: the policy asks for no test, or no independent count, of the records."
    elif untested:
        state, said = "undetermined", f"Not known: {untested} {of} could not be made."
    else:
        state, said = "met", f"So far as tested: {len(needed)} {of} hold."
    return Line(anchor="legs-title", lead="", state=state, words=said, remark=remark)
