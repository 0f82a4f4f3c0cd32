"""Runs one edition in a process of its own and prints, as JSON, what each phase took and what came out."""

import json
import resource
import sys
import threading
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.county import PERIOD
from benchmarks.shown import spilled_mb
from reporter.audit import controls, expectations, measures, self_test, views
from reporter.config.period import period as read_period
from reporter.editions import build
from reporter.evidence import pack
from reporter.ingest import load_files
from reporter.options import RunOptions
from reporter.workflows import run

WATCHED = (  # module, function and the phase that its calls are
    (load_files, "ingest", "intake"),
    (views, "build", "intervals"),
    (self_test, "run", "self-test"),
    (controls, "run", "controls"),
    (expectations, "run", "legs"),
    (measures, "run", "measures"),
    (build, "audit_of", "gathering"),
    (build, "write", "writing"),
    (pack, "write", "pack"),
)
_HIGH_WATER = Path("/proc/self/clear_refs")


class Stopwatch:
    """Adds up the seconds of each named phase, less those of the phases within it, and notes its peak memory."""

    def __init__(self) -> None:
        """Start with no phase."""
        self.seconds: dict[str, float] = {}
        self.cpu_seconds: dict[str, float] = {}
        self.peak_mb: dict[str, int] = {}
        self._open: list[str] = []
        self._beside: dict[int, float] = {}  # threads beside the main one, by their clock when their phase began
        self._done_beside = 0.0

    def watch(self, module: ModuleType, function: str, phase: str) -> None:
        """Time every call of a module's function; what one beside the main thread calls is its own."""
        called: Callable[..., Any] = getattr(module, function)

        @wraps(called)
        def timed(*given: Any, **named: Any) -> Any:
            if threading.current_thread() is not threading.main_thread():
                return self._apart(phase, lambda: called(*given, **named))
            _reset_peak()
            self._open.append(phase)
            start, cpu = time.perf_counter(), self._worked()
            try:
                return called(*given, **named)
            finally:
                self._open.pop()
                took, worked = time.perf_counter() - start, self._worked() - cpu
                self._add(phase, took, worked)
                if self._open:
                    self._add(self._open[-1], -took, -worked)
                self.peak_mb[phase] = max(self.peak_mb.get(phase, 0), _peak_mb())

        setattr(module, function, timed)

    def _apart(self, phase: str, called: Callable[[], Any]) -> Any:
        own = threading.get_ident()
        if own in self._beside:
            return called()
        start = self._beside[own] = time.thread_time()
        try:
            return called()
        finally:
            self._done_beside += time.thread_time() - start
            self._add(phase, 0.0, time.thread_time() - start)
            del self._beside[own]

    def _worked(self) -> float:
        """Return the process's seconds of CPU, less those of the phases beside."""
        running = dict(self._beside)
        beside = sum(time.clock_gettime(time.pthread_getcpuclockid(one)) - began for one, began in running.items())
        return time.process_time() - self._done_beside - beside

    def _add(self, phase: str, took: float, worked: float) -> None:
        self.seconds[phase] = self.seconds.get(phase, 0.0) + took
        self.cpu_seconds[phase] = self.cpu_seconds.get(phase, 0.0) + worked


def _reset_peak() -> None:
    """Forget the peak so far, where the system can (Linux); else each phase shows the peak up to its end."""
    try:
        _HIGH_WATER.write_text("5", encoding="ascii")
    except OSError:
        return


def _peak_mb() -> int:
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(folder: Path, threads: int, memory: str, period: str = PERIOD) -> None:
    """File one edition and print the figures."""
    options = RunOptions(threads=threads, memory=memory or None)
    watch = Stopwatch()
    for module, function, phase in WATCHED:
        watch.watch(module, function, phase)
    spilled, done = [0], threading.Event()
    watcher = threading.Thread(target=_watch_spill, args=(folder, spilled, done), daemon=True)
    watcher.start()
    start = time.perf_counter()
    filed = run.run(folder, read_period(period), lambda words: None, options=options)
    whole, cpu = time.perf_counter() - start, time.process_time()
    done.set()
    watcher.join()
    audit = json.loads((filed.path / "audit.json").read_text(encoding="utf-8"))
    watch.seconds["between"] = whole - sum(watch.seconds.values())
    watch.cpu_seconds["between"] = cpu - sum(watch.cpu_seconds.values())
    vetted = next(one for one in audit["controls"] if one["id"] == "vetted_before_release")
    said = {
        "whole_seconds": whole,
        "whole_cpu_seconds": cpu,
        "whole_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "spill_mb": spilled[0],
        "left_in_spill": sorted(path.name for path in (folder / ".spill").iterdir()),
        "seconds": watch.seconds,
        "cpu_seconds": watch.cpu_seconds,
        "peak_mb": watch.peak_mb,
        "reasons": {one["id"]: one["reasons"] for one in audit["controls"]},
        "vetted": {key: vetted[key] for key in ("met", "exception", "undetermined", "out_of_scope") if vetted[key]},
        "accounts": next(one for one in audit["inputs"] if one["log"] == "bookings"),
        "legs": {one["id"]: one["state"] for one in audit["legs"]},
        "digests": filed.root_digest,
    }
    sys.stdout.write(json.dumps(said) + "\n")


def _watch_spill(folder: Path, spilled: list[int], done: threading.Event) -> None:
    while not done.wait(0.25):
        spilled[0] = max(spilled[0], spilled_mb(folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
