"""The self-test of every run: a planted jail, decided by the same engine; one wrong answer and nothing is filed."""

import shutil
from pathlib import Path

import pytest

from reporter import resources
from reporter.audit import controls, self_test
from reporter.config.period import period
from reporter.errors import IntegrityError
from reporter.evidence import verify
from reporter.resources import data_dir
from reporter.warehouse import connection, query_files
from reporter.workflows import run
from tests.support import possible_worlds
from tests.support.jail import Jail, clean
from tests.unit.evidence.test_verify import make

WANTED = self_test.planted()


def every_outcome() -> dict[tuple[str, str], str]:
    items = {**WANTED.others, **{key: said for one in WANTED.faults.values() for key, said in one.items()}}
    return {key: outcome for key, (outcome, _) in items.items()}


@pytest.fixture
def queries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of queries/ that a test may spoil, read instead of the real one."""
    copy = tmp_path / "queries"
    shutil.copytree(data_dir("queries"), copy)
    for reader in (query_files, connection, resources):
        monkeypatch.setattr(reader, "data_dir", lambda kind: copy)
    return copy


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_each_control_has_a_planted_fault_and_an_item_that_is_none() -> None:
    known = {one.id for one in controls.catalogue()}
    assert {control for items in WANTED.faults.values() for control, _ in items} == known
    assert {control for control, _ in WANTED.others} == known
    assert len(WANTED.faults) == 24


def test_every_planted_fault_is_found_and_nothing_is_left_behind(tmp_path: Path) -> None:
    assert self_test.run(tmp_path) == {"planted": 24, "found": 24}
    assert list((tmp_path / ".spill").iterdir()) == []


def test_the_second_implementation_gives_the_same_answer_on_every_planted_item(tmp_path: Path) -> None:
    logs = {log: "\n".join("|".join(row) for row in rows) for log, rows in WANTED.logs.items()}
    logs["checks"] = "\n".join(line for line in logs["checks"].splitlines() if "|CLR|" not in line)
    make(
        tmp_path,
        policy="",
        zone=WANTED.policy + "".join(f"\n[logs.{log}]\n" for log in logs),
        quarantine="1 | checks | checks.csv | 8 | unknown_code:result | unread | unread | able | | true\n",
        **logs,
    )
    lines = (tmp_path / "delivered.csv").read_text(encoding="utf-8")
    for log, rows in WANTED.logs.items():  # the manifest holds of each file
        lines = lines.replace(f",s{log},false,1,1,", f",s{log},false,{len(rows) - 1},{len(rows) - 1},")
    (tmp_path / "delivered.csv").write_text(lines, encoding="utf-8")
    first, _, last = WANTED.period.partition("..")
    days = f'{{"label": "{WANTED.period}", "from": "{first}", "to": "{last}"}}'
    (tmp_path / "period.json").write_text(days, encoding="utf-8")
    said = {key: told[0] for key, told in possible_worlds.decided(verify.Pack(tmp_path)).items()}
    assert said == every_outcome()


def test_a_control_that_no_longer_sees_its_fault_files_no_edition(jail: Jail, queries: Path) -> None:
    spoil(queries / "controls" / "interpreter_asked.sql", "else 'exception'", "else 'met'")
    clean(jail).write_policy()
    with pytest.raises(IntegrityError, match=r"23 of 24 planted faults were found, and 1 planted items") as caught:
        run.run(jail.folder, period("2026-10"), lambda words: None)
    assert caught.value.exit_code == 5
    assert "interpreter_asked on 'not_asked': met question_missing instead of exception" in str(caught.value)
    assert [path for path in (jail.folder / "reports").rglob("*") if path.is_file()] == []


def test_a_control_that_accuses_where_the_records_cannot_tell_is_stopped_too(tmp_path: Path, queries: Path) -> None:
    spoil(queries / "macros.sql", "coalesce(a_earliest - to_microseconds(slack) < b_latest, true)", "false")
    with pytest.raises(IntegrityError, match="planted items were decided wrongly"):
        self_test.run(tmp_path)


def test_a_process_tests_itself_once_for_the_same_queries_and_again_for_others(
    tmp_path: Path, queries: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (queries / "macros.sql").open("a", encoding="utf-8") as file:
        file.write("\n-- queries that this process has not tested yet\n")
    first = self_test.run(tmp_path)

    def stop(folder: Path, options: object) -> dict[str, int]:
        raise InterruptedError

    monkeypatch.setattr(self_test, "_find_planted_faults", stop)
    assert self_test.run(tmp_path) == first
    with (queries / "macros.sql").open("a", encoding="utf-8") as file:
        file.write("-- other bytes\n")
    with pytest.raises(InterruptedError):
        self_test.run(tmp_path)
