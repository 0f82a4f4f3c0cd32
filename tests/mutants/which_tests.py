"""Finds the tests that could notice a change of a query: all that read it, or what it makes, nearest first."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate
from pathlib import Path

import pytest

from reporter.audit import controls
from reporter.warehouse import query_files
from tests.mutants.compared import KINDS

# Where tests may ask for the queries with parts of a folder, those that look nearest first.
_ASKED_IN = {
    "audit": ("tests/unit/audit", "tests/controls/test_records_in_doubt.py"),
    "cluster": ("tests/end_to_end/test_cluster.py",),
    "intake": ("tests/unit/ingest", "tests/layouts", "tests/properties/test_random_systems.py"),
    "pack": ("tests/unit/evidence",),
    "": ("tests/unit/ingest/test_time.py",),
}
_LEGS = ["tests/expectations/test_legs.py", "tests/expectations/test_states.py"]
_LEGS += ["tests/properties/test_legs_and_claim.py"]
_MEASURES = ["tests/unit/audit/test_measures.py"]
_TWINS, _DIFFERENTIAL = "tests/properties/test_twins.py", "tests/properties/test_differential.py"
SECONDS = 90  # of tests for one change of a query with parts, as long as they took unchanged


def that_ask(files: Iterable[str]) -> list[str]:
    """Return where tests lie that may ask for some queries with parts."""
    return list(dict.fromkeys(place for file in files for place in _ASKED_IN[file.rpartition("/")[0]]))


class Asked:
    """A plugin of pytest that notes for each test which queries with parts it asked for, and how long it took."""

    def __init__(self) -> None:
        self.tests: dict[str, list[str]] = {}
        self._seconds: dict[str, float] = {}
        self._honest = query_files._without_comment
        self._now = ""
        query_files._without_comment = self._noted  # type: ignore[assignment]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._now, begun = item.nodeid, time.monotonic()
        try:
            return (yield)
        finally:
            self._seconds[item.nodeid] = time.monotonic() - begun

    def _noted(self, folder: Path, file: str) -> str:
        own = self.tests.setdefault(f"{file}.sql", [])
        if self._now not in own:
            own.append(self._now)
        return self._honest(folder, file)

    def keep(self, path: Path) -> None:
        """Write down for each query the tests that ask for it, the fastest first, for SECONDS."""
        kept: dict[str, list[str]] = {}
        for file, tests in self.tests.items():
            in_order = sorted(tests, key=lambda test: self._seconds[test])
            taken = accumulate(self._seconds[test] for test in in_order)
            kept[file] = [test for test, so_far in zip(in_order, taken, strict=True) if so_far < SECONDS]
        path.write_text(json.dumps(kept), encoding="utf-8")


def tests_that_see(asked: Mapping[str, list[str]]) -> Callable[[str], list[str]]:
    """Return what says which tests could notice a change of a file, nearest first; `asked` is what `Asked` noted."""
    kinds = ("intervals", "populations", "controls", "expectations", "measures")
    files = [(kind, file) for kind in kinds for file in query_files.folder(kind)]
    reads = {f"{kind}/{file.id}": file.reads for kind, file in files}
    judged = {one.id: f"populations/{one.header['population']}" for one in controls.catalogue()}

    def readers(name: str) -> set[str]:
        near = {one for one, needed in reads.items() if name in needed and one != f"intervals/{name}"}
        near |= readers("odd_times") if name == "coverage_spans" else set()  # made by views.py
        return near | {far for one in near if one.startswith("intervals/") for far in readers(one.split("/")[1])}

    def see(file: str) -> list[str]:
        if file in asked:
            return asked[file]
        kind, stem = Path(file).parent.name, Path(file).stem
        found = set(reads) if not kind else readers(stem) if kind == "intervals" else {f"{kind}/{stem}"}
        own = [one.split("/")[1] for one in sorted(found) if one.startswith("controls/")]
        own += [control for control, population in judged.items() if population in found]
        tests = ["tests/unit/ingest/test_time.py"] if not kind else []
        tests += [f"tests/controls/test_{control}.py" for control in dict.fromkeys(own)]
        tests += ["tests/controls/test_witnesses.py"] if own else []
        tests += _LEGS if any(one.startswith("expectations/") for one in found) else []
        tests += _MEASURES if any(one.startswith("measures/") for one in found) else []
        return [*tests, *([] if file.startswith(KINDS) else [_DIFFERENTIAL]), _TWINS]  # those were compared before

    return see
