"""Reads the newest edition of a period back as a summary to mail, once it is held against the ledger."""

from pathlib import Path

from reporter.editions import ledger_check, store
from reporter.errors import PolicyError
from reporter.model import Period
from reporter.report import brief


def of(folder: Path, period: Period) -> list[str]:
    """Return the lines; raises PolicyError when no edition is filed, IntegrityError when one is not as it was filed."""
    book = ledger_check.hold(folder, "No summary was made.")
    number = store.latest(folder, period.label)
    if not number:
        raise PolicyError(f"No edition of {period.label} is filed here. Run: reporter run --period {period.label}")
    audit = store.filed(folder, period.label, number)
    return brief.lines(audit, store.root_digest(folder, period.label, number), book.digest)
