"""What moved since the edition before, and what the ledger knows that this edition does not say."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from reporter.model import Audit
from reporter.text import count_of, words

_SHOWN = 12
_HEADLINE = "vetted_before_release"


def first_page(audit: Audit) -> list[str]:
    """Say beneath the answer what the edition before said, why the answer moved, and what the ledger knows."""
    return [*_since(audit), *ledger_notes(audit.ledger)]


def _since(audit: Audit) -> list[str]:
    previous: Mapping[str, Any] = audit.previous or {}
    if not previous:
        return []
    said, known = words()["moved"], words()["claim"]
    was, now = previous["claim"], audit.claim.state
    number = previous["edition"]
    if was == now:
        lines = [said["same"].format(number=number, was=known[was])]
    else:
        lines = [said["other"].format(number=number, was=known[was], now=known[now])]
    causes = Counter(one.cause for one in audit.changes if one.control == _HEADLINE and one.cause != "response")
    for cause, count in sorted(causes.items()):
        lines.append(said["cause"].format(outcomes=count_of(count, "outcome"), cause=said["causes"].get(cause, cause)))
    lines += _legs(audit, previous.get("legs", {}))
    lines += [said["parts"][part] for part in previous.get("parts_changed", []) if part in said["parts"]]
    if was != now and len(lines) == 1:
        lines.append(said["unknown"])
    return lines


def _legs(audit: Audit, before: Mapping[str, str]) -> list[str]:
    """Say which of the legs that the claim rests on has another state than it had."""
    said, known = words()["moved"], words()["leg"]
    moved = [one for one in audit.legs if (one.required or one.one_of) and before.get(one.id, one.state) != one.state]
    return [said["leg"].format(title=one.title, was=known[before[one.id]], now=known[one.state]) for one in moved]


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
        lines.append(said["ledger"].format(digest=kept["digest"][:16], count=kept["lines"]))
        lines.append(said["root"].format(line=kept["lines"] + 1))
    if kept.get("previous_root"):
        lines.append(said["previous_root"].format(digest=kept["previous_root"][:16]))
    return lines
