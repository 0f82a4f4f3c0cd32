"""Several counties in one edition: nothing is taken from a pack that was touched, and silence shows."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from reporter.cli import cli
from reporter.config.period import period
from reporter.editions import county_pack, statewide
from reporter.errors import IntegrityError, PolicyError
from reporter.evidence import verify_pack
from reporter.workflows import run
from tests.support.jail import Jail, clean

OCTOBER = period("2026-10")
EXPECTED = """
[[expected]]
name = "Example County"
facilities = ["MAIN"]
[[expected]]
name = "Quiet County"
facilities = ["QUIET-1", "QUIET-2"]
"""


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two counties of one name and other facilities: one clean, one with a release that nobody was vetted for."""
    place = tmp_path_factory.mktemp("state")
    for name, facility in (("east", "MAIN"), ("west", "ANNEX")):
        jail = clean(Jail(place / name), 6)
        bookings = place / name / "inbox" / "bookings.csv"
        bookings.write_text(bookings.read_text().replace(",MAIN,", f",{facility},"))
        if name == "west":
            checks = place / name / "inbox" / "checks.csv"
            checks.write_text("".join(line for line in checks.read_text().splitlines(True) if ",B2," not in line))
        jail.manifest()
        jail.write_policy()
        run.run(place / name, OCTOBER, lambda words: None)
    return place


@pytest.fixture(scope="module", autouse=True)
def _each_pack_is_verified_once() -> Iterator[None]:
    """Remember what the verification of a pack said: it takes far longer than the edition."""
    verify, said = verify_pack.verify, dict[Path, verify_pack.Verified]()

    def once(pack: Path, *given: Any) -> verify_pack.Verified:
        if pack.resolve() not in said:
            said[pack.resolve()] = verify(pack, *given)
        return said[pack.resolve()]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verify_pack, "verify", once)
        yield


def _made(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "statewide.json").read_text(encoding="utf-8"))
    return found


def test_counties_of_one_name_are_kept_apart_by_facility_and_stand_in_its_order(packs: Path, tmp_path: Path) -> None:
    expected = tmp_path / "expected.toml"
    expected.write_text(EXPECTED)
    (tmp_path / "empty").mkdir()
    made = statewide.make([packs / "east", packs / "west", tmp_path / "empty"], OCTOBER, tmp_path / "out", expected)
    assert made.exit_code == 1
    assert made.silent == ["empty", "Quiet County (QUIET-1, QUIET-2)"]
    found = _made(tmp_path / "out")
    office = "Example County Sheriff's Office"
    assert [(one["name"], one["facilities"], one["claim_state"]) for one in found["counties"]] == [
        (office, ["ANNEX"], "exceptions"),
        (office, ["MAIN"], "demonstrated"),
    ]
    assert [one["books"]["vetted_before_release"] for one in found["counties"]] == [
        {"population": 6, "met": 5, "exception": 1, "undetermined": 0, "out_of_scope": 0},
        {"population": 6, "met": 6, "exception": 0, "undetermined": 0, "out_of_scope": 0},
    ]
    assert [one["books"]["training_current"] for one in found["counties"]] == [None, None]
    page = (tmp_path / "out" / "statewide.html").read_text(encoding="utf-8")
    assert page.index("(ANNEX)") < page.index("(MAIN)")
    assert "Quiet County (QUIET-1, QUIET-2)" in page
    assert (tmp_path / "out" / "statewide.pdf").read_bytes().startswith(b"%PDF")


