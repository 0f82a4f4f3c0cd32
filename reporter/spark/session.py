"""The one door to Apache Spark: a session on a cluster, the views over what was exported, and what they answer."""

import os
import shutil
import socket
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from reporter.errors import ClusterError, IntegrityError, PolicyError
from reporter.model import OUTCOMES, Progress
from reporter.spark import transpile
from reporter.warehouse import literal, select, subquery, union
from reporter.warehouse.query_files import filled

Session = Any
_TYPES = {"VARCHAR": "string", "BIGINT": "bigint", "INTEGER": "int", "BOOLEAN": "boolean", "DATE": "date"}
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}
_QUIET = """\
appender.none.type = Null
appender.none.name = none
rootLogger.level = off
rootLogger.appenderRef.none.ref = none
"""
_PATIENCE_SECONDS = 60
_OUTCOME = "control string, item string, outcome string, reason string"


@dataclass(frozen=True, kw_only=True)
class Question:
    """One control as it is asked of the cluster: its id, its query and the name of its population's view."""

    id: str
    sql: str
    population: str


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One completeness leg: its id, what contradicts it, and what there is to test."""

    id: str
    sql: str
    tested: str


@contextmanager
def opened(master: str, tell: Progress) -> Iterator[Session]:
    """Open a session; raises PolicyError when a program is missing, ClusterError when the cluster does not answer."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise PolicyError(
            "Apache Spark's Python package is not installed. Run `pip install reporter[spark]`, then this again."
        ) from error
    _must_have_java()
    must_answer(master)
    with TemporaryDirectory(prefix="reporter-spark-") as place:
        quiet = Path(place) / "log4j2.properties"
        quiet.write_text(_QUIET, encoding="ascii", newline="\n")
        builder = SparkSession.builder.master(master).appName("reporter")
        settings = {**_SETTINGS, "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile=file:{quiet}"}
        for key, value in settings.items():
            builder = builder.config(key, value)
        tell("asking the cluster for workers")
        try:
            session = builder.getOrCreate()
        except (PySparkException, OSError, *_gateway_errors()) as error:
            raise ClusterError(f"The cluster at {master} took no work: {_first_line(error)}") from error
        try:
            _wait_for_workers(session, master)
            yield session
        except _gateway_errors() as error:
            raise ClusterError(f"The cluster at {master} stopped working: {_first_line(error)}") from error
        except PySparkException as error:
            raise ClusterError(f"The cluster at {master} could not answer a query: {_first_line(error)}") from error
        finally:
            session.stop()


def _gateway_errors() -> tuple[type[Exception], ...]:
    from py4j.protocol import Py4JError, Py4JNetworkError

    return (Py4JError, Py4JNetworkError)


def _first_line(error: BaseException) -> str:
    """The kind of an error and its code: its words may hold a value of a record."""
    condition = getattr(error, "getCondition", lambda: None)()
    return f"{type(error).__name__}{f' ({condition})' if condition else ''}."


def _must_have_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if not (home and (Path(home) / "bin" / "java").exists()) and not shutil.which("java"):
        raise PolicyError(
            "Apache Spark needs a Java runtime (17 or later) and none is on this machine. Install one, for instance "
            "`apt install default-jre-headless`, or set JAVA_HOME."
        )


def must_answer(master: str) -> None:
    """Knock at a standalone master, so that a wrong address is told at once and not after minutes."""
    if not master.startswith("spark://"):
        return
    for one in master.removeprefix("spark://").split(","):
        host, _, port = one.rpartition(":")
        if not host or not port.isdigit():
            raise PolicyError(f"{master!r} is no address of a master. Give one such as spark://host:7077.")
        try:
            socket.create_connection((host, int(port)), timeout=5).close()
        except OSError:
            continue
        return
    raise ClusterError(
        f"No master answers at {master}. Is it running, and may this machine reach it? Nothing was decided."
    )


