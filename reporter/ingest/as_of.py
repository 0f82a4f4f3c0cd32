"""The records as an earlier edition knew them: its deliveries alone, and what stood in force then."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reporter import warehouse
from reporter.config.log_schemas import LogSchema, schemas
from reporter.errors import PolicyError
from reporter.ingest import joined_rows, snapshot_ends, snapshot_mending, snapshots, store_rows
from reporter.warehouse import Connection, literal, name


def restrict_records_to(
    connection: Connection, folder: Path, resting: Mapping[str, Any], *, same_reading: bool
) -> None:
    """Put in place of `records` the records of the deliveries that `resting` names, under the numbers they had then.

    Raises PolicyError when one is no longer held, or (with `same_reading`) when it has been read in another way since.
    """
    connection.execute("detach records")
    connection.execute(f"attach {literal(str(folder / 'warehouse.duckdb'))} as stored (read_only)")
    connection.execute("attach ':memory:' as records")
    _renumber(connection, resting, same_reading=same_reading)
    for log in schemas():
        halves = joined_rows.tables_held(connection, log, "stored").values()
        for table in (*([log] if _is_stored(connection, log) else []), *halves):
            connection.execute(_records(table))
    connection.execute(
        "create table records.delivered as select delivered.* replace (known.then_id as delivery_id) "
        "from stored.delivered join known on known.now_id = delivered.delivery_id order by known.then_id"
    )
    connection.execute(
        "create table records.corrections as select corrections.* replace "
        "(known.then_id as delivery_id, earlier.then_id as earlier_delivery_id) from stored.corrections "
        "join known on known.now_id = corrections.delivery_id "
        "join known as earlier on earlier.now_id = corrections.earlier_delivery_id order by known.then_id, line, key"
    )
    for table in ("code_counts", "left_out", "as_delivered"):
        if _is_stored(connection, table):
            connection.execute(
                f"create table records.{table} as select {table}.* replace (known.then_id as delivery_id) "
                f"from stored.{table} join known on known.now_id = {table}.delivery_id order by all"
            )
    joined_rows.fill_all(connection, list(schemas().values()), "records", "records.")
    for statement in snapshot_ends.copy_as_of() if _is_stored(connection, "snapshot_lists") else snapshots.LEDGER:
        connection.execute(statement.replace("exists snapshot", "exists records.snapshot"))
    connection.execute(_quarantine(connection))
    snapshot_ends.fill_all(connection, "records.")
    if _is_stored(connection, "response_files"):
        connection.execute(
            "create table records.response_files as select * from stored.response_files "
            "where list_contains(?::varchar[], sha256) order by number",
            [list(resting.get("response_files", []))],
        )
        connection.execute(
            "create table records.responses as select * from stored.responses "
            "where number in (select number from records.response_files) order by number, line"
        )
    connection.execute("detach stored")


def _renumber(connection: Connection, resting: Mapping[str, Any], *, same_reading: bool) -> None:
    held = {
        (log, file, sha256): (number, reading)
        for number, log, file, sha256, reading in warehouse.rows(
            connection, "select delivery_id, log, file, sha256, reading from stored.delivered"
        )
    }
    connection.execute("create temp table known (now_id integer, then_id integer)")
    last: dict[str, int] = {}
    for one in resting["deliveries"]:
        key = (one["log"], one["file"], one["sha256"])
        if key not in held:
            raise PolicyError(
                f"The warehouse no longer holds {one['file']} as delivered then. Put that file back into inbox/ and "
                "run `reporter ingest`."
            )
        number, reading = held[key]
        if same_reading and (reading != one["reading"] or number < last.get(one["log"], 0)):
            raise PolicyError(
                f"policy.toml: [logs.{one['log']}] or the zone is not what it was, so {one['file']} was read again. "
                "Put the edition's own policy.toml in place in a copy of the folder and run this there."
            )
        last[one["log"]] = number
        connection.execute("insert into known values (?, ?)", [number, one["delivery_id"]])


def _is_stored(connection: Connection, table: str) -> bool:
    query = "select count(*) from duckdb_tables() where database_name = 'stored' and table_name = ?"
    return bool(warehouse.one(connection, query, [table]))


def _records(log: str) -> str:
    """The newest known delivery of a key stands, in it the first line."""
    return f"""
create table records.{name(log)} as
select * replace (
    delivery_id = max(delivery_id) over (partition by key)
    and line = min(line) over (partition by key, delivery_id) as standing
)
from (
    select held.* replace (known.then_id as delivery_id)
    from stored.{name(log)} as held join known on known.now_id = held.delivery_id
)
order by delivery_id, line
"""


def _quarantine(connection: Connection) -> str:
    """A quarantined row is mended by a later delivery that brings its key, or, without a key, its file put right."""
    accepted = warehouse.union(
        [
            f"select {literal(log.name)} as log, {number} as half, delivery_id, key, "
            f"{store_rows.told_times(log)} as told "
            f"from records.{name(table)}"
            for log in schemas().values()
            if _is_stored(connection, log.name)
            for number, table in {0: log.name, **joined_rows.tables_held(connection, log.name, "records")}.items()
        ]
    )
    by_its_file = " or ".join(
        f"(rows_then.log = {literal(log.name)} and {_put_right(log)})"
        for log in schemas().values()
        if _is_stored(connection, log.name)
    )
    by_its_list = " or ".join(
        f"(rows_then.log = {literal(log)} and {snapshot_mending.mended(log, 'rows_then', 'records.', 'rows_then')})"
        for log in schemas()
    )
    return f"""
create table records.quarantine as
with rows_then as (
    select quarantine.* replace (known.then_id as delivery_id), {store_rows.half_of("delivered.layout")} as half
    from stored.quarantine join known on known.now_id = quarantine.delivery_id
    join stored.delivered on delivered.delivery_id = quarantine.delivery_id
)
select rows_then.* exclude (half) replace (not case
    when rows_then.delivery_id in (select delivery_id from records.snapshot_lists) then {by_its_list}
    else exists (
        select 1 from ({accepted}) as accepted
        where accepted.log = rows_then.log and accepted.half = rows_then.half and accepted.key = rows_then.key
            and accepted.delivery_id > rows_then.delivery_id
            and {store_rows.tells_as_much("accepted.told", "rows_then")}
    )
    or (rows_then.key is null and ({by_its_file})) end as unmended)
from rows_then
order by delivery_id, line
"""


def _put_right(log: LogSchema) -> str:
    return store_rows.is_superseded_condition(log, "rows_then", "records.", "rows_then")
