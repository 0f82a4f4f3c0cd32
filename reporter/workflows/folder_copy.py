"""Copies what a run reads of an audit folder, so that a trial changes nothing of it."""

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from reporter.editions import ledger
from reporter.ingest import inbox_walk


def copy(folder: Path, place: Path) -> None:
    """Copy what a run reads: editions and deliveries as links where the disk can, for a run never writes into them."""
    place.mkdir(mode=0o700)
    for name in ("policy.toml", "warehouse.duckdb", "warehouse.duckdb.wal", ".case-key", "rules.txt.sig"):
        with suppress(FileNotFoundError):
            shutil.copyfile(folder / name, place / name)
    inbox = folder / "inbox"
    if inbox.is_dir():
        _copy_tree([inbox, *([] if inbox.is_symlink() else inbox_walk.entries(inbox))], folder, place)
    for tree in sorted((folder / "reports").glob("*/r*")):
        if tree.is_dir():
            _copy_tree([tree, *([] if tree.is_symlink() else sorted(tree.rglob("*")))], folder, place)
    reports = folder / "reports"
    for path in (*reports.glob("*.jsonl"), reports / ledger.ANNOUNCED):
        with suppress(FileNotFoundError, IsADirectoryError):
            shutil.copyfile(path, place / path.relative_to(folder))


def _copy_tree(tree: Sequence[Path], folder: Path, place: Path) -> None:
    for path in tree:
        copy = place / path.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink():  # a way into the folder stays one, and a way out too: the run refuses it
            target = path.resolve()
            copy.symlink_to(place / target.relative_to(folder) if target.is_relative_to(folder) else target)
        elif path.is_dir():
            copy.mkdir(parents=True, exist_ok=True)
        elif path.is_file():
            try:
                os.link(path, copy)
            except OSError:
                shutil.copyfile(path, copy)
