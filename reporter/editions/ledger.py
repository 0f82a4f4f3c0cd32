"""reports/ledger.jsonl: a line an edition, each with the digest of the line before it; only ever added to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from reporter.editions import figures, store
from reporter.errors import IntegrityError, PolicyError
from reporter.files import sha256_of, sha256_of_content, write_atomically
from reporter.text import on_one_line

FILE = "ledger.jsonl"
ANNOUNCED = ".ledger-line"  # the line of an edition that is just being filed
BEFORE_THE_FIRST = "0" * 64
Kind = Literal["edition", "lost", "ledger_lost", "case_key"]
_KEYS: Mapping[str, Mapping[str, type]] = {
    "edition": {
        "period": str,
        "from": str,
        "to": str,
        "edition": int,
        "claim": str,
        "root": str,
        "digest": str,
        "audit_sha256": str,
        "taken_over": bool,
        "figures": dict,
    },
    "lost": {"period": str, "edition": int, "why": str},
    "ledger_lost": {"why": str},
    "case_key": {"fingerprint": str, "why": str},
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: what it says, and its own digest, which the next line names."""

    says: Mapping[str, Any]
    digest: str

    @property
    def name(self) -> str:
        """The edition that it is about, such as 2026-10/r1."""
        return f"{self.says.get('period')}/r{self.says.get('edition')}"


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """All lines, or the first of them."""

    lines: tuple[Line, ...] = ()

    @property
    def digest(self) -> str:
        """The digest of the last line, which covers every line before it."""
        return self.lines[-1].digest if self.lines else BEFORE_THE_FIRST

    def first(self, count: int) -> "Ledger":
        """Return the ledger as it was when it had so many lines."""
        return Ledger(lines=self.lines[:count])

    def of_kind(self, kind: Kind) -> list[Line]:
        """Return the lines of one kind, oldest first."""
        return [line for line in self.lines if line.says["kind"] == kind]

    def editions(self) -> dict[str, Line]:
        """Return each edition's line by its name; one that was taken over again has its newest line."""
        return {line.name: line for line in self.of_kind("edition")}

    def lost(self) -> dict[str, Line]:
        """Return the lines that say which edition is lost, by its name."""
        return {line.name: line for line in self.of_kind("lost")}

    def newest(self, label: str) -> int:
        """Return the number of the newest edition of a period that was ever filed, or 0."""
        return max((one.says["edition"] for one in self.of_kind("edition") if one.says["period"] == label), default=0)

    def newest_but_lost(self, label: str) -> int:
        """Return the number of the newest edition of a period that is not lost, or 0."""
        known, lost = self.of_kind("edition"), self.lost()
        numbers = [one.says["edition"] for one in known if one.says["period"] == label and one.name not in lost]
        return max(numbers, default=0)


def read(folder: Path) -> Ledger:
    """Read the ledger of a folder; raises IntegrityError naming the line that was changed, added or taken out."""
    path = folder / "reports" / FILE
    if not path.is_file():
        return Ledger()
    lines: list[Line] = []
    before = BEFORE_THE_FIRST
    text = path.read_bytes()
    if text and not text.endswith(b"\n"):
        raise _broken("its last line is not whole")
    for number, raw in enumerate(text.split(b"\n")[:-1], 1):
        says = _says(raw, number)
        if says["before"] != before:
            raise _broken(f"line {number} does not follow the line before it: a line was changed, added or taken out")
        before = sha256_of_content(raw)
        lines.append(Line(says=says, digest=before))
    return Ledger(lines=tuple(lines))


def _says(raw: bytes, number: int) -> dict[str, Any]:
    try:
        says = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _broken(f"line {number} cannot be read") from error
    keys = _KEYS.get(str(says.get("kind")), {}) if isinstance(says, dict) else {}
    if not keys or any(type(says.get(key)) is not kind for key, kind in {**keys, "before": str}.items()):
        raise _broken(f"line {number} is not one that this program writes")
    return dict(says)


def _broken(why: str) -> IntegrityError:
    return IntegrityError(
        f"reports/{FILE} is not the ledger that was kept: {why}. Restore it from a backup. Nothing was filed."
    )


