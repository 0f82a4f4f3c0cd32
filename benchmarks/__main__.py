"""`python -m benchmarks --stays 100000 --threads 1 2`: times each phase, and checks every planted count."""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import county

PHASES = ("intake", "intervals", "controls", "legs", "gathering", "writing")


def main() -> None:
    """Measure and print one table a size and form."""
    asked = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    asked.add_argument("--stays", type=int, nargs="+", default=[100_000])
    asked.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    asked.add_argument("--form", choices=["csv", "parquet"], nargs="+", default=["csv"])
    asked.add_argument("--memory", default="", help="The memory limit, such as 1GB (default: none).")
    asked.add_argument("--work", type=Path, help="Where to make the counties (default: a folder that is removed).")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="benchmark-", dir=given.work) as place:
        for form in given.form:
            for stays in given.stays:
                found = {}
                for threads in given.threads:
                    folder = Path(place) / f"{form}-{stays}-{threads}"
                    county.make(folder, stays, form)
                    found[threads] = measured(folder, threads, given.memory)
                    wrong = check(found[threads], stays)
                    if wrong:
                        sys.exit(f"{stays} stays, {threads} threads: the answer is wrong: {'; '.join(wrong)}")
                sys.stdout.write(table(found, stays, form))


def measured(folder: Path, threads: int, memory: str) -> dict[str, Any]:
    """Run one edition in a child process, so that its memory is its own."""
    command = [sys.executable, "-m", "benchmarks.phases", str(folder), str(threads), memory]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"the edition could not be made (exit {done.returncode})")
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def check(found: dict[str, Any], stays: int) -> list[str]:
    """List what did not come out as planted: speed never buys a wrong answer."""
    wrong = []
    for control, reasons in county.planted(stays).items():
        for reason, count in reasons.items():
            seen = found["reasons"][control].get(reason, 0)
            if seen != count:
                wrong.append(f"{control} has {seen} {reason}, not {count}")
    for key, count in county.accounts(stays).items():
        if found["accounts"][key] != count:
            wrong.append(f"bookings has {found['accounts'][key]} {key}, not {count}")
    return wrong


def table(found: dict[int, dict[str, Any]], stays: int, form: str) -> str:
    """Return one Markdown table: seconds, share of the whole and peak memory, and the ratio to the first column."""
    first = next(iter(found.values()))
    heads = "".join(
        f" {threads} thread{'s' * (threads > 1)}, s | CPU s | share | ratio | peak MB |" for threads in found
    )
    lines = [f"\n{stays:,} stays from {form.upper()}\n", f"| phase |{heads}", "|---" * (1 + 5 * len(found)) + "|"]
    for phase in PHASES:
        cells = [
            _cells(
                one, one["seconds"][phase], one["cpu_seconds"][phase], one["peak_mb"][phase], first["seconds"][phase]
            )
            for one in found.values()
        ]
        lines.append(f"| {phase} |{''.join(cells)}")
    wholes = [
        _cells(one, one["whole_seconds"], one["whole_cpu_seconds"], one["whole_peak_mb"], first["whole_seconds"])
        for one in found.values()
    ]
    return "\n".join([*lines, f"| whole |{''.join(wholes)}", ""])


def _cells(one: dict[str, Any], seconds: float, cpu: float, peak: int, first: float) -> str:
    share, ratio = seconds / one["whole_seconds"], seconds / first
    return f" {seconds:.2f} | {cpu:.2f} | {share:.0%} | {ratio:.2f} | {peak} |"


if __name__ == "__main__":
    main()
