"""Lists the files in inbox/ that are not read: what they hold stands between the records and the claim."""

import os
import re
from dataclasses import replace
from pathlib import Path

from reporter import warehouse
from reporter.config.policy import Policy
from reporter.errors import InputRefused
from reporter.files import sha256_of
from reporter.ingest import delivery_order, inbox_walk, joined_rows, load_files
from reporter.text import name_shown
from reporter.warehouse import Connection

_PARTS = re.compile(r"[,;|\t]")
_HEAD = 65_536  # bytes in which a header stands


def ignored_count(connection: Connection, folder: Path, policy: Policy) -> int:
    """Count the files in inbox/ that would stand unread if the policy did not ignore them."""
    left_out = set(names(folder, replace(policy, ignore=()))) - set(names(folder, policy))
    return len(left_out - set(_ignored_and_declared(connection, folder, policy)))


def names(folder: Path, policy: Policy) -> list[str]:
    """Name the files in inbox/ that fit no log's `files`, are not ignored by the policy, and are no responses.

    A file with the header of one that a log reads is a log's: to ignore it is to leave its rows out unseen.
    """
    inbox = folder / "inbox"
    read = _read(inbox, policy)
    ignored = {path for pattern in policy.ignore for path in inbox.glob(pattern)} - read
    if any(path.is_file() for path in ignored):
        headers = {_header(path) for path in read if path.is_file()} - {""}
        ignored = {path for path in ignored if not path.is_file() or _header(path) not in headers}
    found = (path for path in inbox_walk.entries(inbox) if path.is_file() and path not in read | ignored)
    return sorted(path.relative_to(inbox).as_posix() for path in found if not inbox_walk.is_by_programs(inbox, path))


def _header(path: Path) -> str:
    """Return the first line of a text table in lower case; "" for a file that is no such table."""
    with path.open("rb") as handle:
        text = handle.read(_HEAD).decode("utf-8-sig", errors="replace")
    first = next((line.strip().casefold() for line in text.splitlines() if line.strip()), "")
    return first if _PARTS.search(first) and first.isprintable() else ""


def _ignored_and_declared(connection: Connection, folder: Path, policy: Policy) -> list[str]:
    """Name the files that the policy ignores and a manifest in force names, by content or by name, as a log's."""
    if not policy.ignore:
        return []
    declared = {
        cell
        for log, file, sha256 in warehouse.rows(
            connection, "select log, file, lower(sha256) from records.deliveries where standing"
        )
        if log in policy.logs
        for cell in (re.split(r"[/\\]", file)[-1], sha256)
    }
    own = set(names(folder, policy))
    found = [name for name in names(folder, replace(policy, ignore=())) if name not in own]
    return [
        name for name in found if name.rpartition("/")[2] in declared or sha256_of(folder / "inbox" / name) in declared
    ]


def refuse_unreadable(folder: Path, policy: Policy) -> None:
    """Raise InputRefused for what no run can read: a barred folder or file, a link to a folder or nothing, a pipe."""
    inbox = folder / "inbox"
    ignored = {path for pattern in policy.ignore for path in inbox.glob(pattern)}
    for path in inbox_walk.entries(inbox):
        if path in ignored or inbox_walk.is_by_programs(inbox, path):
            continue
        if what := _no_file(path):
            raise InputRefused(f"inbox/{name_shown(path.name)} is {what}. Put the file itself into inbox/.")
        if path.is_file() and not os.access(path, os.R_OK):
            raise InputRefused(
                f"inbox/{name_shown(path.name)} may not be read. Let the account that runs this program read it."
            )


def _no_file(path: Path) -> str:
    """Say what a path is that is neither a file nor a folder; "" for one that is."""
    if path.is_file() or (path.is_dir() and not path.is_symlink()):
        return ""
    if path.is_symlink() and not path.exists():
        return "a link to nothing that is here"
    if path.is_dir():
        return "a link to a folder"
    return "a pipe or a device" if path.exists() else ""  # or it was taken away meanwhile


def _read(inbox: Path, policy: Policy) -> set[Path]:
    """Return the files that the `files` of a log fit, or that are responses."""
    patterns = {
        half.files
        for log in policy.logs.values()
        for reading in log.readings
        for half in (reading, *(joined.half for joined in reading.joined))
        if half.files
    }
    return {path for pattern in (*patterns, delivery_order.RESPONSES) for path in inbox.glob(pattern)}


def not_taken_in(connection: Connection, folder: Path, policy: Policy) -> list[dict[str, str]]:
    """List name and SHA-256 of those of whose content no record is held: a file read by an earlier policy is read."""
    inbox = folder / "inbox"
    held = {row[0] for row in warehouse.rows(connection, "select sha256 from records.delivered")}
    found = sorted({*names(folder, policy), *_ignored_and_declared(connection, folder, policy)})
    digests = {name: sha256_of(inbox / name) for name in found}
    return [{"file": name_shown(name), "sha256": sha256} for name, sha256 in digests.items() if sha256 not in held]


def waiting(connection: Connection, folder: Path, policy: Policy) -> list[str]:
    """Name the files of a log that are refused or not yet taken in, or that the policy now reads in another way."""
    inbox = folder / "inbox"
    held = {
        (log, layout or 0, sha256): reading
        for log, layout, sha256, reading in warehouse.rows(
            connection, "select log, layout, sha256, reading from records.delivered"
        )
    }
    answers = set(inbox.glob(delivery_order.RESPONSES))
    found = set()
    for log, mapping in policy.logs.items():
        readings = load_files.reading_digests(policy, mapping)
        for number, one in joined_rows.readings_of(mapping).items():
            files = [path for path in (inbox.glob(one.files) if one.files else ()) if path.is_file()]
            found |= {
                path
                for path in files
                if path not in answers and not held.get((log, number, sha256_of(path)), "").startswith(readings[number])
            }
    return sorted(path.relative_to(inbox).as_posix() for path in found)
