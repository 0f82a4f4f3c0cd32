"""Puts a variation of the records in their place: each as first delivered, or no booking void."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from reporter import warehouse
from reporter.config.log_schemas import schemas
from reporter.ingest import joined_rows
from reporter.warehouse import Connection, literal, name

Variation = Literal["first_delivered", "none_void"]

_FIRST = (
    "delivery_id = min(delivery_id) over (partition by key) "
    "and line = min(line) over (partition by key, delivery_id) as standing"
)


def put_in_place(connection: Connection, folder: Path, variation: Variation, *, is_copy: bool) -> None:
    """Put a variation in place of `records`, which is a copy in memory or the folder's warehouse itself."""
    replaced = "false as void" if variation == "none_void" else _FIRST
    logs: Sequence[str] = ("bookings",) if variation == "none_void" else tuple(schemas())
    stored = "records" if is_copy else "stored"
    if not is_copy:
        connection.execute("detach records")
        connection.execute(f"attach {literal(str(folder / 'warehouse.duckdb'))} as stored (read_only)")
        connection.execute("attach ':memory:' as records")
    if variation == "first_delivered":
        logs = [*logs, *(table for log in logs for table in joined_rows.tables_held(connection, log, stored).values())]
    for statement in _of_copy(connection, logs, replaced) if is_copy else _of_warehouse(connection, logs, replaced):
        connection.execute(statement)
    if len(logs) > len(schemas()):
        for table in ("joined_into", "joined_strays"):
            kind = "table" if is_copy else "view"
            connection.execute(f"drop {kind} records.{table}")
        joined_rows.fill_all(connection, list(schemas().values()), "records", "records.")


def _of_copy(connection: Connection, logs: Sequence[str], replaced: str) -> Iterator[str]:
    for log in sorted(set(logs) & set(_tables(connection, "records"))):
        yield f"create table records.varied as {_select('records', log, replaced)}"
        yield f"drop table records.{name(log)}"
        yield f"alter table records.varied rename to {name(log)}"


def _of_warehouse(connection: Connection, logs: Sequence[str], replaced: str) -> Iterator[str]:
    for table in _tables(connection, "stored"):
        if table in logs:
            yield f"create table records.{name(table)} as {_select('stored', table, replaced)}"
        else:
            yield f"create view records.{name(table)} as {warehouse.select('*', f'stored.{name(table)}')}"


def _select(database: str, table: str, replaced: str) -> str:
    return warehouse.select(f"* replace ({replaced})", f"{database}.{name(table)}", order="delivery_id, line")


def _tables(connection: Connection, database: str) -> list[str]:
    query = "select table_name from duckdb_tables() where database_name = ? order by 1"
    return [row[0] for row in warehouse.rows(connection, query, [database])]
