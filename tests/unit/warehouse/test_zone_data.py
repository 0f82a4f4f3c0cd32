"""Zone data are those of the pinned package, whatever the machine has."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reporter.evidence import pack, verify_pack
from reporter.warehouse import timezones

SAID = "from reporter.warehouse import timezones; print(timezones.changes('America/New_York')[-1])"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose New York never changes its clocks."""
    (tmp_path / "America").mkdir()
    (tmp_path / "America" / "New_York").write_bytes(b"TZif" + bytes(32) + b"\0\0\0\1\0\0\0\4" + bytes(6) + b"UTC\0")
    monkeypatch.setenv("PYTHONTZPATH", str(tmp_path))
    return tmp_path


def said(command: str) -> str:
    own = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    called = [sys.executable, "-c", command]
    return subprocess.run(called, env=own, capture_output=True, text=True, check=True).stdout


def test_the_machine_s_own_zone_data_are_not_read(machine: Path) -> None:
    assert str(machine) in said("import zoneinfo; print(zoneinfo.TZPATH)")
    assert said(SAID).strip() == str(timezones.changes("America/New_York")[-1])


def test_verify_py_reads_the_same_zone_data(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = machine / "verify.py"
    script.write_text("import sys, zoneinfo; print('differs:', zoneinfo.TZPATH); sys.exit(1)\n", encoding="utf-8")
    monkeypatch.setattr(pack, "VERIFIER", script)
    assert verify_pack._second_opinion(machine) == ["verify.py: ()"]
