"""Keeps the rows of joined files, the other half of a log's rows, and fills the columns that they name.

The rows of each joined file stand in a table of their own beside the log's, so that what each said is kept. What they
fill is worked out again from all of them, so that it does not depend on the order in which files came.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from reporter import warehouse
from reporter.config.log_policy import Joined, LogPolicy
from reporter.config.log_schemas import LogSchema
from reporter.ingest.parse_times import PARTS
from reporter.ingest.parse_values import event_span, time_span
from reporter.ingest.store_rows import FIRST_JOINED as FIRST
from reporter.warehouse import Connection, delete, literal, name, query_files, select, update


def halves_of(mapping: LogPolicy) -> dict[int, Joined]:
    """Return the joined files of a log by the number that stands for them as a layout."""
    return {
        FIRST * number + layout: joined
        for layout, one in enumerate(mapping.readings)
        for number, joined in enumerate(one.joined, 1)
    }


def readings_of(mapping: LogPolicy) -> dict[int, LogPolicy]:
    """Return every way in which files of a log are read, by number: layouts first, then joined files."""
    return {**dict(enumerate(mapping.readings)), **{number: one.half for number, one in halves_of(mapping).items()}}


def schema_of(log: LogSchema, number: int) -> LogSchema:
    """Return the log as a joined file has it: its key alone must be filled, and its rows have a table of their own."""
    if number < FIRST:
        return log
    columns = {one: said if one in log.key else said.removesuffix(" required") for one, said in log.columns.items()}
    return replace(log, columns=columns, stored_in=f"{log.name}_joined_{number}")


def columns_read(log: LogSchema, mapping: LogPolicy, number: int) -> list[str]:
    """Return the columns of ours that files of one reading may fill: no column is filled by both halves."""
    if number >= FIRST:
        half = readings_of(mapping)[number]
        return [one for one in log.columns if one in log.key or one in half.columns]
    filled = filled_by_joins(log, mapping, number)
    return [one for one in log.columns if one not in filled] if filled else []


def filled_by_joins(log: LogSchema, mapping: LogPolicy, layout: int) -> set[str]:
    """Return the columns that the joined files of one layout fill."""
    joined = mapping.readings[layout].joined
    return {one for each in joined for one in (*each.half.columns, *each.half.constants)} - {*log.key}


def halves_held(connection: Connection, database: str) -> dict[str, dict[int, str]]:
    """Return the tables of all joined files, by log and number."""
    found: dict[str, dict[int, str]] = {}
    for (table,) in warehouse.rows(
        connection,
        "select table_name from duckdb_tables() where database_name = ? "
        "and regexp_full_match(table_name, '.+_joined_[0-9]+') order by 1",
        [database],
    ):
        log, _, number = table.rpartition("_joined_")
        found.setdefault(log, {})[int(number)] = table
    return found


def tables_held(connection: Connection, log: str, database: str) -> dict[int, str]:
    """Return the tables of a log's joined files, by number."""
    return halves_held(connection, database).get(log, {})


def lacking_halves(connection: Connection, logs: Mapping[str, LogPolicy]) -> list[str]:
    """Name each joined file of which none was ever delivered: without it every stay would look open."""
    held = set(warehouse.rows(connection, "select distinct log, layout from delivered"))
    return [
        f"logs.{log}.joined: no file in inbox/ fits {one.half.files!r}, whose rows hold the other half. Deliver it."
        for log, mapping in logs.items()
        for number, one in halves_of(mapping).items()
        if (log, number) not in held and (log, number % FIRST) in held
    ]


def fill_all(
    connection: Connection,
    logs: Sequence[LogSchema],
    database: str = "warehouse",
    prefix: str = "",
    *,
    set_aside: bool = False,
) -> None:
    """Fill every log's rows again from those of its joined files; `set_aside` those that cannot be so."""
    warehouse.run_script(connection, ledger(prefix))
    held = halves_held(connection, database)
    for log in logs:
        columns = _columns_filled(connection, log, held.get(log.name, {}), prefix)
        for number, filled_columns in columns.items():
            if set_aside and log.name == "bookings":
                _set_aside(connection, log, number, filled_columns)
            elif set_aside:
                _set_aside_of_id_used_again(connection, log, number)
            for statement in fill(log, number, columns, prefix):
                connection.execute(statement)


def _columns_filled(
    connection: Connection, log: LogSchema, numbers: Iterable[int], prefix: str
) -> dict[int, list[str]]:
    """Return the columns that each joined file of a log fills, by its number."""
    query = select("distinct unnest(columns)", f"{prefix}delivered", where="log = ? and layout = ?")
    found = {number: {row[0] for row in warehouse.rows(connection, query, [log.name, number])} for number in numbers}
    return {
        number: [one for one in log.columns if one in columns and one not in log.key]
        for number, columns in found.items()
    }


def _set_aside(connection: Connection, log: LogSchema, number: int, filled_columns: Sequence[str]) -> None:
    """Move into quarantine what cannot be so; the row that one of these corrected is in force again.

    Bookings under a number used again come first: what the joined rows of that number tell may be of either stay.
    """
    half = schema_of(log, number).table
    parts: dict[str, str | int] = {"records": log.name, "half": half, "layout": number % FIRST}
    connection.execute(query_files.filled("intake/booked_again", **parts))
    unfilled = ", ".join(f"{part} = null" for column in filled_columns for part in stored_parts(log, column))
    if unfilled:
        aside = "(delivery_id, line) in (select (delivery_id, line) from rows_aside)"
        connection.execute(update(log.name, unfilled, where=aside))
    _move_aside(connection, log, log.name)
    is_found = True
    while is_found:
        sound = impossible("own", "other")
        connection.execute(
            query_files.filled("intake/impossible_rows", log=literal(log.name), impossible=sound, **parts)
        )
        is_found = _move_aside(connection, log, half)


