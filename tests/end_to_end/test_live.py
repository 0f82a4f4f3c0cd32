"""On a terminal a command shows at once that it runs, and that a long step goes on; in a pipe nothing of it is seen."""

import os
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest

from reporter.cli.live import LiveLine
from tests.support.jail import Jail, clean

RUN = "from reporter.cli import main; main()"


def test_the_seconds_of_a_step_are_counted_on_one_line_that_is_empty_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    line = LiveLine()
    line.begin()
    until = time.monotonic() + 30
    while not screen.getvalue() and time.monotonic() < until:
        time.sleep(0.05)
    line.end()
    shown = screen.getvalue()
    assert (shown.count("\n"), "s  in this step" in shown) == (0, True)
    assert shown.endswith("\r" + " " * 40 + "\r")
    line.end()
    assert screen.getvalue() == shown


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal as POSIX has it")
@pytest.mark.parametrize("words", [["doctor"], ["explain", "B7"]])
def test_a_terminal_is_told_what_begins_and_a_pipe_is_not(words: list[str], tmp_path: Path) -> None:
    import pty

    jail = clean(Jail(tmp_path / "jail"))
    jail.write_policy()
    command = [sys.executable, "-c", RUN, *words, "--folder", str(jail.folder)]
    piped = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (piped.returncode, piped.stderr) == (0, "")
    ours, theirs = pty.openpty()
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 4096):
            said += part
    except OSError:  # the end, as Linux says it
        pass
    os.close(ours)
    assert started.wait() == 0
    lines = said.decode().replace("\r", "\n").split("\n")
    assert lines[0].endswith(" s  starting")
    assert lines[-1].strip() == ""
