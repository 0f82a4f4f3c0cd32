"""Whatever stops a run, the next one gives exactly what an undisturbed run gives, and no half edition is ever seen."""

import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reporter import files
from reporter.cli.exit import ErrorBoundary
from reporter.editions import store
from reporter.options import RunOptions
from tests.support.commands import Told, reporter
from tests.support.hostile import KILLS, tally
from tests.support.jail import Jail, clean

RUN = "from reporter.cli import main; main()"


class Stopped(BaseException):
    """Stands for the power going off: nothing catches it."""


def filed(folder: Path) -> dict[str, bytes]:
    """Return every file that a reader of reports/ sees, by name."""
    reports = folder / "reports"
    names = [path for path in reports.rglob("*") if path.is_file()]
    shown = [path for path in names if not any(part.startswith(".") for part in path.relative_to(reports).parts)]
    return {path.relative_to(reports).as_posix(): path.read_bytes() for path in shown}


def run(folder: Path) -> Told:
    return reporter("run", "--folder", folder, "--period", "2026-10")


@pytest.fixture(scope="module")
def jail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = clean(Jail(tmp_path_factory.mktemp("faults") / "jail"))
    made.write_policy()
    return made.folder


@pytest.fixture(scope="module")
def undisturbed(jail: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    folder = tmp_path_factory.mktemp("undisturbed") / "jail"
    shutil.copytree(jail, folder)
    assert run(folder).code == 0
    return folder, filed(folder)


@pytest.mark.parametrize("number", range(KILLS))
def test_a_run_killed_at_any_moment_leaves_the_next_one_as_if_nothing_had_been(
    number: int, jail: Path, undisturbed: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    whole = undisturbed[1]
    tally.killed("tried")
    folder = tmp_path / "jail"
    shutil.copytree(jail, folder)
    command = [sys.executable, "-c", RUN, "run", "--folder", str(folder), "--period", "2026-10", "--quiet"]
    chance = random.Random(number)
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if number % 2:  # somewhere in the writing, which is short beside the deciding
        while not list(folder.glob("reports/*/.draft-r1")) and started.poll() is None:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 4))
    else:
        time.sleep(chance.uniform(0, 6))
    started.send_signal(signal.SIGKILL)
    started.wait()
    seen = filed(folder)
    assert seen == {} or {name: data for name, data in whole.items() if name in seen} == seen
    assert {name.split("/")[1] for name in seen if "/" in name} <= {"r1"}
    assert not seen or {name for name in whole if "/r1/" in name} <= set(seen)
    again = run(folder)
    assert (again.code, filed(folder) == whole) == (0, True), again.err
    assert not list(folder.glob("**/.draft*"))
    tally.killed("recovered")


