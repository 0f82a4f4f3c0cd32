"""What each edition may show: the type is the privacy rule, for what has no field cannot be printed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from reporter.audit import answers
from reporter.audit.answers import Answer, Line
from reporter.audit.measures import Measured
from reporter.model import Audit, Untested
from reporter.report import (
    cases,
    charts,
    choices,
    measure_tables,
    months_that_stand_out,
    sections,
    three_pictures,
    what_moved,
)
from reporter.report.cases import CaseGroup
from reporter.report.charts import Picture
from reporter.report.choices import ChoiceShown
from reporter.report.sections import ContradictionRow, ControlCounts, FileCounts, Finding, Leg, UndeterminedSummary
from reporter.text import count_of, day, words

CASES_PRINTED = 50
CONTRADICTIONS_PRINTED = 100
CONTRADICTIONS_LISTED = 200  # of each test; the workbook has all


@dataclass(frozen=True, kw_only=True)
class EditionContext:
    """What every edition may show: the claim, counts and sentences; no case, no file and no person's row."""

    audience: str
    question: str
    agency: str
    period_words: str
    period_label: str
    edition: int
    version: str
    digests: Sequence[str]
    moved: Sequence[str]
    timezone: str
    claim_state: str
    sentence: str
    because: Sequence[str]
    answers: Sequence[Answer]
    relied: Answer
    needs_words: str  # which tests of the records the claim needs
    also: Sequence[Line]
    also_none: str  # what is said where no other control is listed
    fair_words: str
    books: Sequence[ControlCounts]
    legs: Sequence[Leg]
    unrun: Sequence[ControlCounts]
    untested: Sequence[Untested]
    corrections_words: str
    changes_words: str
    settings: Sequence[tuple[str, str]]
    glossary: Sequence[tuple[str, str]]
    notes: Sequence[str]
    self_test_words: str


@dataclass(frozen=True, kw_only=True)
class BoardContext(EditionContext):
    """What the board edition may show beside that: pseudonyms of cases, and counts of files; no person's row."""

    findings: Sequence[Finding]
    open_questions: Sequence[UndeterminedSummary]
    accounts: Sequence[FileCounts]
    choices_words: str
    choices: Sequence[ChoiceShown]
    not_decided_words: str  # what is said of the choices that were not decided again; empty where each was
    measured: Sequence[Measured]
    three_pictures: Sequence[Picture]
    pictures: Sequence[Picture]
    responses_words: str
    named_cases: Sequence[tuple[str, Sequence[str], str]]  # title, pseudonyms, how many more


@dataclass(frozen=True, kw_only=True)
class StateContext(BoardContext):
    """What a state reviewer may see: all of the board's, and each case under its pseudonym."""

    groups: Sequence[CaseGroup]
    contradictions: Sequence[ContradictionRow]
    contradictions_more: int


def board_context(audit: Audit) -> BoardContext:
    """Return what the board may see."""
    named, own = cases.named(audit), shared(audit)
    chosen = choices.shown(audit, in_full=False)
    own["notes"] = _without_file_names(own["notes"], audit)
    if named:
        own["findings"] = [replace(one, cases_at="named-title") for one in own["findings"]]
    return BoardContext(
        audience="Oversight board",
        accounts=sections.by_log(audit),
        named_cases=named,
        choices_words=choices.headline(audit),
        choices=chosen,
        not_decided_words=choices.not_decided(chosen),
        **own,
    )


def state_context(audit: Audit) -> StateContext:
    """Return what a state reviewer may see."""
    groups, own = cases.groups(audit), shared(audit)
    listed = sections.contradictions(audit, CONTRADICTIONS_LISTED)
    chosen = choices.shown(audit, in_full=True)
    shown = {one.id for one in groups}
    for part in ("findings", "open_questions"):
        own[part] = [replace(one, cases_at=f"cases-{one.id}" if one.id in shown else "") for one in own[part]]
    return StateContext(
        audience="State reviewers",
        accounts=sections.by_file(audit),
        groups=groups,
        contradictions=sections.folded(listed),
        contradictions_more=sum(len(one.contradictions) for one in audit.legs) - len(listed),
        named_cases=(),
        choices_words=choices.headline(audit),
        choices=chosen,
        not_decided_words=choices.not_decided(chosen),
        **own
        | {
            "legs": [
                sections.leg(one, licensed=_is_licensed(audit), in_full=True)
                for one in sections.needed_first(audit.legs)
            ],
            "settings": _made_by(audit),
        },
    )


def _made_by(audit: Audit) -> list[tuple[str, str]]:
    """Return the county's choices, and who signed them before they ran, where somebody had to."""
    who = sections.signers(audit.rests_on)
    return [*sections.settings(audit), *([("Policy and queries signed by", who)] if who else [])]


