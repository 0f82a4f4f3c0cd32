"""`python -m benchmarks.endurance --months 120`: a county's monthly runs, one after the other, in one folder.

Every month delivers its own files and files one edition, each in a process of its own. Of each month: processor seconds
without the loading of the slowest library, the greatest memory of its process, the folder's size. Afterwards every
edition must have the root digest it had when it was filed.
"""

import argparse
import csv
import hashlib
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from reporter.audit import expectations
from reporter.config.period import period
from reporter.evidence import bagit
from reporter.workflows import run

_POLICY = """
[agency]
name = "Example County Sheriff's Office"
timezone = "America/New_York"
"""
_LOGS = ("bookings", "checks", "notifications", "deliveries")
_FIRST_YEAR = 2016
_DAYS = 28


@dataclass(frozen=True, kw_only=True)
class Month:
    """What one month's run took, and what it left."""

    label: str
    seconds: float
    peak_mib: float
    folder_mib: float
    editions_mib: float
    root: str


def month(number: int) -> str:
    """Name a month, counted from 0."""
    return f"{_FIRST_YEAR + number // 12}-{number % 12 + 1:02d}"


def deliver(folder: Path, number: int, stays: int) -> None:
    """Put one month's files into inbox/: stays that begin and end in it, a check each, and a manifest."""
    label, first = month(number), number * stays
    bookings, checks, notices = [], [], []
    for n in range(stays):
        key, day = first + n + 1, f"{label}-{n % _DAYS + 1:02d}"
        start = f"{day} {6 + n // _DAYS % 12:02d}"
        bookings.append(
            [f"B{key}", f"P{key}", "MAIN", f"{start}:00", "criminal_court", key, f"{day} 19:00", f"{day} 20:05", "bail"]
        )
        checks.append([f"C{key}", f"B{key}", "wanted" if n % 5 == 0 else "clear", f"{start}:10", f"{start}:30", "O1"])
        if n % 5 == 0:
            notices.append([f"N{key}", f"B{key}", f"{start}:35", f"C{key}"])
    tables = {
        "bookings": [
            [
                "booking_id",
                "person_id",
                "facility_id",
                "booked_at",
                "commitment",
                "sequence_no",
                "release_authorized_at",
                "released_at",
                "release_reason",
            ],
            *bookings,
        ],
        "checks": [["check_id", "booking_id", "result", "requested_at", "completed_at", "officer_id"], *checks],
        "notifications": [["notification_id", "booking_id", "sent_at", "check_id"], *notices],
    }
    last = time.strftime("%Y-%m-%d", time.gmtime(_stamp(number + 1) - 86_400))
    manifest = []
    for log, rows in tables.items():
        path = folder / "inbox" / f"{log}_{label}.csv"
        _write(path, rows)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        manifest.append([log, path.name, f"{label}-01", last, len(rows) - 1, digest])
    named = ["log", "file", "covers_from", "covers_to", "rows", "sha256"]
    _write(folder / "inbox" / f"deliveries_{label}.csv", [named, *manifest])


def _stamp(number: int) -> int:
    import calendar

    return calendar.timegm((_FIRST_YEAR + number // 12, number % 12 + 1, 1, 0, 0, 0))


def _write(path: Path, rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def endure(folder: Path, months: int, stays: int) -> list[Month]:
    """Run so many months; raises AssertionError when one files no edition or a filed one is not what it was."""
    (folder / "inbox").mkdir(parents=True)
    logs = "".join(f'\n[logs.{log}]\nfiles = "{log}_*.csv"\n' for log in _LOGS)
    (folder / "policy.toml").write_text(_POLICY + logs, encoding="utf-8")
    found: list[Month] = []
    for number in range(months):
        deliver(folder, number, stays)
        # Not forked: a process that has drawn a picture has threads, for which its fork would wait and wait.
        with get_context("spawn").Pool(1) as alone:
            found.append(alone.apply(_run, (folder, month(number))))
        sys.stderr.write(f"{found[-1]}\n")
    for one in found:
        place = folder / "reports" / one.label / "r1" / "pack"
        if faults := bagit.faults(place, one.root):
            raise AssertionError(f"{one.label}: {faults[0]}")
    return found


def _run(folder: Path, label: str) -> Month:
    expectations.judge.start()
    before = time.process_time()
    filed = run.run(folder, period(label), lambda words: None)
    seconds = time.process_time() - before
    if not filed.is_new or filed.claim != "demonstrated":
        raise AssertionError(f"{label}: {filed.claim}, {filed.sentence}")
    return Month(
        label=label,
        seconds=seconds,
        peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        folder_mib=_size(folder),
        editions_mib=_size(folder / "reports"),
        root=filed.root_digest,
    )


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1024**2


def slope(values: Sequence[float]) -> float:
    """Return the least-squares slope of values in a row, a step; the first, which loads the libraries, is left out."""
    kept = values[1:]
    return statistics.linear_regression(range(len(kept)), kept).slope if len(kept) > 1 else 0.0


def table(found: Sequence[Month], every: int) -> str:
    """Write some of the months as a table, and what grows a month."""
    lines = [
        "| month | processor, s | greatest memory, MiB | folder, MiB | of it editions, MiB |",
        "|---|---|---|---|---|",
    ]
    shown = [one for n, one in enumerate(found) if n in (0, 1, len(found) - 1) or n % every == 0]
    lines += [
        f"| {one.label} | {one.seconds:.2f} | {one.peak_mib:.0f} | {one.folder_mib:.1f} | {one.editions_mib:.1f} |"
        for one in shown
    ]
    lines.append("")
    lines.append(
        f"A month more adds {slope([one.seconds for one in found]) * 1000:.1f} ms, "
        f"{slope([one.peak_mib for one in found]) * 1024:.0f} KiB of memory and "
        f"{slope([one.folder_mib for one in found]) * 1024:.0f} KiB on disk. "
        f"{len(found)} of {len(found)} editions have the root digest they were filed with."
    )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run the months and print the table."""
    asked = argparse.ArgumentParser(prog="benchmarks.endurance", description=__doc__)
    asked.add_argument("--months", type=int, default=120)
    asked.add_argument("--stays", type=int, default=40, help="Stays a month.")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="endurance-") as place:
        found = endure(Path(place) / "county", given.months, given.stays)
    sys.stdout.write(table(found, 12))


if __name__ == "__main__":
    main()
