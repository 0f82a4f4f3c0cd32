"""Results into the claim and the exit code; pure: no database, no file, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reporter.config.limits import Regime
from reporter.config.policy import Policy
from reporter.model import HEADLINE, Claim, ControlResult, LegResult
from reporter.text import code_in_words, count_of, day, words

UNMET = {"fails": "does not hold", "not_tested": "could not be tested"}


def claim(
    controls: Sequence[ControlResult],
    legs: Sequence[LegResult],
    policy: Policy,
    *,
    unread_count: int,
    waiting_count: int = 0,
) -> Claim:
    """Answer the headline question in one of four states, worded no stronger than the state allows.

    `unread_count` is how many files in inbox/ no log reads, `waiting_count` how many of a log are refused or not yet
    taken in: what they hold could be any record.
    """
    headline = next(one for one in controls if one.id == HEADLINE)
    wanting = [*_unread(unread_count), *waiting(waiting_count), *_wanting(legs, policy)]
    if not headline.was_run:
        return Claim(
            state="not_demonstrated",
            sentence="It could not be tested whether any release in this period happened before vetting.",
            because=[headline.not_run_because, *wanting],
        )
    examined = headline.population - headline.out_of_scope
    if examined == 0:
        records = "in the records that could be read, no stay" if wanting else "no stay"
        return Claim(
            state="nothing_to_test",
            sentence=f"Nothing was tested: {records} that the programme covers ended in a release in this period.",
            because=[
                f"{count_of(headline.population, 'stay')} ended in the period; "
                f"{headline.out_of_scope:,} not covered by this rule.",
                *wanting,
            ],
        )
    if headline.exception:
        return Claim(state="exceptions", sentence=_found(headline, examined), because=wanting)
    if headline.undetermined or wanting:
        sentence = (
            f"No claim is made: of {count_of(examined, 'release')} examined, none was found to come before vetting; "
            f"{headline.undetermined:,} could not be determined."
        )
        open_ones = (
            [f"{count_of(headline.undetermined, 'release')} could not be determined."] if headline.undetermined else []
        )
        return Claim(state="not_demonstrated", sentence=sentence, because=[*open_ones, *wanting])
    return Claim(
        state="demonstrated",
        sentence=(
            f"No release happened before vetting: {examined:,} of {examined:,} releases in scope were vetted first."
        ),
        because=[f"{one.title}." for one in legs if one.state == "holds" and _needed(one, policy)],
    )


def _found(headline: ControlResult, examined: int) -> str:
    shown = f"The records show {headline.exception:,} of {count_of(examined, 'release')} with no final check before the"
    if headline.undetermined:
        most = headline.exception + headline.undetermined
        return f"{shown} release; with those that could not be determined it may be up to {most:,}."
    return f"{shown} release."


def _unread(count: int) -> list[str]:
    files = count_of(count, "file in inbox/ is", "files in inbox/ are")
    return [f"{files} read by no log: what stands there is not known."] if count else []


def waiting(count: int) -> list[str]:
    """Say how many files stand unread before a claim, though a log's `files` fit them."""
    files = count_of(count, "file in inbox/ is", "files in inbox/ are")
    return [f"{files} refused or not taken in: what stands there is not known."] if count else []


def _needed(leg: LegResult, policy: Policy) -> bool:
    return leg.id in policy.claim_requires or leg.id in policy.claim_requires_one_of


def _short_of(leg: LegResult) -> str:
    """Say that a test of the records fails or could not be made, and why it could not."""
    if leg.state == "fails":
        return f"{UNMET[leg.state]}: {how_large(leg)}"
    why = str(words()["untested"].get(leg.untested_because, "")).removesuffix(".")
    return f"{UNMET[leg.state]} ({why[0].lower()}{why[1:]})" if why else UNMET[leg.state]


def how_large(leg: LegResult) -> str:
    """Say how often the records contradict a test in the time in question, and how much was tested, with its noun."""
    said = words()["leg_size"]
    one, many = said["tested"].get(leg.id, said["tested"]["other"])
    return str(
        said["sentence"].format(
            count=count_of(leg.contradiction_count, "contradiction"), tested=count_of(leg.tested_count, one, many)
        )
    )


def _wanting(legs: Sequence[LegResult], policy: Policy) -> list[str]:
    """Name what the claim rests on and does not have."""
    by_id = {leg.id: leg for leg in legs}
    wanting = [
        f"“{by_id[one].title}” {_short_of(by_id[one])}." for one in policy.claim_requires if by_id[one].state != "holds"
    ]
    if not policy.claim_requires:
        wanting.append("The policy asks for no test of the records, so nothing shows that they are complete.")
    others = [by_id[one] for one in policy.claim_requires_one_of]
    if not others:
        wanting.append("The policy names no independent count that would show a stay that was never written down.")
    elif not any(one.state == "holds" for one in others):
        wanting.append(f"None of these holds: {'; '.join(f'“{one.title}” {_short_of(one)}' for one in others)}.")
    return wanting


def exit_code(answer: Claim, controls: Iterable[ControlResult]) -> int:
    """Return 1 if any control has an exception, else 3 unless the claim is demonstrated, else 0."""
    if any(one.exception for one in controls):
        return 1
    return 0 if answer.state == "demonstrated" else 3


def moved(
    before: Mapping[tuple[str, str], str], after: Mapping[tuple[str, str], str]
) -> list[tuple[str, str, str, str]]:
    """List each (control, item, outcome before, outcome after) that is not the same in both."""
    keys = sorted(before.keys() | after.keys())
    return [
        (*key, before.get(key, "absent"), after.get(key, "absent")) for key in keys if before.get(key) != after.get(key)
    ]


def settings(policy: Policy) -> dict[str, Any]:
    """Return the choices of the policy that the figures rest on, in words."""
    limits = policy.limits
    clock = [f"{name} ± {_span(error)}" for name, error in policy.clock_error.items() if error]
    return {
        "What counts as vetted": f"a check with the result {_codes(policy.final_results)}",
        "Who is in scope": f"stays with the commitment {_codes(policy.scope_commitments)}",
        "Ends of custody that are no release": _codes(policy.not_released) or "none",
        "A tie": "is undetermined: met only if true for every reading of the times",
        "Clock error between systems": "; ".join(clock) or "none declared",
        "ICE told within": _span(limits.notify_within),
        "Released within": f"{_span(limits.release_within)} of the authorisation",
        "Citizenship claim reported within": _span(limits.claim_within),
        "Rules that forbid acts": "; ".join(_rule(one) for one in policy.regimes) or "none listed",
        "The claim needs": ", ".join(policy.claim_requires) or "nothing",
        "and one of": ", ".join(policy.claim_requires_one_of) or "nothing",
    }


def _rule(regime: Regime) -> str:
    """Return a rule with its days, what it forbids, and its status: a contested one is named as such."""
    until = f" to {day(str(regime.ends))}" if regime.ends else ""
    acts = _codes(regime.forbids)
    source = f". {regime.citation}" if regime.citation else ""
    return f"{regime.name} ({regime.status}), from {day(str(regime.starts))}{until}, forbids: {acts}{source}"


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(map(code_in_words, codes))


def _span(microseconds: int) -> str:
    for unit, size in (("hours", 3_600_000_000), ("minutes", 60_000_000), ("seconds", 1_000_000)):
        if microseconds % size == 0:
            count = microseconds // size
            return f"{count} {unit if count != 1 else unit[:-1]}"
    return f"{microseconds} microseconds"
