"""Changes one spot of the SQL that decides, runs the tests that could see it, and counts the changes nobody noticed.

`make mutants` prints the score and every survivor. A mutant is one changed spot in queries/macros.sql,
queries/intervals/ or queries/controls/, in a copy of the folder; the tests run as they stand, stopped at the first
that fails. A change that is no longer a statement the engine can bind is no mutant and is not counted. The page of
controls is left out of the tests: it prints the SQL, so it would notice any change and prove nothing.
"""

import argparse
import contextlib
import hashlib
import io
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import duckdb
import pytest

from reporter import resources, warehouse
from reporter.audit import controls, views
from reporter.config import policy
from reporter.config.period import period
from reporter.warehouse import query_files
from tests.support import rich
from tests.support.jail import Jail

ROOT = Path(__file__).parents[1]
TIMEOUT_SECONDS = 900
KILLED, SURVIVED, UNFINISHED, STILLBORN = 1, 0, 8, 9
_WORDS = {KILLED: "killed", SURVIVED: "SURVIVED", UNFINISHED: "unfinished", STILLBORN: "no mutant"}
# Another process reads the unchanged queries, so a test that starts one would notice every change and prove nothing.
_PLAIN = ("-p", "no:cacheprovider", "-p", "no:xdist", "-k", "not of_the_machine_change_nothing")
_HEADER = re.compile(r"\A/\*\n.*?\*/\n", re.DOTALL)
_HIDDEN = re.compile(r"'[^']*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_BETWEEN = re.compile(r"\bbetween\s+\S+(?:\s[-+]\s\S+)?\s+$")

# What is looked for, and what may stand in its place.
_SWAPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "comparison": (r"(?<![<>=-])(?:<=|>=|<>|<|>)(?![=>])", ("<=", ">=", "<>", "<", ">")),
    "equality": (r"(?<= )=(?= )", ("<>",)),
    "junction": (r"\b(?:and|or)\b", ("or", "and")),
    "negation": (r"\bnot (?!null)", ("",)),
    "presence": (r"\bis not null\b|\bis null\b", ("is null", "is not null")),
    "end": (r"(?<=_)(?:earliest|latest)\b|(?<=\.)(?:earliest|latest)\b", ("latest", "earliest")),
    "choice": (r"\b(?:min|max|bool_or|bool_and|least|greatest)(?=\()", ()),
    "sign": (r"(?<= )[-+](?= )", ("-", "+")),
    "number": (r"(?<![\w.'])\d+(?![\w.'])", ()),
    "truth": (r"\b(?:true|false)\b", ("false", "true")),
    "join": (r"\b(?:left|inner) join\b", ("inner join", "left join")),
    "filter": (r" filter \((?:[^()]|\([^()]*\))*\)", ("",)),
    "certainty": (r"\b(?:sure|possible)(?=[_(. ])|\b(?:surely|possibly)(?=_)", ()),
    "clocks": (r"_without_clock_error\b", ("",)),
}
_OTHER = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "<>": "=",
    "min": "max", "max": "min", "bool_or": "bool_and", "bool_and": "bool_or", "least": "greatest", "greatest": "least",
    "sure": "possible", "possible": "sure", "surely": "possibly", "possibly": "surely",
}  # fmt: skip
_TERM = re.compile(r"^( *)(?:and|or) [^\n]*$", re.MULTILINE)
_CASE = re.compile(r"^ *when [^\n]*? then [^\n]*\n(?= *(?:when|else) )", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One changed spot: in which file, on which line, what, and the whole text with it."""

    file: str
    line: int
    kind: str
    before: str
    after: str
    text: str

    @property
    def name(self) -> str:
        """How reports call it."""
        return f"{self.file}:{self.line} {self.kind}: {self.before.strip()!r} -> {self.after.strip()!r}"


def mutants_of(file: str, text: str) -> Iterator[Mutant]:
    """Yield every mutant of one query file, in the order of its lines."""
    header = _HEADER.match(text)
    start = header.end() if header else 0
    bare = text[:start] + _HIDDEN.sub(lambda found: " " * len(found[0]), text[start:])
    spots: list[tuple[int, int, str, str]] = []
    for kind, (pattern, options) in _SWAPS.items():
        for found in re.finditer(pattern, bare[start:]):
            at, old = start + found.start(), found[0]
            if kind == "junction" and _BETWEEN.search(bare[:at]):
                continue
            new = str(int(old) + 1) if kind == "number" else _OTHER.get(old) or next(o for o in options if o != old)
            spots.append((at, at + len(old), kind, new))
    for kind, shape in (("dropped term", _TERM), ("dropped case", _CASE)):
        spots += [(start + one.start(), start + one.end(), kind, "") for one in shape.finditer(text[start:])]
    for at, end, kind, new in sorted(spots):
        yield Mutant(
            file=file,
            line=text.count("\n", 0, at + len(text[at:end]) - len(text[at:end].lstrip())) + 1,
            kind=kind,
            before=text[at:end],
            after=new,
            text=text[:at] + new + text[end:],
        )


def all_mutants() -> list[Mutant]:
    """Return every mutant of the macros, the interval views and the controls."""
    queries = ROOT / "queries"
    files = [queries / "macros.sql", *sorted(queries.glob("intervals/*.sql")), *sorted(queries.glob("controls/*.sql"))]
    texts = ((str(path.relative_to(queries)), path.read_text(encoding="utf-8")) for path in files)
    return list(chain.from_iterable(mutants_of(file, text) for file, text in texts))


def sample(mutants: Sequence[Mutant], share: int) -> list[Mutant]:
    """Return one in `share` mutants of each file, at least two: by a digest of their names, so the same each time.

    They come in the order of the digests, so that the first half of a run is a fair sample too.
    """

    def digest(one: Mutant) -> bytes:
        return hashlib.sha256(one.name.encode()).digest()

    chosen: list[Mutant] = []
    for file in dict.fromkeys(one.file for one in mutants):
        own = sorted((one for one in mutants if one.file == file), key=digest)
        chosen += own[: max(2, -(-len(own) // share))]
    return sorted(chosen, key=digest)


def tests_that_see() -> Callable[[str], list[str]]:
    """Return what says which test files could notice a change of a file: those of all that reads it, nearest first."""
    kinds = ("intervals", "populations", "controls", "expectations", "measures")
    files = [(kind, file) for kind in kinds for file in query_files.folder(kind)]
    reads = {f"{kind}/{file.id}": file.reads for kind, file in files}

    def readers(name: str) -> set[str]:
        near = {one for one, needed in reads.items() if name in needed and one != f"intervals/{name}"}
        near |= readers("odd_times") if name == "coverage_spans" else set()  # made by views.py
        return near | {far for one in near if one.startswith("intervals/") for far in readers(one.split("/")[1])}

    def see(file: str) -> list[str]:
        stem = Path(file).stem
        found = set(reads) if stem == "macros" else readers(stem)
        own = (
            [stem]
            if file.startswith("controls/")
            else [one.split("/")[1] for one in sorted(found) if one.startswith("controls/")]
        )
        tests = ["tests/unit/ingest/test_time.py"] if stem == "macros" else []
        tests += [f"tests/controls/test_{control}.py" for control in own]
        tests += ["tests/controls/test_witnesses.py"] if own else []
        tests += ["tests/expectations/test_legs.py"] if any(one.startswith("expectations/") for one in found) else []
        tests += ["tests/unit/audit/test_measures.py"] if any(one.startswith("measures/") for one in found) else []
        return [*tests, "tests/properties/test_differential.py", "tests/properties/test_twins.py"]

    return see


def use(root: Path) -> None:
    """Let this process read queries/ and report_templates/ from another folder."""
    resources._PACKAGE = root / "reporter"
    resources.data_dir.cache_clear()


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


def run_tests(tests: Sequence[str], scratch: Path) -> int:
    """Run test files in this process, silently, up to the first failure."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = pytest.main(["-x", "-q", *_PLAIN, f"--basetemp={scratch}", *tests])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED):
        sys.stderr.write(said.getvalue())
        return 3
    return SURVIVED if code == pytest.ExitCode.OK else KILLED


def in_a_child(work: Callable[[], int]) -> int:
    """Return what a forked child makes of some work; one cut off by the clock has shown nothing."""
    child = os.fork()
    if child == 0:
        signal.alarm(TIMEOUT_SECONDS)
        code = 3
        try:
            code = work()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return UNFINISHED if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def judge(mutant: Mutant, tests: Sequence[str], room: Path) -> int:
    """Return whether a mutant was killed, survived, or was none."""
    root = room / "mutated"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(ROOT / "queries", root / "queries")
    (root / "report_templates").symlink_to(ROOT / "report_templates")
    (root / "queries" / mutant.file).write_text(mutant.text, encoding="utf-8")

    def work() -> int:
        use(root)
        if mutant.file != "macros.sql":
            remember_intake(room / "intake")
        with tempfile.TemporaryDirectory(dir=room) as scratch:
            if not binds(Path(scratch) / "bound"):
                return STILLBORN
            return run_tests(tests, Path(scratch) / "tests")

    return in_a_child(work)


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
    options = asked.parse_args()
    known = all_mutants()
    before = {one.name for one in sample(known, options.beyond)} if options.beyond else set()
    fresh = (one for one in sample(known, options.one_in) if one.name not in before)
    chosen = [one for one in fresh if any(text in one.name for text in options.only)]
    chosen = chosen[: options.first]
    if options.list:
        print("\n".join(one.name for one in chosen))
        return 0
    see, counts, survivors = tests_that_see(), dict.fromkeys(_WORDS, 0), []
    with tempfile.TemporaryDirectory(prefix="mutants-") as made:
        room = Path(made)
        (room / "intake").mkdir()
        every = list(dict.fromkeys(chain.from_iterable(see(one.file) for one in chosen)))

        def unchanged() -> int:
            remember_intake(room / "intake")
            return run_tests(every, room / "unchanged") if binds(room / "bound") else 3

        if in_a_child(unchanged) != SURVIVED:
            print("The tests fail without any change; nothing was measured.", file=sys.stderr)
            return 1
        for number, mutant in enumerate(chosen, 1):
            begun = time.monotonic()
            fate = judge(mutant, see(mutant.file), room)
            if fate not in counts:
                print(f"The tests could not be run for {mutant.name}.", file=sys.stderr)
                return 1
            counts[fate] += 1
            survivors += [mutant] if fate == SURVIVED else []
            print(f"{number}/{len(chosen)} {_WORDS[fate]} {time.monotonic() - begun:.0f}s {mutant.name}", flush=True)
    _report(counts, survivors)
    return 0


def _report(counts: Mapping[int, int], survivors: Sequence[Mutant]) -> None:
    run = counts[KILLED] + counts[SURVIVED] + counts[UNFINISHED]
    print(f"\n{counts[KILLED]} of {run} mutants killed ({100 * counts[KILLED] / max(1, run):.1f} %); ", end="")
    print(f"{counts[STILLBORN]} changes were no statement and are not counted.")
    for mutant in survivors:
        print(f"survived: {mutant.name}")


if __name__ == "__main__":
    sys.exit(main())
