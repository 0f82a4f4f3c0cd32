"""The doctor tells what is well and what is not, changes nothing, and the quarantine tells a clerk what to do."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from reporter import text as wording
from reporter.config import policy
from reporter.errors import PolicyError
from reporter.workflows import doctor
from tests.end_to_end.test_commands import reporter
from tests.support.jail import Jail, clean

ROOT = Path(__file__).parents[3]


def states(jail: Jail) -> dict[str, str]:
    return {one.name: one.state for one in doctor.examine(jail.folder) if one.name != "disk"}


def deliver_results(jail: Jail, results: Iterable[str], file: str = "checks_1.csv") -> None:
    """Deliver a later file of checks, with all columns of the first, one row a result."""
    rows = [f"C9{n}|B1|{result}|2026-10-01 08:30|2026-10-01 09:00|O1" for n, result in enumerate(results)]
    jail.deliver("checks", "\n".join(["check_id|booking_id|result|requested_at|completed_at|officer_id", *rows]), file)


def test_a_folder_without_a_policy_is_told_what_to_do(jail: Jail) -> None:
    signs = doctor.examine(jail.folder)
    assert [(one.name, one.state, one.exit_code) for one in signs[1:]] == [("policy.toml", "stop", 2)]
    assert "reporter init" in signs[1].words


def test_a_sound_folder_is_well_before_and_after_it_is_taken_in(jail: Jail) -> None:
    clean(jail).write_policy()
    for path in (jail.folder, jail.folder / "inbox"):
        path.chmod(0o700)
    before = {one.name: one.words for one in doctor.examine(jail.folder)}
    assert before["log checks"] == "a run would take in checks.csv"
    assert not (jail.folder / "warehouse.duckdb").exists()
    jail.ingest()
    (jail.folder / "warehouse.duckdb").chmod(0o600)
    after = {one.name: one.words for one in doctor.examine(jail.folder)}
    assert after["log checks"] == "1 file, nothing new"
    assert set(states(jail).values()) == {"well"}


def test_what_was_taken_in_since_the_last_edition_is_pointed_out(jail: Jail) -> None:
    clean(jail).write_policy()
    reporter("run", "--period", "2026-10", "--folder", str(jail.folder))
    assert "editions" not in states(jail)
    table = "check_id|booking_id|result|requested_at|completed_at|officer_id"
    jail.deliver("checks", f"{table}\nC1|B1|pending|2026-10-01 08:30|2026-10-01 09:00|O1", "checks_2.csv")
    assert "editions" not in states(jail), "a run takes in what is new, and files an edition that rests on it"
    reporter("ingest", "--folder", str(jail.folder))
    found = [(one.state, one.words) for one in doctor.examine(jail.folder) if one.name == "editions"]
    words = "taken in since 2026-10/r1 was filed: checks_2.csv. If that edition should rest on it, run: reporter run"
    assert found == [("look", f"{words} --period 2026-10. It would file a further edition.")]
    reporter("run", "--period", "2026-10", "--folder", str(jail.folder))
    assert "editions" not in states(jail)


def test_a_stray_file_an_open_folder_and_a_missing_log_are_pointed_out(jail: Jail) -> None:
    clean(jail)
    jail.logs.remove("notifications")
    jail.write_policy()
    jail.folder.chmod(0o755)
    found = states(jail)
    assert {name for name, state in found.items() if state == "look"} == {"permissions", "inbox", "log notifications"}
    assert all(one.exit_code == 0 for one in doctor.examine(jail.folder))


def test_the_quarantine_names_file_line_and_reason_and_sees_a_mended_row(jail: Jail) -> None:
    clean(jail)
    deliver_results(jail, ["mabye"])
    jail.ingest()
    found = doctor.unread(jail.folder)
    assert [(one.file, one.line, one.reasons, one.mended) for one in found] == [
        ("checks_1.csv", 2, ("unknown_code:result",), False)
    ]
    deliver_results(jail, ["clear"], "checks_2.csv")
    jail.ingest()
    assert [one.mended for one in doctor.unread(jail.folder)] == [True]


def test_every_reason_of_quarantine_has_a_sentence() -> None:
    ingest = ROOT / "reporter" / "ingest"
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ingest.rglob("*.py")))
    named = set(re.findall(r'"((?:too|not|nul|stray|field|duplicate|unreadable|unknown)_[a-z_]+)"', code))
    named -= {"not_this_log"}  # an account, not a reason
    named |= {"missing", "unknown_code", "unreadable_time", "not_yes_or_no", "conflicting_rows"}
    assert named > {"too_few_fields", "stray_quote", "not_a_number", "nul_byte"}
    assert [one for one in sorted(named) if wording.quarantine_sentence(f"{one}:x", "checks") == f"{one}:x"] == []


def test_codes_that_mean_nothing_yet_are_given_as_the_line_that_wants_them_and_nothing_personal_is(jail: Jail) -> None:
    clean(jail)
    deliver_results(jail, ("HIT", "NEG", "HIT", "Roe, Jane", "clear"))
    jail.log_settings["checks"] = 'values.result = { "N" = "no_record" }'
    jail.ingest()
    known = "clear, wanted, no_record, undetermined, acknowledged, pending, error, withdrawn"
    assert doctor.codes_to_map(jail.folder, doctor.unread(jail.folder)) == [
        f"under [logs.checks], each ? one of {known}:",
        'values.result = { "N" = "no_record", "HIT" = "?", "NEG" = "?" }',
    ]
    assert states(jail)["quarantine"] == "look"
    jail.log_settings["checks"] = 'values.result = { "N" = "no_record", "HIT" = "?" }'
    jail.write_policy()
    with pytest.raises(PolicyError, match=f"has a \\? where somebody has to decide.*{known}") as told:
        policy.load(jail.folder / "policy.toml")
    assert "Write line" not in str(told.value)


def test_a_column_of_more_values_than_codes_can_be_may_hold_names_and_is_not_printed(jail: Jail) -> None:
    clean(jail)
    names = [f"ROE{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(51)]
    deliver_results(jail, names)
    jail.ingest()
    assert doctor.codes_to_map(jail.folder, doctor.unread(jail.folder)) == []


def test_rows_in_a_row_with_one_reason_are_told_once(jail: Jail) -> None:
    clean(jail)
    deliver_results(jail, ["x"] * 5)
    jail.ingest()
    told = reporter("quarantine", "--folder", str(jail.folder)).stdout.splitlines()
    assert told[0] == "inbox/checks_1.csv, lines 2 to 6, 5 rows"
    raw = reporter("quarantine", "--folder", str(jail.folder), "--raw").stdout
    assert (raw.count("as delivered: C9"), raw.count(", line ")) == (5, 5)


def test_lines_that_wait_for_a_person_are_counted(jail: Jail) -> None:
    clean(jail).write_policy()
    path = jail.folder / "policy.toml"
    assert doctor.still_open(policy.load(path)) == []
    path.write_text(f"# DECIDE: one\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    assert doctor.still_open(policy.load(path)) == ["1 line still marked DECIDE. Settle each, and take the mark away."]
    assert states(jail)["policy.toml"] == "look"
    assert doctor.reminders(jail.folder) == [f"policy.toml: {doctor.still_open(policy.load(path))[0]}"]
