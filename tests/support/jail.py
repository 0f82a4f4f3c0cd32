"""A small jail for tests: logs as tables of text, the real intake, the real controls."""

import csv
import hashlib
import json
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from reporter import warehouse
from reporter.audit import controls, views
from reporter.config import policy
from reporter.config.period import period
from reporter.editions import case_key
from reporter.ingest import load_files
from reporter.ingest.take_files import Taken
from reporter.options import RunOptions

POLICY = """
[agency]
name = "Example County Sheriff's Office"
timezone = "America/New_York"
"""
KEY = bytes(range(32))  # else each jail would have random case ids, and no two editions the same bytes
CORE = ("bookings", "checks", "notifications")


def quiet(words: str) -> None:
    """Say nothing."""


def rows_of(table: str) -> list[list[str]]:
    """Split a table of text: a header line, then one row a line, cells between bars."""
    lines = [line for line in table.strip().splitlines() if line.strip()]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


class Jail:
    """An audit folder under test."""

    def __init__(self, folder: Path, extra: str = "") -> None:
        self.folder = folder
        self.extra = extra
        self.logs: list[str] = []
        self.log_settings: dict[str, str] = {}
        (folder / "inbox").mkdir(parents=True)
        (folder / case_key.FILE).write_text(case_key.as_text(KEY), encoding="ascii")
        (folder / case_key.FILE).chmod(0o600)

    def deliver(self, log: str, table: str, file: str | None = None) -> Path:
        """Put one file of a log into the inbox."""
        if log not in self.logs:
            self.logs.append(log)
        path = self.folder / "inbox" / (file or f"{log}.csv")
        with path.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows(rows_of(table))
        return path

    def manifest(
        self, covers_from: str = "2026-10-01", covers_to: str = "2026-10-31", *, but: Iterable[str] = ()
    ) -> None:
        """Write a manifest that names every file delivered."""
        lines = ["log | file | covers_from | covers_to | rows | sha256"]
        for log in [one for one in self.logs if one not in (*but, "deliveries")]:
            for path in sorted((self.folder / "inbox").glob(f"{log}*.csv")):
                with path.open(encoding="utf-8", newline="") as handle:
                    count = sum(1 for _ in csv.reader(handle)) - 1
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                lines.append(f"{log} | {path.name} | {covers_from} | {covers_to} | {count} | {digest}")
        self.deliver("deliveries", "\n".join(lines))

    def write_policy(self) -> None:
        """Write policy.toml for the logs delivered."""
        logs = "".join(f'\n[logs.{log}]\nfiles = "{log}*.csv"\n{self.log_settings.get(log, "")}\n' for log in self.logs)
        (self.folder / "policy.toml").write_text(POLICY + self.extra + logs, encoding="utf-8")

    def ingest(self, threads: int | None = None) -> list[Taken]:
        """Take in what is new."""
        self.write_policy()
        return load_files.ingest(
            self.folder, policy.load(self.folder / "policy.toml"), lambda words: None, RunOptions(threads=threads)
        )

    def decide(self, days: str = "2026-10", threads: int | None = None) -> dict[str, dict[str, tuple[str, str]]]:
        """Run every control: control -> item -> (outcome, reason)."""
        self.ingest(threads)
        chosen = policy.load(self.folder / "policy.toml")
        decided: dict[str, dict[str, tuple[str, str]]] = {}
        with warehouse.open_read_only(self.folder, RunOptions(threads=threads)) as connection:
            views.build(connection, chosen, period(days))
            warehouse.lock_down(connection)
            for one in controls.run(connection, chosen, set(self.logs)):
                decided[one.id] = {}
                if one.testable:
                    query = f"select item, outcome, reason from results.{one.id}"
                    decided[one.id] = {row[0]: (row[1], row[2]) for row in warehouse.rows(connection, query)}
        return decided

    def outcomes(self, control: str, days: str = "2026-10") -> dict[str, tuple[str, str]]:
        """Run one control, with no view but those it reads (half the time of `decide`): item -> (outcome, reason)."""
        self.ingest()
        chosen = policy.load(self.folder / "policy.toml")
        with warehouse.open_read_only(self.folder) as connection:
            views.build(connection, chosen, period(days), only=control)
            warehouse.lock_down(connection)
            if not controls.run(connection, chosen, set(self.logs), only=control)[0].testable:
                return {}
            query = f"select item, outcome, reason from results.{control}"
            return {row[0]: (row[1], row[2]) for row in warehouse.rows(connection, query)}

    def contradictions(self, leg: str, days: str = "2026-10") -> dict[str, str]:
        """Return what contradicts a leg: item -> what."""
        return self.all_contradictions([leg], days)[leg]

    def all_contradictions(self, legs: Collection[str], days: str = "2026-10") -> dict[str, dict[str, str]]:
        """Return what contradicts each of these legs, all asked of the same views: leg -> item -> what."""
        from reporter.warehouse import query_files

        self.ingest()
        asked = [one for one in query_files.folder("expectations") if one.id in legs]
        # Alone, a leg needs fewer views; but what `odd_times` reads is made with all of them.
        only = asked[0].id if len(asked) == 1 and "odd_times" not in asked[0].reads else None
        with warehouse.open_read_only(self.folder) as connection:
            views.build(connection, policy.load(self.folder / "policy.toml"), period(days), only=only)
            return {one.id: dict(warehouse.rows(connection, f"select item, what from ({one.sql})")) for one in asked}


def clean(jail: Jail, stays: int = 20) -> Jail:
    """Fill a jail with stays of which every leg and control holds."""
    bookings = [
        "booking_id|person_id|facility_id|booked_at|commitment|sequence_no|release_authorized_at|released_at|release_reason"
    ]
    checks = ["check_id|booking_id|result|requested_at|completed_at|officer_id"]
    notices = ["notification_id|booking_id|sent_at|check_id"]
    for n in range(1, stays + 1):
        day = f"2026-10-{n:02d}"
        bookings.append(f"B{n}|P{n}|MAIN|{day} 08:00|criminal_court|{n}|{day} 13:00|{day} 14:05|bail")
        checks.append(f"C{n}|B{n}|{'wanted' if n % 5 == 0 else 'clear'}|{day} 09:00|{day} 09:30|O1")
        if n % 5 == 0:
            notices.append(f"N{n}|B{n}|{day} 09:35|C{n}")
    for log, lines in zip(CORE, (bookings, checks, notices), strict=True):
        jail.deliver(log, "\n".join(lines))
    jail.manifest()
    return jail


def audit_json(folder: Path, label: str, edition: int) -> dict[str, Any]:
    """Read a filed edition's audit.json."""
    found: dict[str, Any] = json.loads((folder / "reports" / label / f"r{edition}" / "audit.json").read_text("utf-8"))
    return found