def test_an_edition_folder_or_a_pack_gives_the_same_bytes_as_the_county_folder(packs: Path, tmp_path: Path) -> None:
    edition = Path("reports") / "2026-10" / "r1"
    for name, folders in {
        "one": [packs / "east", packs / "west"],
        "two": [packs / "west" / edition / "pack", packs / "east" / edition],
    }.items():
        statewide.make(folders, OCTOBER, tmp_path / name, None)
    for file in ("statewide.json", "statewide.html", "statewide.pdf"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_no_id_of_a_person_or_a_record_is_in_any_file(packs: Path, tmp_path: Path) -> None:
    statewide.make([packs / "west"], OCTOBER, tmp_path / "out", None)
    text = (tmp_path / "out" / "statewide.json").read_text() + (tmp_path / "out" / "statewide.html").read_text()
    ids = [f"{mark}{n}" for mark in "BPCN" for n in range(1, 7)] + ["O1"]
    assert [one for one in ids if f'"{one}"' in text or f">{one}<" in text] == []


def test_a_pack_that_was_touched_is_named_and_nothing_is_made(packs: Path, tmp_path: Path) -> None:
    shutil.copytree(packs / "west" / "reports" / "2026-10" / "r1", tmp_path / "touched")
    audit = tmp_path / "touched" / "pack" / "data" / "audit.json"
    audit.chmod(0o600)
    audit.write_text(audit.read_text().replace('"exception": 1', '"exception": 0'))
    with pytest.raises(IntegrityError, match=r"touched: the pack is not what was sealed: data/audit\.json was changed"):
        statewide.make([packs / "east", tmp_path / "touched"], OCTOBER, tmp_path / "out", None)
    command = ["state", str(packs / "east"), str(tmp_path / "touched"), "--period", "2026-10"]
    done = CliRunner().invoke(cli, [*command, "--out", str(tmp_path / "out")])
    assert isinstance(done.exception, IntegrityError)
    assert done.exception.exit_code == 5
    assert not (tmp_path / "out").exists()


def test_one_pack_given_twice_and_a_folder_in_use_are_refused(packs: Path, tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="given twice"):
        statewide.make([packs / "east", packs / "east"], OCTOBER, tmp_path / "out", None)
    with pytest.raises(PolicyError, match="not empty"):
        statewide.make([packs / "east"], OCTOBER, packs, None)


def test_a_silent_county_is_not_heard_because_another_has_a_facility_of_the_same_name(
    packs: Path, tmp_path: Path
) -> None:
    def silent(*awaited: tuple[str, str]) -> list[str]:
        expected = tmp_path / "expected.toml"
        expected.write_text("".join(f'[[expected]]\nname = "{one}"\nfacilities = {two}\n' for one, two in awaited))
        out = tmp_path / f"out-{len(list(tmp_path.iterdir()))}"
        return list(statewide.make([packs / "east"], OCTOBER, out, expected).silent)

    east, lake = "example  County Sheriff's Office", "Lake County"
    assert silent((east, '["MAIN"]'), (lake, '["MAIN"]')) == ["Lake County (MAIN)"]
    assert silent((east, '["MAIN"]'), (lake, '["MAIN", "LAKE"]')) == ["Lake County (MAIN, LAKE)"]
    assert silent(("The county", '["MAIN"]'), (lake, '["LAKE"]')) == ["Lake County (LAKE)"]
    # Whose MAIN it is cannot be told: both are named, and neither is said to have reported.
    assert silent(("The county", '["MAIN"]'), (lake, '["MAIN"]')) == ["Lake County (MAIN)", "The county (MAIN)"]


def test_a_county_missing_of_those_expected_keeps_the_state_from_being_demonstrated(
    packs: Path, tmp_path: Path
) -> None:
    expected = tmp_path / "expected.toml"
    expected.write_text(EXPECTED)
    assert statewide.make([packs / "east"], OCTOBER, tmp_path / "one", None).exit_code == 0
    assert statewide.make([packs / "east"], OCTOBER, tmp_path / "two", expected).exit_code == 3


def test_a_county_that_calls_the_same_days_otherwise_has_reported(tmp_path: Path) -> None:
    pack = tmp_path / "reports" / "2026-10" / "r1" / "pack"
    (pack / "data").mkdir(parents=True)
    (tmp_path / "reports" / "not a period" / "r1").mkdir(parents=True)
    same, other = "2026-10-01..2026-10-31", "2026-10-01..2026-10-30"
    assert [county_pack.find(tmp_path, period(one)) for one in ("2026-10", same, other)] == [pack, pack, None]
