"""The records as an earlier edition knew them: its deliveries alone, and what stood in force then."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reporter import warehouse
from reporter.config.log_schemas import LogSchema, schemas
from reporter.errors import ReadOtherwise
from reporter.ingest import joined_rows, snapshot_ends, snapshot_mending, snapshots, store_rows
from reporter.warehouse import Connection, create_table, literal, name, select
from reporter.warehouse.query_files import filled


def restrict_records_to(
    connection: Connection, folder: Path, resting: Mapping[str, Any], *, same_reading: bool
) -> None:
    """Put in place of `records` the records of the deliveries that `resting` names, under the numbers they had then.

    Raises ReadOtherwise when one is no longer held, or (with `same_reading`) has been read in another way since.
    """
    connection.execute("detach records")
    connection.execute(f"attach {literal(str(folder / 'warehouse.duckdb'))} as stored (read_only)")
    connection.execute("attach ':memory:' as records")
    _renumber(connection, resting, same_reading=same_reading)
    for log in schemas():
        halves = joined_rows.tables_held(connection, log, "stored").values()
        for table in (*([log] if _is_stored(connection, log) else []), *halves):
            connection.execute(_records(table))
    connection.execute(filled("intake/delivered_as_of"))
    connection.execute(filled("intake/corrections_as_of"))
    for table in ("code_counts", "left_out", "as_delivered"):
        if _is_stored(connection, table):
            connection.execute(filled("intake/ledger_as_of", table=table, in_order="all"))
    joined_rows.fill_all(connection, list(schemas().values()), "records", "records.")
    has_lists = _is_stored(connection, "snapshot_lists")
    for statement in snapshot_ends.copy_as_of() if has_lists else [snapshots.ledger("records.")]:
        connection.execute(statement)
    connection.execute(_quarantine(connection))
    snapshot_ends.fill_all(connection, "records.")
    if _is_stored(connection, "response_files"):
        of_edition = "list_contains(?::varchar[], sha256)"
        files = select("*", "stored.response_files", where=of_edition, order="number")
        resting_on = [list(resting.get("response_files", []))]
        connection.execute(create_table("records.response_files", files), resting_on)
        in_files = "number in (select number from records.response_files)"
        responses = select("*", "stored.responses", where=in_files, order="number, line")
        connection.execute(create_table("records.responses", responses))
    connection.execute("detach stored")


def _renumber(connection: Connection, resting: Mapping[str, Any], *, same_reading: bool) -> None:
    held = {
        (log, file, sha256): (number, reading)
        for number, log, file, sha256, reading in warehouse.rows(
            connection, select("delivery_id, log, file, sha256, reading", "stored.delivered")
        )
    }
    connection.execute("create temp table known (now_id integer, then_id integer)")
    last: dict[str, int] = {}
    for one in resting["deliveries"]:
        key = (one["log"], one["file"], one["sha256"])
        if key not in held:
            raise ReadOtherwise(
                f"The warehouse no longer holds {one['file']} as delivered then. Put that file back into inbox/ and "
                "run `reporter ingest`."
            )
        number, reading = held[key]
        if same_reading and (reading != one["reading"] or number < last.get(one["log"], 0)):
            raise ReadOtherwise(
                f"{one['file']} is not read as it was when the edition was filed: [logs.{one['log']}] of the policy, "
                "the zone, or what the manifest says of the file is another."
            )
        last[one["log"]] = number
        connection.execute("insert into known values (?, ?)", [number, one["delivery_id"]])


def _is_stored(connection: Connection, table: str) -> bool:
    query = "select count(*) from duckdb_tables() where database_name = 'stored' and table_name = ?"
    return bool(warehouse.one(connection, query, [table]))


def _records(log: str) -> str:
    """The newest known delivery of a key stands, in it the first line."""
    return filled("intake/records_as_of", table=name(log))


def _quarantine(connection: Connection) -> str:
    """A quarantined row is resolved by a later delivery that has its key, or, without a key, its file put right."""
    accepted = warehouse.union(
        [
            select(
                f"{literal(log.name)} as log, {number} as half, delivery_id, key, {store_rows.told_times(log)} as told",
                f"records.{name(table)}",
            )
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
    return filled(
        "intake/quarantine_as_of",
        half=store_rows.half_of("delivered.layout"),
        accepted=accepted,
        tells_as_much=store_rows.tells_as_much("accepted.told", "rows_then"),
        by_its_list=by_its_list,
        by_its_file=by_its_file,
    )


def _put_right(log: LogSchema) -> str:
    return store_rows.is_superseded_condition(log, "rows_then", "records.", "rows_then")
