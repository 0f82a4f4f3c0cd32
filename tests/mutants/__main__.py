"""Changes one spot of the SQL at a time, runs the tests that could fail, and counts the changes that no test caught.

`make mutants` prints the score and every survivor. A mutant is one changed spot of a query in a copy of queries/. One
that decides is first compared with the second implementation over random counties (`compared.py`). For the others, and
for those that make no difference there, the tests run as they stand, stopped at the first that fails. A change that is
no longer a statement the engine can bind is no mutant and is not counted. The page of controls is left out of them, for
it prints the SQL, so it would notice any change.
"""

import argparse
import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path

import duckdb
import pytest

from reporter import warehouse
from reporter.audit import controls, views
from reporter.config import policy
from reporter.config.period import period
from tests.mutants import python_spots, python_tests, stories
from tests.mutants.compared import ALIKE, ENDLESS, KINDS, NOTICED, UNBOUND, Counties, changed_copy, use
from tests.mutants.spots import Mutant, all_mutants, is_filled, sample
from tests.mutants.which_tests import Asked, tests_that_see, that_ask
from tests.support import rich
from tests.support.jail import Jail

TIMEOUT_SECONDS = 900
SEEDS, AT_ONCE = 14, 14
KILLED, SURVIVED, UNFINISHED, STILLBORN = 1, 0, 8, 9
_WORDS = {KILLED: "killed", SURVIVED: "SURVIVED", UNFINISHED: "unfinished", STILLBORN: "no mutant"}
# Another process reads the unchanged queries, so a test that starts one would notice every change and prove nothing.
_UNBOUND = re.compile(r"\b(?:Binder|Parser|Catalog)Exception\b")
_READING = ("macros.sql", "zone_weeks.sql", "intake/")  # what decides how files are taken in
_PLAIN = ("-p", "no:cacheprovider", "-p", "no:xdist", "-k", "not of_the_machine_change_nothing")


def remember_intake(store: Path) -> None:
    """Let a jail's intake be done once: it depends on the files, the policy and the macros alone."""
    honest = Jail.ingest

    def remembered(self: Jail, threads: int | None = None) -> list[object]:
        self.write_policy()
        said = hashlib.sha256(getattr(self, "intake_so_far", "").encode())
        for path in [self.folder / "policy.toml", *sorted((self.folder / "inbox").iterdir())]:
            said.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        self.intake_so_far = said.hexdigest()  # type: ignore[attr-defined]
        kept = store / said.hexdigest()
        if kept.exists():
            shutil.copyfile(kept, self.folder / "warehouse.duckdb")
            return []
        taken = honest(self, threads)
        shutil.copyfile(self.folder / "warehouse.duckdb", kept.with_suffix(".new"))
        kept.with_suffix(".new").rename(kept)
        return list(taken)

    Jail.ingest = remembered  # type: ignore[method-assign, assignment]


def binds(folder: Path) -> bool:
    """Tell whether every view and control is still a statement that the engine can bind."""
    jail = rich.deliver(Jail(folder, rich.POLICY), rich.draw(9, 20))
    try:
        jail.ingest()
        chosen = policy.load(jail.folder / "policy.toml")
        with warehouse.open_read_only(jail.folder) as connection:
            views.build(connection, chosen, period(rich.PERIOD))
            for file in controls.catalogue():
                connection.execute(f"explain {file.sql}")
    except (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException):
        return False
    except Exception:  # noqa: BLE001  # any other failure is for the tests to notice
        return True
    return True


