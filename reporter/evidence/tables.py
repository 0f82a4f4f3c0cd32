"""The tables of an evidence pack: their columns, and the statements that make the warehouse's records of them again."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from reporter.config.log_policy import LogPolicy, Mapped
from reporter.config.log_schemas import LogSchema, schemas
from reporter.config.policy import Policy
from reporter.ingest import as_delivered, joined_rows, snapshots
from reporter.ingest.parse_times import PARTS
from reporter.ingest.parse_values import as_recorded, create_records, stored_columns, typed
from reporter.warehouse import create_table, file_literal, insert, literal, name, select, temporary, timezones
from reporter.warehouse.query_files import filled

Fields = Mapping[str, str]
DELIVERED: Fields = {
    "delivery": "integer",
    "log": "string",
    "file": "string",
    "sha256": "string",
    "repeated": "boolean",
    "received": "integer",
    "accepted": "integer",
    "quarantined": "integer",
    "folded": "integer",
    "not_this_log": "integer",
    "set_aside": "integer",
    "columns": "string",
    "layout": "integer",
}
QUARANTINE: Fields = {
    "delivery": "integer",
    "log": "string",
    "file": "string",
    "line": "integer",
    "reasons": "string",
    "key": "string",
    "booking_id": "string",
    "officer_id": "string",
    "cells": "string",
    "unmended": "boolean",
    "earliest": "string",
    "latest": "string",
    "times": "string",
    "raw": "string",
}
AS_DELIVERED: Fields = {
    "delivery": "integer",
    "log": "string",
    "line": "integer",
    "column": "string",
    "text": "string",
}
LISTS: Fields = {"delivery": "integer", "log": "string", "ends": "string", "line": "integer", "taken": "string"}
OUTCOMES: Fields = dict.fromkeys(("control", "item", "outcome", "reason"), "string")
CASES: Fields = dict.fromkeys(("control", "item", "case_id"), "string")
_AS_STORED = {"integer": "bigint", "boolean": "boolean", "string": "varchar"}
_PLAIN = LogPolicy()


def own_column(column: str) -> str:
    """Return the name of a log's column in its table: `file` is where the record stands, so a log's own is `file_1`."""
    return "file_1" if column == "file" else column


def of_log(log: LogSchema) -> Fields:
    """Return the columns of records/<log>.csv: where it stands, and each column of the log."""
    fields = {"delivery": "integer", "file": "string", "line": "integer"}
    return fields | {own_column(column): "string" for column in log.columns}


def of_files(files: Collection[str]) -> dict[str, Fields]:
    """Return the columns of each of these tables that a pack may have."""
    known = {
        "delivered.csv": DELIVERED,
        "quarantine.csv": QUARANTINE,
        "as-delivered.csv": AS_DELIVERED,
        "lists.csv": LISTS,
    }
    known |= {"outcomes.csv": OUTCOMES, "cases.csv": CASES}
    known |= {f"records/{log.name}.csv": of_log(log) for log in schemas().values()}
    known |= {file: of_log(log) for log in schemas().values() for file in halves(log, files)}
    return {file: fields for file, fields in known.items() if file in files}


def halves(log: LogSchema, files: Collection[str]) -> dict[str, int]:
    """Return the tables that hold the rows of a log's joined files, with the number of each."""
    found = {file: re.fullmatch(rf"records/{log.name}_joined_([0-9]+)\.csv", file) for file in sorted(files)}
    return {file: int(match[1]) for file, match in found.items() if match}


def reader(path: str, fields: Fields) -> str:
    """Return what a query names to read one table of a pack as text; nothing is sniffed."""
    columns = ", ".join(f"{literal(field)}: 'varchar'" for field in fields)
    return (
        f"read_csv({file_literal(path)}, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', "
        f"nullstr = '', max_line_size = 33554432, columns = {{{columns}}})"
    )


def records(policy: Policy, data: str, files: Collection[str], schema: str = "") -> Iterator[str]:
    """Yield the statements that make `delivered`, `quarantine` and every log's records of the tables below `data`.

    Each time is read again from its recorded text. `schema` comes before each table's name, such as "records.".
    """
    yield timezones.create_zone_weeks(policy.timezone)
    for table, fields in (("delivered", DELIVERED), ("quarantine", QUARANTINE)):
        yield _ledger(f"{schema}{table}", fields, reader(f"{data}/{table}.csv", fields))
    yield joined_rows.ledger(schema).rstrip(";")
    yield snapshots.ledger(schema).rstrip(";")
    if "lists.csv" in files:
        for log in (one for one in schemas().values() if one.name in policy.logs):
            yield from _lists(log, policy, f"{data}/lists.csv", schema)
    for log in schemas().values():
        mapping = policy.logs.get(log.name, _PLAIN)
        yield create_records(log, schema)
        if f"records/{log.name}.csv" in files:
            ways = dict(enumerate(mapping.readings))
            yield from _log(log, policy, ways, f"{data}/records/{log.name}.csv", schema)
        columns = {}
        for file, number in halves(log, files).items():
            half = joined_rows.schema_of(log, number)
            way = joined_rows.readings_of(mapping)[number]
            yield create_records(half, schema)
            yield from _log(half, policy, {number: way}, f"{data}/{file}", schema)
            named = {*way.columns, *way.constants} - {*log.key}
            columns[number] = [one for one in log.columns if one in named]
        for number in columns:
            yield from joined_rows.fill(log, number, columns, schema)


