"""Files an edition: all of it or nothing, never over an earlier one."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reporter.audit import answers
from reporter.errors import IntegrityError, PolicyError
from reporter.files import all_to_disk, sha256_of, to_disk

_NUMBERED = re.compile(r"r[1-9][0-9]*", re.ASCII)
_ADDED = ("certification.txt", "pack-reviewer/", "pack-reviewer.sha256", ".draft-")


def latest(folder: Path, label: str) -> int:
    """Return the number of the newest edition filed for a period, or 0."""
    return max((number for period, number in all_editions(folder) if period == label), default=0)


def place(folder: Path, label: str, number: int) -> Path:
    """Return where an edition lies."""
    return folder / "reports" / label / f"r{number}"


def filed(folder: Path, label: str, number: int) -> dict[str, Any]:
    """Read an edition's audit.json; raises IntegrityError when it is not what was filed."""
    return filed_in(place(folder, label, number))


def filed_in(edition: Path) -> dict[str, Any]:
    """Read the audit.json of an edition; raises IntegrityError when it is not what was filed."""
    name = f"{edition.parent.name}/{edition.name}"
    try:
        found: Any = json.loads((edition / "audit.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise IntegrityError(f"{name} was filed, but its audit.json cannot be read. Restore it.") from error
    if not isinstance(found, dict) or not {"period", "edition", "claim", "changes", "digest"} <= found.keys():
        raise IntegrityError(f"{name} was filed, but its audit.json is not one that this program wrote. Restore it.")
    return found


def root_digest(folder: Path, label: str, number: int) -> str:
    """Return the root digest of an edition's pack, or "" when the edition has none."""
    return root_digest_of(place(folder, label, number))


def root_digest_of(edition: Path) -> str:
    """Return the root digest that lies beside an edition's pack, or "" when there is none."""
    path = edition / "pack.sha256"
    return (path.read_text(encoding="ascii", errors="replace").split() or [""])[0] if path.is_file() else ""


def all_filed(folder: Path) -> list[dict[str, Any]]:
    """Read the audit.json of every edition filed, by period and number."""
    return [filed(folder, label, number) for label, number in all_editions(folder)]


def deliveries(folder: Path) -> list[tuple[str, str]]:
    """Return the log and the SHA-256 of each delivery that the editions filed rest on, in the order they came."""
    known = [audit.get("rests_on", {}).get("deliveries", []) for audit in all_filed(folder)]
    return [(one["log"], one["sha256"]) for one in max(known, key=len, default=[])]


@contextmanager
def being_filed(folder: Path, label: str, number: int) -> Iterator[Path]:
    """Give a folder to write into; it becomes the edition only when all of it is there and on disk."""
    final = place(folder, label, number)
    final.parent.mkdir(parents=True, exist_ok=True)
    draft = final.parent / f".draft-r{number}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    try:
        yield draft
        all_to_disk([*draft.rglob("*"), draft])  # folders too: they hold the names of their files
        if final.exists():
            raise IntegrityError(f"{label}/r{number} was filed by another process meanwhile. Nothing was overwritten.")
        draft.rename(final)
        to_disk(final.parent)
        to_disk(final.parent.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def named(folder: Path, name: str) -> tuple[str, int]:
    """Read a name such as 2026-10/r1; raises PolicyError when no such edition is filed."""
    label, _, number = name.strip("/").rpartition("/r")
    if not label or "/" in label or not number.isdigit() or not place(folder, label, int(number)).is_dir():
        known = [f"{one}/r{n}" for one, n in all_editions(folder)]
        raise PolicyError(f"{name!r} is no edition filed here. Filed are: {', '.join(known) or 'none'}.")
    return label, int(number)


def files_of(path: Path) -> list[str]:
    """List every file of an edition, but what is added after filing: signatures, certification, reviewers' pack."""
    found = (one.relative_to(path).as_posix() for one in path.rglob("*") if one.is_file())
    return sorted(one for one in found if not one.endswith(".sig") and not one.startswith((*_ADDED, ".", "~$")))


def differing(filed_one: Path, made_again: Path) -> list[str]:
    """Name each file that two editions do not have alike, to the byte."""
    old, new = set(files_of(filed_one)), set(files_of(made_again))
    lost = [f"{one} (not in the edition as filed)" for one in sorted(new - old)]
    added = [f"{one} (in the edition as filed only)" for one in sorted(old - new)]
    other = [one for one in sorted(old & new) if (filed_one / one).read_bytes() != (made_again / one).read_bytes()]
    return [*other, *added, *lost]


def predecessor(path: Path, audit: Mapping[str, Any]) -> dict[str, Any]:
    """Return how an edition names the one before it: number, claim, digest, and the digest of its audit.json."""
    return {
        "edition": audit["edition"],
        "claim": audit["claim"]["state"],
        "digest": audit["digest"],
        "audit_sha256": sha256_of(path / "audit.json"),
        "legs": {leg["id"]: leg["state"] for leg in audit["legs"]},
    }


def all_editions(folder: Path) -> list[tuple[str, int]]:
    """List every edition that lies in reports/, by period and number."""
    named = (path for path in (folder / "reports").glob("*/r*") if _NUMBERED.fullmatch(path.name))
    return sorted((path.parent.name, int(path.name[1:])) for path in named)


def history(folder: Path) -> list[dict[str, Any]]:
    """List every edition filed, by period and number: what moved, why, and whether the chain holds.

    `chain` is `first`, `holds`, `missing` when the edition before is not there, or `broken` when it is not the one that
    this one names. `answers` has the word of each other answer: that on vetting does not go alone.
    """
    chain: list[dict[str, Any]] = []
    for label, number in all_editions(folder):
        audit = filed(folder, label, number)
        causes = Counter(one["cause"] for one in audit["changes"])
        previous = audit.get("previous") or {}
        claim = audit["claim"]["state"]
        chain.append(
            {
                "period": label,
                "edition": number,
                "claim": claim,
                "answers": [*answers.in_short(answers.of_edition(audit))],
                "claim_moved": bool(previous) and previous["claim"] != claim,
                "moved_count": causes.total() - causes["response"],
                "answered_count": causes["response"],
                "causes": dict(sorted(causes.items())),
                "parts_changed": previous.get("parts_changed", []),
                "digest": audit["digest"],
                "previous_digest": previous.get("digest", ""),
                "chain": _chain(folder, label, number, previous),
            }
        )
    return chain


def _chain(folder: Path, label: str, number: int, previous: Mapping[str, Any]) -> str:
    if not previous:
        return "first"
    path = place(folder, label, int(previous.get("edition", number - 1))) / "audit.json"
    if not path.is_file():
        return "missing"
    return "holds" if previous.get("audit_sha256") == sha256_of(path) else "broken"
