"""Reads the deliveries that an edition knew from inbox/ again, by the policy it was filed with."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from reporter import warehouse
from reporter.config.policy import Policy
from reporter.errors import PolicyError
from reporter.files import sha256_of
from reporter.ingest import load_files
from reporter.model import Progress
from reporter.options import USUAL, RunOptions
from reporter.warehouse import create_table, literal, name, select


@contextmanager
def folder_of_then(
    folder: Path, policy: Policy, then: Mapping[str, Any], tell: Progress, options: RunOptions = USUAL
) -> Iterator[Path]:
    """Give a folder with the filed editions of this one and the deliveries alone that `then` names, taken in again.

    Raises PolicyError for a delivery that is no longer in inbox/ as it was.
    """
    tell("reading the deliveries of then again: policy or manifest have said since that they are read in another way")
    with TemporaryDirectory(prefix=".as-filed-", dir=folder) as made:
        place = Path(made).resolve()
        (place / "inbox").mkdir()
        (place / "reports").symlink_to((folder / "reports").resolve())
        came = [(one["log"], one["sha256"]) for one in then["deliveries"]]
        for one in then["deliveries"]:
            _bring(folder / "inbox" / one["file"], one["sha256"], place / "inbox" / one["file"])
        load_files.ingest(place, policy, lambda words: None, options, came)
        _copy_answers(folder, place, options)
        yield place


def _copy_answers(folder: Path, to: Path, options: RunOptions) -> None:
    """Copy the officials' answers as they were taken in: neither policy nor manifest says how they are read."""
    with warehouse.open_writable(to, options) as connection:
        connection.execute(f"attach {literal(str(folder / 'warehouse.duckdb'))} as stored (read_only)")
        query = "select table_name from duckdb_tables() where database_name = 'stored' and table_name like 'response%'"
        for (table,) in warehouse.rows(connection, query):
            connection.execute(create_table(name(table), select("*", f"stored.{name(table)}")))
        connection.execute("detach stored")


def _bring(path: Path, sha256: str, to: Path) -> None:
    """Put a delivered file into another folder, as a link where the disk can: nothing writes into it."""
    if not path.is_file() or sha256_of(path) != sha256:
        raise PolicyError(
            f"The edition rests on {path.name} as it was delivered then, and is read in another way today. It can be "
            f"made again when that file is in inbox/ as it was (sha256 {sha256[:12]}): put it back."
        )
    to.parent.mkdir(parents=True, exist_ok=True)
    if to.exists():
        return
    try:
        os.link(path, to)
    except OSError:
        shutil.copyfile(path, to)
