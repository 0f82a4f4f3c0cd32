"""The first hour and the machine that runs it: rehearsals, logs, the hold on a folder, completion, and schedules."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from reporter.errors import WarehouseBusy
from reporter.workflows import folder_lock
from tests.end_to_end.test_commands import every_file, reporter
from tests.support.jail import Jail, clean

ROOT = Path(__file__).parents[2]
SCHEDULE = ROOT / "examples" / "schedule"
OWN = (".lock", ".spill")


def content(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in every_file(folder).items() if not name.startswith(OWN)}


def test_a_rehearsal_tells_what_the_run_then_does_and_changes_nothing(jail: Jail) -> None:
    clean(jail).write_policy()
    folder = ["--folder", str(jail.folder), "--period", "2026-10"]
    before = content(jail.folder)
    told = reporter("run", *folder, "--dry-run")
    assert (told.returncode, told.stderr, content(jail.folder)) == (0, "", before)
    assert told.stdout.splitlines() == [
        "A rehearsal: nothing was changed and nothing was filed.",
        "would take in  bookings         bookings.csv: 20 of 20 rows taken",
        "would take in  checks           checks.csv: 20 of 20 rows taken",
        "would take in  notifications    notifications.csv: 4 of 4 rows taken",
        "would take in  deliveries       deliveries.csv: 3 of 3 rows taken",
        "would file 2026-10/r1, exit code 0: "
        "No release happened before vetting: 20 of 20 releases in scope were vetted first.",
        "Released before vetting? Demonstrated. "
        "No release happened before vetting: 20 of 20 releases in scope were vetted first.",
        "Held too long? None found. None found among 20 releases. "
        "The county's own limit is 4 h after the release was authorised.",
        "Screened outside the programme, or without authority? Outside the programme: None found. "
        "None found among 20 checks.",
        "Screened outside the programme, or without authority? Without authority: Not tested. "
        "No authorizations log was delivered.",
        "Can the records be relied on? So far as tested. 5 of the 5 tests that the claim needs hold. The claim that no "
        "release came before vetting needs each of 4 tests, and one of 3 independent counts: 5 tests in all.",
    ]
    ran = reporter("run", *folder, "--log", "json")
    lines = [json.loads(line) for line in ran.stderr.splitlines()]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", line.pop("at")) for line in lines)
    assert {"level": "info", "event": "step", "says": "bookings: bookings.csv: 20 rows"} in lines
    end = {"level": "info", "event": "filed", "exit_code": 0, "edition": "2026-10/r1", "claim": "demonstrated"}
    assert (ran.returncode, lines[-1]) == (0, end)
    quiet = reporter("run", *folder, "--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    filed = content(jail.folder)
    again = reporter("run", *folder, "--dry-run", "--json")
    assert {key: json.loads(again.stdout)[key] for key in ("taken", "edition", "would_file", "exit_code")} == {
        "taken": [],
        "edition": "2026-10/r1",
        "would_file": False,
        "exit_code": 0,
    }
    assert content(jail.folder) == filed


def test_a_rehearsal_refuses_what_the_run_would_refuse(jail: Jail) -> None:
    clean(jail).write_policy()
    outside = jail.folder.parent / "elsewhere.csv"
    outside.write_text("check_id,booking_id,result\n", encoding="utf-8")
    (jail.folder / "inbox" / "checks_2.csv").symlink_to(outside)
    folder = ["--folder", str(jail.folder), "--period", "2026-10"]
    assert [reporter("run", *folder, *more).returncode for more in (["--dry-run"], [])] == [4, 4]


def test_an_error_is_a_line_of_the_log_and_no_option_silences_it(tmp_path: Path) -> None:
    told = reporter("ingest", "--folder", str(tmp_path), "--log", "json", "--quiet")
    line = json.loads(told.stderr)
    assert (told.returncode, line["level"], line["event"], line["exit_code"]) == (2, "error", "error", 2)
    assert "reporter init" in line["says"]
    lines = [json.loads(one) for one in reporter("run", "--log", "json").stderr.splitlines()]
    assert (lines[-1]["exit_code"], lines[-1]["says"]) == (2, "Missing option '--period'.")


def test_a_folder_that_another_process_holds_is_left_alone_with_exit_10(jail: Jail) -> None:
    clean(jail).write_policy()
    before = content(jail.folder)
    code = (
        "import sys; from pathlib import Path; from reporter.workflows import folder_lock\n"
        "with folder_lock.folder_lock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(jail.folder)]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        for words in (["ingest"], ["run", "--period", "2026-10"], ["run", "--period", "2026-10", "--dry-run"]):
            told = reporter(*words, "--folder", str(jail.folder))
            assert (told.returncode, told.stderr) == (
                10,
                f"reporter: Another process is using this folder (process {holder.pid}). "
                "Wait until it has finished, then run this again.\n",
            )
    finally:
        holder.kill()
        holder.communicate()
    assert content(jail.folder) == before
    with folder_lock.folder_lock(jail.folder):  # the hold ended with its process, killed as it was
        pass


def test_the_hold_lets_its_own_process_in_again_and_sweeps_what_was_left_half_made(jail: Jail) -> None:
    jail.write_policy()
    names = (
        ".dry-run-x/a",
        ".as-filed-x/a",
        "reports/2026-10/.draft-r1/a",
        "reports/2026-10/r1/.draft-pack-reviewer/a",
    )
    left = [jail.folder / name for name in names]
    left.append(jail.folder / ".spill" / "self-test-999999999-x" / "a")
    mine = jail.folder / ".spill" / f"self-test-{os.getpid()}-x" / "a"
    for path in [*left, mine]:
        path.parent.mkdir(parents=True)
        path.touch()
    with folder_lock.folder_lock(jail.folder), folder_lock.folder_lock(jail.folder):
        pass
    assert [path.parent.exists() for path in [*left, mine]] == [False] * 5 + [True]


SPILLS = """
import sys, time
from pathlib import Path
from reporter import warehouse
from reporter.options import RunOptions
with warehouse.open_read_only(Path(sys.argv[1]), RunOptions(memory="60MB")) as connection:
    text = "hash(range)::varchar || hash(range + 1)::varchar || 'a name'"
    connection.execute(f"create temp table many as select range as n, {text} as text from range(1500000)")
    print("spilled", flush=True)
    time.sleep(60)
