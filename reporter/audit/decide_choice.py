"""One choice of the policy: told and counted, or with what a control says when it is decided again with the default."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from reporter.audit.claim import claim
from reporter.config.policy import Policy
from reporter.ingest.varied_records import Variation
from reporter.model import HEADLINE, Choice, ClaimState, ControlResult, LegResult

Decide = Callable[[Policy, str, Variation | None], ControlResult]
CountAgain = Callable[[Policy, str], int]

_STATES = ("demonstrated", "nothing_to_test", "not_demonstrated", "exceptions")  # from the strongest to the weakest
UNDECIDED = "not_decided"  # the note of a choice that could move an answer and is not decided again

Answers = tuple[Sequence[ControlResult], Sequence[LegResult]]


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What was decided with the policy as it is, and what decides again with another, so many at once.

    `answers` gives the controls and the tests of the records, and waits for them if they are not decided yet; which
    controls are `testable` is known before. `decide` decides a control; `count` counts what contradicts a test of the
    records, of the time in question.
    """

    answers: Callable[[], Answers]
    testable: Collection[str]
    unread_count: int
    ignored_count: int
    decide: Decide
    count: CountAgain
    at_once: int = 1

    @property
    def controls(self) -> Sequence[ControlResult]:
        """Every control as it was decided."""
        return self.answers()[0]

    @property
    def legs(self) -> Sequence[LegResult]:
        """Every test of the records as it was judged."""
        return self.answers()[1]


def decided(
    setting: str,
    value: object,
    default: object,
    other: Policy,
    control: str,
    judged: Judgement,
    variation: Variation | None = None,
    failing: str = "",
) -> Choice:
    """Decide one control with the default, and say whether the answer would then be weaker.

    `failing` is a test of the records that then fails.
    """
    if control not in judged.testable or control in other.suspended:
        return told(setting, value, default, 0, control=control)
    then = judged.decide(other, control, variation)
    now = next(one for one in judged.controls if one.id == control)
    was = claim(judged.controls, judged.legs, other, unread_count=judged.unread_count).state
    controls = [then if one.id == control else one for one in judged.controls]
    legs = [replace(one, state="fails") if one.id == failing else one for one in judged.legs]
    state = claim(controls, legs, other, unread_count=judged.unread_count).state
    weakens = then.exception > now.exception or then.undetermined > now.undetermined or is_weaker(state, was)
    pairs = ((now.met, then.met), (now.exception, then.exception), (now.undetermined, then.undetermined))
    moved = max(*(abs(one - two) for one, two in pairs), abs(now.out_of_scope - then.out_of_scope))
    counts = {"exception": then.exception, "undetermined": then.undetermined, "state": state}
    return told(setting, value, default, moved, weakens=weakens, control=control, with_default=counts)


def is_weaker(state: ClaimState, other: ClaimState) -> bool:
    """Tell whether an answer says less than another."""
    return _STATES.index(state) > _STATES.index(other)


def counted(setting: str, value: object, default: object, other: Policy, leg: str, judged: Judgement) -> Choice:
    """Count with the default what contradicts a test of the records; the counts given are the headline's, as they are.

    Its rows are those by which the two counts differ.
    """
    now = next(one for one in judged.legs if one.id == leg)
    headline = next(one for one in judged.controls if one.id == HEADLINE)
    if now.state == "not_tested" or not headline.was_run:
        return told(setting, value, default, 0, control=leg)
    was, then = now.contradiction_count, judged.count(other, leg)
    legs = [replace(one, state="fails" if then else "holds") if one.id == leg else one for one in judged.legs]
    state = claim(judged.controls, legs, other, unread_count=judged.unread_count).state
    return told(
        setting,
        value,
        default,
        abs(then - was),
        weakens=then > was,
        control=leg,
        note="finds_no_more" if then <= was else "finds_more" if was else "fails",
        with_default={"exception": headline.exception, "undetermined": headline.undetermined, "state": state},
    )


def told(
    setting: str,
    value: object,
    default: object,
    rows: int,
    *,
    weakens: bool = False,
    control: str = HEADLINE,
    note: str = "",
    with_default: Mapping[str, object] | None = None,
) -> Choice:
    """Return a choice with the rows that it touches, and with what was decided again for it, if anything was."""
    return Choice(
        setting=setting,
        value=value,
        default=default,
        rows=rows,
        weakens=weakens,
        control=control,
        note=note,
        with_default=with_default,
    )
