"""A delivered file's name is nowhere in the pack for reviewers, and its number says which file it is."""

import csv
import re
from pathlib import Path

import pytest

from reporter import warehouse
from reporter.evidence.file_numbers import numbers, without_names
from tests.robustness.attacks import delivered
from tests.support.commands import reporter
from tests.support.jail import Jail

NAME = "DOE_JANE"


def test_what_is_alike_or_unlike_by_name_or_folder_stays_so() -> None:
    files = [(1, "a.csv"), (2, "old/b.csv"), (3, "a.csv"), (4, "old/a.csv")]
    found = numbers(files, ["b.csv", "old\\b.csv", "x\\old/b.csv", "gone.csv"])
    assert found == {
        "a.csv": "file-1",
        "old/b.csv": "folder-1/file-2",
        "old/a.csv": "folder-1/file-1",
        "b.csv": "file-2",
        "old\\b.csv": "folder-1\\file-2",
        "x\\old/b.csv": "folder-2\\folder-1/file-2",
        "gone.csv": "file-5",
    }


def test_files_that_are_no_delivery_have_numbers_too() -> None:
    audit = {"inputs": [{"file": "a.csv"}], "answers": [{"file": "x.csv"}], "notes": ["x.csv line 2, a.csv"]}
    assert without_names(audit, {"a.csv": "file-1"}) == {
        "inputs": [{"file": "file-1"}],
        "answers": [{"file": "other-file-1"}],
        "notes": ["other-file-1 line 2, file-1"],
    }


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county whose files have a person's name: twice, in the manifest, in the policy, and beside the logs."""
    made: Jail = delivered(tmp_path_factory.mktemp("names") / "county", early=True)
    inbox = made.folder / "inbox"
    for log in ("bookings", "checks", "notifications"):
        (inbox / f"{log}.csv").rename(inbox / f"{log}_{NAME}.csv")
    (inbox / f"checks_{NAME}_2.csv").write_bytes((inbox / f"checks_{NAME}.csv").read_bytes())
    made.manifest()
    with (inbox / "deliveries.csv").open("a", encoding="utf-8") as manifest:
        manifest.write(f"checks,sub\\{NAME}_gone.csv,2026-10-01,2026-10-31,3,\n")
    (inbox / f"{NAME}.dat").write_text("x", encoding="utf-8")
    (inbox / f"{NAME}.txt").write_text("x", encoding="utf-8")
    made.extra += f'[inbox]\nignore = ["{NAME}.txt"]\n'
    made.write_policy()
    policy = made.folder / "policy.toml"
    text = policy.read_text(encoding="utf-8").replace('"notifications*.csv"', f'"notifications_{NAME}.csv"')
    policy.write_text(text, encoding="utf-8")
    assert reporter("run", "--folder", made.folder, "--period", "2026-10").code == 1
    assert reporter("pack", "2026-10/r1", "--folder", made.folder, "--for-reviewers").code == 0
    return made.folder / "reports/2026-10/r1"


def test_no_name_of_a_file_is_in_the_reviewers_pack(edition: Path) -> None:
    pack = edition / "pack-reviewer"
    named = {
        path.relative_to(pack).as_posix()
        for path in pack.rglob("*")
        if path.is_file() and NAME.encode() in path.read_bytes()
    }
    assert named == set()
    with warehouse.open_sandbox(edition.parent, reads=pack, writes=pack) as connection:
        source = warehouse.parquet_source(pack / "data" / "outcomes.parquet")
        files = warehouse.rows(connection, f"select distinct unnest(witness).file from {source} order by 1")
    assert files
    assert all(re.fullmatch(r"file-[0-9]+", file) for (file,) in files)


def test_both_packs_agree_three_ways_and_a_number_leads_the_county_to_its_file(edition: Path) -> None:
    for one in ("pack", "pack-reviewer"):
        told = reporter("verify", edition / one)
        assert told.code == 0, told.all
    own, numbered = (
        list(csv.DictReader((edition / one / "data/delivered.csv").read_text(encoding="utf-8").splitlines()))
        for one in ("pack", "pack-reviewer")
    )
    assert [row["sha256"] for row in own] == [row["sha256"] for row in numbered]
    assert {row["file"] for row in numbered} == {f"file-{row['delivery']}" for row in own}
