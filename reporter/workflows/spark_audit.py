"""The order of the steps on a cluster: the records are exported, Spark decides on them, the books are read here."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reporter import warehouse
from reporter.audit import controls, expectations
from reporter.audit import views as viewing
from reporter.audit.claim import claim
from reporter.config.policy import Policy
from reporter.editions import basis
from reporter.editions.build import Judged
from reporter.files import sha256_of_content
from reporter.ingest import deliveries, unread_files
from reporter.model import Period, Progress
from reporter.options import USUAL, RunOptions
from reporter.resources import make_folder
from reporter.spark import export, transpile
from reporter.spark import session as spark
from reporter.warehouse import Connection, query_files
from reporter.warehouse.query_files import SqlFile
from reporter.workflows import folder_lock, take_in

FOLDER = "export"
_CREATION = re.compile(r"\s*create or replace (?:temp )?(?:table|view) (\w+) as\s+(.*)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What is ready for the cluster: tables exported, tables that rest on no record, and the views over both."""

    exported: dict[str, dict[str, str]]
    fixed: dict[str, dict[str, str]]
    views: list[tuple[str, str]]


@folder_lock.with_folder_lock
def write(folder: Path, data: Path, tell: Progress, options: RunOptions = USUAL) -> list[str]:
    """Export the warehouse and name each table with its rows."""
    policy = take_in.ready(folder, tell, options)
    with warehouse.open_read_only(folder, options) as connection:
        written = export.write(connection, _empty(data), _digest(connection, policy))
    return [f"{one.table:<16} {one.count} rows" for one in written]


def judge(folder: Path, period: Period, master: str, data: Path, tell: Progress, options: RunOptions = USUAL) -> Judged:
    """Decide legs, controls and the claim on the cluster at `master`; the outcomes are left under `data`.

    Raises ClusterError when the cluster does not do its part, IntegrityError when a control's books do not close.
    """
    with spark.opened(master, tell) as session:
        return judge_in(session, folder, period, data, tell, options)


def judge_in(
    session: spark.Session, folder: Path, period: Period, data: Path, tell: Progress, options: RunOptions = USUAL
) -> Judged:
    """Decide legs, controls and the claim in a session that is open."""
    policy = take_in.ready(folder, tell, options)
    outcomes = data / "outcomes" / period.label
    with warehouse.open_read_only(folder, options) as connection:
        delivered = deliveries.delivered_logs(connection)
        asked = [one for one in controls.catalogue() if _can_be_asked(one, policy, delivered)]
        legs = [one for one in query_files.folder("expectations") if set(one.header["needs"]) <= delivered]
        prepared = _prepare(connection, policy, period, data, [*asked, *legs], tell)
        spark.read_files(session, data / "records", prepared.exported, "records_")
        spark.read_files(session, data / "fixed" / period.label, prepared.fixed)
        others = [*query_files.folder("populations"), *legs]
        kept = query_files.views_to_materialize(query_files.folder("intervals"), asked, others)
        tell("the cluster works out the intervals")
        spark.build(session, prepared.views, kept, data / "kept" / period.label)
        tell("the cluster decides the controls")
        questions = [
            spark.Question(id=one.id, sql=one.sql, population=f"population_{one.header['population']}") for one in asked
        ]
        books = spark.decide(session, questions, outcomes)
        decided = controls.run(connection, policy, delivered, lambda file: books[file.id])
        tell("the cluster asks how complete the logs are")
        counts = spark.contradictions(
            session,
            [
                spark.Leg(
                    id=one.id,
                    sql=warehouse.select(
                        "concat(place, ':', what) as what", warehouse.subquery(expectations.placed(one))
                    ),
                    tested=expectations.tested_query(one),
                )
                for one in legs
            ],
        )
        judged = expectations.run(connection, policy, delivered, {}, counts)
        unread = len(unread_files.not_taken_in(connection, folder, policy))
        waiting = len(unread_files.waiting(connection, folder, policy))
    found = claim(decided, judged, policy, unread_count=unread, waiting_count=waiting)
    return Judged(claim=found, controls=decided, legs=judged, delivered=delivered, not_read=unread + waiting)


def _can_be_asked(file: SqlFile, policy: Policy, delivered: set[str]) -> bool:
    return set(file.header["needs"]) <= delivered and file.id not in policy.suspended


def _prepare(
    connection: Connection, policy: Policy, period: Period, data: Path, asking: list[SqlFile], tell: Progress
) -> Prepared:
    """Export what is not there yet, and work out here, once, every table that rests on no record.

    So no zone, calendar or clock is ever asked of the cluster: it sees moments that are decided.
    """
    digest = _digest(connection, policy)
    exported = export.manifest(data, digest)
    if exported is None:
        tell("exporting the records")
        export.write(connection, _empty(data), digest)
        exported = export.manifest(data, digest) or {}
    made: dict[str, str] = {}
    fixed: dict[str, str] = {}
    for statement in viewing.statements(policy, period):
        creation = _CREATION.match(statement)
        if creation and (transpile.reads(creation[2]) - fixed.keys()):
            made[creation[1]] = creation[2]
            continue
        connection.execute(statement)
        if creation:
            fixed[creation[1]] = warehouse.select("*", creation[1])
    fixed["delivery_files"] = "select getvariable('delivery_files')::varchar[] as files"
    needed = _needed(asking, made)
    place = data / "fixed" / period.label
    shutil.rmtree(place, ignore_errors=True)
    read = set().union(*(transpile.reads(made[one]) for one in needed), *(transpile.reads(one.sql) for one in asking))
    columns = {
        one: export.write_query(connection, sql, place / f"{one}.parquet")
        for one, sql in fixed.items()
        if one in read | {"delivery_files"}
    }
    return Prepared(exported=exported, fixed=columns, views=[(one, made[one]) for one in made if one in needed])


def _needed(asking: list[SqlFile], made: dict[str, str]) -> set[str]:
    """Return the views that the questions rest on, near and far."""
    waiting: list[str] = []
    for file in asking:
        waiting += [*transpile.reads(file.sql)]
        if "population" in file.header:
            waiting.append(f"population_{file.header['population']}")
        if "tested" in file.header:
            waiting += ["span_in_question", *transpile.reads(expectations.tested_query(file))]
    found: set[str] = set()
    while waiting:
        one = waiting.pop()
        if one in made and one not in found:
            found.add(one)
            waiting += transpile.reads(made[one])
    return found


def _empty(data: Path) -> Path:
    make_folder(data)
    return data


def _digest(connection: Connection, policy: Policy) -> str:
    """Digest of all that the export rests on: what was delivered and how it was read, and the program."""
    rests: dict[str, Any] = basis.edition_basis(connection, policy, [], "")
    parts = [rests[one] for one in ("inputs", "deliveries", "queries", "version")]
    return sha256_of_content(repr(parts))