def line_of(edition: Path, audit: Mapping[str, Any], *, taken_over: bool = False) -> dict[str, Any]:
    """Return what the ledger says of an edition that lies in `edition`."""
    return {
        "kind": "edition",
        "period": audit["period"]["label"],
        "from": audit["period"]["from"],
        "to": audit["period"]["to"],
        "edition": audit["edition"],
        "claim": audit["claim"]["state"],
        "root": store.root_digest_of(edition),
        "digest": audit["digest"],
        "audit_sha256": sha256_of(edition / "audit.json"),
        "taken_over": taken_over,
        "figures": figures.of(audit),
    }


def announce(folder: Path, says: Mapping[str, Any]) -> None:
    """Write down the line of an edition before that edition has its place: if both are stopped, `settle` adds it."""
    write_atomically(folder / "reports" / ANNOUNCED, _raw(says, read(folder)))


def settle(folder: Path) -> str:
    """Add the line that was announced if its edition has its place; return that edition's name, or ""."""
    path = folder / "reports" / ANNOUNCED
    if not path.is_file():
        return ""
    raw, name = path.read_bytes().rstrip(b"\n"), ""
    says, book = _says(raw, 0), read(folder)
    is_next = says["kind"] == "edition" and says["before"] == book.digest
    if is_next and store.place(folder, says["period"], says["edition"]).is_dir():
        _add(folder, raw)
        name = f"{says['period']}/r{says['edition']}"
    path.unlink()
    return name


def add(folder: Path, says: Mapping[str, Any]) -> None:
    """Add a line."""
    _add(folder, _raw(says, read(folder)))


def announced(folder: Path) -> str:
    """Return the name of the edition whose line the next command adds, or ""."""
    path = folder / "reports" / ANNOUNCED
    if not path.is_file():
        return ""
    says = _says(path.read_bytes().rstrip(b"\n"), 0)
    return f"{says.get('period')}/r{says.get('edition')}" if says["before"] == read(folder).digest else ""


def record_loss(folder: Path, name: str, why: str) -> str:
    """Write into the ledger that an edition, or the ledger itself, is lost, and why; return what was written.

    Raises PolicyError for an edition that the ledger does not have, or that still lies in reports/.
    """
    why = on_one_line(why)
    if not why:
        raise PolicyError("Say why it is lost: --why TEXT. Every later edition prints it.")
    if name == "ledger":
        return _ledger_lost(folder, why)
    book = read(folder)
    name = name.strip("/")
    if name not in book.editions():
        known = ", ".join(book.editions()) or "none"
        raise PolicyError(f"{name!r} is no edition that the ledger has. It has: {known}.")
    says = book.editions()[name].says
    if store.place(folder, says["period"], says["edition"]).exists():
        raise PolicyError(
            f"{name} still lies in reports/. If it is not as it was filed and no backup has it, move it out of "
            "reports/ first; it must not be taken for the edition that was filed."
        )
    if name in book.lost():
        return f"The ledger says already that {name} is lost: {book.lost()[name].says['why']}"
    add(folder, {"kind": "lost", "period": says["period"], "edition": says["edition"], "why": why})
    return f"The ledger says now that {name} is lost: {why}. Every later edition prints it."


def _ledger_lost(folder: Path, why: str) -> str:
    """Begin a new ledger over the editions that are there; what the old one had is moved aside."""
    path = folder / "reports" / FILE
    if path.is_file():
        number = 1 + len(list(path.parent.glob(f"{FILE}.lost-*")))
        path.rename(path.with_name(f"{FILE}.lost-{number}"))
    add(folder, {"kind": "ledger_lost", "why": why})
    for audit in store.all_filed(folder):
        place = store.place(folder, audit["period"]["label"], audit["edition"])
        add(folder, line_of(place, audit, taken_over=True))
    count = len(read(folder).editions())
    return f"A new ledger was begun over the {count} editions in reports/: {why}. Every later edition prints it."


def _raw(says: Mapping[str, Any], book: Ledger) -> bytes:
    return json.dumps({**says, "before": book.digest}, ensure_ascii=False).encode("utf-8")


def _add(folder: Path, raw: bytes) -> None:
    path = folder / "reports" / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, (path.read_bytes() if path.is_file() else b"") + raw + b"\n")
