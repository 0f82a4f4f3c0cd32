"""The whole path, as a clerk runs it: folder in, edition out, exit code, and nothing stronger than the records."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from reporter import warehouse
from reporter.cli import main
from tests.support.jail import Jail, audit_json, clean

RUN = "from reporter.cli import main; main()"


def reporter(*words: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line: in this process, which has the slow imports, or in one of its own with an environment."""
    if environment is not None:
        command = [sys.executable, "-W", "error::DeprecationWarning:reporter", "-c", RUN, *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})
    out, err, mask = io.StringIO(), io.StringIO(), os.umask(0o077)
    code: Any = 0
    try:
        with redirect_stdout(out), redirect_stderr(err), _arguments(words):
            main()
    except SystemExit as error:
        code = error.code
    finally:
        os.umask(mask)
    return subprocess.CompletedProcess(words, 0 if code is None else code, out.getvalue(), err.getvalue())


@contextmanager
def _arguments(words: tuple[str, ...]) -> Iterator[None]:
    before = sys.argv
    sys.argv = ["reporter", *words]
    try:
        yield
    finally:
        sys.argv = before


def run(jail: Jail, days: str = "2026-10") -> subprocess.CompletedProcess[str]:
    jail.write_policy()
    return reporter("run", "--folder", str(jail.folder), "--period", days)


def audited(jail: Jail) -> tuple[int, dict[str, Any]]:
    """Decide as a run does, without filing: exit code, and what it says."""
    jail.write_policy()
    told = reporter("audit", "--folder", str(jail.folder), "--period", "2026-10", "--json")
    return told.returncode, json.loads(told.stdout)


def outcomes(jail: Jail, edition: int = 1, control: str = "vetted_before_release") -> dict[str, tuple[str, str]]:
    path = jail.folder / "reports" / "2026-10" / f"r{edition}" / "outcomes.parquet"
    with warehouse.open_writable(jail.folder.parent) as connection:
        found = warehouse.rows(
            connection,
            f"select item, outcome, reason from {warehouse.parquet_source(path)} where control = ?",
            [control],
        )
    return {row[0]: (row[1], row[2]) for row in found}


def without_line(path: Path, start: str) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(start)), encoding="utf-8")


