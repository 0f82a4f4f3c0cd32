"""What moved since the edition before, and what the ledger knows that this edition does not say."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from reporter.model import HEADLINE, Audit
from reporter.text import count_of, words

_SHOWN = 12


def first_page(audit: Audit) -> list[str]:
    """Say beneath the answer what the edition before said, why the answer moved, and what the ledger knows."""
    causes = Counter(one.cause for one in audit.changes if one.control == HEADLINE)
    legs = [(one.id, one.title, one.state) for one in audit.legs if one.required or one.one_of]
    return [*since(audit.previous or {}, audit.claim.state, causes, legs), *ledger_notes(audit.ledger)]


def since(
    previous: Mapping[str, Any], now: str, causes: Mapping[str, int], legs: Sequence[tuple[str, str, str]]
) -> list[str]:
    """Say what the edition before said, what of the main question moved and why, and which legs have another state.

    `causes` are of the headline's changes; `legs` are id, title and state.
    """
    if not previous:
        return []
    said, known, states = words()["moved"], words()["claim"], words()["leg"]
    was, number = previous["claim"], previous["edition"]
    lines = [said["same" if was == now else "other"].format(number=number, was=known[was], now=known[now])]
    for cause, count in sorted(causes.items()):
        if cause != "response":
            why = said["causes"].get(cause, cause)
            lines.append(said["cause"].format(outcomes=count_of(count, "outcome"), cause=why))
    before = previous.get("legs", {})
    for leg, title, state in legs:
        if before.get(leg, state) != state:
            lines.append(said["leg"].format(title=title, was=states[before[leg]], now=states[state]))
    lines += [said["parts"][part] for part in previous.get("parts_changed", []) if part in said["parts"]]
    if was != now and len(lines) == 1:
        lines.append(said["unknown"])
    return lines


def losses(kept: Mapping[str, Any], *, with_claims: bool = True) -> list[str]:
    """Say which editions are lost, and why, in the county's own words."""
    said, known = words()["moved"], words()["claim"]
    found = [
        said["lost"].format(edition=one["edition"], why=one["why"])
        + (said["lost_claim"].format(claim=known.get(one["claim"], one["claim"])) if with_claims else "")
        for one in kept.get("lost", [])
    ]
    return found + [said["ledger_lost"].format(why=why) for why in kept.get("ledgers_lost", [])]


def ledger_notes(kept: Mapping[str, Any]) -> list[str]:
    """Say what is lost of what was filed, and which figures published before for the same days do not stand."""
    said, found = words()["moved"], kept.get("contradictions", [])
    begins = [said["contradicts"]] if found else []
    more = [said["more"].format(count=len(found) - _SHOWN)] if len(found) > _SHOWN else []
    return [*losses(kept), *begins, *found[:_SHOWN], *more]


def digests(audit: Audit) -> list[str]:
    """Name each digest of the footer: an edition's own root digest covers its pages, so they cannot bear it."""
    said, kept = words()["digests"], audit.ledger
    lines = [said["basis"].format(digest=audit.digest[:16])]
    if kept:
        first = said["first_in_ledger"]
        lines.append(said["ledger"].format(digest=kept["digest"][:16], count=kept["lines"]) if kept["lines"] else first)
        lines.append(said["root"].format(line=kept["lines"] + 1))
    if kept.get("previous_root"):
        lines.append(said["previous_root"].format(digest=kept["previous_root"][:16]))
    return lines
