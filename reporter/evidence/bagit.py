"""Seals a folder as a BagIt bag (RFC 8493) with one root digest, and names what differs from what was sealed."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from reporter.errors import IntegrityError
from reporter.files import digest_list, read_digest_list, sha256_if_file, sha256_of_each

ROOT_FILE = "tagmanifest-sha256.txt"
PAYLOAD_FILE = "manifest-sha256.txt"
_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def seal(bag: Path, information: Mapping[str, str]) -> str:
    """Write the bag's own files over `data/` and the tag files already there; return the root digest.

    The root digest is the SHA-256 of tagmanifest-sha256.txt, which lists every other file outside data/, the
    payload's manifest among them: so it covers every byte of the bag.
    """
    payload = sha256_of_each(bag, (name for name in _files(bag) if name.startswith("data/")))
    octets = sum((bag / name).stat().st_size for name in payload)
    lines = [f"{key}: {value}" for key, value in information.items()]
    _write(bag / "bagit.txt", _DECLARATION)
    _write(bag / "bag-info.txt", "\n".join([*lines, f"Payload-Oxum: {octets}.{len(payload)}"]) + "\n")
    _write(bag / PAYLOAD_FILE, digest_list(payload))
    tags = sha256_of_each(bag, (name for name in _files(bag) if not name.startswith("data/") and name != ROOT_FILE))
    _write(bag / ROOT_FILE, digest_list(tags))
    return root_digest(bag)


def root_digest(bag: Path) -> str:
    """Return the one digest that covers every file of a sealed bag."""
    return sha256_if_file(bag / ROOT_FILE)


def faults(bag: Path, root: str = "") -> list[str]:
    """Name each file that was changed, added, removed or renamed since the bag was sealed with this root digest.

    Without a root digest the bag can only be held against its own manifests.
    """
    if not bag.is_dir():
        raise IntegrityError(f"{bag.name} is no folder. Name the pack/ folder of an edition.")
    present = set(_files(bag))
    if ROOT_FILE not in present:
        renamed = [one for one in sorted(present) if root and sha256_if_file(bag / one) == root]
        return [f"{ROOT_FILE} is missing", *(f"{one} was added: it is {ROOT_FILE} under this name" for one in renamed)]
    found = []
    if root and root_digest(bag) != root:
        found.append(f"{ROOT_FILE} was changed: it is not the one that was sealed")
    listed = _read(bag / ROOT_FILE, found)
    if PAYLOAD_FILE in present:
        listed |= _read(bag / PAYLOAD_FILE, found)
    elif PAYLOAD_FILE not in listed:
        found.append(f"{PAYLOAD_FILE} is missing")
    for name in sorted(listed.keys() - present):
        found.append(f"{name} is missing")
    for name in sorted(present - listed.keys() - {ROOT_FILE}):
        found.append(f"{name} was added")
    there = sha256_of_each(bag, sorted(listed.keys() & present))
    return [*found, *(f"{name} was changed" for name, digest in there.items() if digest != listed[name])]


def _read(path: Path, found: list[str]) -> dict[str, str]:
    listed, unreadable = read_digest_list(path.read_bytes())
    found += [f"{path.name} was changed: line {number} cannot be read" for number in unreadable]
    return listed


def _files(bag: Path) -> Iterator[str]:
    """Yield every file and link below the bag, and every folder that holds nothing, by name."""
    for folder, folders, files in os.walk(bag):
        folders.sort()
        place = Path(folder).relative_to(bag)
        for name in sorted([*files, *[one for one in folders if (Path(folder) / one).is_symlink()]]):
            yield (place / name).as_posix()
        if not files and not folders:
            yield f"{place.as_posix()}/"


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))
