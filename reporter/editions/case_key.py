"""The key of the pseudonyms: random bytes made at the folder's first use, kept in the folder alone."""

import re
import secrets
from pathlib import Path

from reporter.editions import ledger, store
from reporter.editions.ledger import Ledger
from reporter.errors import IntegrityError, PolicyError
from reporter.files import sha256_of_content, write_atomically

FILE = ".case-key"
_BYTES = 32
_MADE = "random"  # stands before a key that this version made or was given; an older version derived it from a file
_SAID = "Restore it from a backup, or make a new one: reporter rotate-key. Case ids change then."


def ready(folder: Path, given: bytes | None = None) -> bytes:
    """Return the folder's key; without one yet, that given, or random bytes.

    Raises IntegrityError when the key is not the one that the newest edition was filed with, PolicyError when another
    one is given.
    """
    known = newest_fingerprint(folder)
    if not (folder / FILE).is_file():
        key = given or secrets.token_bytes(_BYTES)
        if known and fingerprint(key) != known:
            raise IntegrityError(f"{FILE} is missing, and editions were filed with it. {_SAID}")
        _keep(folder, key)
    key = _read(folder / FILE)
    if given and given != key:
        raise PolicyError(
            "This folder has another case key than the file given. Leave --case-key out, or change the key for good: "
            "reporter rotate-key --case-key FILE"
        )
    if known and fingerprint(key) != known:
        raise IntegrityError(f"{FILE} is not the key that the newest edition was filed with. {_SAID}")
    return key


def from_file(path: Path) -> bytes:
    """Read a key that somebody brings: 32 bytes."""
    content = path.read_bytes()
    if len(content) != _BYTES:
        raise PolicyError(
            f"{path.name} has {len(content)} bytes, and a case key has {_BYTES}. Make one: "
            f"head -c {_BYTES} /dev/urandom > FILE"
        )
    return content


def fingerprint(key: bytes) -> str:
    """Return what may be published of a key: it tells two keys apart, and nothing of either."""
    return sha256_of_content(b"reporter case key" + key)


def rotate(folder: Path, given: bytes | None, why: str) -> str:
    """Give the folder a new key, keep the old one beside it, and write that into the ledger."""
    key = given or secrets.token_bytes(_BYTES)
    if (folder / FILE).is_file():
        number = 1 + len(list(folder.glob(f"{FILE}.old-*")))
        write_atomically(folder / f"{FILE}.old-{number}", (folder / FILE).read_bytes(), mode=0o600)
    ledger.add(folder, {"kind": "case_key", "fingerprint": fingerprint(key), "why": why})
    _keep(folder, key)
    return (
        "The folder has a new case key. Editions filed from now on have other case ids; the old key is kept as "
        f"{FILE}.old-*, with which the editions filed before can be made again."
    )


def of_edition(folder: Path, known: str, given: bytes | None) -> bytes:
    """Return the key that an edition was filed with, among those kept and that given; raises PolicyError for none."""
    kept = [_read(path) for path in sorted(folder.glob(f"{FILE}*")) if not path.name.endswith(".draft")]
    for key in ([given] if given else []) + kept:
        if not known or fingerprint(key) == known:
            return key
    raise PolicyError("The case key that this edition was filed with is not kept here. Give it: --case-key FILE")


def is_derived(folder: Path) -> bool:
    """Tell whether the key is one that an older version made from a delivered file: who has the file can make it."""
    path = folder / FILE
    return path.is_file() and not path.read_text(encoding="ascii", errors="replace").startswith(_MADE)


def newest_fingerprint(folder: Path, book: Ledger | None = None) -> str:
    """Return the fingerprint of the key that the newest edition was filed with, or was changed to since, or ""."""
    for line in reversed((book or ledger.read(folder)).lines):
        if line.says["kind"] == "case_key":
            return str(line.says["fingerprint"])
        if line.says["kind"] == "edition":
            place = store.place(folder, line.says["period"], line.says["edition"])
            if (place / "audit.json").is_file():
                return str(store.filed_in(place).get("rests_on", {}).get("case_key", ""))
    return ""


def _read(path: Path) -> bytes:
    text = path.read_text(encoding="ascii", errors="replace").strip().removeprefix(_MADE).strip()
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise IntegrityError(f"{path.name} is not the key that this program wrote. {_SAID}")
    return bytes.fromhex(text)


def as_text(key: bytes) -> str:
    """Return what stands in a folder's key file."""
    return f"{_MADE} {key.hex()}\n"


def _keep(folder: Path, key: bytes) -> None:
    write_atomically(folder / FILE, as_text(key), mode=0o600)