def on_paper(context: Any) -> Any:
    """Return a context as it is printed: fewer cases of a control, fewer contradictions, how many more there are."""
    if not isinstance(context, StateContext):
        return context
    groups = [
        replace(one, cases=one.cases[:CASES_PRINTED], more=one.more + len(one.cases[CASES_PRINTED:]))
        for one in context.groups
    ]
    printed = context.contradictions[:CONTRADICTIONS_PRINTED]
    cut = context.contradictions[CONTRADICTIONS_PRINTED:]
    more = context.contradictions_more + sum(one.count for one in cut)
    return replace(context, groups=groups, contradictions=printed, contradictions_more=more)


def shared(audit: Audit) -> dict[str, Any]:
    """Return what every edition's context is made of."""
    first_page = answers.of_audit(audit)
    run = [one for one in audit.controls if one.was_run]
    return {
        "question": words()["question"],
        "agency": audit.agency,
        "period_words": _period(audit),
        "period_label": audit.period.label,
        "edition": audit.edition,
        "version": audit.version,
        "digests": what_moved.digests(audit),
        "moved": what_moved.first_page(audit),
        "timezone": audit.timezone,
        "claim_state": audit.claim.state,
        "sentence": audit.claim.sentence,
        "because": audit.claim.because,
        "answers": first_page.answers,
        "relied": first_page.relied,
        "needs_words": first_page.needs,
        "also": first_page.also,
        "also_none": words()["first_page"]["also_none"],
        "fair_words": words()["first_page"]["fair"],
        "books": [sections.books(one) for one in run],
        "findings": [sections.finding(one) for one in run if one.exception],
        "open_questions": [sections.open_question(one) for one in run if one.undetermined],
        "legs": [sections.leg(one, licensed=_is_licensed(audit)) for one in sections.needed_first(audit.legs)],
        "unrun": [sections.books(one) for one in audit.controls if one not in run],
        "untested": audit.untested,
        "corrections_words": _corrections(audit),
        "changes_words": _changes(audit),
        "settings": sections.settings(audit),
        "glossary": list(words()["glossary"].items()),
        "notes": _notes(audit),
        "measured": measure_tables.of_audit(audit),
        "three_pictures": three_pictures.drawn(audit.measures, audit.controls),
        "pictures": months_that_stand_out.noted(charts.drawn(audit.measures), audit),
        "responses_words": _responses(audit),
        "self_test_words": _self_test(audit),
    }


def _is_licensed(audit: Audit) -> bool:
    return audit.claim.state == "demonstrated"


def _period(audit: Audit) -> str:
    return f"{day(audit.period.first)} to {day(audit.period.last)}"


def _corrections(audit: Audit) -> str:
    total = sum(one.replaced_count for one in audit.corrections)
    if not total:
        return "No later delivery changed an earlier record."
    return f"Later deliveries changed {count_of(total, 'earlier record')}. The earlier rows are kept."


def _changes(audit: Audit) -> str:
    if audit.edition == 1:
        return str(words()["moved"]["first"])
    if not audit.previous and audit.ledger.get("lost"):
        return "The edition before is lost: nothing can be held against it."
    before = (audit.previous or {}).get("edition", audit.edition - 1)
    if not audit.changes:
        return f"No outcome moved since edition r{before}."
    outcomes = [one for one in audit.changes if one.cause != "response"]
    moved = count_of(len(outcomes), "outcome") if outcomes else "No outcome"
    answered = count_of(len(audit.changes) - len(outcomes), "item")
    questions = f" Officials' answers on {answered} are new." if len(audit.changes) > len(outcomes) else ""
    return f"{moved} moved since edition r{before}.{questions} The list is in audit.json."


def _notes(audit: Audit) -> list[str]:
    undated = audit.measures.get("undated_checks_count")
    if not isinstance(undated, int) or not undated:
        return list(audit.notes)
    return [f"{count_of(undated, 'check')} without any time can belong to no period.", *audit.notes]


def _without_file_names(notes: Sequence[str], audit: Audit) -> list[str]:
    """The name of a delivered file may hold a person's: a board is told that there is such a file, not its name."""
    names = {one.file for one in audit.inputs} | {one.file for one in audit.responses}
    pattern = re.compile("|".join(re.escape(one) for one in sorted(names, key=lambda one: (-len(one), one))) or "(?!)")
    return [pattern.sub(words()["name_withheld"], one) for one in notes]


def _responses(audit: Audit) -> str:
    counts = audit.response_counts
    if not counts:
        return "No official has answered yet. The action plan has a line for each exception."
    asked = counts.get("unanswered", 0)
    if asked == sum(counts.values()):
        about = f"{count_of(asked, 'exception')} {'was' if asked == 1 else 'were'}"
        return f"No official has answered yet: {about} asked about."
    told = [f"{count:,} {word}" for word, count in counts.items() if count or word in ("explained", "confirmed")]
    return f"Officials' answers: {', '.join(told)}."


def _self_test(audit: Audit) -> str:
    found: Any = audit.measures.get("self_test")
    if not found:
        return ""
    return (
        f"Self-test of this run: of {found['planted']} faults planted in a made-up jail, which is in no figure here, "
        f"{found['found']} were found."
    )
