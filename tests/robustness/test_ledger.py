"""The ledger knows every edition that was ever filed, and what is done when one is lost or a run was stopped.

What a forger does to editions and the ledger: `attacks/on_editions.py`.
"""

import json
import shutil
from pathlib import Path

import pytest

from reporter.editions import ledger, store
from tests.robustness.attacks.on_editions import EDITIONS, R1, R2, without_line
from tests.support.commands import reporter


@pytest.mark.parametrize("attack", ["an edition is changed and sealed again", "an edition is removed"])
def test_what_was_done_to_an_edition_or_the_ledger_is_named_before_anything_is_filed(
    attack: str, county: Path, tmp_path: Path
) -> None:
    do, words = EDITIONS[attack]
    do(county)
    before = sorted(path for path in county.rglob("*") if path.name != ".lock")
    request = tmp_path / "request.toml"
    request.write_text("", encoding="utf-8")
    commands: list[tuple[str | Path, ...]] = [
        ("run", "--folder", county, "--period", "2026-10"),
        ("history", "--folder", county),
        ("doctor", "--folder", county),
        ("certify", "2026-10/r2", "--folder", county, "--name", "A. Clerk"),
        ("packet", request, "--folder", county),
        ("pack", "2026-10/r2", "--folder", county, "--for-reviewers"),
        ("run", "--folder", county, "--as-filed", "2026-10/r2"),
        ("state", county, "--period", "2026-10", "--out", tmp_path / "state"),
    ]
    for command in commands:
        told = reporter(*command)
        assert (told.code, words in told.all) == (5, True), (command[0], told.all)
    assert sorted(path for path in county.rglob("*") if path.name != ".lock") == before


def test_an_untouched_county_goes_on_and_prints_both_digests(county: Path) -> None:
    book = ledger.read(county)
    assert [line.name for line in book.lines] == ["2026-10/r1", "2026-10-01..2026-10-15/r1", "2026-10/r2"]
    told = reporter("history", "--folder", county)
    assert (told.code, f"ledger digest (3 lines): {book.digest}" in told.out) == (0, True)
    told = reporter("run", "--folder", county, "--period", "2026-10")
    assert f"root digest of the pack: {book.lines[2].says['root']}" in told.out
    assert f"ledger digest: {book.digest}" in told.out
    assert len(ledger.read(county).lines) == 3


def test_with_a_loss_written_down_a_county_goes_on_and_every_later_edition_prints_it(county: Path) -> None:
    refused = reporter("history", "--folder", county, "--record-loss", "2026-10/r1", "--why", "the disk broke")
    assert (refused.code, "still lies in reports/" in refused.err) == (2, True)
    shutil.rmtree(county / R1)
    shutil.rmtree(county / R2)
    assert reporter("history", "--folder", county, "--record-loss", "2026-10/r1").code == 2
    assert reporter("history", "--folder", county, "--record-loss", "2026-10/r9", "--why", "x").code == 2
    for name in ("2026-10/r1", "2026-10/r2"):
        assert reporter("history", "--folder", county, "--record-loss", name, "--why", "the disk\nbroke").code == 0
    told = reporter("history", "--folder", county)
    assert (told.code, "2026-10/r2  lost: the disk broke (it said exceptions)" in told.out) == (0, True)
    told = reporter("run", "--folder", county, "--period", "2026-10")
    assert told.code == 1
    words = "Edition 2026-10/r2 is lost. The county gives this reason: the disk broke."
    assert f"{words} It said: Exceptions found." in told.err
    third = county / "reports/2026-10/r3"
    for page in ("board.html", "state.html", "public.html"):
        assert words in (third / page).read_text(encoding="utf-8"), page
    assert reporter("run", "--folder", county, "--as-filed", "2026-10/r3").code == 0


def test_the_first_page_says_what_the_edition_before_said_and_why_it_moved(county: Path) -> None:
    page = (county / R2 / "board.html").read_text(encoding="utf-8")
    moved = page[page.index("What moved since the last edition") :]
    for words in (
        "The edition before, r1, said: Demonstrated. This one says: Exceptions found.",
        "1 outcome of the main question moved, because records were corrected.",
        "The answer: “Demonstrated” in 2026-10/r1, “Exceptions found” here.",
        "exception: 0 in 2026-10/r1, 1 here.",
        f"root digest of the edition before {store.root_digest(county, '2026-10', 1)[:16]}",
        f"ledger digest before this edition {ledger.read(county).lines[1].digest[:16]} (2 lines)",
    ):
        assert words in moved, words
    assert moved.index("The answer:") < moved.index("<h2", 10)
    assert "What moved since" not in (county / R1 / "board.html").read_text(encoding="utf-8")
    assert "said: Demonstrated" not in (county / R2 / "public.html").read_text(encoding="utf-8")


