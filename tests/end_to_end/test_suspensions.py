"""A county that suspends controls, from its run to the verifier: nowhere a zero, a pass or a silence."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from reporter.audit import audit_json
from reporter.cli import cli
from reporter.config.period import period
from reporter.editions import county_pack
from reporter.evidence import verify
from tests.controls.test_suspended import COUNTS, HEADLINE, IDS, SAYS, WHY, of_control, plain
from tests.support import rich
from tests.support.jail import Jail


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], int]:
    """Run a county in which every control can be tested, with the headline and every other of the rest suspended.

    Each control is suspended in turn in tests/controls/test_suspended.py, without a run.
    """
    ids = [HEADLINE, *[one for one in IDS if one != HEADLINE][::2]]
    lines = "".join(f'{one} = "{WHY}"\n' for one in ids)
    jail = Jail(tmp_path_factory.mktemp("suspended") / "jail", f"{rich.POLICY}\n[controls.suspended]\n{lines}")
    rich.deliver(jail, rich.draw(7, 40)).write_policy()
    done = CliRunner().invoke(cli, ["run", "--folder", str(jail.folder), "--period", rich.PERIOD, "--quiet"])
    return jail.folder, ids, getattr(done.exception, "exit_code", None) or done.exit_code


def newest(folder: Path) -> Path:
    return folder / "reports" / rich.PERIOD / "r1"


def test_a_run_files_no_zero_and_every_file_says_why(ran: tuple[Path, list[str], int]) -> None:
    folder, ids, exit_code = ran
    found = audit_json.read_json(newest(folder) / "audit.json")
    assert exit_code in (1, 3)
    assert found["claim"]["state"] != "demonstrated"
    for id_ in ids:
        assert {key: of_control(found, id_)[key] for key in COUNTS} == dict.fromkeys(COUNTS)
    others = [one for one in found["controls"] if one["id"] not in ids]
    assert others
    assert all(sum(one[key] for key in COUNTS[1:]) == one["population"] > 0 for one in others)
    for name in ("board.html", "state.html", "public.html"):
        assert plain((newest(folder) / name).read_text(encoding="utf-8")).count(SAYS) >= len(ids), name
    if shutil.which("pdftotext"):
        for name in ("board.pdf", "state.pdf", "public.pdf"):
            done = subprocess.run(["pdftotext", newest(folder) / name, "-"], capture_output=True, check=True)
            assert " ".join(done.stdout.decode().split()).count(SAYS) >= len(ids), name
    with_default = [one["with_default"] for one in found["choices"] if one["control"] in ids and one["with_default"]]
    assert len(with_default) == len(ids)  # of the suspension alone: nothing else would have decided them


def test_the_terminal_says_why(ran: tuple[Path, list[str], int]) -> None:
    folder, ids, _ = ran
    asked = ["--folder", str(folder), "--period", rich.PERIOD]
    assert CliRunner().invoke(cli, ["audit", *asked]).stdout.count(SAYS) == len(ids)
    told = json.loads(CliRunner().invoke(cli, ["audit", *asked, "--json"]).stdout)
    one = json.loads(CliRunner().invoke(cli, ["audit", *asked, "--only", ids[0], "--json"]).stdout)
    assert of_control(one, ids[0]) == of_control(told, ids[0])
    assert of_control(one, ids[0])["exception"] is None
    tests = json.loads(CliRunner().invoke(cli, ["check", *asked, "--json"]).stdout)
    assert not set(ids) & {found["id"] for found in tests["legs"]}
    stay = CliRunner().invoke(cli, ["explain", "B001", "--folder", str(folder)])
    assert [f"{id_}: {SAYS}" in stay.stdout for id_ in ids] == [True] * len(ids)
    assert SAYS in CliRunner().invoke(cli, ["brief", rich.PERIOD, "--folder", str(folder)]).stdout


def test_the_pack_verifies_and_the_second_implementation_says_why(ran: tuple[Path, list[str], int]) -> None:
    folder, ids, _ = ran
    pack = newest(folder) / "pack"
    assert CliRunner().invoke(cli, ["verify", str(pack)]).exit_code == 0
    done = subprocess.run([sys.executable, "-I", pack / "verify.py", pack], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    assert [line for line in lines if "suspended" in line] == [f"{one}: suspended: {WHY}" for one in IDS if one in ids]
    assert county_pack.read(pack, folder, period(rich.PERIOD), []).not_counted == dict.fromkeys(ids, SAYS)


def test_a_suspension_that_is_hidden_or_made_up_is_found(ran: tuple[Path, list[str], int], tmp_path: Path) -> None:
    folder, ids, _ = ran
    for change in ({"suspended_because": None}, {"suspended_because": "another"}, dict.fromkeys(COUNTS, 0)):
        pack = shutil.copytree(newest(folder) / "pack" / "data", tmp_path / str(len(str(change))))
        found = audit_json.read_json(pack / "audit.json")
        of_control(found, ids[0]).update(change)
        audit_json.write_json(pack / "audit.json", found)
        done = subprocess.run(
            [sys.executable, "-I", verify.__file__, pack], capture_output=True, text=True, check=False
        )
        assert (done.returncode, ids[0] in done.stdout.partition("differs: ")[2]) == (5, True)


def test_no_event_of_a_suspended_control_is_exported(ran: tuple[Path, list[str], int], tmp_path: Path) -> None:
    folder, ids, _ = ran
    command = ["export", "--folder", str(folder), "--format", "ocel", "--data", str(tmp_path)]
    assert CliRunner().invoke(cli, command).exit_code == 0
    told = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    assert [one for one in ids if f'"{one}"' in told] == []
