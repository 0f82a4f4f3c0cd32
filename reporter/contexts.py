"""What each edition may show: the type is the privacy rule, for what has no field cannot be printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from reporter import pictures, tables
from reporter.pictures import Picture
from reporter.tables import Measured
from reporter.terms import Audit, Case, ControlResult, Criterion, LegResult, RecordedTime, Response, Untested
from reporter.wording import count_of, day, reason_sentence, words

CASES_SHOWN = 500
CASES_PRINTED = 50


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One of the four questions, answered in words and counts."""

    title: str
    state: str
    words: str
    remark: str
    anchor: str


@dataclass(frozen=True, kw_only=True)
class Books:
    """One control's counts, or why it has none."""

    id: str
    title: str
    counts: Sequence[int]
    unrun_because: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Criteria, condition, cause and effect of one control's exceptions."""

    id: str
    title: str
    condition: str
    reasons: Sequence[tuple[str, int]]
    criteria: Sequence[Criterion]
    effect: str
    cannot_see: str


@dataclass(frozen=True, kw_only=True)
class Open:
    """What one control could not decide, by cause."""

    title: str
    count: int
    reasons: Sequence[tuple[str, int]]


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One completeness test in words."""

    title: str
    state: str
    word: str
    required: str
    says: str
    contradictions: str
    cannot_exclude: str
    look: str


@dataclass(frozen=True, kw_only=True)
class Account:
    """The books of one log's files, or of one file."""

    log: str
    file: str
    sha256: str
    counts: Sequence[int]
    remark: str


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Where one recorded time lies on the stay's own line, in hundredths of it."""

    left: str
    width: str


@dataclass(frozen=True, kw_only=True)
class ShownCase(Case):
    """A case with the place of each of its times and the officials' answers to it, verbatim."""

    bars: Sequence[Bar]
    answers: Sequence[Response]


@dataclass(frozen=True, kw_only=True)
class BoardContext:
    """What the board edition may show: counts and sentences, no person's row."""

    audience: str
    agency: str
    period_words: str
    period_label: str
    edition: int
    version: str
    digest: str
    timezone: str
    claim_state: str
    claim_word: str
    sentence: str
    because: Sequence[str]
    answers: Sequence[Answer]
    books: Sequence[Books]
    findings: Sequence[Finding]
    open_questions: Sequence[Open]
    legs: Sequence[Leg]
    unrun: Sequence[Books]
    untested: Sequence[Untested]
    accounts: Sequence[Account]
    corrections_words: str
    changes_words: str
    settings: Sequence[tuple[str, str]]
    glossary: Sequence[tuple[str, str]]
    notes: Sequence[str]
    measured: Sequence[Measured]
    pictures: Sequence[Picture]
    responses_words: str
    self_test_words: str


@dataclass(frozen=True, kw_only=True)
class CaseGroup:
    """The cases of one control, at most so many, and how many more there are."""

    title: str
    id: str
    cases: Sequence[ShownCase]
    more: int


@dataclass(frozen=True, kw_only=True)
class StateContext(BoardContext):
    """What a state reviewer may see: all of the board's, and each case under its pseudonym."""

    groups: Sequence[CaseGroup]


def board_context(audit: Audit) -> BoardContext:
    """Return what the board may see."""
    return BoardContext(audience="Oversight board", accounts=_by_log(audit), **shared(audit))


def state_context(audit: Audit) -> StateContext:
    """Return what a state reviewer may see."""
    groups = []
    for control in audit.controls:
        cases = [_shown(case, audit) for case in audit.cases if case.control == control.id][:CASES_SHOWN]
        if cases:
            more = control.exception + control.undetermined - len(cases)
            groups.append(CaseGroup(title=control.title, id=control.id, cases=cases, more=max(more, 0)))
    return StateContext(audience="State reviewers", accounts=_by_file(audit), groups=groups, **shared(audit))


def on_paper(context: Any) -> Any:
    """Return a context as it is printed: of each control fewer cases, and how many more there are."""
    if not isinstance(context, StateContext):
        return context
    groups = [
        replace(one, cases=one.cases[:CASES_PRINTED], more=one.more + len(one.cases[CASES_PRINTED:]))
        for one in context.groups
    ]
    return replace(context, groups=groups)