def every_file(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_clean_county_is_demonstrated_and_a_second_run_files_nothing(jail: Jail) -> None:
    first = run(clean(jail))
    assert (first.returncode, first.stderr) == (0, "")
    audit = audit_json(jail.folder, "2026-10", 1)
    assert audit["schema"] == "reporter/audit/1"
    assert audit["period"] == {"label": "2026-10", "from": "2026-10-01", "to": "2026-10-31"}
    assert audit["claim"]["state"] == "demonstrated"
    assert "No release happened before vetting" in audit["claim"]["sentence"]
    assert "20 of 20" in audit["claim"]["sentence"]
    headline = audit["controls"][0]
    assert {key: headline[key] for key in ("id", "testable", "population", "met", "exception", "undetermined")} == {
        "id": "vetted_before_release",
        "testable": True,
        "population": 20,
        "met": 20,
        "exception": 0,
        "undetermined": 0,
    }
    assert {one["id"] for one in audit["legs"]} >= {"fields_complete", "no_duplicates", "links_resolve"}
    assert [one["received"] for one in audit["inputs"]] == [20, 20, 4, 3]
    files = {path.name for path in (jail.folder / "reports/2026-10/r1").iterdir()}
    assert files >= {"board.html", "state.html", "audit.json", "outcomes.parquet", "exceptions.csv"}
    again = run(jail)
    assert again.returncode == 0
    told = reporter("history", "--folder", str(jail.folder)).stdout, first.stdout, again.stdout
    pack = reporter("verify", str(jail.folder / "reports/2026-10/r1/pack")).stdout
    for words in (*told, pack):  # the claim speaks of vetting alone
        assert "Held too long? None found." in words
        assert "Without authority: Not tested." in words
        assert "\\u00a0" not in words
    assert "no new edition" in again.stderr
    assert [path.name for path in (jail.folder / "reports" / "2026-10").iterdir()] == ["r1"]
    asked = jail.folder / "request.toml"
    asked.write_text(
        '[request]\nid = "one"\nreceiver = "Auditor"\naudience = "state"\nreceived = 2026-11-20\n'
        'answered = 2026-11-24\nperiod = "2026-10"\n'
        '[[asks]]\nid = "a"\nasks = "The page"\nanswer = "file:board.html"\n',
        encoding="utf-8",
    )
    answered = reporter("packet", str(asked), "--folder", str(jail.folder))
    assert (answered.returncode, answered.stdout.count("board.html")) == (0, 1)
    page = jail.folder / "reports" / "2026-10" / "r1" / "board.html"
    page.write_bytes(page.read_bytes() + b" ")
    asked.write_text(asked.read_text(encoding="utf-8").replace('"one"', '"two"'), encoding="utf-8")
    refused = reporter("packet", str(asked), "--folder", str(jail.folder))
    assert (refused.returncode, refused.stdout) == (5, "")
    assert "board.html was changed. Nothing was answered." in refused.stderr
    assert not (jail.folder / "packets" / "two").exists()


def test_one_check_removed_turns_exactly_that_stay_and_the_claim_and_the_exit_code(jail: Jail) -> None:
    clean(jail)
    without_line(jail.folder / "inbox" / "checks.csv", "C7,")
    jail.manifest()
    assert run(jail).returncode == 1
    found = outcomes(jail)
    assert {item: one for item, one in found.items() if one[0] != "met"} == {"B7": ("exception", "no_check")}
    assert audit_json(jail.folder, "2026-10", 1)["claim"]["state"] == "exceptions"


def test_where_the_log_does_not_cover_the_stay_the_missing_check_is_undetermined(jail: Jail) -> None:
    clean(jail)
    without_line(jail.folder / "inbox" / "checks.csv", "C20,")
    jail.logs.remove("deliveries")
    (jail.folder / "inbox" / "deliveries.csv").unlink()
    assert run(jail).returncode == 3
    assert {item: one for item, one in outcomes(jail).items() if one[0] != "met"} == {
        "B20": ("undetermined", "not_covered")
    }
    assert audit_json(jail.folder, "2026-10", 1)["claim"]["state"] == "not_demonstrated"


@pytest.mark.parametrize("log", ["checks", "bookings", "notifications"])
def test_an_emptied_log_is_never_a_pass(jail: Jail, log: str) -> None:
    clean(jail)
    path = jail.folder / "inbox" / f"{log}.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    jail.manifest()
    code, audit = audited(jail)
    assert code in (1, 3)
    if log != "notifications":  # without a notice the headline may still stand: the exception is another control's
        assert audit["claim"]["state"] != "demonstrated"


def test_a_log_that_was_never_delivered_makes_its_controls_not_testable(jail: Jail) -> None:
    clean(jail)
    (jail.folder / "inbox" / "checks.csv").unlink()
    jail.manifest(but=["checks"])
    assert run(jail).returncode == 3
    tests = reporter("check", "--folder", str(jail.folder), "--period", "2026-10")
    assert (tests.returncode, tests.stdout.count(" (one of these is required)")) == (3, 3)
    audit = audit_json(jail.folder, "2026-10", 1)
    assert audit["claim"]["state"] == "not_demonstrated"
    assert audit["controls"][0]["testable"] is False
    page = (jail.folder / "reports/2026-10/r1/board.html").read_text(encoding="utf-8")
    assert "No release happened before vetting" not in page


def test_a_period_without_releases_has_nothing_to_test(jail: Jail) -> None:
    clean(jail)
    jail.write_policy()
    result = reporter("run", "--folder", str(jail.folder), "--period", "2026-11")
    assert result.returncode == 3
    said = audit_json(jail.folder, "2026-11", 1)["claim"]
    assert said["state"] == "nothing_to_test"
    # The manifest ends with October: whether November had releases, these records cannot tell.
    assert "in the records that could be read, no stay" in said["sentence"]
    assert len(said["because"]) > 1


@pytest.mark.parametrize(
    ("change", "leg"),
    [
        (
            lambda jail: jail.deliver(
                "checks",
                "check_id|booking_id|result|requested_at|completed_at|officer_id\nX1|nobody|clear|||",
                "checks_2.csv",
            ),
            "links_resolve",
        ),
        (
            lambda jail: jail.deliver(
                "checks",
                "check_id|booking_id|result|requested_at|completed_at|officer_id\nX1|B1|CLR|||",
                "checks_2.csv",
            ),
            "fields_complete",
        ),
        (lambda jail: jail.manifest("2026-10-01", "2026-10-30"), "logs_cover_period"),
    ],
)
def test_a_required_leg_that_fails_takes_the_claim_with_it(
    jail: Jail, change: Callable[[Jail], object], leg: str
) -> None:
    clean(jail)
    change(jail)
    code, audit = audited(jail)
    assert {one["id"]: one["state"] for one in audit["legs"]}[leg] == "fails"
    assert audit["claim"]["state"] == "not_demonstrated"
    assert code in (1, 3)


def test_a_missing_booking_number_leaves_the_claim_without_its_independent_ground(jail: Jail) -> None:
    clean(jail)
    for log, start in (("bookings", "B7,"), ("checks", "C7,")):
        without_line(jail.folder / "inbox" / f"{log}.csv", start)
    jail.manifest()
    code, audit = audited(jail)
    assert code == 3
    assert {one["id"]: one["state"] for one in audit["legs"]}["booking_numbers_continuous"] == "fails"
    assert audit["claim"]["state"] == "not_demonstrated"


@pytest.mark.parametrize("claim", ["requires_one_of = []", "requires = []"])
def test_a_policy_that_asks_for_no_test_of_the_records_is_refused(jail: Jail, claim: str) -> None:
    jail.extra = f"\n[claim]\n{claim}\n"
    clean(jail)
    jail.write_policy()
    refusal = reporter("audit", "--folder", str(jail.folder), "--period", "2026-10")
    assert (refusal.returncode, f"claim.{claim.split()[0]}" in refusal.stderr) == (2, True)


def test_a_file_that_no_log_reads_is_named(jail: Jail) -> None:
    clean(jail)
    (jail.folder / "inbox" / "chekcs_2.csv").write_text("check_id,booking_id,result\n", encoding="utf-8")
    jail.write_policy()
    result = reporter("check", "--folder", str(jail.folder), "--period", "2026-10", "--json")
    told = json.loads(result.stdout)
    assert {one["id"]: one["detail"].get("missing_logs") for one in told["legs"]}["census_reconciles"] == ["census"]
    again = reporter("ingest", "--folder", str(jail.folder))
    assert "Not read, because no log's `files` fit: chekcs_2.csv." in again.stderr


def test_a_late_record_files_a_second_edition_and_leaves_the_first_alone(jail: Jail) -> None:
    clean(jail)
    without_line(jail.folder / "inbox" / "checks.csv", "C7,")
    jail.manifest()
    run(jail)
    first = every_file(jail.folder / "reports/2026-10/r1")
    jail.deliver(
        "checks",
        "check_id|booking_id|result|requested_at|completed_at|officer_id\nC7|B7|clear||2026-10-07 09:30|",
        "checks_late.csv",
    )
    jail.manifest()
    run(jail)
    assert every_file(jail.folder / "reports/2026-10/r1") == first
    changes = audit_json(jail.folder, "2026-10", 2)["changes"]
    assert {
        "control": "vetted_before_release",
        "item": "B7",
        "before": "exception",
        "after": "met",
        "cause": "late_record",
    } in changes
    told = json.loads(reporter("history", "--folder", str(jail.folder), "--json").stdout)
    assert [(one["period"], one["edition"], one["claim"]) for one in told] == [
        ("2026-10", 1, "exceptions"),
        ("2026-10", 2, "demonstrated"),
    ]


def test_explain_tells_the_times_and_the_reason_of_one_stay(jail: Jail) -> None:
    clean(jail)
    without_line(jail.folder / "inbox" / "checks.csv", "C7,")
    jail.manifest()
    jail.ingest()
    told = reporter("explain", "B7", "--folder", str(jail.folder))
    assert told.returncode == 0
    assert "2026-10-07 14:05" in told.stdout
    assert "vetted_before_release (B7): exception, no_check" in told.stdout
    assert "bookings.csv, line 8" in told.stdout
    assert "[2026-10-07 14:05:00 EDT to 14:05:59 EDT]" in told.stdout
    in_utc = reporter("explain", "B7", "--utc", "--folder", str(jail.folder)).stdout
    assert "[2026-10-07 18:05:00 UTC to 18:05:59 UTC]" in in_utc
    assert reporter("explain", "B99", "--folder", str(jail.folder)).returncode == 2


def test_explain_names_the_column_for_want_of_which_a_stay_was_not_judged(jail: Jail) -> None:
    jail.deliver("bookings", "booking_id|person_id|facility_id|booked_at|commitment\nB1|P1|M|2026-10-02 08:00|arrest")
    jail.deliver("checks", "check_id|booking_id|result|completed_at\nC1|B1|clear|2026-10-02 09:00")
    jail.ingest()
    told = reporter("explain", "B1", "--period", "2026-10", "--folder", str(jail.folder)).stdout
    assert "vetted_before_release: No column of the files is mapped to bookings.released_at." in told


def test_explain_suggests_the_numbers_that_differ_by_zeros_or_punctuation_alone(jail: Jail) -> None:
    head = "booking_id | person_id | facility_id | booked_at | commitment | released_at"
    stay = "{} | P1 | MAIN | 2026-10-02 08:00 | criminal_court | 2026-10-03 10:00"
    jail.deliver("bookings", "\n".join([head, stay.format("00260"), stay.format("2026-1"), stay.format("261")]))
    jail.ingest()
    asked = {number: reporter("explain", number, "--folder", str(jail.folder)) for number in ("260", "20261", "9")}
    assert [(one.returncode, one.stdout) for one in asked.values()] == [(2, "")] * 3
    assert "Did you mean 00260?" in asked["260"].stderr
    assert "Did you mean 2026-1?" in asked["20261"].stderr
    assert "Did you mean" not in asked["9"].stderr


def test_explain_says_that_a_booking_is_void_and_that_a_row_about_it_could_not_be_read(jail: Jail) -> None:
    head = "booking_id | person_id | facility_id | booked_at | commitment | released_at | void"
    stay = "{} | P1 | MAIN | 2026-10-02 08:00 | criminal_court | 2026-10-03 10:00 | {}"
    jail.deliver("bookings", "\n".join([head, stay.format("B1", "true"), stay.format("B2", ""), stay.format("B3", "")]))
    jail.deliver("checks", "check_id | booking_id | result | completed_at\nC2 | B2 | nonsense | 2026-10-02 09:00")
    jail.ingest()
    void, unread = "this booking is void", "A row that names this stay could not be read"
    for booking, notes in (("B1", [void]), ("B2", [unread]), ("B3", [])):
        told = reporter("explain", booking, "--folder", str(jail.folder)).stdout
        assert [note for note in (void, unread) if note in told] == notes


def test_what_was_delivered_and_not_taken_in_is_named(jail: Jail) -> None:
    clean(jail).ingest()
    asked = (["audit", "--period", "2026-10"], ["check", "--period", "2026-10"], ["explain", "B7"])
    for words in asked:
        assert "not taken in" not in reporter(*words, "--folder", str(jail.folder)).stderr
    (jail.folder / "inbox" / "checks_2.csv").write_bytes((jail.folder / "inbox" / "checks.csv").read_bytes() + b"\n")
    for words in asked:
        told = reporter(*words, "--folder", str(jail.folder))
        assert "not taken in, so this says nothing of them: checks_2.csv. Run `reporter ingest`." in told.stderr


def test_audit_and_check_print_json(jail: Jail) -> None:
    clean(jail).write_policy()
    audit = reporter("audit", "--folder", str(jail.folder), "--period", "2026-10", "--json")
    assert audit.returncode == 0
    told: dict[str, Any] = json.loads(audit.stdout)
    assert all(
        one["population"] == one["met"] + one["exception"] + one["undetermined"] + one["out_of_scope"]
        for one in told["controls"]
    )
    check = reporter("check", "--folder", str(jail.folder), "--period", "2026-10", "--json")
    assert check.returncode == 0
    assert {one["id"] for one in json.loads(check.stdout)["legs"]} == {one["id"] for one in told["legs"]}


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["run", "--period", "2026-13"], 2, "is no period"),
        (["run", "--period", "2026-10-09..2026-10-01"], 2, "ends before it begins"),
        (["run", "--period", "0000-10"], 2, "is no period"),
        (["run", "--period", "0000-Q4"], 2, "is no period"),
        (["run", "--period", "\u0662\u0660\u0662\u0666-10"], 2, "is no period"),  # only 0 to 9 are digits
        (["run", "--period", "0001-01"], 2, "at an end of the calendar"),
        (["run", "--period", "9999"], 2, "at an end of the calendar"),
        (["run", "--period", "2026-10-01..9999-12-31"], 2, "at an end of the calendar"),
        (["history"], 2, "no policy.toml"),
        (["history", "--folder", "nowhere", "--json"], 2, "no policy.toml"),
        (["run"], 2, "--period"),
        (["nonsense"], 2, "No such command"),
        (["ingest", "--folder", "."], 2, "no policy.toml"),
        (["check", "--period", ""], 2, "is no period"),  # what a script left empty is not what was left out
        (["explain", "B1", "--period", ""], 2, "is no period"),
        (["audit", "--period", "2026-10", "--only", ""], 2, "no control ''"),
        (["run", "--as-filed", ""], 2, "'' is no edition"),
        (["history", "--record-loss", "", "--why", "x"], 2, "'' is no edition"),
        (["export", "--format", "oscal", "--edition", ""], 2, "'' is no edition"),
        (["demo", f"{__file__}/x"], 2, "The folder 'x' cannot be made there: Not a directory. Name another place."),
        (["init", f"{__file__}/x"], 2, "The folder 'x' cannot be made there: Not a directory. Name another place."),
    ],
)
def test_bad_words_are_explained_and_never_exit_0(
    words: list[str], code: int, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = reporter(*words)
    assert result.returncode == code
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_cannot_be_read_is_refused_with_exit_4(jail: Jail) -> None:
    clean(jail)
    (jail.folder / "inbox" / "checks.csv").write_bytes(b"")
    result = run(jail)
    assert result.returncode == 4
    assert "checks.csv" in result.stderr
    assert not (jail.folder / "reports").exists()


def test_a_busy_warehouse_is_said_so_with_exit_10(jail: Jail) -> None:
    clean(jail).ingest()
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import duckdb,sys; c=duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()",
            str(jail.folder / "warehouse.duckdb"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        result = run(jail)
        assert result.returncode == 10
        assert "Another process" in result.stderr
    finally:
        holder.communicate("")


def test_help_is_quick_and_loads_nothing_heavy() -> None:
    heavy = ["duckdb", "great_expectations", "jinja2", "sqlalchemy", "openpyxl", "pandas", "numpy"]
    code = (
        "import sys, time; start = time.process_time(); from reporter.cli import cli\n"
        "try: cli(['--help'])\nexcept SystemExit: pass\n"
        f"loaded = [one for one in {heavy!r} if one in sys.modules]\n"
        "print(loaded, time.process_time() - start < 0.3, file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.stderr.strip() == "[] True"


def test_on_a_terminal_each_step_is_named_with_its_time_and_the_first_at_once(jail: Jail) -> None:
    """Talk goes to the terminal alone: what a pipe takes is the data, and --quiet says nothing at all."""
    clean(jail).ingest()
    screen, own = os.openpty()
    words = [sys.executable, "-c", RUN, "check", "--folder", str(jail.folder)]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=own, check=True)
    silent = subprocess.run([*words, "--quiet"], stdout=subprocess.PIPE, stderr=own, check=True)
    os.close(own)
    told = [line for line in os.read(screen, 65536).decode().splitlines() if line.strip()]  # a blank takes a count away
    os.close(screen)
    assert all(re.fullmatch(r" +\d+\.\d s  .+", line) for line in told), told
    assert told[0].endswith(" s  starting")
    assert b"starting" not in done.stdout
    assert silent.stdout == b""
    assert sum("starting" in line for line in told) == 1
