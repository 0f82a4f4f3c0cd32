"""The nouns of the product, as frozen records that every layer may hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Progress = Callable[[str], None]  # says what is going on, to whoever runs it
Outcome = Literal["met", "exception", "undetermined", "out_of_scope"]
LegState = Literal["holds", "fails", "not_tested"]
ClaimState = Literal["demonstrated", "exceptions", "not_demonstrated", "nothing_to_test"]

OUTCOMES: tuple[Outcome, ...] = ("met", "exception", "undetermined", "out_of_scope")
COUNTS = ("population", *OUTCOMES)  # of a control: the outcomes add up to the first
HEADLINE = "vetted_before_release"  # the control of the question that the claim answers
HELD = "not_held_too_long"


@dataclass(frozen=True, kw_only=True)
class Period:
    """Whole local days, both ends included; ISO dates."""

    label: str
    first: str
    last: str


@dataclass(frozen=True, kw_only=True)
class SourceRef:
    """Where a record stands: its log, the delivered file and the physical line (1 = first)."""

    log: str
    file: str
    line: int


@dataclass(frozen=True, kw_only=True)
class RecordedTime:
    """One moment of a stay as recorded, with the doubt it carries; instants are UTC text, empty where it is none."""

    label: str
    text: str
    earliest: str
    latest: str
    doubt: str


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """What a control is measured against, and what kind of rule that is."""

    id: str
    words: str
    kind: str
    source: str
    contested: bool


@dataclass(frozen=True, kw_only=True)
class Untested:
    """A clause that the logs cannot test, and why."""

    clause: str
    why: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """One item that is not simply met: an exception or an undetermined one."""

    control: str
    item: str
    case_id: str
    outcome: Outcome
    reason: str
    sentence: str
    settles: str
    witnesses: Sequence[SourceRef]
    times: Sequence[RecordedTime]


def not_run_because(control: Mapping[str, Any]) -> str:
    """Return why a control has no figures, from its result or its part of audit.json; "" if it was run."""
    if control.get("suspended_because"):
        return f"Suspended: {control['suspended_because']}"
    if control.get("testable", True):
        return ""
    return str(control.get("not_testable_because") or "The control could not be tested.")


@dataclass(frozen=True, kw_only=True)
class ControlResult:
    """The closed books of one control: population = met + exception + undetermined + out_of_scope.

    Those of a control that was not run are empty and mean nothing: ask `was_run` first.
    """

    id: str
    title: str
    question: str
    testable: bool
    not_testable_because: str
    suspended_because: str
    population: int
    met: int
    exception: int
    undetermined: int
    out_of_scope: int
    reasons: Mapping[str, int]
    reasons_by_outcome: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    criteria: Sequence[Criterion]
    effect: str
    cannot_see: str
    settled_by: Mapping[str, str] = field(default_factory=dict)
    sha256: str

    @property
    def was_run(self) -> bool:
        """Whether the control was decided at all: one that was not has no figures, not even zeros."""
        return not self.not_run_because

    @property
    def not_run_because(self) -> str:
        """What was missing, or why the control is suspended; empty if it was run."""
        return not_run_because(vars(self))

    def counts(self) -> dict[str, int]:
        """Return the closed books: population, then each outcome."""
        return {"population": self.population} | {outcome: getattr(self, outcome) for outcome in OUTCOMES}


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """One row that contradicts a leg; `place` is period, elsewhere, or told where it takes no claim away."""

    leg: str
    kind: str
    place: str
    log: str
    file: str
    line: int | None


@dataclass(frozen=True, kw_only=True)
class LegResult:
    """What Great Expectations decided of one statement on the data."""

    id: str
    title: str
    state: LegState
    required: bool
    one_of: bool
    tested_count: int
    contradiction_count: int
    says: str
    cannot_exclude: str
    look: str
    detail: Mapping[str, object]
    untested_because: str = ""
    contradictions: Sequence[Contradiction] = ()


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The answer to the headline question, worded no stronger than its state allows."""

    state: ClaimState
    sentence: str
    because: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class DeliveryAccount:
    """The accounts of one delivered file: received = accepted + quarantined + folded + not_this_log."""

    log: str
    file: str
    sha256: str
    received: int
    accepted: int
    quarantined: int
    folded: int
    not_this_log: int
    repeated_delivery: bool
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One outcome that moved since the edition before."""

    control: str
    item: str
    before: str
    after: str
    cause: str


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A later delivery that changed a record already held, counted by log and file."""

    log: str
    file: str
    replaced_count: int


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One choice of the policy that the figures rest on, in words."""

    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One choice of the policy that could move an answer: what it touches, and the counts of a control without it.

    `with_default` has `exception`, `undetermined` and the claim's `state`, where they were decided again.
    """

    setting: str
    value: object
    default: object
    rows: int
    weakens: bool
    control: str
    note: str = ""
    with_default: Mapping[str, object] | None = None


@dataclass(frozen=True, kw_only=True)
class Response:
    """An official's answer to one exception, verbatim; `state` is matched, elsewhere or unmatched."""

    control: str
    item: str
    case_id: str
    outcome: str
    response: str
    reason_given: str
    authority: str
    name: str
    date: str
    file: str
    line: int
    state: str
    contested: bool


@dataclass(frozen=True, kw_only=True)
class Responses:
    """All answers, with the items counted by what was answered; a contested item has both answers."""

    answers: Sequence[Response]
    counts: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Audit:
    """All that one edition says; every template context and every data file is made from it."""

    agency: str
    timezone: str
    period: Period
    edition: int
    version: str
    digest: str
    claim: Claim
    controls: Sequence[ControlResult]
    legs: Sequence[LegResult]
    measures: Mapping[str, object]
    inputs: Sequence[DeliveryAccount]
    corrections: Sequence[Correction]
    changes: Sequence[Change]
    cases: Sequence[Case]
    untested: Sequence[Untested]
    settings: Sequence[Setting]
    choices: Sequence[Choice] = ()
    responses: Sequence[Response] = ()
    response_counts: Mapping[str, int] = field(default_factory=dict)
    rests_on: Mapping[str, object] = field(default_factory=dict)
    previous: Mapping[str, object] | None = None
    notes: Sequence[str] = ()
    ledger: Mapping[str, Any] = field(default_factory=dict)
    earlier_tables: Sequence[Mapping[str, Any]] = ()  # what editions filed before show of groups of people


@dataclass(frozen=True, kw_only=True)
class StayExplanation:
    """One stay's timeline with every outcome that concerns it; `timezone` is where the jail's clocks stand."""

    booking_id: str
    period: Period
    timezone: str
    times: Sequence[RecordedTime]
    outcomes: Sequence[Case]
    notes: Sequence[str] = ()