def test_an_edition_stopped_between_any_two_steps_to_disk_is_not_seen(
    undisturbed: tuple[Path, dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = undisturbed[0] / "reports" / "2026-10" / "r1"
    steps: list[str] = []
    stop_at = 10**6

    def counted(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def step(*given: object, **named: object) -> object:
            steps.append(name)
            if len(steps) > stop_at:
                raise Stopped
            return real(*given, **named)

        return step

    waits = counted("fsync", files.to_disk)
    for where in (files, store):  # those waited for at once, and one by one
        monkeypatch.setattr(where, "to_disk", waits)
    monkeypatch.setattr(Path, "rename", counted("rename", Path.rename))
    monkeypatch.setattr(store.shutil, "rmtree", lambda path, **how: None)

    def file_it(folder: Path) -> None:
        with store.being_filed(folder, "2026-10", 1) as draft:
            for name in ("audit.json", "board.html", "pack/bagit.txt"):
                (draft / name).parent.mkdir(exist_ok=True)
                shutil.copyfile(source / name, draft / name)

    file_it(tmp_path / "whole")
    count = len(steps)
    assert steps.index("rename") == count - 3  # every file and folder of it is on disk before it has its name
    for stop_at in range(count):
        steps.clear()
        folder = tmp_path / f"stopped-{stop_at}"
        with pytest.raises(Stopped):
            file_it(folder)
        found = filed(folder)
        assert found in ({}, filed(tmp_path / "whole"))
        assert (store.latest(folder, "2026-10") == 1) == bool(found)


@pytest.fixture
def limited() -> Iterator[Callable[[int], None]]:
    """Let no file of this process grow beyond a size, as on a full disk."""
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("most", [100_000, 0])
def test_a_full_disk_is_said_and_leaves_nothing_half_done(
    most: int,
    jail: Path,
    undisturbed: tuple[Path, dict[str, bytes]],
    tmp_path: Path,
    limited: Callable[[int], None],
) -> None:
    folder = tmp_path / "jail"
    shutil.copytree(jail, folder)
    limited(most or max(len(data) for data in undisturbed[1].values()) - 1)  # all but one byte of the largest file
    told = run(folder)
    limited(resource.RLIM_INFINITY)
    assert (told.code, "Traceback" in told.err, filed(folder)) == (11, False, {}), told.err
    assert "the disk is full, or a limit on file size was met" in told.err
    again = run(folder)
    assert (again.code, filed(folder) == undisturbed[1]) == (0, True), again.err


ROOM = "import resource; resource.setrlimit(resource.RLIMIT_AS, ({0}, {0})); "


NO_MEMORY = (
    "reporter: there is not enough memory. Nothing half-done was kept. Close other programs, or give --memory with "
    "less than is free; if you gave it, with more.\n"
)
UNSET = (
    "reporter: something failed that this program did not foresee (SystemError). Nothing half-done was kept. Set "
    "REPORTER_DEBUG=1 to see where.\n"
)


# Where the C library finds no memory to begin a thread with, it ends the process before anybody is asked, with a line
# for each thread that asked; and Python's own functions may find none and not say so.
NO_THREAD = "cannot allocate memory for thread-local data: ABORT\n"


@pytest.mark.parametrize(
    ("before", "words", "ends"),
    [
        ("", ["--memory", "1MB"], {(11, NO_MEMORY)}),
        (ROOM.format(1_000_000_000), [], {(11, NO_MEMORY), (127, NO_THREAD), (11, UNSET)}),
    ],
    ids=["of the engine", "of the process"],
)
def test_too_little_memory_is_said_and_leaves_nothing_half_done(
    before: str,
    words: list[str],
    ends: set[tuple[int, str]],
    jail: Path,
    undisturbed: tuple[Path, dict[str, bytes]],
    tmp_path: Path,
) -> None:
    folder = tmp_path / "jail"
    shutil.copytree(jail, folder)
    command = [sys.executable, "-c", before + RUN, "run", "--folder", str(folder), "--period", "2026-10", "--quiet"]
    told = subprocess.run([*command, *words], capture_output=True, text=True, check=False)
    assert (told.stdout, filed(folder)) == ("", {}), told.stderr
    said = {(told.returncode, line) for line in told.stderr.splitlines(keepends=True)}
    assert said
    assert said <= ends, told
    again = run(folder)
    assert (again.code, filed(folder) == undisturbed[1]) == (0, True), again.err


@pytest.mark.parametrize("between", [False, True], ids=["as it is", "told again"])
@pytest.mark.parametrize(
    "words",
    ["/lib/x.so: failed to map segment from shared object", "/lib/x.so: cannot allocate memory in static TLS block"],
)
def test_a_library_that_does_not_fit_into_memory_is_said_so(
    words: str, between: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    error = ImportError(words)
    if between:
        error, error.__context__ = ImportError("one part of another library is missing"), error
    with pytest.raises(SystemExit) as end, ErrorBoundary():
        raise error
    assert (end.value.code, capsys.readouterr().err) == (11, NO_MEMORY)


def test_a_thread_that_finds_no_memory_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end, ErrorBoundary():
        raise RuntimeError("can't start new thread")
    assert (end.value.code, capsys.readouterr().err) == (11, NO_MEMORY)


def _look_up(name: str) -> None:
    try:
        int(name)
    except ValueError as error:
        raise KeyError(name) from error


def test_where_an_unforeseen_error_arose_is_said_without_the_words_of_any_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTER_DEBUG", "1")
    name = "SMITH, JOHN"
    with pytest.raises(SystemExit) as end, ErrorBoundary():
        _look_up(name)
    said = capsys.readouterr().err
    assert (end.value.code, name in said) == (11, False)
    assert re.findall(r"^(\w+)$", said, re.MULTILINE) == ["ValueError", "KeyError"]
    assert said.count("in _look_up") == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only the administrator can become another user here")
def test_a_folder_that_may_not_be_written_to_is_said_so(jail: Path, tmp_path: Path) -> None:
    folder = Path(tempfile.gettempdir()) / f"reporter-barred-{os.getpid()}"  # pytest's own bar other users
    shutil.copytree(jail, folder)
    try:
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        code = f"import os, click, reporter.cli, reporter.workflows.run; os.setuid(65534); {RUN}"
        command = [sys.executable, "-c", code, "run", "--folder", str(folder), "--period", "2026-10"]
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        assert told.returncode == 11
        assert "may not be written or read here" in told.stderr
        assert not (folder / "reports").exists()
    finally:
        shutil.rmtree(folder)


BACK = "import time; time.time = lambda: 1.0; time.time_ns = lambda: 1; "


def test_two_runs_at_once_whose_clock_and_files_are_of_1970_file_the_one_edition(
    jail: Path, undisturbed: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    folder = tmp_path / "jail"
    shutil.copytree(jail, folder)
    for path in folder.rglob("*"):
        os.utime(path, (0, 0))
    command = [sys.executable, "-c", BACK + RUN, "run", "--folder", str(folder), "--period", "2026-10", "--quiet"]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [one.communicate()[1] for one in both]
    codes = sorted(one.returncode for one in both)
    assert codes in ([0, 10], [0, 0])  # one after the other, if the machine is slow to start the second
    assert not any("Traceback" in words for words in said)
    assert filed(folder) == undisturbed[1]


def test_a_sound_warehouse_that_does_not_fit_into_memory_is_not_called_broken(
    undisturbed: tuple[Path, dict[str, bytes]],
) -> None:
    from reporter import warehouse

    tiny = RunOptions(memory="1KB")
    with pytest.raises(warehouse.SqlError) as told, warehouse.open_writable(undisturbed[0], tiny):
        pass
    assert type(told.value).__name__ == "OutOfMemoryException"
