"""The summary that is mailed, the period that has no row, and Ctrl-C."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reporter.config.period import period
from reporter.editions import ledger
from reporter.workflows import run as pipeline
from tests.support.commands import reporter
from tests.support.jail import Jail, clean, quiet


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = clean(Jail(tmp_path_factory.mktemp("brief") / "county"))
    made.write_policy()
    pipeline.run(made.folder, period("2026-10"), quiet)
    header, *rest = (made.folder / "inbox/checks.csv").read_text(encoding="utf-8").splitlines()
    late = [header, rest[2].replace("clear", "pending"), "C99,B9,odd,2026-10-09 09:00,2026-10-09 09:10,O1"]
    (made.folder / "inbox/checks_late.csv").write_text("\n".join(late) + "\n", encoding="utf-8")
    pipeline.run(made.folder, period("2026-10"), quiet)
    return made.folder


@pytest.fixture
def county(filed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filed, tmp_path / "county"))


def test_a_summary_says_the_answer_its_neighbours_what_moved_and_what_to_do(county: Path) -> None:
    told = reporter("brief", "2026-10", "--folder", county)
    lines = told.out.splitlines()
    assert (told.code, len(lines) < 40) == (0, True)
    for words in (
        "1 October 2026 to 31 October 2026, edition r2",
        "Released before vetting? Exceptions found.",
        "Held too long? Not known. None found among 20 releases",
        "Outside the programme: Not known. None found among 20 checks",
        "Without authority: Not tested. No authorizations log was delivered.",
        "Can the records be relied on? Not in full.",
        "The edition before, r1, said: Demonstrated. This one says: Exceptions found.",
        "1 row could not be read",
        "action-plan.csv",
        f"ledger digest: {ledger.read(county).digest}",
        f"root digest of the pack: {ledger.read(county).lines[-1].says['root']}",
    ):
        assert words in told.out, told.out
    audit = json.loads((county / "reports/2026-10/r2/audit.json").read_text(encoding="utf-8"))
    names = {"B3", "P3", "C3", "C99", "O1", "checks_late.csv", *(one["file"] for one in audit["inputs"])}
    assert not names & set(told.out.replace(".", " ").split())


def test_no_summary_of_what_is_not_filed_or_not_as_filed(county: Path) -> None:
    assert reporter("brief", "2026-09", "--folder", county).code == 2
    page = county / "reports/2026-10/r1/board.html"
    page.write_bytes(page.read_bytes() + b" ")
    told = reporter("brief", "2026-10", "--folder", county)
    assert (told.code, told.out) == (5, "")


def test_a_summary_asks_for_no_answer_to_what_is_answered(county: Path) -> None:
    asked = "Answer 1 exception: fill in reports/2026-10/r2/action-plan.csv"
    assert asked in reporter("brief", "2026-10", "--folder", county).out
    header, *rows = (county / "reports/2026-10/r2/action-plan.csv").read_text(encoding="utf-8").splitlines()
    columns = [one.strip('"') for one in header.split(",")]
    row = next(csv.DictReader([header, *rows]))
    row |= {"response": "confirmed", "authority": "Sheriff", "name": "A. Clerk", "date": "2026-11-05"}
    with (county / "inbox/responses.csv").open("w", encoding="utf-8", newline="") as file:
        answers = csv.DictWriter(file, columns)
        answers.writeheader()
        answers.writerow(row)
    assert reporter("run", "--period", "2026-10", "--folder", county).code == 1
    told = reporter("brief", "2026-10", "--folder", county)
    assert (told.code, "edition r3" in told.out, "action-plan.csv" in told.out) == (0, True, False)


def test_an_edition_is_not_made_again_without_the_warehouse_and_what_makes_it_is_named(county: Path) -> None:
    (county / "warehouse.duckdb").unlink()
    told = reporter("run", "--as-filed", "2026-10/r2", "--folder", county)
    assert (told.code, "There is no warehouse.duckdb in this folder. Run `reporter ingest`" in told.err) == (2, True)


def test_a_place_that_cannot_be_is_named(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for form in ("parquet", "ocel", "oscal"):
        told = reporter("export", "--format", form, "--data", county / "policy.toml/x", "--folder", county)
        assert (told.code, "The folder 'x' cannot be made there" in told.err) == (2, True), form
    monkeypatch.chdir(county)
    for command in (["demo", "."], ["state", ".", "--period", "2026-10", "--out", "."]):
        told = reporter(*command)
        assert (told.code, "county is not empty." in told.err) == (2, True), command


@pytest.mark.parametrize("days", ["2024-10", "2027-03", "2062"])
def test_a_period_with_no_row_in_or_near_it_is_not_filed_unless_asked_for(days: str, county: Path) -> None:
    told = reporter("run", "--folder", county, "--period", days)
    assert (told.code, f"No log has a row in or near {days}, so nothing was filed" in told.err) == (3, True)
    assert sorted(path.name for path in (county / "reports").iterdir()) == ["2026-10", "index.html", "ledger.jsonl"]
    if days == "2027-03":
        assert reporter("run", "--folder", county, "--period", days, "--even-if-empty").code == 3
        assert (county / "reports" / days / "r1").is_dir()


def still_running(group: int) -> list[str]:
    """Return the command of each process of a process group that has not ended."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, own_group = stat.read_text(encoding="utf-8").rpartition(")")[2].split()[:3]
            words = (stat.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:  # it has just ended
            continue
        if own_group == str(group) and state != "Z":
            found.append(words)
    return found


@pytest.mark.parametrize(
    ("to", "seconds"),
    [(os.kill, 1.5), (os.killpg, 2.5), (os.kill, 4.0)],
    ids=["the program", "all that the terminal runs", "the program, later"],
)
def test_ctrl_c_ends_in_one_line_and_leaves_nothing_behind(
    to: Callable[[int, int], None], seconds: float, tmp_path: Path
) -> None:
    made = clean(Jail(tmp_path / "county"))
    made.write_policy()
    code = "from reporter.cli import main; main()"
    command = [sys.executable, "-c", code, "run", "--folder", str(made.folder), "--period", "2026-10"]
    started = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    time.sleep(seconds)
    to(started.pid, signal.SIGINT)
    out, err = started.communicate()
    assert still_running(started.pid) == []
    if started.returncode in (0, 3) or ("Traceback" in err and "reporter/cli/__init__" not in err and not out):
        pytest.skip("it had ended, or not yet begun")
    assert (started.returncode, out, err) == (130, "", "reporter: stopped. Nothing half-done was kept.\n")
    assert not list(made.folder.glob("reports/*/.draft*"))
    if list(made.folder.glob("reports/*/r*")):  # it was filed already: then it is whole, and the next run finds it so
        assert not pipeline.run(made.folder, period("2026-10"), quiet).is_new


def test_ctrl_c_after_all_is_done_changes_neither_what_was_said_nor_how_it_ended() -> None:
    code = "import atexit, os, signal\natexit.register(lambda: os.kill(os.getpid(), signal.SIGINT))\n"
    command = [sys.executable, "-c", f"{code}from reporter.cli import main\nmain()", "--version"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("reporter, version ")
