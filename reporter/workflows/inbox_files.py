"""Which files of inbox/ are a log's, wait to be taken in, or are read by no log."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reporter import warehouse
from reporter.config import policy as policies
from reporter.config.log_policy import LogPolicy
from reporter.config.policy import Policy
from reporter.files import sha256_of
from reporter.ingest import joined_rows, unread_files


def files(inbox: Path, mapping: LogPolicy) -> list[Path]:
    """Return the files of a log, joined ones too."""
    patterns = [one.files for one in joined_rows.readings_of(mapping).values() if one.files]
    return sorted({path for one in patterns for path in inbox.glob(one) if path.is_file()})


def waiting(folder: Path, policy: Policy) -> list[str]:
    """Name the files in inbox/ that a run would take in; raises WarehouseBusy."""
    if not (folder / "warehouse.duckdb").is_file():
        inbox = folder / "inbox"
        found = (path for mapping in policy.logs.values() for path in files(inbox, mapping))
        return sorted({path.relative_to(inbox).as_posix() for path in found})
    with warehouse.open_read_only(folder) as connection:
        return unread_files.waiting(connection, folder, policy)


def unknown_to(folder: Path, audit: Mapping[str, Any]) -> int:
    """Count the files in inbox/ that are refused, not taken in, or read by no log, and that an edition did not name."""
    policy = policies.load(folder / "policy.toml")
    if not (folder / "inbox").is_dir():
        return 0
    named = {one["sha256"] for one in audit.get("rests_on", {}).get("unread_files", ())}
    found = [*waiting(folder, policy), *strays_of(folder, policy)]
    return sum(sha256_of(folder / "inbox" / one) not in named for one in found)


def strays_of(folder: Path, policy: Policy) -> list[str]:
    """Name the files in inbox/ that no log's `files` fit and no run has read: they stand in the claim's way."""
    found = unread_files.names(folder, policy)
    if not found or not (folder / "warehouse.duckdb").is_file():
        return found
    with warehouse.open_read_only(folder) as connection:
        held = {row[0] for row in warehouse.rows(connection, "select sha256 from records.delivered")}
    return [one for one in found if sha256_of(folder / "inbox" / one) not in held]