"""


def test_what_the_engine_of_a_killed_process_spilled_is_swept_and_nothing_of_one_that_runs(jail: Jail) -> None:
    clean(jail).ingest()
    spill = jail.folder / ".spill"
    command = [sys.executable, "-c", SPILLS, str(jail.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "spilled\n" in process.stdout  # after the engine's own progress
        with folder_lock.folder_lock(jail.folder):
            assert any(path.is_file() for path in spill.rglob("*"))
        process.kill()
    with folder_lock.folder_lock(jail.folder):
        assert list(spill.iterdir()) == []


def test_a_link_in_place_of_the_lock_is_not_followed(jail: Jail) -> None:
    jail.write_policy()
    other = jail.folder.parent / "other"
    other.write_text("mine", encoding="utf-8")
    (jail.folder / ".lock").symlink_to(other)
    with pytest.raises((WarehouseBusy, OSError)), folder_lock.folder_lock(jail.folder):
        pass
    assert other.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("reporter ru", ["plain,run"]),
        ("reporter run --dr", ["plain,--dry-run"]),
        ("reporter run --log ", ["plain,text", "plain,json"]),
    ],
)
def test_the_shell_completes_commands_options_and_choices(typed: str, offered: list[str]) -> None:
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split(" ")) - 1), "_REPORTER_COMPLETE": "bash_complete"}
    assert reporter(environment=words).stdout.splitlines() == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_words_that_a_shell_sources_are_given(shell: str) -> None:
    page = (ROOT / "docs" / "clerk" / "run-by-itself.md").read_text(encoding="utf-8")
    assert f"{shell}_source" in page
    script = reporter(environment={"_REPORTER_COMPLETE": f"{shell}_source"}).stdout
    assert f"_REPORTER_COMPLETE={shell}_complete" in script


def test_the_monthly_script_asks_for_the_month_that_has_ended(tmp_path: Path) -> None:
    said = tmp_path / "reporter"
    said.write_text('#!/bin/sh\necho "$@"\nexit 3\n', encoding="utf-8")
    said.chmod(0o755)
    run = [str(SCHEDULE / "reporter-month")]
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "AUDIT_FOLDER": "/srv/a b"}
    named = subprocess.run([*run, "2026-02"], env=environment, capture_output=True, text=True, check=False)
    assert (named.returncode, named.stdout) == (3, "run --folder /srv/a b --period 2026-02 --log json\n")
    today = subprocess.run(["date", "+%Y-%m"], capture_output=True, text=True, check=True).stdout.strip()
    year, month = (int(part) for part in today.split("-"))
    last = f"{year - (month == 1)}-{month - 1 or 12:02}"
    bare = subprocess.run(run, env=environment, capture_output=True, text=True, check=False)
    assert bare.stdout == f"run --folder /srv/a b --period {last} --log json\n"


def test_the_schedules_start_the_monthly_script_and_name_the_exit_codes_that_are_no_failure() -> None:
    lines = (SCHEDULE / "reporter.cron").read_text(encoding="utf-8").splitlines()
    jobs = [line.split(maxsplit=6) for line in lines if line[:1].isdigit()]
    assert [(job[:6], job[6].split()[0]) for job in jobs] == [
        (["30", "6", "3,10", "*", "*", "audit"], "/usr/local/bin/reporter-month")
    ]
    assert all("%" not in job[6] for job in jobs)  # cron would take it for the end of the line
    unit = (SCHEDULE / "reporter.service").read_text(encoding="utf-8").splitlines()
    assert {"ExecStart=/usr/local/bin/reporter-month", "SuccessExitStatus=1 3", "UMask=0077"} <= set(unit)


def test_the_task_of_windows_starts_the_same_commands_on_the_same_days() -> None:
    task = ElementTree.parse(SCHEDULE / "reporter-task.xml").getroot()  # noqa: S314  # our own file
    names = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    assert [one.text for one in task.iterfind(".//t:DaysOfMonth/t:Day", names)] == ["3", "10"]
    assert len(list(task.iterfind(".//t:Months/*", names))) == 12
    assert [one.tag.rpartition("}")[2] for one in task] == ["RegistrationInfo", "Triggers", "Settings", "Actions"]
    started = task.findtext(".//t:Exec/t:Arguments", "", names)
    script = SCHEDULE / "reporter-month.ps1"
    assert started.endswith(f'\\{script.name}"')
    called = re.findall(r"^reporter (.+?) (?:2>>|>) ", script.read_text(encoding="utf-8"), re.MULTILINE)
    assert called == ["run --folder $folder --period $Month --log json", "brief $Month --folder $folder"]
    for words in called:
        told = reporter(*[word.replace("$Month", "2026-10") for word in words.split()[:1]], "--help")
        assert all(word in told.stdout for word in words.split() if word.startswith("--"))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for name in ("reporter.service", "reporter.timer"):
        text = (SCHEDULE / name).read_text(encoding="utf-8").replace("/usr/local/bin/reporter-month", "/bin/true")
        (tmp_path / name).write_text(text, encoding="utf-8")
    names = [str(tmp_path / name) for name in ("reporter.service", "reporter.timer")]
    told = subprocess.run(["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")
