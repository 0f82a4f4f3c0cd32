"""Runs one edition in a process of its own and prints, as JSON, what each phase took and what came out."""

import json
import resource
import sys
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.county import PERIOD
from reporter import controls, expectations, filing, pipeline, views, warehouse
from reporter import ingest as intake
from reporter.period import period as read_period

_HIGH_WATER = Path("/proc/self/clear_refs")


class Stopwatch:
    """Adds up seconds and notes the peak memory of each named phase."""

    def __init__(self) -> None:
        """Start with no phase."""
        self.seconds: dict[str, float] = {}
        self.cpu_seconds: dict[str, float] = {}
        self.peak_mb: dict[str, int] = {}

    def watch(self, module: ModuleType, function: str, phase: str) -> None:
        """Time every call of a module's function."""
        called: Callable[..., Any] = getattr(module, function)

        @wraps(called)
        def timed(*given: Any, **named: Any) -> Any:
            _reset_peak()
            start, cpu = time.perf_counter(), time.process_time()
            try:
                return called(*given, **named)
            finally:
                self.seconds[phase] = self.seconds.get(phase, 0.0) + time.perf_counter() - start
                self.cpu_seconds[phase] = self.cpu_seconds.get(phase, 0.0) + time.process_time() - cpu
                self.peak_mb[phase] = max(self.peak_mb.get(phase, 0), _peak_mb())

        setattr(module, function, timed)


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


def main(folder: Path, threads: int, memory: str) -> None:
    """File one edition and print the figures."""
    warehouse.limit(threads=threads, memory=memory or None)
    watch = Stopwatch()
    for module, function, phase in (
        (intake, "ingest", "intake"),
        (views, "build", "intervals"),
        (controls, "run", "controls"),
        (expectations, "run", "legs"),
        (filing, "audit_of", "gathering"),
        (filing, "write", "writing"),
    ):
        watch.watch(module, function, phase)
    start = time.perf_counter()
    filed = pipeline.run(folder, read_period(PERIOD), lambda words: None)
    whole = time.perf_counter() - start
    audit = json.loads((filed.path / "audit.json").read_text(encoding="utf-8"))
    said = {
        "whole_seconds": whole,
        "whole_cpu_seconds": time.process_time(),
        "whole_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "seconds": watch.seconds,
        "cpu_seconds": watch.cpu_seconds,
        "peak_mb": watch.peak_mb,
        "reasons": {one["id"]: one["reasons"] for one in audit["controls"]},
        "accounts": next(one for one in audit["inputs"] if one["log"] == "bookings"),
        "legs": {one["id"]: one["state"] for one in audit["legs"]},
    }
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
