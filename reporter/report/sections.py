"""The parts of an edition that stand for one control, one test of the records or one file each, in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reporter.audit.claim import how_large
from reporter.model import Audit, ControlResult, Criterion, LegResult
from reporter.text import count_of, mending_sentence, reason_sentence, words


@dataclass(frozen=True, kw_only=True)
class ControlCounts:
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
    cases_at: str = ""


@dataclass(frozen=True, kw_only=True)
class UndeterminedSummary:
    """What one control could not decide, by cause."""

    id: str
    title: str
    count: int
    reasons: Sequence[tuple[str, int]]
    cases_at: str = ""


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
class ContradictionRow:
    """One row that contradicts a test of the records: where it stands, and what would mend it."""

    leg: str
    kind: str
    place: str
    log: str
    file: str
    line: str
    mends: str
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class FileCounts:
    """The books of one log's files, or of one file."""

    id: str
    log: str
    file: str
    sha256: str
    counts: Sequence[int]
    remark: str


def books(control: ControlResult) -> ControlCounts:
    """Return a control's counts, or why it has none."""
    return ControlCounts(
        id=control.id,
        title=control.title,
        counts=tuple(control.counts().values()) if control.was_run else (),
        unrun_because=control.not_run_because,
        sha256=control.sha256,
    )


def finding(control: ControlResult) -> Finding:
    """Word one control's exceptions; the cause is never the program's to name."""
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
    return [(reason_sentence(reason, control.id), count) for reason, count in found.items()]


def open_question(control: ControlResult) -> UndeterminedSummary:
    """Word what one control could not decide, and what would settle it."""
    found = control.reasons_by_outcome.get("undetermined", {})
    reasons = [
        (f"{reason_sentence(one, control.id)} {_settles(control, one)}".strip(), count) for one, count in found.items()
    ]
    return UndeterminedSummary(id=control.id, title=control.title, count=control.undetermined, reasons=reasons)


def _settles(control: ControlResult, reason: str) -> str:
    fact = control.settled_by.get(reason)
    return f"What would settle it: {fact}" if fact else ""


def leg(leg: LegResult, *, licensed: bool, in_full: bool = False) -> Leg:
    """Word what one test of the records says; in full, also how often each field that may be empty is empty.

    `licensed`: the claim is demonstrated. Without that a test that holds bears no mark of a pass.
    """
    if leg.state == "not_tested":
        because = words()["untested"].get(leg.untested_because)
        contradictions = str(because or "Its input is missing, or there is nothing in it to test.")
    else:
        kinds = _by_kind(leg, "contradictions")
        contradictions = f"{how_large(leg)}{kinds}."
        for place in ("elsewhere", "told"):
            if found := _by_kind(leg, place):
                contradictions += f" {words()['leg_size'][place].format(kinds=found)}"
    return Leg(
        title=leg.title,
        state="holds_alone" if leg.state == "holds" and not licensed else leg.state,
        word=words()["leg"][leg.state],
        required=role(leg),
        says=f"{leg.says} {_left_empty(leg)}".strip() if in_full else leg.says,
        contradictions=contradictions,
        cannot_exclude=leg.cannot_exclude,
        look=leg.look if leg.state == "fails" else "",
    )


def _by_kind(leg: LegResult, place: str) -> str:
    counts: Any = leg.detail.get(place, {})
    return ": " + ", ".join(f"{_kind(kind)} ({count:,})" for kind, count in counts.items()) if counts else ""


def _kind(kind: str) -> str:
    word, _, column = kind.partition(":")
    return f"{word} in {column}".replace("_", " ") if column else word.replace("_", " ")


def contradictions(audit: Audit, most: int | None = None) -> list[ContradictionRow]:
    """Return the rows that contradict each test of the records, or the first `most` of each test."""
    return [
        ContradictionRow(
            leg=leg.title,
            kind=_kind(one.kind),
            place=str(words()["places"][one.place]),
            log=one.log.replace("_", " "),
            file=one.file,
            line=str(one.line or ""),
            mends=mending_sentence(one.kind, one.log),
        )
        for leg in audit.legs
        for one in leg.contradictions[:most]
    ]


def folded(rows: Sequence[ContradictionRow]) -> list[ContradictionRow]:
    """Put rows that say the same, such as hours of silence, on one line with their count."""
    counts = Counter(rows)
    return [
        replace(one, kind=f"{one.kind}, {count:,} times", count=count) if count > 1 else one
        for one, count in counts.items()
    ]


def _left_empty(leg: LegResult) -> str:
    """Say in what share of the rows each field is empty that may be."""
    shares: Any = leg.detail.get("missing_share", {})
    empty = [
        f"{log.replace('_', ' ')}: "
        + ", ".join(f"{name.replace('_', ' ')} {_share(share)}" for name, share in own.items())
        for log, fields in shares.items()
        if (own := {name: share for name, share in fields.items() if share})
    ]
    return f"Rows in which a field that may be empty is empty: {'; '.join(empty)}." if empty else ""


def _share(share: float) -> str:
    if share >= 1:
        return "in each"
    return "under 1 %" if share < 0.01 else f"{int(100 * share)} %"


def signers(rests_on: Mapping[str, Any]) -> str:
    """Say who signed the rules of an edition, and with which key; nothing where no signature was asked for."""
    return ", ".join(f"{one['name']} (key {one['key']})" for one in rests_on.get("signed_by", ()))


def settings(audit: Audit) -> list[tuple[str, str]]:
    """Return the county's choices, each test of the records by its title."""
    titles = {one.id: f"“{one.title}”" for one in audit.legs}
    return [(one.name, ", ".join(titles.get(part, part) for part in one.value.split(", "))) for one in audit.settings]


def role(leg: LegResult) -> str:
    """Say what the claim has to do with a test of the records."""
    return str(words()["roles"]["required" if leg.required else "one_of" if leg.one_of else "other"])


def needed_first(legs: Sequence[LegResult]) -> list[LegResult]:
    """Order the tests: each that the claim needs, the independent counts of which it needs one, then the others."""
    return sorted(legs, key=lambda one: (not one.required, not one.one_of))


def by_log(audit: Audit) -> list[FileCounts]:
    """Sum the rows of each log's files."""
    logs: dict[str, list[int]] = {}
    for one in audit.inputs:
        sums = logs.setdefault(one.log, [0] * 5)
        for n, count in enumerate((one.received, one.accepted, one.quarantined, one.folded, one.not_this_log)):
            sums[n] += count
    return [
        FileCounts(id=f"log-{log}", log=log.replace("_", " "), file="", sha256="", counts=sums, remark="")
        for log, sums in logs.items()
    ]


def by_file(audit: Audit) -> list[FileCounts]:
    """Account for the rows of each file."""
    return [
        FileCounts(
            id=file_anchor(number),
            log=one.log.replace("_", " "),
            file=one.file,
            sha256=one.sha256,
            counts=(one.received, one.accepted, one.quarantined, one.folded, one.not_this_log),
            remark="Delivered before: nothing taken."
            if one.repeated_delivery
            else "; ".join(f"{_kind(reason)} ({count:,})" for reason, count in one.reasons.items()),
        )
        for number, one in enumerate(audit.inputs)
    ]


def file_anchor(number: int) -> str:
    """Return where the account of a delivered file stands on a page: `number` is its place among the inputs."""
    return f"file-{number + 1}"
