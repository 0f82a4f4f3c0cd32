"""Looks for a folder that makes the program say more than the records do: `make search`.

A county whose truth is known writes its exports; what desks, spreadsheets and policies do to exports is done to them,
one to three things at a time; then the claim is compared with the truth. A county in which somebody was released before
vetting must never come out as "demonstrated" unless a choice of the policy that weakens the answer is printed; a county
in which everybody was vetted first must never come out with an exception, unless it is printed which rows the policy
left out.
"""

import argparse
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from reporter import warehouse
from reporter.audit import self_test
from reporter.config import policy as policies
from reporter.config.period import period
from reporter.errors import ReporterError
from reporter.options import USUAL
from reporter.workflows import decide, take_in, with_default
from tests.support.jail import quiet
from tests.support.odd_exports import DEEDS, GUILT, county, write

PERIOD = "2026-10"


@dataclass(frozen=True)
class Tried:
    """What became of one folder."""

    seed: int
    guilt: str
    deeds: tuple[str, ...]
    state: str
    sentence: str
    printed: tuple[str, ...] = ()

    @property
    def fault(self) -> str:
        """Name the fault, if it is one."""
        if self.guilt and self.state == "demonstrated" and not self.printed:
            return "false all-clear"
        if not self.guilt and self.state == "exceptions" and not self.printed:
            return "false accusation"
        return ""


def attempt(seed: int, folder: Path) -> Tried:
    """Make one county by its seed, do deeds to it, and see what the program says."""
    rng = random.Random(seed)
    guilt = rng.choice((*GUILT, "", "", ""))
    one = county(rng, guilt=guilt)
    done = tuple(rng.choice(sorted(DEEDS)) for _ in range(rng.choice((1, 1, 2, 3))))
    for name in done:
        try:
            DEEDS[name](rng, one)
        except (ValueError, KeyError):  # the column is gone already, or a file was split and has no settings of its own
            continue
    write(one, folder)
    try:
        take_in.ingest(folder, quiet)
        judged = decide.judge(folder, period(PERIOD), quiet)
    except ReporterError as error:
        return Tried(seed, guilt, done, f"refused {error.exit_code}", str(error))
    printed: tuple[str, ...] = ()
    if judged.claim.state == "demonstrated" and guilt:
        printed = tuple(choice.setting for choice in _choices(folder, judged) if choice.weakens)
    if judged.claim.state == "exceptions" and not guilt:  # rows that the policy leaves out are counted on the page
        printed = tuple(choice.setting for choice in _choices(folder, judged) if ".only." in choice.setting)
    return Tried(seed, guilt, done, judged.claim.state, judged.claim.sentence, printed)


def _choices(folder: Path, judged: Any) -> Any:
    policy = policies.load(folder / "policy.toml")
    with warehouse.open_read_only(folder) as connection:
        warehouse.lock_down(connection)
        with with_default.Choosing(connection, folder, policy, period(PERIOD), 0, 0, None, USUAL) as choosing:
            choosing.go_by(judged)
            return choosing.found()


def search(first: int, tries: int, tell: Callable[[str], None] = print) -> tuple[Counter[str], list[Tried]]:
    """Try so many counties from a seed on; return how they ended, and the faults."""
    ended: Counter[str] = Counter()
    faults: list[Tried] = []
    with patch.object(self_test, "run", return_value={}):
        for seed in range(first, first + tries):
            with tempfile.TemporaryDirectory() as place:
                tried = attempt(seed, Path(place) / "county")
            ended[f"{'released before vetting' if tried.guilt else 'everybody vetted first'}: {tried.state}"] += 1
            if tried.fault:
                faults.append(tried)
                tell(f"{tried.fault}: seed {seed}, {tried.guilt or 'innocent'}, {tried.deeds}: {tried.sentence}")
    return ended, faults


def main() -> int:
    """Search, and print one account; with --keep, leave one seed's folder behind to look at."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tries", type=int, default=1000)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--keep", type=Path)
    given = asked.parse_args()
    if given.keep:
        shutil.rmtree(given.keep, ignore_errors=True)
        print(attempt(given.first, given.keep))
        return 0
    ended, faults = search(given.first, given.tries)
    print(f"{given.tries:,} counties tried")
    for how, count in sorted(ended.items()):
        print(f"  {count:>9,}  {how}")
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
