"""Writes the warehouse as Parquet for another engine: times as microseconds, in parts by facility and month.

A column that no view, control or leg reads, such as a person's sex, stays at home.
"""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reporter import warehouse
from reporter.config.log_schemas import LogSchema, schemas
from reporter.warehouse import NEVER, Connection, name, query_files

MANIFEST = "export.json"
_INTEGERS = ("TIMESTAMP", "INTERVAL")
_QUERIES = ("intervals", "populations", "controls", "expectations")


@dataclass(frozen=True, kw_only=True)
class Written:
    """One table as it was written: its columns with their DuckDB types, and its rows."""

    table: str
    columns: Mapping[str, str]
    count: int


def write(connection: Connection, folder: Path, digest: str) -> list[Written]:
    """Write every table of the records, and last the manifest: without it, or with another digest, nothing stands."""
    if folder.exists():
        (folder / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(folder / "records", ignore_errors=True)
    read = _named_by_queries()
    logs = schemas()
    tables = warehouse.rows(
        connection, "select table_name from duckdb_tables() where database_name = 'records' order by table_name"
    )
    found = [_write_table(connection, folder / "records", table, logs.get(table), read) for (table,) in tables]
    manifest = {"digest": digest, "tables": {one.table: {"columns": dict(one.columns)} for one in found}}
    text = json.dumps(manifest, indent=1) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    return found


def manifest(folder: Path, digest: str) -> dict[str, dict[str, str]] | None:
    """Return the columns of each table exported, if what lies there was written of these very records."""
    path = folder / MANIFEST
    if not path.is_file():
        return None
    found = json.loads(path.read_text(encoding="utf-8"))
    if found["digest"] != digest:
        return None
    return {table: one["columns"] for table, one in found["tables"].items()}


def write_query(connection: Connection, sql: str, path: Path) -> dict[str, str]:
    """Write a query's rows as one Parquet file, times as microseconds; return its columns with their types."""
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = _described(connection, sql)
    chosen = [_chosen(column, kind) for column, kind in columns.items()]
    warehouse.write_parquet(connection, warehouse.select(chosen, warehouse.subquery(sql)), path)
    return {column: _kind(kind) for column, kind in columns.items()}


def _write_table(connection: Connection, folder: Path, table: str, log: LogSchema | None, read: set[str]) -> Written:
    source = f"records.{table}"
    columns = {
        column: kind
        for column, kind in _described(connection, warehouse.select("*", source)).items()
        if column in read or (log and column not in log.columns)
    }
    count = warehouse.count(connection, source)
    chosen = [_chosen(column, kind) for column, kind in columns.items()]
    parts = _parts(log) if count and log else {}
    place = folder / table
    place.mkdir(parents=True)
    if parts:
        chosen += [f"{sql} as {part}" for part, sql in parts.items()]
        warehouse.write_parquet_parts(connection, warehouse.select(chosen, source), place, list(parts))
    else:
        warehouse.write_parquet(connection, warehouse.select(chosen, source), place / "data_0.parquet")
    return Written(table=table, columns={column: _kind(kind) for column, kind in columns.items()}, count=count)


def _described(connection: Connection, sql: str) -> dict[str, str]:
    return {row[0]: row[1] for row in warehouse.rows(connection, f"describe {sql}")}


def _chosen(column: str, kind: str) -> str:
    quoted = name(column)
    if kind == "TIMESTAMP":
        never = (
            f"when {quoted} = 'infinity'::timestamp then {NEVER} when {quoted} = '-infinity'::timestamp then -{NEVER}"
        )
        return f"(case {never} else epoch_us({quoted}) end)::bigint as {quoted}"
    return f"epoch_us({quoted})::bigint as {quoted}" if kind == "INTERVAL" else quoted


def _kind(kind: str) -> str:
    return "BIGINT" if kind in _INTEGERS else kind


def _parts(log: LogSchema) -> dict[str, str]:
    """By what a log is split: the facility it names, and the local month of its events; neither, if it has none."""
    times = [column for column in log.moment if column in log.of_kind("time")]
    found = {}
    if "facility_id" in log.columns:
        found["in_facility"] = "coalesce(facility_id, 'unknown')"
    if times:
        days = ", ".join(name(f"{column}_on") for column in times)
        found["in_month"] = f"coalesce(strftime(coalesce({days}), '%Y-%m'), 'unknown')"
    return found


def _named_by_queries() -> set[str]:
    text = "\n".join(file.sql for kind in _QUERIES for file in query_files.folder(kind))
    text += "\n".join(file.header["tested"] for file in query_files.folder("expectations"))
    return set(re.findall(r"\w+", text))
