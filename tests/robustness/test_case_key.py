"""The key of the pseudonyms is random, brought or changed on purpose, and never derived from what was delivered.

A key that is gone, another or cut off: `attacks/on_editions.py`.
"""

import json
import stat
from pathlib import Path

from reporter.editions import case_key, ledger
from tests.support.commands import reporter
from tests.support.jail import KEY, Jail, clean

OTHER = bytes(range(100, 132))


def a_file(path: Path, key: bytes) -> Path:
    path.write_bytes(key)
    return path


def case_ids(folder: Path, number: int) -> list[str]:
    lines = (folder / f"reports/2026-10/r{number}/action-plan.csv").read_text(encoding="utf-8").splitlines()
    return [line.split(",")[4] for line in lines[1:]]


def test_two_new_folders_have_two_keys_that_only_their_owner_may_read(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    keys = {name: case_key.ready(tmp_path / name) for name in ("a", "b")}
    assert keys["a"] != keys["b"]
    assert case_key.ready(tmp_path / "a") == keys["a"]
    assert not case_key.is_derived(tmp_path / "a")
    assert stat.S_IMODE((tmp_path / "a" / case_key.FILE).stat().st_mode) == 0o600


def test_a_key_that_is_brought_is_kept(tmp_path: Path, county: Path) -> None:
    assert case_key.ready(tmp_path, OTHER) == OTHER
    assert case_key.ready(tmp_path) == OTHER
    given = ("run", "--folder", county, "--period", "2026-10", "--case-key")
    assert reporter(*given, a_file(tmp_path / "same", KEY)).code == 1


def test_a_key_is_changed_with_the_ledgers_knowledge_and_old_editions_can_still_be_made_again(county: Path) -> None:
    told = reporter("rotate-key", "--folder", county, "--why", "a laptop was lost")
    assert told.code == 0, told.all
    line = ledger.read(county).of_kind("case_key")[0].says
    assert (line["why"], line["fingerprint"]) == ("a laptop was lost", case_key.fingerprint(case_key.ready(county)))
    assert reporter("run", "--folder", county, "--period", "2026-10").code == 1
    first, second = case_ids(county, 2), case_ids(county, 3)
    assert first
    assert not set(first) & set(second)
    audit = json.loads((county / "reports/2026-10/r3/audit.json").read_text(encoding="utf-8"))
    assert (audit["previous"]["parts_changed"], audit["changes"]) == (["case_key"], [])
    for number in (2, 3):
        assert reporter("run", "--folder", county, "--as-filed", f"2026-10/r{number}").code == 0
    assert reporter("history", "--folder", county).code == 0


def test_a_key_of_an_older_version_is_kept_and_told_of(tmp_path: Path) -> None:
    made = clean(Jail(tmp_path / "old"), 3)
    made.write_policy()
    (made.folder / case_key.FILE).write_text(OTHER.hex(), encoding="ascii")
    told = reporter("run", "--folder", made.folder, "--period", "2026-10")
    assert (case_key.ready(made.folder), "Run: reporter rotate-key" in told.err) == (OTHER, True)
    assert "case key: An older version" in reporter("doctor", "--folder", made.folder).out
    assert reporter("rotate-key", "--folder", made.folder).code == 0
    assert "case key" not in reporter("doctor", "--folder", made.folder).out


def test_no_key_is_in_an_edition_or_the_ledger(county: Path) -> None:
    for path in (county / "reports").rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert KEY.hex().encode() not in content, path
        assert KEY not in content, path