def test_a_lost_ledger_is_begun_again_only_with_the_reason(county: Path) -> None:
    (county / "reports" / ledger.FILE).unlink()
    assert reporter("history", "--folder", county).code == 5
    told = reporter("history", "--folder", county, "--record-loss", "ledger", "--why", "not in the backup")
    assert (told.code, "over the 3 editions" in told.out) == (0, True)
    told = reporter("history", "--folder", county)
    assert (told.code, "ledger  lost, and begun again" in told.out, "not in the backup" in told.out) == (0, True, True)


LOST = ("history", "--record-loss", "ledger", "--why", "the disk broke", "--folder")


def test_a_ledger_that_is_whole_cannot_be_thrown_away_with_the_edition_that_is_missing(county: Path) -> None:
    kept = (county / "reports" / ledger.FILE).read_bytes()
    told = reporter(*LOST, county)
    assert (told.code, "The ledger is not lost" in told.err, "missing" in told.err) == (2, True, False)
    shutil.copytree(county / R1, county / "reports/2026-10/r3")  # an edition that the ledger does not have
    (county / R1 / "audit.json").write_text("{}", encoding="utf-8")
    told = reporter(*LOST, county)
    assert (told.code, "The ledger is not lost" in told.err) == (2, True)
    shutil.rmtree(county / R2)
    told = reporter(*LOST, county)
    assert (told.code, "It names editions that are missing: 2026-10/r2." in told.err) == (2, True)
    assert (county / "reports" / ledger.FILE).read_bytes() == kept
    assert reporter("history", "--folder", county).code == 5


@pytest.mark.parametrize("harm", ["shorter", "empty", "cut", "rewritten"])
def test_a_ledger_of_which_lines_are_gone_may_be_begun_again(harm: str, county: Path) -> None:
    path = county / "reports" / ledger.FILE
    if harm == "rewritten":
        without_line(county, 1, chained=True)
    else:
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes({"shorter": b"".join(lines[:2]), "empty": b"", "cut": b"".join(lines)[:-9]}[harm])
    assert reporter("history", "--folder", county).code == 5
    assert reporter(*LOST, county).code == 0
    assert reporter("history", "--folder", county).code == 0


@pytest.mark.parametrize("stopped_at", ["before the edition has its place", "before its line is added"])
def test_a_run_stopped_between_the_edition_and_its_line_is_finished_by_the_next(
    stopped_at: str, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = (county / "reports" / ledger.FILE).read_bytes()
    last = county / R2
    announced = {key: value for key, value in ledger.read(county).lines[2].says.items() if key != "before"}
    without_line(county, 2)
    ledger.announce(county, announced)
    if stopped_at == "before the edition has its place":
        last.rename(last.with_name(".draft-r2"))
    assert reporter("history", "--folder", county).code == 0
    told = reporter("run", "--folder", county, "--period", "2026-10")
    assert told.code == 1, told.all
    assert (county / "reports" / ledger.FILE).read_bytes() == whole
    assert not (county / "reports" / ledger.ANNOUNCED).exists()


def test_a_folder_of_an_older_version_is_taken_over_once_and_told(county: Path) -> None:
    shutil.rmtree(county / R2)
    without_line(county, 2)
    for number, place in enumerate([county / R1, county / "reports/2026-10-01..2026-10-15/r1"]):
        audit = json.loads((place / "audit.json").read_text(encoding="utf-8"))
        line = ledger.read(county).lines[number].says
        del audit["ledger"]
        (place / "audit.json").write_text(json.dumps(audit), encoding="utf-8")
        (place / "pack.sha256").unlink()
        with (county / "reports/registry.jsonl").open("a", encoding="utf-8") as registry:
            registry.write(json.dumps({key: line[key] for key in ("period", "edition", "digest", "figures")}) + "\n")
    (county / "reports" / ledger.FILE).unlink()
    told = reporter("doctor", "--folder", county)
    assert "filed by an older version" in told.out
    told = reporter("run", "--folder", county, "--period", "2026-10", "--log", "json")
    assert told.code == 1, told.all
    assert "2 editions filed by an older version were taken over into reports/ledger.jsonl" in told.err
    assert [line.says["taken_over"] for line in ledger.read(county).lines] == [True, True, False]


def test_an_edition_filed_anew_is_not_what_the_old_registry_remembers(county: Path) -> None:
    place = county / R2
    audit = json.loads((place / "audit.json").read_text(encoding="utf-8"))
    line = dict(ledger.read(county).lines[2].says)
    line["figures"] = {**line["figures"], "vetted_before_release.exception": 7}
    shutil.rmtree(county / "reports/2026-10-01..2026-10-15")
    for number in (1, 2):
        one = county / f"reports/2026-10/r{number}/audit.json"
        audit = json.loads(one.read_text(encoding="utf-8"))
        del audit["ledger"]
        one.write_text(json.dumps(audit), encoding="utf-8")
    (county / "reports" / ledger.FILE).unlink()
    (county / "reports/registry.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    told = reporter("run", "--folder", county, "--period", "2026-10")
    assert told.code == 5
    assert "2026-10/r1 is not in it; 2026-10/r2 does not say what it said when it was filed" in told.err
