"""The evidence pack: whatever is done to it is found and named, and its figures come out the same three ways."""

import csv
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reporter import bag, pipeline, verification
from reporter.period import period
from tests.jail import Jail, clean

EXTRA = {
    "holds": "hold_id|booking_id|kind|placed_at\nH1|B3|ice_detainer|2026-10-03 09:00\nH2|B4|sentence|2026-10-04 09:00",
    "authorizations": "officer_id|authorized_from|revoked_on\nO1|2020-06-10|2026-10-15",
    "claims": "claim_id|booking_id|raised_at|reported_at\nQ1|B1|2026-10-01 09:00|2026-10-01 09:20\n"
    "Q2|B2|2026-10-02 09:00|",
    "complaints": "complaint_id|received_at|forwarded_at\nK1|2026-10-02 09:00|2026-10-06 08:00",
    "movements": "booking_id|out_at|in_at|reason\nB3|2026-10-03 10:00|2026-10-03 12:00|court",
    "census": "facility_id|counted_at|headcount\nMAIN|2026-10-01 00:00|0\nMAIN|2026-10-31 23:00|0",
}


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """File one edition of a jail with faults of several kinds; the folder itself is not needed afterwards."""
    jail = clean(Jail(tmp_path_factory.mktemp("pack") / "jail", '\n[systems.checks]\nclock_error = "90s"\n'))
    for log, table in EXTRA.items():
        jail.deliver(log, table)
    jail.deliver(
        "checks",
        "check_id|booking_id|result|completed_at\nC1|B1|pending|2026-10-01 09:30\nC77|B9|odd|x",
        "checks_2.csv",
    )
    jail.manifest()
    jail.write_policy()
    filed = pipeline.run(jail.folder, period("2026-10"), lambda words: None)
    moved = tmp_path_factory.mktemp("elsewhere") / "r1"
    shutil.move(filed.path, moved)
    return moved


@pytest.fixture
def pack(edition: Path, tmp_path: Path) -> Path:
    """Give a copy to do harm to."""
    return Path(shutil.copytree(edition, tmp_path / "r1")) / "pack"


def root(edition: Path) -> str:
    return (edition / "pack.sha256").read_text(encoding="ascii").split()[0]


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def rename(path: Path) -> None:
    path.rename(path.with_name("other-" + path.name))


def sibling(path: Path) -> None:
    path.with_name("beside-" + path.name).write_bytes(b"")


HARM: list[Callable[[Path], None]] = [flip, append, truncate, Path.unlink, rename, sibling]


def test_a_sealed_pack_has_no_fault(edition: Path) -> None:
    assert bag.faults(edition / "pack", root(edition)) == []


@pytest.mark.parametrize("harm", HARM, ids=lambda harm: harm.__name__)
def test_whatever_is_done_to_any_file_is_found_and_named(
    edition: Path, pack: Path, harm: Callable[[Path], None]
) -> None:
    unnamed = []
    for file in files(pack):
        shutil.rmtree(pack)
        shutil.copytree(edition / "pack", pack)
        harm(pack / file)
        touched = {file, str(Path(file).with_name("beside-" + Path(file).name)) if harm is sibling else file}
        found = bag.faults(pack, root(edition))
        if not any(one.startswith(f"{name} ") for one in found for name in touched):
            unnamed.append(file)
    assert files(edition / "pack")
    assert unnamed == []


def test_an_empty_folder_and_a_link_are_found(pack: Path, edition: Path) -> None:
    (pack / "data" / "hollow").mkdir()
    (pack / "data" / "elsewhere.csv").symlink_to("/etc/hostname")
    assert bag.faults(pack, root(edition)) == ["data/elsewhere.csv was added", "data/hollow/ was added"]


def test_the_pack_agrees_three_ways_without_the_countys_folder(edition: Path) -> None:
    found = verification.verify(edition / "pack", "", lambda words: None)
    assert (found.differences, found.remarks, found.claim) == ([], [], "exceptions")
    assert found.root_digest == root(edition)
    with (edition / "pack" / "data" / "outcomes.csv").open(encoding="utf-8", newline="") as file:
        assert found.outcome_count == len(list(csv.reader(file))) - 1 > 100


def test_a_changed_outcome_is_named_by_engine_and_second_implementation_even_when_sealed_anew(pack: Path) -> None:
    path = pack / "data" / "outcomes.csv"
    text = path.read_text(encoding="utf-8")
    assert "vetted_before_release,B7,met,before_release" in text
    path.write_text(text.replace("release,B7,met,before_release", "release,B7,exception,no_check"), encoding="utf-8")
    digest = bag.seal(pack, {})
    found = verification.verify(pack, digest, lambda words: None).differences
    assert [one for one in found if "B7" in one] == [
        "engine: vetted_before_release: B7: the pack says exception no_check, the engine says met before_release",
        "verify.py: vetted_before_release: B7: engine says exception no_check, verifier says met before_release",
    ]


def second_opinion(pack: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(pack / "verify.py"), str(pack)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_packs_own_verifier_needs_nothing_installed_and_agrees(edition: Path) -> None:
    done = second_opinion(edition / "pack")
    assert (done.returncode, done.stderr) == (0, "")
    assert " 0 differ" in done.stdout


def test_each_of_sixty_mutated_outcome_tables_is_caught(pack: Path) -> None:
    path = pack / "data" / "outcomes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    chance = random.Random(7)
    others = {"met": "exception", "exception": "met", "undetermined": "met", "out_of_scope": "undetermined"}
    missed = []
    for number in range(60):
        at = chance.randrange(len(rows))
        mutated = [list(row) for row in rows]
        if number % 3 == 0:
            mutated[at][2] = others[mutated[at][2]]
        elif number % 3 == 1:
            del mutated[at]
        else:
            mutated.insert(at, [rows[at][0], "made-up", *rows[at][2:]])
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *mutated])
        if second_opinion(pack).returncode != 5:
            missed.append((number, rows[at]))
    assert missed == []


def test_a_changed_claim_or_leg_in_the_audit_is_named(pack: Path) -> None:
    path = pack / "data" / "audit.json"
    audit = json.loads(path.read_text(encoding="utf-8"))
    audit["claim"]["state"] = "demonstrated"
    audit["legs"][0]["state"] = {"holds": "fails"}.get(audit["legs"][0]["state"], "holds")
    path.write_text(json.dumps(audit), encoding="utf-8")
    found = verification.verify(pack, bag.seal(pack, {}), lambda words: None).differences
    assert [one for one in found if "claim" in one or "leg" in one] == [
        *[one for one in found if one.startswith("engine: ")],
        *[one for one in found if one.startswith("verify.py: ")],
    ]
    assert len(found) == 4


def test_the_pack_is_a_bag_and_a_data_package_by_the_programs_of_others(edition: Path) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import bagit
        import frictionless
    assert bagit.Bag(str(edition / "pack")).validate() is True
    report = frictionless.validate(str(edition / "pack" / "datapackage.json"))
    assert report.flatten(["resourceName", "type", "message"]) == []
