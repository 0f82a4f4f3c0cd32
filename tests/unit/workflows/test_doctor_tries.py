"""What the doctor says of each file is what a run then does with it, and the trial leaves nothing behind."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reporter import warehouse
from reporter.config import policy
from reporter.errors import ReporterError
from reporter.workflows import doctor, take_in, trial
from tests.support import known_cases
from tests.support.jail import Jail, clean, quiet

Files = list[tuple[str, str, int, int]]
CHECKS = "check_id,booking_id,result,requested_at,completed_at,officer_id\n"
GOOD = "C90,B1,clear,2026-10-01 09:00,2026-10-01 09:30,O1\n"

# what lies in inbox/ as checks_NAME.csv
FILES = {
    "nul_bytes": (CHECKS + "C90,B1,cle\0ar,2026-10-01 09:00,2026-10-01 09:30,O1\n").encode(),
    "nul_bytes_and_uneven_rows": (CHECKS + "C90,B1\0\nC91,B1,clear,x,y,z,w,v\n" + GOOD).encode(),
    "uneven_rows": (CHECKS + "C91,B1,clear\n" + GOOD).encode(),
    "no_bytes": b"",
    "header_alone": CHECKS.encode(),
    "a_column_lacks": b"check_id,booking_id,outcome\nC90,B1,clear\n",
    "no_text": bytes(range(256)) * 4,
    "a_cut_archive": b"\x1f\x8b\x08\x00cut",
    "unknown_codes": (CHECKS + GOOD.replace("clear", "mabye")).encode(),
    "damaged_ids": (CHECKS + GOOD.replace("C90", "8.8E+10")).encode(),
    "utf_16": (CHECKS + GOOD).encode("utf-16"),
    "a_quote_that_is_not_closed": (CHECKS + 'C90,"B1,clear,a,b,c\n' + GOOD * 3).encode(),
}
REFUSED = {"a_column_lacks", "a_cut_archive", "no_bytes", "no_text"}


def tried(folder: Path) -> tuple[Files, list[str], int]:
    found = trial.intake(folder, policy.load(folder / "policy.toml"))
    files = sorted((one.log, one.file, one.received, one.quarantined) for one in found.taken)
    return files, list(found.not_taken), found.refused.exit_code if found.refused else 0


def done(folder: Path) -> tuple[Files, list[str], int]:
    code = 0
    try:
        take_in.ingest(folder, quiet)
    except ReporterError as error:
        code = error.exit_code
    if not (folder / "warehouse.duckdb").is_file():
        return [], [], code
    with warehouse.open_read_only(folder) as connection:
        rows = warehouse.rows(
            connection, "select log, file, received, quarantined from records.delivered order by log, file, received"
        )
    return sorted((a, b, c, d) for a, b, c, d in rows), take_in.waiting(folder), code


def left(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")} - {".lock"}


def compared(folder: Path, verdict: Callable[[Path], object] = tried) -> None:
    before = left(folder)
    said = verdict(folder)
    assert left(folder) == before
    assert said == done(folder)


def test_what_the_doctor_says_of_each_bad_file_a_run_does(tmp_path: Path) -> None:
    jail = clean(Jail(tmp_path / "jail"))
    for n, (name, content) in enumerate(FILES.items(), 1):
        (jail.folder / "inbox" / f"checks_{name}.csv").write_bytes(content.replace(b"C90", f"C{90 * n}".encode()))
    jail.write_policy()
    signs = doctor.examine(jail.folder)
    compared(jail.folder)
    waiting = take_in.waiting(jail.folder)
    assert sorted(waiting) == sorted(f"checks_{name}.csv" for name in REFUSED)
    (told,) = [one.words for one in signs if one.name == "log checks"]
    taken, _, not_taken = told.partition("a run would not take in ")
    for name in FILES:
        assert (f"checks_{name}.csv" in not_taken) == (name in REFUSED), told
        assert (f"checks_{name}.csv" in taken) == (name not in REFUSED), told
    assert [one.exit_code for one in signs if one.state == "stop"] == [4]


@pytest.mark.skipif(not known_cases.CASES.is_dir(), reason="the folders with known answers are not here")
@pytest.mark.parametrize("case", known_cases.table()[::16], ids=lambda case: case.name)  # each takes in its files twice
def test_what_the_doctor_says_of_a_known_case_a_run_does(case: known_cases.Case, tmp_path: Path) -> None:
    folder = tmp_path / case.name
    shutil.copytree(known_cases.CASES / case.name, folder)
    try:
        policy.load(folder / "policy.toml")
    except ReporterError:
        return  # the policy itself is refused: no file is tried
    compared(folder)


def test_rows_that_only_leaves_out_are_told_by_value_and_rare_values_are_not(tmp_path: Path) -> None:
    jail = clean(Jail(tmp_path / "jail"))
    rows = ["C90|B1|clear|K", *(f"C8{n}|B1|clear|X" for n in range(3)), "C70|B1|clear|Roe"]
    jail.logs.remove("checks")
    (jail.folder / "inbox" / "checks.csv").unlink()
    jail.deliver("checks", "\n".join(["check_id|booking_id|result|Kind", *rows]))
    jail.log_settings["checks"] = 'only = { Kind = ["K"] }'
    jail.write_policy()
    told = {one.words for one in doctor.examine(jail.folder) if one.name == "log checks"}
    assert any("'X': 3 rows" in words and "Roe" not in words for words in told), told
    assert any("completed_at not mapped" in words for words in told), told


def test_a_manifest_row_without_its_file_is_told(tmp_path: Path) -> None:
    jail = clean(Jail(tmp_path / "jail"))
    (jail.folder / "inbox" / "notifications.csv").unlink()
    jail.write_policy()
    assert any("1 row of the manifest" in one.words for one in doctor.examine(jail.folder))


def test_a_file_of_the_manifest_that_is_refused_is_not_said_to_be_absent(jail: Jail) -> None:
    clean(jail)
    (jail.folder / "inbox" / "checks.csv").write_bytes(b"check_id,outcome\n")
    jail.write_policy()
    signs = doctor.examine(jail.folder)
    assert [one.words for one in signs if "name a file that is not in inbox/" in one.words] == []
    assert [one.exit_code for one in signs if one.state == "stop"] == [4]


@pytest.mark.parametrize(
    ("log", "settings", "words"),
    [
        pytest.param(
            "bookings",
            'columns = { released_at = "Projected Release" }',
            'released_at is read from "Projected Release", which by its name is a plan',
            id="a plan",
        ),
        pytest.param(
            "bookings",
            'columns = { booked_at = "release_authorized_at" }',
            'booked_at is read from "release_authorized_at", but by names and values it would be "booked_at"',
            id="another column",
        ),
        pytest.param(
            "checks",
            'columns = { booking_id = "officer_id" }',
            "20 of 20 rows name no stay of bookings",
            id="links",
        ),
        pytest.param("checks", "restore_zeros = { booking_id = 9 }", "", id="zeros of numbers with a letter"),
        pytest.param(
            "checks",
            'columns = { requested_at = "completed_at", completed_at = "requested_at" }',
            "in 20 of 20 rows completed_at is before requested_at",
            id="exchanged",
        ),
        pytest.param(
            "checks", 'columns = { check_id = "result" }', "2 ids stand in several rows of one file", id="ids"
        ),
        pytest.param("checks", 'footer = ["C1"]', "set aside by header and footer: 11 rows", id="rows set aside"),
        pytest.param("checks", 'footer = ["C1"]', "checks.csv has other rows than the manifest says", id="manifest"),
    ],
)
def test_a_mistake_in_the_policy_that_its_rows_or_names_speak_against_is_told(
    tmp_path: Path, log: str, settings: str, words: str
) -> None:
    jail = clean(Jail(tmp_path / "jail"))
    rows = (jail.folder / "inbox" / "bookings.csv").read_text(encoding="utf-8").splitlines()
    planned = ["Projected Release", *["2026-10-30 09:00"] * (len(rows) - 1)]
    text = "".join(f"{row},{one}\n" for row, one in zip(rows, planned, strict=True))
    (jail.folder / "inbox" / "bookings.csv").write_text(text, encoding="utf-8")
    jail.manifest()
    jail.write_policy()
    sound = {one.words for one in doctor.examine(jail.folder)}
    jail.log_settings[log] = settings
    jail.write_policy()
    told = {one.words for one in doctor.examine(jail.folder) if one.name == f"log {log}"}
    assert any(words in one for one in told) if words else told <= sound, told
    assert not words or not any(words in one for one in sound)