def run_tests(tests: Sequence[str], scratch: Path, *plugins: object) -> int:
    """Run tests in this process, silently, up to the first failure."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = pytest.main(["-x", "-q", *_PLAIN, f"--basetemp={scratch}", *tests], plugins=plugins)
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED):
        sys.stderr.write(said.getvalue())
        return 3
    if code != pytest.ExitCode.OK and _UNBOUND.search(said.getvalue()):
        return STILLBORN
    return SURVIVED if code == pytest.ExitCode.OK else KILLED


def asked_by_tests(places: Sequence[str], room: Path) -> dict[str, list[str]]:
    """Return for each query with parts the tests that ask for it; raises RuntimeError if one of them fails."""
    path = room / "asked.json"

    def work() -> int:
        asked = Asked()
        code = run_tests(places, room / "asking", asked)
        asked.keep(path)
        return code

    if in_a_child(work, seconds=4 * TIMEOUT_SECONDS) != SURVIVED:
        raise RuntimeError("The tests fail without any change; nothing was measured.")
    found: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def in_a_child(work: Callable[[], int], seconds: int = TIMEOUT_SECONDS) -> int:
    """Return what a forked child makes of some work; one cut off by the clock has shown nothing."""
    child = os.fork()
    if child == 0:
        signal.alarm(seconds)
        code = 3
        try:
            code = work()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return UNFINISHED if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def judge(mutant: Mutant, tests: Sequence[str], room: Path) -> int:
    """Return whether a mutant was killed, survived, or was none."""
    root = changed_copy(mutant, room / "mutated")

    def work() -> int:
        use(root)
        if not mutant.file.startswith(_READING):
            remember_intake(room / "intake")
        with tempfile.TemporaryDirectory(dir=room) as scratch:
            if not binds(Path(scratch) / "bound"):
                return STILLBORN
            return run_tests(tests, Path(scratch) / "tests")

    return in_a_child(work)


def compare(mutants: Sequence[Mutant], room: Path, seeds: Sequence[int], counts: dict[int, int]) -> list[Mutant]:
    """Compare over random counties the mutants that decide, and count their fates; return those left for the tests."""
    left = sorted((one for one in mutants if one.file.startswith(KINDS)), key=lambda one: one.file)
    rest = [one for one in mutants if one not in left]
    for first in range(0, len(seeds), AT_ONCE):
        with contextlib.ExitStack() as stack:
            counties = Counties(room / f"counties-{first}", seeds[first : first + AT_ONCE], stack) if left else None
            alike = []
            for mutant in left:
                fate = counties.fate(mutant) if counties else ALIKE
                alike += [mutant] if fate == ALIKE else []
                if fate != ALIKE:
                    counts[{NOTICED: KILLED, UNBOUND: STILLBORN, ENDLESS: UNFINISHED}[fate]] += 1
                    print(f"{fate}: {mutant.name}", flush=True)
            left = alike
    return left + rest


def ask_stories(mutants: Sequence[Mutant], room: Path, counts: dict[int, int]) -> list[Mutant]:
    """Run the tests of which a small jail is told otherwise, and count the killed; return those that are left."""
    place, told = room / "stories", room / "differ.json"
    asked = [one for one in mutants if one.file.startswith(KINDS)]

    def keep() -> int:
        keeper = stories.Keeper(place)
        code = run_tests(stories.PLACES, room / "keeping", keeper)
        keeper.keep()
        return code

    def tell() -> int:
        told.write_text(json.dumps(stories.tests_that_differ(asked, place)), encoding="utf-8")
        return SURVIVED

    if not asked:
        return list(mutants)
    for work in (keep, tell):
        if in_a_child(work, seconds=40 * TIMEOUT_SECONDS) != SURVIVED:
            raise RuntimeError("The tests fail without any change; nothing was measured.")
    tests = json.loads(told.read_text(encoding="utf-8"))
    left = []
    for mutant in mutants:
        fate = judge(mutant, tests[mutant.name], room) if tests.get(mutant.name) else SURVIVED
        counts[fate] += fate != SURVIVED
        left += [mutant] if fate == SURVIVED else []
        some = f", {len(tests[mutant.name])} differ" if tests.get(mutant.name) else ""
        print(f"told {_WORDS[fate]}{some}: {mutant.name}", flush=True)
    return left


def run_python(mutants: Sequence[Mutant], room: Path, counts: dict[int, int]) -> list[Mutant]:
    """Run the tests against each changed module and count the fates; return those that no test noticed."""
    root, path = python_tests.copy_of_all(room / "copy"), room / "lines.json"
    files = {one.file for one in mutants}

    def look() -> int:
        python_tests.enter(root)
        lines = python_tests.Lines(files, root)
        code = run_tests(python_tests.places(files), room / "looking", lines)
        lines.keep(path)
        return code

    if in_a_child(look, seconds=4 * TIMEOUT_SECONDS) != SURVIVED:
        raise RuntimeError("The tests fail without any change; nothing was measured.")
    ran = json.loads(path.read_text(encoding="utf-8"))
    survivors = []
    for number, mutant in enumerate(mutants, 1):
        begun, tests = time.monotonic(), python_tests.tests_that_run(mutant, ran)

        def work() -> int:
            python_tests.enter(root)
            return run_tests(tests, room / "changed")  # noqa: B023  # it is called at once

        python_tests.change(mutant, root)
        fate = in_a_child(work, seconds=10 * python_tests.SECONDS) if tests else SURVIVED
        python_tests.restore(mutant, root)
        fate = KILLED if fate in (3, STILLBORN) else fate  # it cannot be imported, or makes SQL that cannot be bound
        counts[fate] += 1
        survivors += [mutant] if fate == SURVIVED else []
        print(f"{number}/{len(mutants)} {_WORDS[fate]} {time.monotonic() - begun:.0f}s {mutant.name}", flush=True)
    return survivors


def main() -> int:
    """Run the mutants asked for; print the score and the survivors."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--one-in", type=int, default=3, help="of each file's mutants, run one in so many (1: all)")
    asked.add_argument(
        "--beyond", type=int, default=None, help="leave out those of this sample, such as one run before"
    )
    asked.add_argument("--first", type=int, default=None, help="stop after so many of them")
    asked.add_argument("--only", nargs="+", default=[""], help="run the mutants whose name contains one of these texts")
    asked.add_argument("--list", action="store_true", help="name the mutants and stop")
    asked.add_argument("--seeds", type=int, default=SEEDS, help="random counties over which they are compared")
    asked.add_argument(
        "--compare-only", action="store_true", help="leave out the tests of what makes no difference there"
    )
    asked.add_argument("--named", type=Path, help="run the mutants whose names stand in a file, one a line")
    options = asked.parse_args()
    modules = [one for one in options.only if one.startswith("reporter/")]
    known = python_spots.all_mutants(modules) if modules else all_mutants()
    before = {one.name for one in sample(known, options.beyond)} if options.beyond else set()
    fresh = (one for one in sample(known, options.one_in) if one.name not in before)
    chosen = [one for one in fresh if any(text in one.name for text in options.only)]
    names = {*options.named.read_text(encoding="utf-8").splitlines()} if options.named else set()
    chosen = [one for one in chosen if not options.named or one.name in names][: options.first]
    if options.list:
        print("\n".join(one.name for one in chosen))
        return 0
    counts, survivors = dict.fromkeys(_WORDS, 0), []
    with tempfile.TemporaryDirectory(prefix="mutants-") as made:
        room = Path(made)
        if modules:
            survivors = run_python(chosen, room, counts)
            chosen = []
        (room / "intake").mkdir()
        chosen = compare(chosen, room, range(1, options.seeds + 1), counts)
        chosen = ask_stories(chosen, room, counts)
        if options.compare_only:
            survivors, chosen = [*survivors, *chosen], []
        places = that_ask(one.file for one in chosen if is_filled(one.file))
        see = tests_that_see(asked_by_tests(places, room) if places else {})
        every = list(dict.fromkeys(chain.from_iterable(see(one.file) for one in chosen if not is_filled(one.file))))

        def unchanged() -> int:
            remember_intake(room / "intake")
            return run_tests(every, room / "unchanged") if binds(room / "bound") else 3

        if every and in_a_child(unchanged) != SURVIVED:
            print("The tests fail without any change; nothing was measured.", file=sys.stderr)
            return 1
        for number, mutant in enumerate(chosen, 1):
            begun = time.monotonic()
            tests = see(mutant.file)
            fate = judge(mutant, tests, room) if tests else SURVIVED
            if fate not in counts:
                print(f"The tests could not be run for {mutant.name}.", file=sys.stderr)
                return 1
            counts[fate] += 1
            survivors += [mutant] if fate == SURVIVED else []
            print(f"{number}/{len(chosen)} {_WORDS[fate]} {time.monotonic() - begun:.0f}s {mutant.name}", flush=True)
    _report(counts, survivors)
    return 0


def _report(counts: Mapping[int, int], survivors: Sequence[Mutant]) -> None:
    run = counts[KILLED] + len(survivors) + counts[UNFINISHED]
    print(f"\n{counts[KILLED]} of {run} mutants killed ({100 * counts[KILLED] / max(1, run):.1f} %); ", end="")
    print(f"{counts[STILLBORN]} changes were no statement and are not counted.")
    for mutant in survivors:
        print(f"survived: {mutant.name}")


if __name__ == "__main__":
    sys.exit(main())
