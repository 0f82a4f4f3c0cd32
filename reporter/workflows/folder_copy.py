"""Copies what a run reads of an audit folder, so that a trial changes nothing of it."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from reporter.editions import ledger


def copy(folder: Path, place: Path) -> None:
    """Copy what a run reads: editions and deliveries as links where the disk can, for a run never writes into them."""
    place.mkdir(mode=0o700)
    for name in ("policy.toml", "warehouse.duckdb", "warehouse.duckdb.wal", ".case-key", "rules.txt.sig"):
        with suppress(FileNotFoundError):
            shutil.copyfile(folder / name, place / name)
    for tree in [folder / "inbox", *sorted((folder / "reports").glob("*/r*"))]:
        if tree.is_dir():
            _copy_tree(tree, folder, place)
    reports = folder / "reports"
    for path in (*reports.glob("*.jsonl"), reports / ledger.ANNOUNCED):
        with suppress(FileNotFoundError, IsADirectoryError):
            shutil.copyfile(path, place / path.relative_to(folder))


def _copy_tree(tree: Path, folder: Path, place: Path) -> None:
    for path in [tree, *([] if tree.is_symlink() else sorted(tree.rglob("*")))]:
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
