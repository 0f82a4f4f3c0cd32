"""Escape attempts: a query file that asks for more than the records is refused, and nothing is read or written."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reporter import resources, warehouse
from reporter.errors import IntegrityError
from tests.end_to_end.test_commands import reporter
from tests.support.jail import Jail, clean

ONE_ROW = "'x' as item, 'met' as outcome, 'in_scope' as reason, [] as witness"
ONLY_READS = "is not one query that only reads"
NOT_GIVEN = "asks for what a query may not have"
ATTEMPTS = {
    "reads the machine's accounts": ("select * from read_csv('/etc/passwd', header = false)", NOT_GIVEN),
    "reads a file as a text": ("select content from read_text('{place}/secret.txt')", NOT_GIVEN),
    "reads the folder's own key": ("select content from read_text('{folder}/.case-key')", NOT_GIVEN),
    "reads what the process was started with": ("select * from read_blob('/proc/self/environ')", NOT_GIVEN),
    "lists a folder": ("select * from glob('{place}/*')", NOT_GIVEN),
    "names a file as a table": ("select * from '{place}/secret.csv'", NOT_GIVEN),
    "asks for a variable of the process": ("select getenv('HOME') as item", NOT_GIVEN),
    "asks the network": ("select * from read_csv('https://example.org/x.csv')", NOT_GIVEN),
    "names an address as a table": ("select * from 'https://example.org/x.csv'", NOT_GIVEN),
    "writes a log file": ("select * from enable_logging(storage_path = '{place}/made')", "may not have"),
    "writes a file": ("copy (select 1 as a) to '{place}/made'", ONLY_READS),
    "writes a file after a query": (f"select {ONE_ROW}; copy (select 1 as a) to '{{place}}/made'", ONLY_READS),
    "writes a file out of a bracket": ("select 1 as a); copy (select 1 as a) to '{place}/made'; (select 1", ONLY_READS),
    "writes a file out of a text": ("select * from query('copy (select 1) to ''{place}/made''')", "may not have"),
    "exports the records": ("export database '{place}/made'", ONLY_READS),
    "attaches another database": ("attach '{place}/made' as other", ONLY_READS),
    "attaches the warehouse to write to it": ("attach '{folder}/warehouse.duckdb' as again", ONLY_READS),
    "lets the records go": ("detach records", ONLY_READS),
    "installs an extension": ("install httpfs", ONLY_READS),
    "loads an extension": ("load '{place}/secret.txt'", ONLY_READS),
    "opens the network": ("set enable_external_access = true", ONLY_READS),
    "unlocks the settings": ("set lock_configuration = false", ONLY_READS),
    "asks a pragma": ("pragma enable_profiling", ONLY_READS),
    "calls a procedure": ("call pragma_version()", ONLY_READS),
    "puts a row into the records": ("insert into records.bookings (booking_id) values ('X')", ONLY_READS),
    "alters the records": ("update records.bookings set released_at_text = null", ONLY_READS),
    "takes rows from the records": ("delete from records.bookings", ONLY_READS),
    "drops the records": ("drop table records.bookings", ONLY_READS),
    "puts a table in place of a population": (
        "create or replace table population_stays_released as select 1",
        ONLY_READS,
    ),
    "alters the records in passing": ("with gone as (delete from records.bookings returning 1) select 1", NOT_GIVEN),
}
FILES = {
    "a control": "controls/vetted_before_release.sql",
    "a leg": "expectations/no_duplicates.sql",
    "a measure": "measures/release_reasons.sql",
    "a view": "intervals/coverage_spans.sql",
    "a population": "populations/stays_released.sql",
}


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    jail = clean(Jail(tmp_path_factory.mktemp("room") / "jail"))
    jail.write_policy()
    assert reporter("ingest", "--folder", str(jail.folder)).returncode == 0
    (jail.folder.parent / "secret.txt").write_text("a secret", encoding="utf-8")
    (jail.folder.parent / "secret.csv").write_text("item\na secret\n", encoding="utf-8")
    return jail.folder


@pytest.fixture
def altered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Let the program run by queries of which one was altered."""
    code = tmp_path / "code"
    for kind in ("queries", "report_templates"):
        shutil.copytree(resources.data_dir(kind), code / kind)

    def alter(file: str, sql: str) -> None:
        path = code / "queries" / file
        path.write_text(path.read_text(encoding="utf-8").split("*/")[0] + "*/\n" + sql + "\n", encoding="utf-8")
        monkeypatch.setattr(resources, "_PACKAGE", code)
        resources.data_dir.cache_clear()

    yield alter
    monkeypatch.undo()
    resources.data_dir.cache_clear()


