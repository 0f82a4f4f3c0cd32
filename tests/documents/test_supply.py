"""What is installed is what was locked, a release is the same bytes everywhere, and known faults of pins are told."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reporter import __version__
from tests.support.jail import Jail, clean
from tools import supply

ROOT = Path(__file__).parents[2]
LOCKS = {name: (ROOT / name).read_text(encoding="utf-8") for name in supply.LOCKS}
LOCK = LOCKS["requirements.lock"]
PARTS = ("reporter", "queries", "report_templates")
builds = pytest.mark.skipif(importlib.util.find_spec("hatchling") is None, reason="hatchling is not installed")


@pytest.mark.parametrize("text", LOCKS.values(), ids=LOCKS)
def test_every_pin_has_hashes_and_no_host_is_named(text: str) -> None:
    pins = text.replace("\\\n", " ").splitlines()
    pin = re.compile(r"[a-z0-9-]+==[0-9][0-9A-Za-z.+-]*( ; [^@]+?)?( +--hash=sha256:[0-9a-f]{64})+ *")
    assert [one.split(" ")[0] for one in pins if one.strip() and not pin.fullmatch(one)] == []
    assert len(pins) >= 2
    assert re.findall(r"\S*(?:://|--index|--find|--trusted| @ )\S*", text) == []


def test_running_needs_neither_what_the_tests_need_nor_a_pin_twice() -> None:
    running, testing = (
        {one.split(" ")[0] for one in text.splitlines() if "==" in one} for text in list(LOCKS.values())[:2]
    )
    assert {name for name in supply.pins(LOCK) if name in ("pytest", "playwright", "mypy", "mkdocs", "uv")} == set()
    assert {"pytest", "playwright", "mypy", "mkdocs", "uv"} <= set(supply.pins(LOCKS["requirements-dev.lock"]))
    assert running & testing <= {"colorama==0.4.6"}  # on Windows alone where running needs it


def test_every_dependency_is_named_once_with_a_range_and_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = [re.fullmatch(r"([a-z0-9-]+)((?:>=|~=|<)\S+)", one) for one in project["project"]["dependencies"]]
    assert all(named)
    names = [one[1] for one in named if one]
    assert names == sorted(set(names))
    assert set(names) <= set(supply.pins(LOCK))


def test_the_commands_of_the_readme_and_of_ci_install_the_lock_files() -> None:
    first = next(line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if "-m venv" in line)
    assert re.findall(r"-r (\S+)", first) == ["requirements.lock"]
    assert all(name in (ROOT / ".ci" / "run").read_text(encoding="utf-8") for name in LOCKS)


def sources() -> Iterator[Path]:
    """List what an installed program is made of."""
    for part in PARTS:
        for path in sorted((ROOT / part).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
                yield path.relative_to(ROOT)


def build(place: Path, mask: int, seconds: int, zone: str) -> Path:
    """Build the wheel of a copy of the checkout, as another person would on another day."""
    for name in [*sources(), Path("pyproject.toml"), Path("README.md"), Path(".gitignore")]:
        path = place / "checkout" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, path)
        path.chmod(0o666 & ~mask)
        os.utime(path, (seconds, seconds))
    (place / "checkout" / "reporter" / "__pycache__").mkdir()
    (place / "checkout" / "reporter" / "__pycache__" / f"stale.{seconds}.pyc").write_bytes(b"stale")
    own = {**os.environ, "SOURCE_DATE_EPOCH": "1750000000", "TZ": zone, "PYTHONHASHSEED": str(seconds)}
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place / "made")]
    subprocess.run(command, cwd=place / "checkout", env=own, umask=mask, capture_output=True, check=True)
    (wheel,) = (place / "made").iterdir()
    return wheel


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    here, there = tmp_path_factory.mktemp("here"), tmp_path_factory.mktemp("there") / "a" / "deeper place"
    return build(here, 0o022, 978_307_200, "UTC"), build(there, 0o077, 1_900_000_000, "Asia/Tokyo")


@builds
def test_the_wheel_is_the_same_bytes_in_another_folder_on_another_day_with_another_mask(
    wheels: tuple[Path, Path],
) -> None:
    one, other = wheels
    assert (one.name, one.read_bytes() == other.read_bytes()) == (f"reporter-{__version__}-py3-none-any.whl", True)


@builds
def test_the_wheel_holds_every_file_that_the_program_is_made_of_and_no_other(wheels: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(wheels[0]) as held:
        found = {name: held.read(name) for name in held.namelist() if ".dist-info/" not in name}
        metadata = held.read(f"reporter-{__version__}.dist-info/METADATA").decode()
    made_of = {(path if path.parts[0] == "reporter" else "reporter" / path).as_posix(): path for path in sources()}
    assert found == {name: (ROOT / path).read_bytes() for name, path in made_of.items()}
    asked = set(re.findall(r"^Requires-Dist: ([\w-]+)[^;\n]*$", metadata, re.M))
    assert asked - set(supply.pins(LOCK)) == set()


@builds
def test_what_the_wheel_installs_files_a_report_far_from_any_checkout(
    wheels: tuple[Path, Path], tmp_path: Path
) -> None:
    with zipfile.ZipFile(wheels[0]) as held:
        held.extractall(tmp_path / "installed")
    jail = clean(Jail(tmp_path / "jail"))
    jail.write_policy()
    own = {**os.environ, "PYTHONPATH": str(tmp_path / "installed"), "PYTHONDONTWRITEBYTECODE": "1"}
    where = "import reporter, reporter.resources as paths; print(reporter.__file__, paths.data_dir('queries')); "

    def program(*words: str) -> tuple[int, str]:
        command = [sys.executable, "-c", f"{where}from reporter.cli import main; main()", *words]
        done = subprocess.run(command, cwd=tmp_path, env=own, capture_output=True, text=True, check=False)
        home, _, said = done.stdout.partition("\n")
        package = tmp_path / "installed" / "reporter"
        assert home == f"{package / '__init__.py'} {package / 'queries'}", done.stderr
        return done.returncode, said

    assert program("--version") == (0, f"reporter, version {__version__}\n")
    sample = str(jail.folder / "inbox" / "bookings.csv")
    code, said = program("init", "proposed", "--from", sample, "--yes")
    assert (code, (tmp_path / "proposed" / "policy.toml").is_file()) == (0, True), said
    code, said = program("run", "--folder", str(jail.folder), "--period", "2026-10", "--quiet")
    assert (code, (jail.folder / "reports" / "2026-10" / "r1" / "board.pdf").is_file()) == (0, True), said


def advisory(name: str, *events: dict[str, str], versions: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    affected = {"package": {"ecosystem": "PyPI", "name": name}, "versions": list(versions)}
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}] if events else []
    return {"id": "X-1", "modified": "2026-01-02T03:04:05Z", "affected": [{**affected, "ranges": ranges}], **more}


@pytest.mark.parametrize(
    ("record", "mended_in"),
    [
        (advisory("Some_Thing", {"introduced": "0"}, {"fixed": "2.10"}), "2.10"),
        (advisory("some-thing", {"introduced": "0"}, {"fixed": "2.9"}), None),
        (advisory("some-thing", {"introduced": "2.9.1"}), None),
        (advisory("some-thing", {"introduced": "2.9"}), ""),
        (advisory("some-thing", {"introduced": "0"}, {"last_affected": "2.9"}), ""),
        (advisory("some-thing", {"introduced": "0"}, {"last_affected": "2.8"}), None),
        (
            advisory("some-thing", {"fixed": "3.1"}, {"introduced": "2.5"}, {"fixed": "1.0"}, {"introduced": "0"}),
            "3.1",
        ),
        (advisory("some-thing", versions=("2.8", "2.9")), ""),
        (advisory("some-thing", versions=("2.8",)), None),
        (advisory("something", {"introduced": "0"}), None),
    ],
)
def test_an_advisory_applies_to_the_versions_that_it_names(record: dict[str, Any], mended_in: str | None) -> None:
    hits = supply.applying({"some-thing": "2.9"}, [record])
    assert [one.mended_in for one in hits] == ([] if mended_in is None else [mended_in])


def test_advisories_are_told_by_name_and_a_wrong_path_is_no_clean_bill(tmp_path: Path) -> None:
    version = supply.pins(LOCK)["jinja2"]
    count = sum(len(supply.pins((ROOT / file).read_text(encoding="utf-8"))) for file in supply.LOCKS)
    known = advisory("Jinja2", {"introduced": "0"}, {"fixed": "99"}, aliases=["CVE-0"], summary="It\nfails.")
    (tmp_path / "withdrawn.json").write_text(json.dumps({**known, "id": "X-2", "withdrawn": "2026-01-03"}))
    assert supply.advise(tmp_path) == (
        2,
        f"{tmp_path.name} holds no OSV record of a Python package. Nothing was checked.\n",
    )
    (tmp_path / "other.json").write_text(json.dumps(advisory("no-such-thing", {"introduced": "0"}, id="X-3")))
    against = f"{count} packages against 1 advisories, the newest of 2026-01-02"
    assert supply.advise(tmp_path) == (0, f"{against}: none applies.\n")
    applies = f"requirements.lock: jinja2 {version}: X-1, CVE-0; mended in 99. It fails."
    told = f"{applies}\n{against}: 1 apply. Raise the pins: "
    (tmp_path / "one.json").write_text(json.dumps({"vulns": [known]}))
    assert supply.advise(tmp_path / "one.json") == (1, f"{told}make lock\n")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as made:
        made.writestr("X-1.json", json.dumps(known))
    assert supply.advise(tmp_path / "all.zip") == (1, f"{told}make lock\n")
    (tmp_path / "bad.json").write_text("no JSON")
    code, words = supply.advise(tmp_path / "bad.json")
    assert (code, "Nothing was checked" in words) == (2, True)
    assert supply.advise(tmp_path / "nowhere")[0] == 2


def test_without_recorded_advisories_it_is_said_that_nothing_was_checked() -> None:
    code, words = supply.advise(None)
    assert (code, words.startswith("Not checked: no recorded advisories were given")) == (0, True)


def test_a_bill_of_materials_that_is_not_the_lock_is_noticed() -> None:
    bill = {"components": [{"name": "Jinja2", "version": "3.1.6"}, {"name": "click", "version": "0"}]}
    assert supply.not_as_locked(bill, {"jinja2": "3.1.6", "click": "8.5.1"}) == ["click 0"]
