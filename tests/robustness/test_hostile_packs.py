"""No sign in a path to a pack, a folder or a file is a pattern. What forgers do to a pack: `attacks/on_packs.py`."""

import shutil
from pathlib import Path

import pytest

from tests.robustness.attacks import delivered
from tests.support.commands import reporter

# Each would, as a pattern, fit one of the twins; together they have every sign of a pattern and both quotes.
ODD = {"st*r [a] s p": "star a s p", "a[b wh?t b]*?[!x] {a,b} quo'te": "a[b what b]xyz a quo'te"}


@pytest.mark.parametrize("name", ODD)
def test_no_sign_in_a_path_to_a_pack_is_a_pattern(name: str, filed_county: Path, tmp_path: Path) -> None:
    for one in (name, ODD[name]):
        shutil.copytree(filed_county / "reports/2026-10/r1", tmp_path / one / "r1")
    pack = tmp_path / name / "r1/pack"
    told = reporter("state", pack.parent, "--period", "2026-10", "--out", tmp_path / "out")
    assert told.code == 0, told.all


def test_no_sign_in_a_path_to_a_folder_or_a_file_is_a_pattern(tmp_path: Path) -> None:
    folder = tmp_path / "st*r [a] {a,b} quo'te b]"
    made = delivered(folder)
    (folder / "inbox/checks.csv").rename(folder / "inbox/checks [1]*?.csv")
    made.manifest()
    made.write_policy()
    shutil.copytree(folder, tmp_path / "star a a quo'te b]")
    assert reporter("run", "--folder", folder, "--period", "2026-10").code == 0
    for command in (
        ("doctor", "--folder", folder),
        ("history", "--folder", folder),
        ("brief", "2026-10", "--folder", folder),
        ("explain", "B1", "--folder", folder),
        ("run", "--folder", folder, "--as-filed", "2026-10/r1"),
        ("pack", "2026-10/r1", "--folder", folder, "--for-reviewers"),
        ("verify", folder / "reports/2026-10/r1/pack-reviewer"),
        ("verify", folder / "reports/2026-10/r1/pack"),
        ("certify", "2026-10/r1", "--folder", folder, "--name", "A. Clerk"),
    ):
        told = reporter(*command)
        assert told.code == 0, (command[0], told.all)
