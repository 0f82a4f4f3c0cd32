"""Folders with real kinds of exports and their right answers: each is taken in as delivered, its figures are right."""

import json
import shutil
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from reporter import warehouse
from reporter.audit import claim, self_test
from reporter.config.period import period
from reporter.workflows import decide, take_in
from tests.support.jail import quiet

LAYOUTS = Path(__file__).parents[3] / "shared" / "layouts"
FOLDERS = sorted(path.parent.name for path in LAYOUTS.glob("*/policy.toml"))
COUNTS = ("received", "accepted", "quarantined", "folded", "not_this_log")


@pytest.mark.skipif(not FOLDERS, reason="the folders of known layouts are absent")
@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_taken_in_as_delivered_and_its_figures_are_right(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    shutil.copytree(LAYOUTS / name, folder)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    with patch.object(self_test, "run", return_value={}):
        take_in.ingest(folder, quiet)
        judged = decide.judge(folder, period(truth["period"]), quiet)
    assert claim.exit_code(judged.claim, judged.controls) == truth["expected"]["exit"]
    assert judged.claim.state == truth["expected"]["claim"]
    books = {one.id: one for one in judged.controls}
    expected = {"vetted_before_release": truth["vetted_before_release"], **truth["computed_by_check_py"]}
    assert {control: _decided(books[control]) for control in expected} == {
        control: {outcome: count for outcome, count in counts.items() if outcome != "out_of_scope"}
        for control, counts in expected.items()
    }
    with warehouse.open_writable(folder) as connection:
        held = warehouse.rows(
            connection, f"select log, file, {', '.join(COUNTS)} from delivered where log <> 'deliveries' order by all"
        )
    assert held == sorted((one["log"], one["file"], *(one[count] for count in COUNTS)) for one in truth["accounts"])


def _decided(books: Any) -> dict[str, int]:
    counts = {outcome: getattr(books, outcome) for outcome in ("met", "exception", "undetermined")}
    return {outcome: count for outcome, count in counts.items() if count}
