"""Runs a module of ours in a process of its own, which loads its heavy library while this one works."""

import atexit
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from reporter.errors import WorkerFailed

_NO_ROOM = ("failed to map segment", "cannot allocate memory")  # what a library says that could not be loaded for it

_STARTED: set["subprocess.Popen[str]"] = set()


class Worker:
    """A process that answers questions, one at a time; it lives as long as this process, and no longer."""

    def __init__(self, module: str) -> None:
        """Take the name of a module that, run by itself, calls `answer_questions`."""
        self._module = module
        self._process: subprocess.Popen[str] | None = None
        self._lock = Lock()

    def start(self) -> None:
        """Start the process, ahead of the first question."""
        with self._lock:
            self._running()

    def ask(self, question: Any) -> Any:
        """Return the answer to a question, each as JSON has it; raises MemoryError or WorkerFailed where there is none.

        A process that ends without a word was ended for want of memory, by the system or by its own library.
        """
        with self._lock:
            try:
                said = self._said(json.dumps(question))
            except BaseException:  # such as Ctrl-C: what it says later would be taken for the next answer
                self._stop()
                raise
        if said["failed"] == MemoryError.__name__:
            raise MemoryError
        if said["failed"]:
            part = self._module.rpartition(".")[2]
            raise WorkerFailed(
                f"the part of the program that runs beside it ({part}) failed ({said['failed']}). Nothing half-done "
                "was kept. Install the program again; if it still fails, report this message."
            )
        return said["answer"]

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603  # a module of ours, named by ours
                [sys.executable, "-P", "-m", self._module],  # -P: no module of the folder in which somebody stands
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
            )
            _STARTED.add(self._process)
        return self._process

    def _said(self, question: str) -> dict[str, Any]:
        process, line = self._running(), ""
        if process.stdin and process.stdout:
            with suppress(BrokenPipeError):
                process.stdin.write(f"{question}\n")
                process.stdin.flush()
                line = process.stdout.readline()
        if not line:
            raise MemoryError
        found: dict[str, Any] = json.loads(line)
        return found

    def _stop(self) -> None:
        if self._process:
            _STARTED.discard(self._process)
            self._process.kill()
            self._process.communicate()
            self._process = None


@atexit.register
def stop_all() -> None:
    """End every process that was started and is still there."""
    while _STARTED:
        process = _STARTED.pop()
        process.kill()
        process.wait()


def answer_questions(load: Callable[[], Callable[[Any], Any]]) -> None:
    """Load what answers, then answer each question of the process that started this one, until that ends.

    Ctrl-C is that process's to obey. What a library prints does not come among the answers.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers, Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        answer, failed = _tried(load)
        for line in io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8"):
            found = None
            if not failed:
                found, failed = _tried(lambda: answer(json.loads(line)))  # noqa: B023
            answers.write(json.dumps({"answer": found, "failed": failed}) + "\n")
            answers.flush()


def _tried(do: Callable[[], Any]) -> tuple[Any, str]:
    """Return what it returns and "", or nothing and the kind of its error."""
    try:
        return do(), ""
    except Exception as error:  # noqa: BLE001  # whatever it is, the process that asked must be told
        is_full = isinstance(error, ImportError) and any(one in str(error).lower() for one in _NO_ROOM)
        return None, MemoryError.__name__ if is_full else type(error).__name__
