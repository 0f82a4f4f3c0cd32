"""Makes a filed edition again from the records it knew and compares every byte."""

from pathlib import Path
from tempfile import TemporaryDirectory

from reporter.audit import audit_json
from reporter.config.period import period as read_period
from reporter.editions import basis as resting
from reporter.editions import case_key, ledger_check, store
from reporter.errors import IntegrityError, ReadOtherwise
from reporter.evidence import signed_rules
from reporter.model import Progress
from reporter.options import USUAL, RunOptions
from reporter.workflows import folder_lock, make_edition, read_as_then


@folder_lock.with_folder_lock
def as_filed(folder: Path, name: str, tell: Progress, key: bytes | None = None, options: RunOptions = USUAL) -> str:
    """Make a filed edition again from the records it knew and compare every byte.

    A delivery that policy or manifest have since said to be read in another way is read from inbox/ as it was then.
    Raises IntegrityError naming each file that differs, PolicyError when queries, templates or version changed since.
    """
    signed_rules.signers(folder, options.signers)
    book = ledger_check.hold(folder, "It was not made again.", tell)
    label, number = store.named(folder, name)
    audit = store.filed(folder, label, number)
    place = store.place(folder, label, number)
    policy = resting.policy_as_filed(place, audit)
    with TemporaryDirectory(prefix=".as-filed-", dir=folder) as draft:
        tell(f"making {name} again")
        beside = audit_json.read_json(place / "redaction.json")["beside"]
        then = {**audit["rests_on"], "public_editions": beside}
        filed_on = book.first(int(audit.get("ledger", {}).get("lines", 0)))
        key = case_key.of_edition(folder, str(then.get("case_key", "")), key)
        made_of = (policy, read_period(label), number, Path(draft).resolve(), tell, filed_on, key, then)
        try:
            make_edition.make(folder, *made_of, options=options)
        except ReadOtherwise:  # nothing is written before the records of then are there
            with read_as_then.folder_of_then(folder, policy, then, tell, options) as of_then:
                make_edition.make(of_then, *made_of, options=options)
        differing = store.differing(place, Path(draft))
    if differing:
        raise IntegrityError(f"{name} made again is not what was filed. These differ: {'; '.join(differing)}.")
    return f"{name} made again is what was filed, byte for byte: {len(store.files_of(place))} files."
