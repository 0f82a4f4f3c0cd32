"""What is done with an edition after it was filed: it is certified, packed for reviewers, and answers requests."""

from pathlib import Path

from reporter.audit.claim import waiting
from reporter.config import policy
from reporter.config.period import period
from reporter.editions import case_key, filed_before, ledger, ledger_check, old_registry, store
from reporter.errors import PolicyError
from reporter.evidence import (
    certification,
    pack,
    request_packet,
    reviewer_pack,
)
from reporter.evidence import (
    request as asked,
)
from reporter.model import Progress
from reporter.report import measure_tables
from reporter.text import on_one_line
from reporter.workflows import folder_lock, inbox_files


@folder_lock.with_folder_lock
def packet(folder: Path, path: Path, tell: Progress) -> Path:
    """Answer a request from a filed edition that still is as it was filed.

    Raises PolicyError when none is filed for its period, IntegrityError naming each file that is not what was filed.
    """
    book = ledger_check.hold(folder, "Nothing was answered.", tell)
    request = asked.read(path)
    label = period(request.period).label
    number = request.edition or store.latest(folder, label)
    label, number = store.named(folder, f"{label}/r{number}")
    cleared = bool(policy.load(folder / "policy.toml").coordination)
    place = store.place(folder, label, number)
    pack.root_as_filed(place, "nothing was answered")
    audit = store.filed(folder, label, number)
    beside = filed_before.of_edition(folder, book, place, audit["period"])
    tables = measure_tables.measured(audit["measures"], audit["period"], beside)
    newer = _newer(folder, label, number, with_claim=cleared or request.audience != "public")
    return request_packet.make(folder, request, audit, place, tables, newer, cleared=cleared)


@folder_lock.with_folder_lock
def pack_for_reviewers(folder: Path, name: str, tell: Progress) -> str:
    """Write the reviewers' pack of a filed edition, and say its root digest."""
    ledger_check.hold(folder, "Nothing was written.", tell)
    label, number = store.named(folder, name)
    place = store.place(folder, label, number).resolve()
    rests_on = store.filed(folder, label, number).get("rests_on", {})
    key = case_key.of_edition(folder, str(rests_on.get("case_key", "")), None)
    tell("giving every id its pseudonym")
    root = reviewer_pack.write(place, folder, key)
    return f"{place / reviewer_pack.FOLDER}\nroot digest of the pack: {root}"


@folder_lock.with_folder_lock
def certify(folder: Path, name: str, who: str, key: Path | None, override: str, tell: Progress) -> list[Path]:
    """Certify a filed edition, such as 2026-10/r1."""
    ledger_check.hold(folder, "Nothing was certified.", tell)
    label, number = store.named(folder, name)
    not_read = inbox_files.unknown_to(folder, store.filed(folder, label, number))
    limits = [*_newer(folder, label, number), *waiting(not_read)]
    return certification.certify(store.place(folder, label, number), who, key, override, limits)


def _newer(folder: Path, label: str, number: int, *, with_claim: bool = True) -> list[str]:
    """Say of an edition that a newer one of its period is filed, and what that says; nothing of the newest."""
    newest = store.latest(folder, label)
    if newest == number:
        return []
    said = f" It says: {store.filed(folder, label, newest)['claim']['sentence']}" if with_claim else ""
    return [f"A newer edition of these days is filed, {label}/r{newest}.{said}"]


@folder_lock.with_folder_lock
def record_loss(folder: Path, name: str, why: str, tell: Progress) -> str:
    """Write into the ledger that an edition is lost, or the ledger, and why; return what was written."""
    if name == "ledger":
        ledger_check.refuse_if_whole(folder)
    else:
        ledger.settle(folder)
        old_registry.take_over(folder)
    return ledger.record_loss(folder, name, why)


@folder_lock.with_folder_lock
def rotate_key(folder: Path, key: bytes | None, why: str, tell: Progress) -> str:
    """Give the folder a new key of its pseudonyms, once every edition filed is as it was filed."""
    if not (folder / "policy.toml").is_file():
        raise PolicyError("There is no policy.toml in this folder. Name the audit folder: --folder DIR.")
    ledger_check.hold(folder, "The key was not changed.", tell)
    return case_key.rotate(folder, key, on_one_line(why))
