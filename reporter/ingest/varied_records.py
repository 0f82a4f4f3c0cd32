"""Puts a variation of the records in their place: each as first delivered, no booking void, a code read otherwise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reporter import warehouse
from reporter.config.log_schemas import LogSchema, schemas
from reporter.ingest import joined_rows
from reporter.ingest.parse_values import time_span
from reporter.warehouse import Connection, create_table, literal, name, select
from reporter.warehouse.query_files import filled

NOTHING = ""


@dataclass(frozen=True, kw_only=True)
class CodeRead:
    """One code of theirs in one column of one layout, read as `instead`; without it its rows cannot be read at all.

    NOTHING stands for a blank cell. Without `theirs` the policy puts the code into every row.
    """

    log: str
    layout: int
    column: str
    theirs: str | None
    instead: str | None


Variation = Literal["first_delivered", "none_void"] | CodeRead

_FIRST = (
    "delivery_id = min(delivery_id) over (partition by key) "
    "and line = min(line) over (partition by key, delivery_id) as standing"
)
_JOINED = ("joined_into", "joined_strays")
_NEWEST = _FIRST.replace("delivery_id = min", "delivery_id = max")
_ASIDE = "delivery_id, log, line, raw, reasons, key, booking_id, officer_id, cells, earliest, latest, times, unmended"


def keep_stored(connection: Connection, folder: Path) -> None:
    """Attach the folder's warehouse as `stored`, from which `put_in_place` makes `records`."""
    connection.execute("detach records")
    connection.execute(f"attach {literal(str(folder / 'warehouse.duckdb'))} as stored (read_only)")
    connection.execute("attach ':memory:' as records")


def put_in_place(connection: Connection, variation: Variation | None, *, is_copy: bool) -> set[str]:
    """Make `records` of what is `stored`, with a variation if there is one; return the tables that differ.

    Records that are a copy in memory are changed themselves, for good.
    """
    stored = "records" if is_copy else "stored"
    if not is_copy:
        connection.execute("detach records")
        connection.execute("attach ':memory:' as records")
    varied = _varied(connection, variation, stored) if variation else {}
    for statement in _of_copy(connection, varied) if is_copy else _of_warehouse(connection, varied):
        connection.execute(statement)
    if varied.keys() - schemas().keys() - {"quarantine"}:  # joined files fill the rows again
        for table in _JOINED:
            kind = "table" if is_copy else "view"
            connection.execute(f"drop {kind} records.{table}")
        joined_rows.fill_all(connection, list(schemas().values()), "records", "records.")
        return {*varied, *_JOINED}
    return {*varied}


def marked(code: CodeRead, stored: str) -> str:
    """Return the query of the records in which a code stood: their deliveries and lines."""
    if code.theirs is None:
        return filled(
            "intake/rows_of_layout",
            stored=stored,
            records=name(table_of(code)),
            log=literal(code.log),
            layout=code.layout,
        )
    return filled(
        "intake/rows_of_code",
        stored=stored,
        log=literal(code.log),
        layout=code.layout,
        column_name=literal(code.column),
        theirs=literal(code.theirs),
    )


def among(code: CodeRead, stored: str, row: str = "") -> str:
    """Return whether the code stood in a row, as SQL; `row` is what comes before its columns."""
    return f"({row}delivery_id, {row}line) in ({marked(code, stored)})"


def table_of(code: CodeRead) -> str:
    """Return the table of the records in which a code stands: its log's, or that of a joined file."""
    return joined_rows.schema_of(schemas()[code.log], code.layout).table


def _varied(connection: Connection, variation: Variation, stored: str) -> dict[str, str]:
    """Return what stands in place of each table that is not as it was, in the order in which they are made."""
    held = _tables(connection, stored)
    halves = joined_rows.halves_held(connection, stored)
    if variation == "none_void":
        return {"bookings": _select(stored, "bookings", "* replace (false as void)")} if "bookings" in held else {}
    own = [log for log in schemas() if log in held]
    joined = [table for log in own for table in halves.get(log, {}).values()]
    if variation == "first_delivered":
        return {table: _select(stored, table, f"* replace ({_FIRST})") for table in sorted((*own, *joined))}
    found = dict(_of_code(variation, stored))
    if variation.log in halves:  # the rows of joined files fill those of every log again
        others = (table for log in own if log in halves for table in (log, *halves[log].values()))
        found |= {table: _select(stored, table, "*") for table in others if table not in found}
    return found


def _of_code(code: CodeRead, stored: str) -> Iterator[tuple[str, str]]:
    """Yield the tables that one code changes: the records in which it stands, and what is left aside."""
    table, stood = table_of(code), among(code, stored)
    if code.instead is None:
        yield "quarantine", _with_rows_aside(code, schemas()[code.log], f"{stored}.{name(table)}", stored)
        yield table, _select(stored, table, f"* replace ({_NEWEST})", where=f"not {stood}")
        return
    column = name(code.column)
    other = code.instead if schemas()[code.log].kind(code.column) == "flag" else literal(code.instead)
    other = "null" if code.instead == NOTHING else other
    yield table, _select(stored, table, f"* replace (case when {stood} then {other} else {column} end as {column})")


def _with_rows_aside(code: CodeRead, log: LogSchema, table: str, stored: str) -> str:
    """Return what is left aside if the rows of a code could not be read, and what of it no later row resolves."""
    later = select("1", f"{table} as other", where="other.key = aside.key and other.delivery_id > aside.delivery_id")
    is_lost = f"not exists ({later} and not {among(code, stored, 'other.')})"
    was_mended = f"exists ({later} and {among(code, stored, 'other.')})"
    ids = ", ".join(one if one in log.columns else "null::varchar" for one in ("booking_id", "officer_id"))
    rows = select(
        f"delivery_id, {literal(log.name)}, line, '', ['unknown_code:{code.column}'], key, {ids}, null::varchar[], "
        f"{time_span(log)}, true",
        table,
        where=among(code, stored),
    )
    new = select(f"* replace ({is_lost} as unmended)", f"({rows}) as aside({_ASIDE})")
    again = f"aside.log = {literal(log.name)} and aside.key is not null and {was_mended} and {is_lost}"
    old = select(f"* replace (unmended or ({again}) as unmended)", f"{stored}.quarantine as aside")
    return f"{old} union all by name {new}"


def _of_copy(connection: Connection, varied: Mapping[str, str]) -> Iterator[str]:
    for number, query in enumerate(varied.values()):
        yield create_table(f"records.varied_{number}", query)
    for number, table in enumerate(varied):
        yield f"drop table records.{name(table)}"
        yield f"alter table records.varied_{number} rename to {name(table)}"


def _of_warehouse(connection: Connection, varied: Mapping[str, str]) -> Iterator[str]:
    for table in _tables(connection, "stored"):
        if table in varied:
            yield create_table(f"records.{name(table)}", varied[table])
        else:
            yield f"create view records.{name(table)} as {select('*', f'stored.{name(table)}')}"


def _select(database: str, table: str, columns: str, where: str = "") -> str:
    return select(columns, f"{database}.{name(table)}", where=where, order="delivery_id, line")


def _tables(connection: Connection, database: str) -> list[str]:
    query = "select table_name from duckdb_tables() where database_name = ? order by 1"
    return [row[0] for row in warehouse.rows(connection, query, [database])]