def around(folder: Path) -> dict[str, str]:
    """Return the digest of every file in the folder and beside it, but for the program's own lock and spill."""
    found = [path for path in folder.parent.rglob("*") if path.is_file() and ".spill" not in path.parts]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in found if path.name != ".lock"}


@pytest.fixture
def room(ingested: Path) -> Iterator[warehouse.Connection]:
    with warehouse.open_read_only(ingested) as connection:
        warehouse.lock_down(connection)
        yield connection


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_query_that_asks_for_more_than_the_records_is_refused(
    attempt: str, ingested: Path, room: warehouse.Connection
) -> None:
    sql, says = ATTEMPTS[attempt]
    sql = sql.format(place=ingested.parent, folder=ingested)
    before = around(ingested)
    with pytest.raises(IntegrityError, match=says), warehouse.guarded_query(room, "controls/x.sql", sql):
        warehouse.create(room, "x", sql, kept=True)
    assert around(ingested) == before


@pytest.mark.parametrize("attempt", ["reads the folder's own key", "writes a file after a query"])
def test_a_control_gets_nothing_but_the_records(
    attempt: str, ingested: Path, altered: Callable[[str, str], None]
) -> None:
    sql, says = ATTEMPTS[attempt]
    altered(FILES["a control"], sql.format(place=ingested.parent, folder=ingested))
    before = around(ingested)
    told = reporter("audit", "--folder", str(ingested), "--period", "2026-10")
    assert (told.returncode, told.stdout, around(ingested)) == (5, "", before)
    assert "Traceback" not in told.stderr
    assert "secret" not in told.stderr
    assert says in told.stderr, told.stderr
    assert "queries/controls/vetted_before_release.sql" in told.stderr


@pytest.mark.parametrize(
    ("kind", "attempt"),
    [
        ("a leg", "writes a file out of a bracket"),
        ("a measure", "reads a file as a text"),
        ("a view", "reads a file as a text"),
        ("a population", "writes a file after a query"),
    ],
)
def test_no_other_query_gets_more_than_a_control(
    kind: str, attempt: str, ingested: Path, altered: Callable[[str, str], None]
) -> None:
    sql, says = ATTEMPTS[attempt]
    altered(FILES[kind], sql.format(place=ingested.parent, folder=ingested))
    told = reporter("run", "--folder", str(ingested), "--period", "2026-10")
    assert (told.returncode, told.stdout) == (5, ""), told.stderr
    assert not (ingested.parent / "made").exists()
    assert [path for path in ingested.glob("reports/**/*") if path.is_file()] == []
    assert says in told.stderr, told.stderr
    assert f"queries/{FILES[kind].split('/')[0]}" in told.stderr


def test_the_lock_itself_refuses_what_the_reading_of_the_text_might_let_pass(ingested: Path) -> None:
    passed = []
    with warehouse.open_read_only(ingested) as connection:
        warehouse.lock_down(connection)
        for attempt, (sql, _) in ATTEMPTS.items():
            try:
                warehouse.run_script(connection, sql.format(place=ingested.parent, folder=ingested))
            except warehouse.SqlError:
                continue
            passed.append(attempt)
            assert not (ingested.parent / "made").exists()
    harmless = ["lets the records go", "asks a pragma", "calls a procedure"]
    assert [one for one in passed if one not in harmless] == ["puts a table in place of a population"]


def test_what_a_query_was_refused_is_told_without_a_word_of_a_record(ingested: Path) -> None:
    with warehouse.open_read_only(ingested) as connection:
        warehouse.lock_down(connection)
        with (
            pytest.raises(IntegrityError) as refused,
            warehouse.guarded_query(connection, "controls/x.sql", "select 1"),
        ):
            warehouse.rows(connection, "select * from read_text('/home/DOE, JANE')")
    assert "DOE" not in str(refused.value)
