"""The same answer on a cluster: a real master and two workers, started and stopped here, decide a jail of all logs."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import types
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reporter import warehouse
from reporter.audit import controls, expectations, views
from reporter.config import policy
from reporter.config.period import period
from reporter.errors import ClusterError, IntegrityError, PolicyError
from reporter.spark import session as spark
from reporter.spark import transpile
from reporter.warehouse import query_files
from reporter.workflows import spark_audit
from tests.support import rich
from tests.support.jail import Jail

CONF = """\
spark.driver.memory 512m
spark.executor.memory 512m
spark.executor.cores 1
spark.sql.shuffle.partitions 1
spark.sql.adaptive.enabled false
spark.sql.codegen.wholeStage false
"""
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # short runs: what is compiled best is not worth the compiling


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver speaks to its cluster on loopback; nothing further away may be asked."""
    connect = socket.socket.connect

    def near(self: socket.socket, address: Any) -> None:
        assert address[0] in ("127.0.0.1", "localhost", "::1"), f"the network was asked for: {address}"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", near)


@pytest.fixture(scope="module", autouse=True)
def _carried_once() -> Iterator[None]:
    """What carries a query to Spark is slow, and two tests ask it of every query."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transpile, "carried", cache(transpile.carried))
        yield


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session on a standalone cluster of two workers."""
    pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed: pip install reporter[spark]")
    if not shutil.which("java"):
        pytest.skip("there is no Java runtime")
    place = tmp_path_factory.mktemp("cluster")
    (place / "spark-defaults.conf").write_text(CONF)
    home, master = Path(pyspark.__file__).parent, f"spark://127.0.0.1:{_free_port()}"
    own = {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m"}
    own |= {"JAVA_TOOL_OPTIONS": QUICK}
    started: list[subprocess.Popen[bytes]] = []

    def start(kind: str, *words: str) -> None:
        command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", *words, "--webui-port", "0"]
        with (place / f"{len(started)}.log").open("wb") as log:
            started.append(
                subprocess.Popen([*command, "--host", "127.0.0.1"], stdout=log, stderr=log, env={**os.environ, **own})
            )

    with pytest.MonkeyPatch.context() as patch:
        for key, value in (own | {"SPARK_CONF_DIR": str(place), "PYSPARK_PYTHON": sys.executable}).items():
            patch.setenv(key, value)
        try:
            start("master.Master", "--port", master.rpartition(":")[2])
            for n in (1, 2):
                start("worker.Worker", master, "--cores", "1", "--memory", "600m", "--work-dir", str(place / f"w{n}"))
            _wait_for(master)
            with spark.opened(master, lambda words: None) as opened:
                yield opened
        finally:
            for one in reversed(started):
                one.terminate()
            for one in started:
                one.wait(30)


def _wait_for(master: str) -> None:
    until = time.monotonic() + 180  # a busy machine takes long
    while True:
        try:
            socket.create_connection(("127.0.0.1", int(master.rpartition(":")[2])), timeout=1).close()
        except OSError:
            assert time.monotonic() < until, "the master did not start"
            time.sleep(0.2)
        else:
            return


def _by_duckdb(folder: Path, label: str) -> tuple[dict[str, set[tuple[Any, ...]]], dict[str, tuple[int, int]]]:
    chosen = policy.load(folder / "policy.toml")
    with warehouse.open_read_only(folder) as connection:
        delivered = {row[0] for row in warehouse.rows(connection, "select distinct log from records.delivered")}
        views.build(connection, chosen, period(label))
        decided = controls.run(connection, chosen, delivered)
        outcomes = {
            one.id: set(
                warehouse.rows(connection, f"select item, outcome, reason, witness::varchar from results.{one.id}")
            )
            for one in decided
            if one.testable
        }
        legs = expectations.run(connection, chosen, delivered, {})
    return outcomes, {one.id: (one.tested_count, one.contradiction_count) for one in legs}


@pytest.mark.filterwarnings("ignore")  # the driver's own
def test_the_cluster_answers_every_control_and_leg_as_duckdb_does_row_for_row(session: Any, jail: Jail) -> None:
    jail.extra = rich.POLICY
    rich.deliver(jail, rich.draw(7))
    jail.ingest()
    outcomes, legs = _by_duckdb(jail.folder, rich.PERIOD)
    assert set(outcomes) == {file.id for file in controls.catalogue()}
    judged = spark_audit.judge_in(session, jail.folder, period(rich.PERIOD), jail.folder / "export", lambda words: None)
    found = {}
    for one in judged.controls:
        place = jail.folder / "export" / "outcomes" / rich.PERIOD / f"control={one.id}" / "*.parquet"
        rows = duckdb.sql(f"select item, outcome, reason, witness::varchar from read_parquet('{place}')").fetchall()
        assert len(rows) == one.population
        found[one.id] = set(rows)
    assert found == outcomes
    assert {one.id: (one.tested_count, one.contradiction_count) for one in judged.legs} == legs


def test_every_query_can_be_carried_to_spark() -> None:
    kinds = ("populations", "controls", "expectations")
    fixed = {"local_days", "working_days", "court_days"}  # of no record: worked out once, by DuckDB
    queries = {file.id: file.sql for kind in kinds for file in query_files.folder(kind)}
    queries |= {file.id: file.sql for file in query_files.folder("intervals") if file.id not in fixed}
    assert [one for one, sql in queries.items() if "records." in transpile.carried(sql)] == []


def test_infinity_stays_infinity_and_a_month_is_a_month_of_the_calendar() -> None:
    assert transpile.carried("select a + interval 1 hour as later, b - to_months(n) as earlier from t order by a") == (
        "SELECT CASE WHEN ABS(a) = 9000000000000000000 THEN a ELSE a + CAST(3600000000 AS BIGINT) END AS later, "
        "ADD_MONTHS(b, -n) AS earlier FROM t"
    )


@pytest.mark.parametrize("what", ["now()::timestamp", "interval (n) hour", "list(a order by b desc)"])
def test_what_another_engine_would_read_in_its_own_way_is_refused(what: str) -> None:
    with pytest.raises(IntegrityError, match="carried"):
        transpile.carried(f"select {what} from t")


def test_a_master_that_does_not_answer_is_told_at_once() -> None:
    with pytest.raises(ClusterError, match="No master answers at"):
        spark.must_answer("spark://127.0.0.1:1")


def asked_without(package: str, jail: Jail) -> tuple[int, str]:
    """Ask a cluster that is not there, by a program that lacks a package."""
    jail.write_policy()
    code = f"import sys; sys.modules[{package!r}] = None; from reporter.cli import main; main()"
    words = ["audit", "--folder", str(jail.folder), "--period", "2026-10", "--engine", "spark"]
    command = [sys.executable, "-c", code, *words, "--master", "spark://127.0.0.1:1"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    return told.returncode, told.stdout + told.stderr


@pytest.mark.parametrize(
    ("package", "what"),
    [("pyspark", "Apache Spark's Python package"), ("sqlglot", "What carries queries to Apache Spark")],
)
def test_without_the_extra_it_is_said_what_to_install(package: str, what: str, jail: Jail) -> None:
    told = f"reporter: {what} is not installed. Run `pip install reporter[spark]`, then this again.\n"
    assert asked_without(package, jail) == (2, told)


@pytest.mark.parametrize("home", [None, "nowhere"])
def test_without_java_it_is_said_what_to_install(
    home: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors, sql = types.ModuleType("pyspark.errors"), types.ModuleType("pyspark.sql")
    errors.PySparkException, sql.SparkSession = Exception, None  # type: ignore[attr-defined]
    for name, module in (("pyspark", types.ModuleType("pyspark")), ("pyspark.errors", errors), ("pyspark.sql", sql)):
        monkeypatch.setitem(sys.modules, name, module)  # what is asked for before Java is looked for
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    if home:
        monkeypatch.setenv("JAVA_HOME", str(tmp_path / home))
    with pytest.raises(PolicyError) as told, spark.opened("spark://127.0.0.1:1", lambda words: None):
        pass
    assert str(told.value) == (
        "Apache Spark needs a Java runtime (17 or later) and none is on this machine. Install one, for instance "
        "`apt install default-jre-headless`, or set JAVA_HOME."
    )


def test_the_export_has_times_as_microseconds_and_no_attribute_of_a_person(jail: Jail) -> None:
    jail.deliver(
        "bookings",
        "booking_id|person_id|facility_id|booked_at|commitment|released_at|sex|birth_year\n"
        "B1|P1|NORTH 1|2026-10-31 23:30|criminal_court|2026-11-01 01:30|F|1980",
    )
    jail.ingest()
    told = spark_audit.write(jail.folder, jail.folder / "export", lambda words: None)
    assert "bookings         1 rows" in told
    files = sorted((jail.folder / "export" / "records" / "bookings").rglob("*.parquet"))
    assert [one.parent.relative_to(jail.folder).as_posix() for one in files] == [
        "export/records/bookings/in_facility=NORTH%201/in_month=2026-10"
    ]
    found = duckdb.sql(f"select * from read_parquet('{files[0]}', hive_partitioning = false)")
    row = dict(zip(found.columns, found.fetchall()[0], strict=True))
    assert (row["released_at_earliest"], row["released_at_latest"], row["released_at_repeat"]) == (
        1793511000000000,
        1793514659999999,
        3600000000,
    )
    assert not {"sex", "birth_year"} & set(row)
    manifest = json.loads((jail.folder / "export" / "export.json").read_text())
    assert manifest["tables"]["bookings"]["columns"]["released_at_latest"] == "BIGINT"