def _wait_for_workers(session: Session, master: str) -> None:
    if not master.startswith("spark://"):
        return
    until = time.monotonic() + _PATIENCE_SECONDS
    while session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() < 2:  # the first is this program itself
        if time.monotonic() > until:
            raise ClusterError(
                f"The master at {master} assigned no worker within {_PATIENCE_SECONDS} seconds. "
                "Check in the Spark UI that workers are up and have the memory that is asked for."
            )
        time.sleep(0.1)


def read_files(session: Session, folder: Path, tables: Mapping[str, Mapping[str, str]], prefix: str = "") -> None:
    """Make a view of each table exported, with the columns that the export names."""
    for table, columns in tables.items():
        shape = ", ".join(f"`{column}` {_type(kind)}" for column, kind in columns.items())
        path = folder / table if (folder / table).is_dir() else folder / f"{table}.parquet"
        session.read.schema(shape).parquet(_uri(path)).createOrReplaceTempView(prefix + table)


def _uri(path: Path) -> str:
    return f"file://{path.resolve()}"  # not as_uri: Spark takes the text as it stands


def _type(kind: str) -> str:
    if kind.endswith("[]"):
        return f"array<{_type(kind.removesuffix('[]'))}>"
    if kind not in _TYPES:
        raise IntegrityError(f"A column of type {kind} was exported, which the cluster does not know.")
    return _TYPES[kind]


def build(session: Session, views: Iterable[tuple[str, str]], kept: set[str], place: Path) -> None:
    """Make each (name, query) a view, in order; those `kept` are worked out once and laid down under `place`."""
    shutil.rmtree(place, ignore_errors=True)
    for name, sql in views:
        found = session.sql(transpile.carried(sql))
        if name in kept:
            found.write.parquet(_uri(place / name))
            found = session.read.schema(found.schema).parquet(_uri(place / name))
        found.createOrReplaceTempView(name)
    session.sql("declare or replace variable delivery_files array<string>")
    session.sql("set variable delivery_files = (select files from delivery_files)")


def decide(
    session: Session, questions: Sequence[Question], place: Path
) -> dict[str, tuple[int, list[tuple[Any, ...]]]]:
    """Decide each control and write its outcomes under `place`: its population, and (outcome, reason, count) rows.

    Raises IntegrityError unless each item of a control's population is answered exactly once.
    """
    shutil.rmtree(place, ignore_errors=True)
    for one in questions:
        answered = subquery(transpile.carried(one.sql))
        found = session.sql(select("item, outcome, reason, witness", answered))
        found.write.parquet(_uri(place / f"control={one.id}"))
    session.read.schema(_OUTCOME).parquet(_uri(place)).createOrReplaceTempView("answers")
    asked = union([select(f"{literal(one.id)} as control, item", one.population) for one in questions])
    outcomes = ", ".join(map(literal, OUTCOMES))
    books = session.sql(filled("cluster/outcomes_counted", asked=asked, outcomes=outcomes)).collect()
    closed: dict[str, tuple[int, list[tuple[Any, ...]]]] = {one.id: (0, []) for one in questions}
    for control, outcome, reason, count, in_population, answered, odd in books:
        if not in_population == answered == count or odd:
            raise IntegrityError(
                f"On the cluster the control {control} did not answer each item of its population once. "
                "No figure was printed."
            )
        population, rows = closed[control]
        closed[control] = (population + count, [*rows, (outcome, reason, count)])
    return closed


def contradictions(session: Session, legs: Sequence[Leg]) -> dict[str, tuple[int, dict[str, int]]]:
    """Count, for each leg, what there is to test and what contradicts it, by kind."""
    found: dict[str, tuple[int, dict[str, int]]] = {}
    for one in legs:
        tested, against = transpile.carried(one.tested), transpile.carried(one.sql)
        by_kind = select("what, count(*)", subquery(against), group="what")
        rows = session.sql(union([f"select null as what, ({tested}) as count", by_kind])).collect()
        kinds: dict[str | None, int] = {row[0]: row[1] for row in rows}
        found[one.id] = (kinds.pop(None) or 0, dict(sorted((str(what), count) for what, count in kinds.items())))
    return found
