"""Rehearses a run on a copy of the folder: what it would take in and file, with nothing of the folder changed."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from reporter.editions import ledger_check
from reporter.evidence import signed_rules
from reporter.ingest.take_files import Taken
from reporter.model import Period, Progress
from reporter.options import USUAL, RunOptions
from reporter.workflows import folder_copy, folder_lock, run, take_in


@dataclass(frozen=True, kw_only=True)
class Rehearsed:
    """What a run would take in, and the edition that would stand after it."""

    taken: list[Taken]
    edition: str
    would_file: bool
    claim: str
    sentence: str
    exit_code: int
    notes: tuple[str, ...]
    answers: tuple[str, ...]


def rehearse(
    folder: Path,
    period: Period,
    tell: Progress,
    key: bytes | None = None,
    *,
    even_if_empty: bool = False,
    options: RunOptions = USUAL,
) -> Rehearsed:
    """Run a period on a copy inside the folder, which is then thrown away; raises what the run would raise."""
    signed_rules.signers(folder, options.signers)
    with folder_lock.folder_lock(folder), TemporaryDirectory(prefix=".dry-run-", dir=folder) as made:
        place = Path(made).resolve() / folder.resolve().name
        folder_copy.copy(folder.resolve(), place)
        ledger_check.hold(place, "Nothing would be filed.", tell)
        taken = take_in.ingest(place, tell, key, options)
        filed = run.run(place, period, tell, key, even_if_empty=even_if_empty, options=options)
    return Rehearsed(
        taken=taken,
        edition=f"{period.label}/r{filed.number}",
        would_file=filed.is_new,
        claim=filed.claim,
        sentence=filed.sentence,
        exit_code=filed.exit_code,
        notes=filed.notes,
        answers=filed.answers,
    )