def shared(audit: Audit) -> dict[str, Any]:
    """Return what every edition's context is made of."""
    run = [one for one in audit.controls if one.testable and not one.suspended_because]
    return {
        "agency": audit.agency,
        "period_words": _period(audit),
        "period_label": audit.period.label,
        "edition": audit.edition,
        "version": audit.version,
        "digest": audit.digest,
        "timezone": audit.timezone,
        "claim_state": audit.claim.state,
        "claim_word": words()["claim"][audit.claim.state],
        "sentence": audit.claim.sentence,
        "because": audit.claim.because,
        "answers": [_answer(one, audit) for one in words()["questions"].values()],
        "books": [_books(one) for one in run],
        "findings": [_finding(one) for one in run if one.exception],
        "open_questions": [_open(one, audit) for one in run if one.undetermined],
        "legs": [_leg(one) for one in audit.legs],
        "unrun": [_books(one) for one in audit.controls if one not in run],
        "untested": audit.untested,
        "corrections_words": _corrections(audit),
        "changes_words": _changes(audit),
        "settings": [(one.name, one.value) for one in audit.settings],
        "glossary": list(words()["glossary"].items()),
        "notes": _notes(audit),
        "measured": tables.measured(audit.measures),
        "pictures": pictures.drawn(audit.measures),
        "responses_words": _responses(audit),
        "self_test_words": _self_test(audit),
    }


def _period(audit: Audit) -> str:
    return f"{day(audit.period.first)} to {day(audit.period.last)}"


def _answer(question: Mapping[str, Any], audit: Audit) -> Answer:
    control = next(one for one in audit.controls if one.id in question["controls"])
    remark = ""
    if not control.testable or control.suspended_because:
        return Answer(
            title=question["title"],
            state="not_tested",
            words="Not tested.",
            remark=control.not_testable_because or f"Suspended: {control.suspended_because}",
            anchor=control.id,
        )
    examined = control.population - control.out_of_scope
    most = control.exception + control.undetermined
    if examined == 0:
        state, said = "not_tested", "Nothing to test in this period."
    elif control.exception and control.undetermined:
        state, said = (
            "exception",
            f"{control.exception:,} confirmed, up to {most:,} possible, of {examined:,} examined.",
        )
    elif control.exception:
        state, said = "exception", f"{control.exception:,} of {examined:,} examined."
    elif control.undetermined:
        state = "undetermined"
        said = f"None found among {examined:,} examined; {control.undetermined:,} could not be determined."
    else:
        state, said = "met", f"None found among {examined:,} examined."
    late = audit.measures.get("released_past_the_limit_count")
    if control.id == "not_held_too_long" and isinstance(late, int) and late:
        remark = f"{count_of(late, 'release')} came later than the limit, whatever the ground."
    if control.out_of_scope:
        remark = f"{remark} {control.out_of_scope:,} out of scope.".strip()
    return Answer(title=question["title"], state=state, words=said, remark=remark, anchor=control.id)


def _books(control: ControlResult) -> Books:
    return Books(
        id=control.id,
        title=control.title,
        counts=(control.population, control.met, control.exception, control.undetermined, control.out_of_scope),
        unrun_because=control.not_testable_because or control.suspended_because,
        sha256=control.sha256,
    )


def _finding(control: ControlResult) -> Finding:
    examined = control.population - control.out_of_scope
    most = control.exception + control.undetermined
    possible = f", and up to {most:,} with those that could not be determined" if control.undetermined else ""
    return Finding(
        id=control.id,
        title=control.title,
        condition=f"The records show {count_of(control.exception, 'exception')} among {examined:,} examined{possible}.",
        reasons=_reasons(control, "exception"),
        criteria=control.criteria,
        effect=control.effect,
        cannot_see=control.cannot_see,
    )


def _reasons(control: ControlResult, outcome: str) -> list[tuple[str, int]]:
    found = control.reasons_by_outcome.get(outcome, {})
    return [(reason_sentence(reason), count) for reason, count in found.items()]


def _open(control: ControlResult, audit: Audit) -> Open:
    found = control.reasons_by_outcome.get("undetermined", {})
    reasons = [(f"{reason_sentence(one)} {_settles(control, one)}".strip(), count) for one, count in found.items()]
    return Open(title=control.title, count=control.undetermined, reasons=reasons)


def _settles(control: ControlResult, reason: str) -> str:
    fact = control.settled_by.get(reason)
    return f"What would settle it: {fact}" if fact else ""


