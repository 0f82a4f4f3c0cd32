"""Convert an uncaught exception to a one-line message and an exit code."""

import errno
import os
import signal
import sys
import threading
import traceback
from io import StringIO
from pathlib import Path
from types import FrameType, TracebackType

import click

from reporter.cli.output import Session, complain, say
from reporter.errors import ReporterError

STOPPED = 130  # the exit code of Ctrl-C
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_BARRED = (errno.EACCES, errno.EPERM, errno.EROFS)
_KEPT = "Nothing half-done was kept."


class ErrorBoundary:
    """Turn an uncaught exception into one line and an exit code: no traceback, and no failure exits 0."""

    def __init__(self, session: Session | None = None) -> None:
        self._stopped = False
        self._session = session or Session()

    def __enter__(self) -> None:
        """Open: from here on Ctrl-C is remembered, for what it interrupts may tell it in words of its own."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopped = True
        raise KeyboardInterrupt

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Explain an error and leave with its code."""
        if error is None or isinstance(error, SystemExit | click.exceptions.Exit):
            return
        if self._stopped:
            words, code = f"stopped. {_KEPT}", STOPPED
        elif isinstance(error, ReporterError):
            words, code = str(error), error.exit_code
        elif isinstance(error, click.ClickException) and self._session.options.log == "json":
            words, code = error.format_message(), 2
        elif isinstance(error, click.ClickException):
            shown = StringIO()
            error.show(file=shown)
            say(shown.getvalue().rstrip("\n"), err=True)
            sys.exit(2)
        elif isinstance(error, KeyboardInterrupt | click.Abort):
            words, code = f"stopped. {_KEPT}", STOPPED
        else:
            if os.environ.get("REPORTER_DEBUG"):
                say(_where(error), err=True)
            words, code = _foreseen(error), 11
        complain(words, code, self._session.options.log)
        sys.exit(code)


def _where(error: BaseException | None) -> str:
    """Say in which lines of the program an error arose, and its kind: its words may hold a name or an id."""
    said: list[str] = []
    while error is not None:
        frames = "".join(traceback.StackSummary.from_list(traceback.extract_tb(error.__traceback__)).format())
        said.insert(0, f"{frames}{type(error).__name__}")
        error = error.__cause__ or error.__context__
    return "\n\n".join(said)


def _foreseen(error: BaseException) -> str:
    """Explain what the machine refused; of anything else, name the kind of error alone: its words may hold a name."""
    if isinstance(error, BrokenPipeError):
        return "whoever read this program's output went away before the end."
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryException" or _did_not_fit(error):
        return (
            f"there is not enough memory. {_KEPT} Close other programs, or give --memory with less than is free; if "
            "you gave it, with more."
        )
    if (isinstance(error, OSError) and error.errno in _FULL) or _engine_had_no_room(error):
        return f"the disk is full, or a limit on file size was met. {_KEPT} Make room, then run this again."
    if isinstance(error, OSError) and error.errno in _BARRED:
        what = Path(str(error.filename)).name if error.filename else "the folder"
        return (
            f"{what} may not be written or read here. {_KEPT} Ask who owns this folder; it must be yours to write to."
        )
    return (
        f"something failed that this program did not foresee ({type(error).__name__}). {_KEPT} "
        "Set REPORTER_DEBUG=1 to see where."
    )


def _did_not_fit(error: BaseException | None) -> bool:
    """Tell whether a library or a thread found no memory to begin with: Python raises no MemoryError then."""
    while error is not None:
        words = str(error).lower() if isinstance(error, ImportError | RuntimeError) else ""
        if any(one in words for one in ("failed to map segment", "cannot allocate memory", "can't start new thread")):
            return True
        error = error.__context__
    return False


def _engine_had_no_room(error: BaseException) -> bool:
    words = str(error).lower() if type(error).__module__.startswith(("duckdb", "_duckdb")) else ""
    return any(one in words for one in ("no space left", "disk full", "file too large", "max_temp_directory_size"))
