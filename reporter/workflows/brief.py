"""Reads the newest edition of a period back as a summary to mail, once it is held against the ledger."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reporter.audit.claim import waiting
from reporter.editions import ledger_check, store
from reporter.errors import PolicyError
from reporter.model import Period
from reporter.report import brief
from reporter.workflows import inbox_files


def of(folder: Path, period: Period) -> list[str]:
    """Return the lines; raises PolicyError when no edition is filed, IntegrityError when one is not as it was filed.

    The summary makes no claim while a file lies in inbox/ that the edition does not know.
    """
    book = ledger_check.hold(folder, "No summary was made.")
    number = store.latest(folder, period.label)
    if not number:
        raise PolicyError(f"No edition of {period.label} is filed here. Run: reporter run --period {period.label}")
    audit = store.filed(folder, period.label, number)
    said = _without_claim(audit, inbox_files.unknown_to(folder, audit))
    return brief.lines(said, store.root_digest(folder, period.label, number), book.digest)


def _without_claim(audit: Mapping[str, Any], not_read: int) -> Mapping[str, Any]:
    if not not_read:
        return audit
    claim = audit["claim"]
    words = waiting(not_read)
    if claim["state"] == "demonstrated":
        claim = {"state": "not_demonstrated", "sentence": f"No claim is made: {' '.join(words)}", "because": []}
    rests_on = audit.get("rests_on", {})
    unread = [*rests_on.get("unread_files", ()), *({"file": "", "sha256": ""} for _ in range(not_read))]
    return {
        **audit,
        "claim": {**claim, "because": [*words, *claim["because"]]},
        "rests_on": {**rests_on, "unread_files": unread},
    }