def _leg(leg: LegResult) -> Leg:
    if leg.state == "not_tested":
        contradictions = "Its input is missing, or there is nothing in it to test."
    else:
        contradictions = f"{leg.violation_count:,} contradictions in {leg.tested_count:,} tested."
    return Leg(
        title=leg.title,
        state=leg.state,
        word=words()["leg"][leg.state],
        required=_role(leg),
        says=leg.says,
        contradictions=contradictions,
        cannot_exclude=leg.cannot_exclude,
        look=leg.look if leg.state == "fails" else "",
    )


def _role(leg: LegResult) -> str:
    if leg.required:
        return "The claim needs it"
    return "The claim needs one of these" if leg.one_of else "For information"


def _by_log(audit: Audit) -> list[Account]:
    logs: dict[str, list[int]] = {}
    for one in audit.inputs:
        sums = logs.setdefault(one.log, [0] * 5)
        for n, count in enumerate((one.received, one.accepted, one.quarantined, one.folded, one.not_this_log)):
            sums[n] += count
    return [Account(log=log, file="", sha256="", counts=sums, remark="") for log, sums in logs.items()]


def _by_file(audit: Audit) -> list[Account]:
    return [
        Account(
            log=one.log,
            file=one.file,
            sha256=one.sha256,
            counts=(one.received, one.accepted, one.quarantined, one.folded, one.not_this_log),
            remark="Delivered before: nothing taken."
            if one.repeated_delivery
            else "; ".join(f"{count} {reason}" for reason, count in one.reasons.items()),
        )
        for one in audit.inputs
    ]


def _corrections(audit: Audit) -> str:
    total = sum(one.replaced_count for one in audit.corrections)
    if not total:
        return "No later delivery changed an earlier record."
    return f"Later deliveries changed {count_of(total, 'earlier record')}. The earlier rows are kept."


def _changes(audit: Audit) -> str:
    if audit.edition == 1:
        return "This is the first edition for this period."
    if not audit.changes:
        return f"No outcome moved since edition r{audit.edition - 1}."
    outcomes = [one for one in audit.changes if one.cause != "response"]
    moved = count_of(len(outcomes), "outcome") if outcomes else "No outcome"
    answered = count_of(len(audit.changes) - len(outcomes), "item")
    answers = f" Officials' answers on {answered} are new." if len(audit.changes) > len(outcomes) else ""
    return f"{moved} moved since edition r{audit.edition - 1}.{answers} The list is in audit.json."


def _notes(audit: Audit) -> list[str]:
    undated = audit.measures.get("undated_checks_count")
    if not isinstance(undated, int) or not undated:
        return list(audit.notes)
    return [f"{count_of(undated, 'check')} without any time can belong to no period.", *audit.notes]


def _shown(case: Case, audit: Audit) -> ShownCase:
    own = {key: getattr(case, key) for key in Case.__dataclass_fields__}
    said = [one for one in audit.responses if (one.control, one.item) == (case.control, case.item)]
    return ShownCase(**own, bars=_bars(case.times), answers=said)


def _bars(times: Sequence[RecordedTime]) -> list[Bar]:
    """Place each time on one line from the first moment to the last; one too fine to be seen is drawn a hair wide."""
    spans = [(_microseconds(one.earliest), _microseconds(one.latest)) for one in times]
    if not spans:
        return []
    first = min(low for low, _ in spans)
    whole = max(max(high for _, high in spans) - first, 1)
    bars = []
    for low, high in spans:
        left = min((low - first) * 100 / whole, 99)
        bars.append(Bar(left=f"{left:.2f}", width=f"{max((high - low) * 100 / whole, 1):.2f}"))
    return bars


def _microseconds(moment: str) -> int:
    at = datetime.fromisoformat(moment.removesuffix("Z"))
    return (at - datetime(1970, 1, 1)) // timedelta(microseconds=1)


def _responses(audit: Audit) -> str:
    counts = audit.response_counts
    if not counts:
        return "No official has answered yet. The action plan has a line for each exception."
    return f"Officials' answers: {', '.join(f'{count:,} {word}' for word, count in counts.items())}."


def _self_test(audit: Audit) -> str:
    found: Any = audit.measures.get("self_test")
    if not found:
        return ""
    return f"Self-test of this run: planted faults found {found['found']} of {found['planted']}."
