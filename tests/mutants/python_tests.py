"""Runs tests against a changed Python module: those that ran its line when nothing was changed, the fastest first."""

import json
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests.mutants.python_spots import ROOT
from tests.mutants.spots import Mutant

SECONDS = 20  # of tests for one change, as long as they took unchanged
_LINES_NEAR = 12  # a statement of several lines counts where it begins
# Where quick tests lie that may run a module; which of them run a line of it is found by running them.
_OF_TIMES = ("tests/unit/ingest/test_time.py", "tests/unit/ingest/test_strict_times.py")
_LOOKED_FOR_IN = {
    "reporter/audit/": tuple(f"tests/unit/audit/test_{one}.py" for one in ("answers", "books", "claim", "leg_states")),
    "reporter/ingest/parse_times.py": _OF_TIMES,
    "reporter/ingest/place_times.py": _OF_TIMES,
    "reporter/ingest/time_formats.py": _OF_TIMES,
    "reporter/ingest/readers/": (
        "tests/unit/ingest/test_number_formats.py",
        "tests/unit/ingest/test_workbook_parts.py",
        "tests/unit/ingest/test_sources.py",
        "tests/layouts/test_xml.py",
        "tests/layouts/test_json_pages.py",
    ),
    "reporter/ingest/layouts/": ("tests/unit/ingest/test_parts_of_layouts.py", "tests/layouts/test_tables.py"),
}
Ran = dict[str, tuple[float, dict[str, list[int]]]]  # by test: its seconds, and the lines it ran of each module


def places(files: Iterable[str]) -> list[str]:
    """Return where tests lie that may run some modules."""
    asked = {
        place for file in files for start, found in _LOOKED_FOR_IN.items() if file.startswith(start) for place in found
    }
    return sorted(asked)


class Lines:
    """A plugin of pytest that notes for each test how long it took and which lines of some modules it ran."""

    def __init__(self, files: Iterable[str], root: Path) -> None:
        self.ran: Ran = {}
        self._files = {str(root / file): file for file in files}
        self._lines: dict[str, set[int]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._lines, begun = {}, time.monotonic()
        threading.settrace(self._called)
        sys.settrace(self._called)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            threading.settrace(None)  # type: ignore[arg-type]
            lines = {file: sorted(found) for file, found in self._lines.items()}
            self.ran[item.nodeid] = (time.monotonic() - begun, lines)

    def _called(self, frame: FrameType, event: str, of: Any) -> Any:
        file = self._files.get(frame.f_code.co_filename)
        return self._noting(self._lines.setdefault(file, set())) if file else None

    def _noting(self, lines: set[int]) -> Callable[[FrameType, str, Any], Any]:
        def note(frame: FrameType, event: str, of: Any) -> Any:
            lines.add(frame.f_lineno)
            return note

        return note

    def keep(self, path: Path) -> None:
        """Write down what was noted."""
        path.write_text(json.dumps(self.ran), encoding="utf-8")


def tests_that_run(mutant: Mutant, ran: Ran) -> list[str]:
    """Return the tests that run a changed line and then others of its module, the fastest first, for SECONDS.

    The others too, for what a cached function returned may stand in a test that no longer runs its lines.
    """
    lines = {test: set(found[mutant.file]) for test, (_, found) in ran.items() if mutant.file in found}
    near = next(
        (at for at in range(mutant.line, mutant.line - _LINES_NEAR, -1) if any(at in one for one in lines.values())), 0
    )
    chosen, left = [], float(SECONDS)
    for test in sorted(lines, key=lambda one: (near not in lines[one], ran[one][0])):
        left -= ran[test][0]
        chosen += [test] if left > 0 else []
    return chosen


def copy_of_all(root: Path) -> Path:
    """Make a copy of the checkout, in which modules are changed, and return it."""
    for folder in ("reporter", "tests"):
        shutil.copytree(ROOT / folder, root / folder)
    for path in ROOT.iterdir():
        if path.name not in ("reporter", "tests", ".git"):
            (root / path.name).symlink_to(path)
    return root


def enter(root: Path) -> None:
    """Let this process, and those that it starts, use the copy: all of ours is imported again from there."""
    os.chdir(root)
    os.environ["PYTHONPATH"] = str(root)
    sys.path.insert(0, str(root))
    sys.dont_write_bytecode = True
    for name in [one for one in sys.modules if one.split(".")[0] in ("reporter", "tests")]:
        del sys.modules[name]


def change(mutant: Mutant, root: Path) -> None:
    """Put a changed module into the copy."""
    (root / mutant.file).write_text(mutant.text, encoding="utf-8")
    for old in (root / mutant.file).parent.glob(f"__pycache__/{Path(mutant.file).stem}.*"):
        old.unlink()


def restore(mutant: Mutant, root: Path) -> None:
    """Put the module as it is into the copy."""
    shutil.copy2(ROOT / mutant.file, root / mutant.file)
