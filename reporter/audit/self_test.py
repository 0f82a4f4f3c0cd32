"""Decides a small jail with planted faults by the same engine in the same run: a fault not found stops the edition."""

import csv
import os
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reporter import warehouse
from reporter.audit import controls, views
from reporter.config import policy as policies
from reporter.config.period import period
from reporter.errors import IntegrityError
from reporter.ingest import load_files
from reporter.options import USUAL, RunOptions
from reporter.resources import data_dir, files_digest

Decided = dict[tuple[str, str], tuple[str, str]]

_PASSED: dict[str, dict[str, int]] = {}  # digest of the queries -> faults planted and found, in this process


@dataclass(frozen=True, kw_only=True)
class Planted:
    """The jail of the self-test, its faults, and what every item must be: (control, item) -> (outcome, reason)."""

    period: str
    policy: str
    logs: Mapping[str, list[list[str]]]
    faults: Mapping[str, Decided]
    others: Decided


def planted() -> Planted:
    """Read queries/selftest/planted.toml."""
    found = tomllib.loads((data_dir("queries") / "selftest" / "planted.toml").read_text(encoding="utf-8"))
    faults: dict[str, Decided] = {}
    for one in found["planted"]:
        faults[one["fault"]] = {}
        for control, said in one["items"].items():
            item, _, reason = said.rpartition(": ")
            faults[one["fault"]][control, item] = ("exception", reason)
    others: Decided = {}
    for control, by_outcome in found["others"].items():
        for said, items in by_outcome.items():
            outcome, _, reason = said.partition(" ")
            others |= {(control, item): (outcome, reason) for item in items.split()}
    return Planted(
        period=found["period"],
        policy=found["policy"],
        logs={log: _cells(table) for log, table in found["logs"].items()},
        faults=faults,
        others=others,
    )


def _cells(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def run(folder: Path, options: RunOptions = USUAL) -> dict[str, int]:
    """Return how many faults were planted and found; raises IntegrityError unless every item is what it must be.

    A process that files several editions by the same queries tests itself once.
    """
    (folder / ".spill").mkdir(mode=0o700, exist_ok=True)
    queries = files_digest("queries")
    if queries not in _PASSED:
        _PASSED[queries] = _find_planted_faults(folder, options)
    return _PASSED[queries]


def _find_planted_faults(folder: Path, options: RunOptions) -> dict[str, int]:
    jail = planted()
    spill = folder / ".spill"
    with tempfile.TemporaryDirectory(prefix=f"self-test-{os.getpid()}-", dir=spill) as made:
        decided = _decide(Path(made).resolve(), jail, options)
    wanted = jail.others | {key: said for items in jail.faults.values() for key, said in items.items()}
    found = [fault for fault, items in jail.faults.items() if all(decided.get(key) == items[key] for key in items)]
    differing = sorted(key for key in decided.keys() | wanted.keys() if decided.get(key) != wanted.get(key))
    if differing:
        raise IntegrityError(
            f"The self-test failed: {len(found)} of {len(jail.faults)} planted faults were found, and "
            f"{len(differing)} planted items were decided wrongly, first {differing[0][0]} on "
            f"{differing[0][1]!r}: {_said(decided.get(differing[0]))} instead of {_said(wanted.get(differing[0]))}. "
            "No report was made. Install the program again; if it still fails, report this message."
        )
    return {"planted": len(jail.faults), "found": len(found)}


def _said(outcome: tuple[str, str] | None) -> str:
    return " ".join(outcome) if outcome else "nothing"


def _decide(folder: Path, jail: Planted, options: RunOptions) -> Decided:
    (folder / "inbox").mkdir()
    for log, rows in jail.logs.items():
        with (folder / "inbox" / f"{log}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    mapped = "".join(f'\n[logs.{log}]\nfiles = "{log}.csv"\n' for log in jail.logs)
    (folder / "policy.toml").write_text(jail.policy + mapped, encoding="utf-8", newline="\n")
    policy = policies.load(folder / "policy.toml")
    load_files.ingest(folder, policy, lambda words: None, options)
    with warehouse.open_read_only(folder, options) as connection:
        warehouse.lock_down(connection)
        views.build(connection, policy, period(jail.period))
        outcomes = controls.outcomes_query(controls.run(connection, policy, set(jail.logs)))
        query = warehouse.select("control, item, outcome, reason", warehouse.subquery(outcomes))
        decided = warehouse.rows(connection, query)
    return {(control, item): (outcome, reason) for control, item, outcome, reason in decided}