def _ledger(table: str, fields: Fields, source: str) -> str:
    parts = [f"{name(field)}::{_AS_STORED[type_]} as {name(field)}" for field, type_ in fields.items()]
    parts[0] = "delivery::integer as delivery_id"
    lists = {"reasons": "' '", "cells": "chr(31)", "times": "chr(31)", "columns": "' '"}
    for n, field in enumerate(fields):
        if field in ("earliest", "latest"):
            parts[n] = f"{field}::timestamp as {field}"
        if field in lists:
            parts[n] = f"string_split({field}, {lists[field]}) as {field}"
    return create_table(table, select(parts, source))


def _log(log: LogSchema, policy: Policy, ways: Mapping[int, LogPolicy], path: str, schema: str) -> Iterator[str]:
    """Read the records of one log again, those of each layout as that layout reads times."""
    own = [f"{name(own_column(column))} as {name(column)}" for column in log.columns]
    place = ["row_number() over () as number", "delivery::integer as delivery", "line::bigint as at_line"]
    yield temporary("packed", select([*place, *own], reader(path, of_log(log))))
    for number, held in ways.items():
        yield filled("pack/spool_of_records", delivered=f"{schema}delivered", layout=number)
        yield typed(log, _as_written(held), log.columns, policy.years)
        yield filled("pack/no_unread_rows", file=f"records/{log.table}.csv")
        is_first = number == next(iter(ways))
        yield temporary("read_again", "from typed") if is_first else insert("read_again", "from typed")
    columns = ", ".join(name(column) for column in stored_columns(log))
    yield filled("pack/records_again", records=f"{schema}{log.table}", columns=columns)


def _lists(log: LogSchema, policy: Policy, path: str, schema: str) -> Iterator[str]:
    """Read again when each list of a log was taken, as its layout reads times."""
    for number, held in enumerate(policy.logs[log.name].readings):
        if held.snapshots is None:
            continue
        ends, at_most = held.snapshots.ends, held.snapshots.at_most
        yield filled(
            "pack/packed_lists",
            lists=reader(path, LISTS),
            log=literal(log.name),
            delivered=f"{schema}delivered",
            layout=number,
        )
        nothing = ", ".join(f"null::varchar as {name(column)}" for column in log.columns if column != ends)
        yield filled("pack/spool_of_lists", ends=name(ends), other_columns=nothing)
        yield typed(log, _as_written(held), log.columns, policy.years)
        yield filled(
            "pack/lists_again",
            snapshot_lists=f"{schema}snapshot_lists",
            log=literal(log.name),
            layout=number,
            at_most=str(at_most),
            time_parts=", ".join(name(f"{ends}_{part}") for part in ("text", *PARTS)),
        )


def _as_written(held: LogPolicy) -> LogPolicy:
    """Return how a layout reads times, of columns that bear our names."""
    return replace(
        _PLAIN,
        columns={column: Mapped(after=(column,), by=(column,)) for column in held.between},
        timestamp_format=held.timestamp_format,
        precision=held.precision,
        offsets=held.offsets,
        decimal=held.decimal,
    )


def _not_joined(log: LogSchema, column: str, readings: Sequence[LogPolicy]) -> str:
    """Return the condition that the later row is of no layout whose joined files fill a column."""
    filling = [str(n) for n, one in enumerate(readings) if column.removesuffix("_text") in one.filled_by_joins]
    if not filling:
        return ""
    where = f"log = {literal(log.name)} and layout in ({', '.join(filling)})"
    return f" and later.delivery_id not in ({select('delivery_id', 'delivered', where=where)})"


def corrections(policy: Policy, data: str, files: Collection[str]) -> Iterator[str]:
    """Yield the statements that list each record which a later delivery put in the place of an earlier one, and what
    stood in the files where the policy made another value of it.

    A pack has no row that was not accepted as it was delivered: how often a code stands and what `only` left out cannot
    be counted again, so those tables stay empty.
    """
    yield (
        "create table corrections "
        "(log varchar, key varchar, delivery_id integer, line bigint, earlier_delivery_id integer, earlier_line bigint)"
    )
    yield as_delivered.LEDGER
    if "as-delivered.csv" in files:
        told = reader(f"{data}/as-delivered.csv", AS_DELIVERED)
        yield insert("as_delivered", select('delivery::integer, log, line::bigint, "column", text', told))
    yield "create table code_counts (delivery_id integer, column_name varchar, theirs varchar, row_count bigint)"
    yield "create table left_out (delivery_id integer, log varchar, setting varchar, value varchar, rows bigint)"
    for log in schemas().values():
        own = [log.name] if f"records/{log.name}.csv" in files else []
        for table in (*own, *(joined_rows.schema_of(log, number).table for number in halves(log, files).values())):
            readings = policy.logs[log.name].readings if table == log.name and log.name in policy.logs else ()
            differs = " or ".join(
                f"(earlier.{name(column)} is distinct from later.{name(column)}{_not_joined(log, column, readings)})"
                for column in as_recorded(log)
            )
            yield filled("pack/in_force", records=name(table))
            yield filled("pack/corrections", log=literal(log.name), differs=differs)