def _set_aside_of_id_used_again(connection: Connection, log: LogSchema, number: int) -> None:
    """Move into quarantine what may be the other half of a row that is of another stay than the record in force."""
    half = schema_of(log, number).table
    connection.execute(
        query_files.filled(
            "intake/of_id_used_again",
            half=half,
            records=log.name,
            log=literal(log.name),
            layout=number % FIRST,
            told_at=event_span(log, "other.")[0],
        )
    )
    _move_aside(connection, log, half)


def _move_aside(connection: Connection, log: LogSchema, table: str) -> bool:
    """Move the rows that `rows_aside` names into quarantine; return whether there are any."""
    if not warehouse.one(connection, "select count(*) from rows_aside"):
        return False
    said = ", ".join(name(f"{one}_text") if log.kind(one) in ("time", "day") else name(one) for one in log.columns)
    connection.execute(
        query_files.filled(
            "intake/quarantine_aside", log=literal(log.name), said=said, time_span=time_span(log), records=table
        )
    )
    aside = "(delivery_id, line) in (select (delivery_id, line) from rows_aside)"
    connection.execute(delete(table, where=aside))
    connection.execute(query_files.filled("intake/corrections_without_aside", log=literal(log.name)))
    connection.execute(delete("corrections", where=f"log = {literal(log.name)} and {aside}"))
    connection.execute(query_files.filled("intake/delivered_without_aside"))
    connection.execute(query_files.filled("intake/stand_again", records=table))
    return True


def ledger(prefix: str = "") -> str:
    """Return the statements that make the ledger of joins, empty."""
    return query_files.filled("intake/ledger_of_joins", schema=prefix)


def filled(connection: Connection, log: LogSchema) -> dict[str, list[int]]:
    """Return the columns that joined files fill, with the deliveries of the rows which have them from there."""
    found: dict[str, list[int]] = {}
    numbers = select("distinct layout", "records.delivered", where=f"log = ? and layout >= {FIRST}", order="1")
    columns = select(
        "distinct unnest(half.columns), own.delivery_id",
        "records.delivered as half join records.delivered as own on own.log = half.log",
        where="half.log = ? and half.layout = ? and own.layout = ?",
        order="all",
    )
    for (number,) in warehouse.rows(connection, numbers, [log.name]):
        for column, own in warehouse.rows(connection, columns, [log.name, number, number % FIRST]):
            if column not in log.key:
                found.setdefault(column, []).append(own)
    return found


def fill(log: LogSchema, number: int, columns: Mapping[int, Sequence[str]], prefix: str = "") -> Iterator[str]:
    """Yield the statements that fill the rows of one layout from the newest row of one joined file.

    `columns` has those that each joined file of the log fills, by its number. A release that would lie before the
    booking fills nothing: such a row is set aside when it is taken in.
    """
    base, half = f"{prefix}{log.name}", f"{prefix}{schema_of(log, number).table}"
    stored = [part for column in columns[number] for part in stored_parts(log, column)]
    if not stored:
        return
    deliveries = select(
        "delivery_id", f"{prefix}delivered", where=f"log = {literal(log.name)} and layout = {number % FIRST}"
    )
    yield update(base, ", ".join(f"{one} = null" for one in stored), where=f"delivery_id in ({deliveries})")
    yield query_files.filled(
        "intake/fill_from_joined",
        records=base,
        changes=", ".join(f"{one} = other.{one}" for one in stored),
        half=half,
        deliveries=deliveries,
        sound=f"not {impossible('own', 'other')}" if log.name == "bookings" else "true",
    )
    yield query_files.filled(
        "intake/joined_into",
        joined_into=f"{prefix}joined_into",
        log=literal(log.name),
        records=base,
        half=half,
        deliveries=deliveries,
    )
    earliest, latest = event_span(log)
    yield query_files.filled(
        "intake/joined_strays",
        joined_strays=f"{prefix}joined_strays",
        log=literal(log.name),
        earliest=earliest,
        latest=latest,
        half=half,
        records=base,
        deliveries=deliveries,
        lost=_lost(log, number, columns, prefix),
    )


def _lost(log: LogSchema, number: int, columns: Mapping[int, Sequence[str]], prefix: str) -> str:
    """Return the query for the keys of records that another layout reads, and that its joined files leave blank."""
    others: dict[int, list[str]] = {}
    for other, filled_columns in columns.items():
        if other % FIRST != number % FIRST and {*filled_columns} & {*columns[number]}:
            others.setdefault(other % FIRST, []).append(f"{prefix}{schema_of(log, other).table}")
    found = ["select null as key where false"]
    for layout, tables in others.items():
        of_layout = select(
            "delivery_id", f"{prefix}delivered", where=f"log = {literal(log.name)} and layout = {layout}"
        )
        blank = " and ".join(f"key not in ({select('key', table)})" for table in tables)
        where = f"standing and delivery_id in ({of_layout}) and {blank}"
        found.append(select("key", f"{prefix}{log.name}", where=where))
    return warehouse.union(found)


def stored_parts(log: LogSchema, column: str) -> list[str]:
    """Return the stored columns of one column of ours."""
    if log.kind(column) in ("time", "day"):
        return [name(f"{column}_text"), *(name(f"{column}_{part}") for part in PARTS)]
    return [name(column)]


def impossible(booked: str, released: str) -> str:
    """Whether a release surely lies before the booking, as SQL."""
    return f"coalesce({released}.released_at_latest < {booked}.booked_at_earliest, false)"
