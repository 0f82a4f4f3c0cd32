"""`audit --only CONTROL`: one control decided alone says what it says among the others."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from reporter.audit import controls
from reporter.cli import cli
from reporter.config.period import period
from reporter.errors import PolicyError
from reporter.model import ControlResult
from reporter.workflows import decide, take_in
from tests.support import rich
from tests.support.jail import Jail, quiet

PERIOD = rich.PERIOD


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    jail = Jail(tmp_path_factory.mktemp("only") / "jail", rich.POLICY)
    rich.deliver(jail, rich.draw(7))
    jail.write_policy()
    take_in.ingest(jail.folder, quiet)
    return jail.folder


@pytest.fixture(scope="module")
def together(folder: Path) -> dict[str, ControlResult]:
    return {one.id: one for one in decide.judge(folder, period(PERIOD), quiet).controls}


def test_each_control_decided_alone_says_what_it_says_among_the_others(
    folder: Path, together: dict[str, ControlResult]
) -> None:
    assert {one.id for one in controls.catalogue()} == together.keys()
    alone = {one: decide.judge_one(folder, period(PERIOD), one, quiet) for one in together}
    assert alone == together


def test_it_makes_no_claim_and_never_exits_with_0(folder: Path, together: dict[str, ControlResult]) -> None:
    asked = ["audit", "--folder", str(folder), "--period", PERIOD, "--json", "--only"]
    for control in ("check_in_scope", "interpreter_asked"):
        found = CliRunner().invoke(cli, [*asked, control])
        said = json.loads(found.stdout)
        assert list(said) == ["controls"]
        assert [one["id"] for one in said["controls"]] == [control]
        assert found.exit_code == (1 if together[control].exception else 3)


def test_a_control_that_is_not_there_is_refused_with_the_nearest(folder: Path) -> None:
    with pytest.raises(PolicyError, match="The nearest is 'vetted_before_release'"):
        decide.judge_one(folder, period(PERIOD), "vetted_before_releas", quiet)
