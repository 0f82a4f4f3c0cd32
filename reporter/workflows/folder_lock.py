"""Holds an audit folder: one command at a time may change it, and the next is told which one does."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

from reporter.errors import WarehouseBusy

_FILE = ".lock"
_HELD: set[Path] = set()  # by this process, which may call one command from within another
_Command = TypeVar("_Command", bound=Callable[..., Any])


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold the folder to the end of the block; raises WarehouseBusy when another process holds it.

    The lock is the kernel's, on an open file: whatever ends the process ends it too, and none is ever left behind.
    """
    place = folder.resolve()
    if place in _HELD or not (place / "policy.toml").is_file():  # without a policy the command itself refuses
        yield
        return
    handle = os.open(place / _FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        _take(handle)
        _HELD.add(place)
        _sweep(place)
        try:
            yield
        finally:
            _HELD.discard(place)
    finally:
        os.close(handle)


def _take(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
        who = f"process {holder}" if holder.isdigit() else "another process"
        raise WarehouseBusy(
            f"Another process is using this folder ({who}). Wait until it has finished, then run this again."
        ) from error
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)


def _sweep(place: Path) -> None:
    """Clear what a command that was stopped left half-made: nobody else makes any of it while the folder is held."""
    for pattern in (".as-filed-*", ".dry-run-*", "reports/*/.draft-r*", "packets/.draft-*"):
        for path in place.glob(pattern):
            shutil.rmtree(path, ignore_errors=True)
    for path in (place / ".spill").glob("self-test-*"):
        maker = path.name.split("-")[2]
        if not (maker.isdigit() and Path(f"/proc/{maker}").exists()):  # a reader may be testing itself just now
            shutil.rmtree(path, ignore_errors=True)
    for path in (place / ".spill" / "intake.csv", place / ".case-key.draft"):
        path.unlink(missing_ok=True)


def with_folder_lock(command: _Command) -> _Command:
    """Let a command on a folder hold it while it works."""

    @wraps(command)
    def held_by(folder: Path, *given: Any, **named: Any) -> Any:
        with folder_lock(folder):
            return command(folder, *given, **named)

    return cast(_Command, held_by)
