"""Holds every filed edition against the ledger, byte for byte, before anything more is filed or given out."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from reporter.editions import figures, ledger, old_registry, store
from reporter.editions.ledger import Ledger, Line
from reporter.errors import IntegrityError, PolicyError
from reporter.evidence import bagit, pack
from reporter.files import sha256_if_file
from reporter.model import Progress
from reporter.text import on_one_line

_NAMED = 12


def hold(folder: Path, undone: str, tell: Progress | None = None) -> Ledger:
    """Return the ledger of a folder in which each edition is as it was filed.

    With `tell`, what a stopped run left is finished first, and the editions of an older version are taken over. Raises
    IntegrityError naming each edition that was changed, is missing, was replaced, or is not in the ledger; `undone`
    says what was not done because of it.
    """
    if tell:
        if name := ledger.settle(folder):
            tell(f"the run before was stopped once {name} was filed: its line is now in the ledger")
        if count := old_registry.take_over(folder):
            tell(f"{count} editions filed by an older version were taken over into reports/{ledger.FILE}")
    book = ledger.read(folder)
    waiting = "" if tell else ledger.announced(folder)
    old = not book.lines and old_registry.is_old(folder)
    found = [] if old else [one for one in faults(folder, book) if not waiting or not one.startswith(f"{waiting} ")]
    if found:
        more = f"; and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        raise IntegrityError(
            f"The editions in reports/ are not those of the ledger: {'; '.join(found[:_NAMED])}{more}. {undone} "
            "Restore them from a backup. Of an edition that is lost for good, write down why: "
            'reporter history --record-loss EDITION --why "..."'
        )
    return book


def faults(folder: Path, book: Ledger) -> list[str]:
    """Name each edition that is not what the ledger says, and how; each begins with the edition's name."""
    known, lost = book.editions(), book.lost()
    present = _present(folder)
    missing = [f"{name} is missing" for name in known if name not in present and name not in lost]
    strange = [_not_listed(name, place, book) for name, place in present.items() if name not in known]
    both = [(name, place) for name, place in present.items() if name in known]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as readers:  # digests are computed without Python's lock
        changed = list(readers.map(_changed, both, [known[name] for name, _ in both]))
    for (name, place), own in zip(both, changed, strict=True):
        if not own:
            own += _other_ledger(name, place, book)
    return [*missing, *strange, *(one for own in changed for one in own)]


def refuse_if_whole(folder: Path) -> None:
    """Raise PolicyError where the ledger can be read and no edition in reports/ shows that lines of it are gone."""
    try:
        ledger.settle(folder)
        book = ledger.read(folder)
    except IntegrityError:
        return
    present, lost = _present(folder), book.lost()
    if not book.lines or any(_shows_lines_gone(name, place, book) for name, place in present.items()):
        return
    missing = ", ".join(name for name in book.editions() if name not in present and name not in lost)
    raise PolicyError(
        f"The ledger is not lost: reports/{ledger.FILE} can be read, and no edition in reports/ shows that lines of it "
        f"are gone. {f'It names editions that are missing: {missing}. ' if missing else ''}Of an edition that is lost "
        'for good, write down why: reporter history --record-loss EDITION --why "..."'
    )


def _present(folder: Path) -> dict[str, Path]:
    return {f"{label}/r{number}": store.place(folder, label, number) for label, number in store.all_editions(folder)}


def _shows_lines_gone(name: str, place: Path, book: Ledger) -> bool:
    line, count = book.editions().get(name), _recorded(place).get("lines")
    if line is None:  # a copy of an edition that the ledger has was filed on fewer lines
        return isinstance(count, int) and count >= len(book.lines)
    return not _changed((name, place), line) and bool(_other_ledger(name, place, book))


def _not_listed(name: str, place: Path, book: Ledger) -> str:
    count = _recorded(place).get("lines")
    shorter = isinstance(count, int) and count > len(book.lines)
    told = f": it was filed on a ledger of {count} lines, and this one has {len(book.lines)}" if shorter else ""
    return f"{name} is not in the ledger{told}"


def _changed(edition: tuple[str, Path], line: Line) -> list[str]:
    """Name what of an edition, given by name and place, is not what was filed."""
    name, place = edition
    root = str(line.says["root"])
    if not root:  # an edition of a version that wrote no pack
        own = sha256_if_file(place / "audit.json")
        return [] if own == line.says["audit_sha256"] else [f"{name} was changed: audit.json"]
    if place.is_symlink():
        return [f"{name} is a link"]
    if sha256_if_file(place / "pack" / bagit.ROOT_FILE) != root and not (place / "pack").is_symlink():
        has_pack = (place / "pack" / bagit.ROOT_FILE).is_file()
        return [f"{name} was {'replaced: its root digest is another' if has_pack else 'changed: it has no pack'}"]
    found = [f"pack/{one}" for one in bagit.faults(place / "pack", root)]
    found = found or list(_beside(place))
    if store.root_digest_of(place) != root:
        found.append("pack.sha256 is not what was filed")
    if len(found) > _NAMED:
        found = [*found[:_NAMED], f"and {len(found) - _NAMED} more"]
    return [f"{name} was changed: {on_one_line(', '.join(found))}"] if found else []


def _beside(place: Path) -> Iterator[str]:
    """Name each file beside the pack that is not what the pack says was filed with it."""
    listed = pack.edition_files(place / "pack")
    for file, digest in listed.items():
        if sha256_if_file(place / file) != digest:
            yield f"{file} was {'changed' if (place / file).exists() else 'removed'}"
    for file in store.files_of(place):
        if not file.startswith("pack/") and file not in listed and file != "pack.sha256":
            yield f"{file} was added"


def _other_ledger(name: str, place: Path, book: Ledger) -> list[str]:
    """Say of an edition that it was filed on another ledger than the one that is here."""
    if book.editions()[name].says["taken_over"]:
        return []
    record = _recorded(place)
    count, digest = record.get("lines"), record.get("digest")
    if not isinstance(count, int) or len(book.lines) <= count:
        return [f"{name} was filed on a ledger of {count} lines, and this one has {len(book.lines)}"]
    if book.first(count).digest != digest or book.lines[count].name != name:
        return [f"{name} was filed on another ledger: lines of it were removed or rewritten"]
    return []


def _recorded(place: Path) -> dict[str, Any]:
    """Return what an edition says of the ledger that it was filed on."""
    try:
        found = store.filed_in(place).get("ledger")
    except IntegrityError:
        found = None
    return found if isinstance(found, dict) else {}


def record(book: Ledger, audit: dict[str, Any]) -> dict[str, Any]:
    """Return what an edition says of the ledger it is filed on: its length and digest, losses, contradictions."""
    period, number = audit["period"]["label"], audit["edition"]
    known = book.editions()
    previous = max((one.says["edition"] for one in known.values() if one.says["period"] == period), default=0)
    return {
        "lines": len(book.lines),
        "digest": book.digest,
        "previous_root": known[f"{period}/r{previous}"].says["root"] if 0 < previous < number else "",
        "lost": [
            {"edition": name, "claim": known[name].says["claim"], "why": line.says["why"]}
            for name, line in book.lost().items()
        ],
        "ledgers_lost": [line.says["why"] for line in book.of_kind("ledger_lost")],
        "contradictions": figures.contradictions([one.says for one in book.of_kind("edition")], audit),
    }
