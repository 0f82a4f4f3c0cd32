"""Decide folders with known right answers in one process, without pages, and compare each exit code with the table.

`python -m tests.support.known_cases [NAME ...]` prints the cases that end otherwise than their README says.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from reporter.audit import claim, self_test
from reporter.config.period import period
from reporter.editions import responses
from reporter.errors import ReporterError
from reporter.workflows import decide, take_in
from tests.support.jail import quiet

CASES = Path(__file__).parents[3] / "shared" / "cases"
_ROW = re.compile(r"^\| (\w+) \| ([0-9](?: or [0-9])*) \| (.*) \|$", re.MULTILINE)


class Case(NamedTuple):
    """One folder: the exit codes that are right, and what it is about."""

    name: str
    codes: tuple[int, ...]
    about: str


@cache
def table() -> tuple[Case, ...]:
    """Read the table of the cases' README; empty where the folder is absent."""
    readme = CASES / "README.md"
    if not readme.is_file():
        return ()
    rows = _ROW.findall(readme.read_text(encoding="utf-8"))
    return tuple(Case(name, tuple(int(code) for code in codes.split(" or ")), about) for name, codes, about in rows)


def ends(folder: Path, label: str) -> tuple[int, str]:
    """Return the exit code with which a run of this audit folder ends, and the sentence or the refusal."""
    try:
        # No case has planted faults of its own, nor answers to an earlier edition.
        with patch.object(self_test, "run", return_value={}), patch.object(responses, "take", return_value=[]):
            take_in.ingest(folder, quiet)
            judged = decide.judge(folder, period(label), quiet)
    except ReporterError as error:
        return error.exit_code, str(error)
    reasons = "; ".join(f"{leg.id} {leg.state}" for leg in judged.legs if leg.required and leg.state != "holds")
    found = "; ".join(f"{one.id} {one.exception} exc {one.reasons}" for one in judged.controls if one.exception)
    return claim.exit_code(judged.claim, judged.controls), f"{judged.claim.sentence} {reasons} {found}"


def decided(names: list[str]) -> Iterator[tuple[Case, int, str]]:
    """Decide the named cases (all without a name), each in a copy of its folder."""
    for case in table():
        if names and case.name not in names:
            continue
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / case.name
            shutil.copytree(CASES / case.name, folder)
            (folder / "inbox").chmod(0o755)
            code, words = ends(folder, "2026-11" if case.name.startswith("h01") else "2026-10")
        yield case, code, words


def main(names: list[str]) -> int:
    """Print the cases that end otherwise."""
    wrong = total = 0
    for case, code, words in decided(names):
        total += 1
        if code not in case.codes or names:
            wrong += code not in case.codes
            print(f"{case.name}: {code}, right is {case.codes}: {case.about}\n    {words[:400]}", flush=True)
    print(f"{total - wrong} of {total} end as the table says")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
