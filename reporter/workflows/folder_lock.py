"""Hold an audit folder: one command at a time may change it, and the next one says which process does."""

import errno
import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

from reporter.errors import WarehouseBusy

_FILE = ".lock"
_SOFT = ".lock-soft"  # where the system locks no file: that it is there is the hold, until its process has ended
_HELD: set[Path] = set()  # by this process, which may call one command from within another
_Command = TypeVar("_Command", bound=Callable[..., Any])


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold the folder to the end of the block; raises WarehouseBusy when another process holds it.

    The lock is the system's, on an open file: it ends with the process, and no stale lock is left behind.
    """
    place = folder.resolve()
    if place in _HELD or not (place / "policy.toml").is_file():  # without a policy the command itself refuses
        yield
        return
    with _locked(place):
        _HELD.add(place)
        _sweep(place)
        try:
            yield
        finally:
            _HELD.discard(place)


@contextmanager
def _locked(place: Path) -> Iterator[None]:
    if not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(place / _FILE))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "only soft file lock")
        from filelock import FileLock, SoftFileLock, Timeout  # slow to import: it brings asyncio

    path = place / (_SOFT if issubclass(FileLock, SoftFileLock) else _FILE)
    if path.is_symlink():
        raise WarehouseBusy(f"{path.name} is a link to another file. Remove the link, then run this again.")
    lock = FileLock(path, timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise WarehouseBusy(
            f"Another process is using this folder ({_holder(path)}). Wait until it has finished, then run this again."
        ) from error
    try:
        if not isinstance(lock, SoftFileLock):  # which writes its process itself
            with suppress(PermissionError):  # Windows lets no second handle write to a locked file
                path.write_text(f"{os.getpid()}\n", encoding="ascii", newline="\n")
        yield
    finally:
        lock.release()


def _holder(path: Path) -> str:
    """Name the process that holds the folder, where the lock file can be read and says it."""
    try:
        number = path.read_text(encoding="ascii", errors="replace").partition("\n")[0].strip()
    except OSError:
        number = ""
    return f"process {number}" if number.isdigit() else "another process"


def _sweep(place: Path) -> None:
    """Clear what a command that was stopped left unfinished: no other command makes any of it while this one holds."""
    for pattern in (".as-filed-*", ".dry-run-*", "reports/*/.draft-r*", "reports/*/r*/.draft-*", "packets/.draft-*"):
        for path in place.glob(pattern):
            shutil.rmtree(path, ignore_errors=True)
    spill = place / ".spill"
    for path in (*spill.glob("self-test-*-*"), *spill.glob("engine-*-*")):
        maker = path.name.split("-")[-2]
        if not (maker.isdigit() and _runs(int(maker))):  # a command that only reads may be at work just now
            shutil.rmtree(path, ignore_errors=True)
    for path in (spill / "intake.csv", *spill.glob("duckdb_temp_*"), place / ".case-key.draft"):
        path.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    """Return whether a process of this number is running, its own user's or another's."""
    if sys.platform == "win32":  # where os.kill would end it
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)  # PROCESS_QUERY_LIMITED_INFORMATION
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def with_folder_lock(command: _Command) -> _Command:
    """Let a command on a folder hold it while it works."""

    @wraps(command)
    def held_by(folder: Path, *given: Any, **named: Any) -> Any:
        with folder_lock(folder):
            return command(folder, *given, **named)

    return cast(_Command, held_by)
