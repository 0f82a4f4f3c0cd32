"""Looks an audit folder over without changing it: what is well, what wants a hand, and what a run would do."""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from reporter import approval, warehouse
from reporter import policy as policies
from reporter.errors import ReporterError
from reporter.policy import Policy

State = Literal["well", "look", "stop"]
LEAST_FREE_BYTES = 2 * 1024**3
_LIBRARIES = ("duckdb", "great-expectations", "jinja2", "tzdata")


@dataclass(frozen=True, kw_only=True)
class Sign:
    """One thing looked at: `well`, `look` (a run works, but look at it) or `stop` (a run would fail)."""

    name: str
    state: State
    words: str
    exit_code: int = 0


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A quarantined row: where it stands, each reason, and its text as delivered."""

    log: str
    file: str
    line: int
    reasons: tuple[str, ...]
    mended: bool
    raw: str


def examine(folder: Path) -> list[Sign]:
    """Return every sign; the folder is only read."""
    signs = [Sign(name="versions", state="well", words=", ".join(f"{one} {version(one)}" for one in _LIBRARIES))]
    try:
        who = approval.signers(folder)
        policy = policies.load(folder / "policy.toml")
    except ReporterError as error:
        return [*signs, Sign(name="policy.toml", state="stop", words=str(error), exit_code=error.exit_code)]
    signs.append(Sign(name="policy.toml", state="well", words=f"read; {len(policy.logs)} logs, zone {policy.timezone}"))
    if who:
        signs.append(
            Sign(name="rules.txt.sig", state="well", words=f"policy and queries are signed by {', '.join(who)}")
        )
    signs += [*_permissions(folder), _disk(folder), _spill(folder)]
    if not (folder / "inbox").is_dir():
        return [*signs, Sign(name="inbox", state="stop", words="There is no inbox/. Make it.", exit_code=2)]
    try:
        taken = _taken(folder)
    except ReporterError as error:
        return [*signs, Sign(name="warehouse.duckdb", state="stop", words=str(error), exit_code=error.exit_code)]
    return [*signs, *_inbox(folder, policy, taken), *_core(policy)]


def unread(folder: Path) -> list[Unread]:
    """Return the rows in quarantine, in order of delivery and line."""
    if not (folder / "warehouse.duckdb").is_file():
        return []
    with warehouse.analysis(folder) as connection:
        found = warehouse.rows(
            connection,
            "select delivered.log, delivered.file, line, reasons, not unmended, raw from records.quarantine "
            "join records.delivered using (delivery_id) order by delivery_id, line",
        )
    return [
        Unread(log=log, file=file, line=line, reasons=tuple(reasons), mended=mended, raw=raw)
        for log, file, line, reasons, mended, raw in found
    ]


def _permissions(folder: Path) -> Iterator[Sign]:
    open_ones = [
        path.name or "the folder"
        for path in (folder, folder / "inbox", folder / "warehouse.duckdb", folder / ".case-key", folder / "reports")
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if open_ones:
        words = f"Others on this machine may read {', '.join(open_ones)}. Run: chmod -R go-rwx on this folder."
        yield Sign(name="permissions", state="look", words=words)
    else:
        yield Sign(name="permissions", state="well", words="only you can read the folder")
    if not os.access(folder, os.W_OK):
        words = "The folder cannot be written to. Ask who owns it, or copy it to a place of your own."
        yield Sign(name="writing", state="stop", words=words, exit_code=11)


def _disk(folder: Path) -> Sign:
    free = shutil.disk_usage(folder).free
    state: State = "well" if free >= LEAST_FREE_BYTES else "look"
    return Sign(name="disk", state=state, words=f"{free / 1024**3:.0f} GB free")


def _spill(folder: Path) -> Sign:
    left = [path for path in (folder / ".spill").glob("*") if path.is_file()]
    if left:
        words = (
            f"{len(left)} temporary files are left in .spill/ from a run that was stopped; the next run clears them."
        )
        return Sign(name="temporary files", state="look", words=words)
    return Sign(name="temporary files", state="well", words="none left over")


def _taken(folder: Path) -> set[tuple[str, str]]:
    """Return log and digest of each file that is in the warehouse; raises WarehouseBusy."""
    if not (folder / "warehouse.duckdb").is_file():
        return set()
    with warehouse.analysis(folder) as connection:
        return {(log, sha) for log, sha in warehouse.rows(connection, "select log, sha256 from records.delivered")}


def _inbox(folder: Path, policy: Policy, taken: set[tuple[str, str]]) -> Iterator[Sign]:
    inbox = folder / "inbox"
    for log, mapping in policy.logs.items():
        files = sorted(path for path in inbox.glob(mapping.files) if path.is_file())
        new = [path.relative_to(inbox).as_posix() for path in files if (log, _digest(path)) not in taken]
        if not files:
            words = f"No file fits {mapping.files!r}. Put the files into inbox/, or change logs.{log}.files."
            yield Sign(name=f"log {log}", state="look", words=words)
        elif new:
            yield Sign(name=f"log {log}", state="well", words=f"a run would take in {', '.join(new)}")
        else:
            yield Sign(name=f"log {log}", state="well", words=f"{len(files)} files, nothing new")
    strays = strays_of(folder, policy)
    if strays:
        words = (
            f"No log's files fit {', '.join(strays)}: no run reads them. Change a [logs.NAME] files, or move them away."
        )
        yield Sign(name="inbox", state="look", words=words)


def strays_of(folder: Path, policy: Policy) -> list[str]:
    """Name the files in inbox/ that no log's `files` fit: no run reads them."""
    inbox = folder / "inbox"
    matched = {path for mapping in policy.logs.values() for path in inbox.glob(mapping.files)}
    return sorted(
        path.relative_to(inbox).as_posix()
        for path in inbox.rglob("*")
        if path.is_file() and path not in matched and not path.name.startswith("responses")
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _core(policy: Policy) -> Iterator[Sign]:
    for log in ("bookings", "checks", "notifications"):
        if log not in policy.logs:
            words = f"policy.toml has no [logs.{log}]: what rests on it cannot be tested, and no claim is made."
            yield Sign(name=f"log {log}", state="look", words=words)
    if "deliveries" not in policy.logs:
        words = "There is no manifest of deliveries, so a missing record never counts as an act that was left out."
        yield Sign(name="log deliveries", state="look", words=words)
