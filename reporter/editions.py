"""Files an edition: all of it or nothing, never over an earlier one."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reporter.errors import IntegrityError


def latest(folder: Path, label: str) -> int:
    """Return the number of the newest edition filed for a period, or 0."""
    numbers = [int(path.name[1:]) for path in (folder / "reports" / label).glob("r*") if path.name[1:].isdigit()]
    return max(numbers, default=0)


def place(folder: Path, label: str, number: int) -> Path:
    """Return where an edition lies."""
    return folder / "reports" / label / f"r{number}"


def filed(folder: Path, label: str, number: int) -> dict[str, Any]:
    """Read an edition's audit.json; raises IntegrityError when it is not what was filed."""
    path = place(folder, label, number) / "audit.json"
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IntegrityError(f"{label}/r{number} was filed, but its audit.json cannot be read. Restore it.") from error
    return found


def redactions(folder: Path) -> list[dict[str, Any]]:
    """Return the redaction manifest of every public edition filed so far, in order."""
    found = sorted((folder / "reports").glob("*/r*/redaction.json"), key=lambda path: path.parts[-3:])
    return [json.loads(path.read_text(encoding="utf-8")) for path in found]


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
        for path in sorted(draft.rglob("*")):
            if path.is_file():
                _to_disk(path)
        if final.exists():
            raise IntegrityError(f"{label}/r{number} was filed by another process meanwhile. Nothing was overwritten.")
        draft.rename(final)
        _to_disk(final.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def history(folder: Path) -> list[dict[str, Any]]:
    """List every edition filed, by period and number."""
    found = sorted(
        (path.parent.name, int(path.name[1:])) for path in (folder / "reports").glob("*/r*") if path.name[1:].isdigit()
    )
    chain = []
    for label, number in found:
        audit = filed(folder, label, number)
        chain.append(
            {
                "period": label,
                "edition": number,
                "claim": audit["claim"]["state"],
                "moved_count": len(audit["changes"]),
                "digest": audit["digest"],
            }
        )
    return chain
