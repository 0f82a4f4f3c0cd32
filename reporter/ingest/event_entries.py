"""Keeps which entries the files of an event log have, and which entries of other files they replace.

All files are looked over before the first is taken in, so that what is taken back does not depend on their order. A
file of which a later one takes an entry back is read again.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from reporter import warehouse
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import LogSchema
from reporter.config.policy import Policy
from reporter.errors import InputRefused
from reporter.files import sha256_of, sha256_of_content
from reporter.ingest import joined_rows, spool_file, spool_rows
from reporter.ingest.delivery_order import OneFile
from reporter.ingest.layouts import events
from reporter.ingest.layouts.taken_back import TakenBack, in_circles
from reporter.warehouse import Connection, delete, insert, literal, select
from reporter.warehouse.query_files import filled

_TABLES = ("event_entries", "entries_replaced")


def note(
    connection: Connection,
    folder: Path,
    policy: Policy,
    schema: LogSchema,
    readings: Mapping[int, str],
    files: Iterable[OneFile],
) -> None:
    """Read the entries of each file that is new; forget those of files that are neither here nor taken in."""
    ways = joined_rows.readings_of(policy.logs[schema.name])
    here = {(layout, sha256_of(path), readings[layout]): path for path, layout in files if _replaces(ways[layout])}
    query = select("layout, sha256, reading", "delivered", where="log = ?")
    held = [
        (layout, sha256, readings[layout])
        for layout, sha256, reading in warehouse.rows(connection, query, [schema.name])
        if layout in readings and reading.startswith(readings[layout])
    ]
    query = select("distinct layout, sha256, reading", "event_entries", where="log = ?")
    noted = {*warehouse.rows(connection, query, [schema.name])}
    for one in noted - {*here, *held}:
        for table in _TABLES:
            where = "log = ? and layout = ? and sha256 = ? and reading = ?"
            connection.execute(delete(table, where=where), [schema.name, *one])
    for (layout, sha256, reading), path in here.items():
        if (layout, sha256, reading) not in noted:
            _note_one(connection, ways[layout], schema, path, (schema.name, layout, sha256, reading))


def taken_back(connection: Connection, log: str, layout: int, sha256: str) -> TakenBack:
    """Return which entries of a file those of other files take back, and which it takes back that no file has."""
    if not warehouse.one(connection, warehouse.count_of_rows("entries_replaced", where="log = ?"), [log]):
        return TakenBack()  # few logs are of events, and this is asked of every file
    query = filled("intake/entries_taken_back", log=literal(log), layout=layout, sha256=literal(sha256))
    found = dict(warehouse.rows(connection, query))
    known = select("entry", "event_entries", where="log = ? and entry is not null")
    query = select(
        "entry", "entries_replaced", where=f"log = ? and layout = ? and sha256 = ? and entry not in ({known})"
    )
    unknown = frozenset(one for (one,) in warehouse.rows(connection, query, [log, layout, sha256, log]))
    if not found:
        return TakenBack(unknown=unknown)
    pairs = warehouse.rows(connection, select("by_entry, entry", "entries_replaced", where="log = ?"), [log])
    unclear = {one for one, is_unclear in found.items() if is_unclear} | (in_circles(pairs) & found.keys())
    return TakenBack(surely=frozenset(found.keys() - unclear), unclear=frozenset(unclear), unknown=unknown)


def digest(connection: Connection, log: str, layout: int, sha256: str) -> str:
    """Return a digest of what `taken_back` says of a file; "" for nothing."""
    found = taken_back(connection, log, layout, sha256)
    told = [sorted(one) for one in (found.surely, found.unclear, found.unknown)]
    return sha256_of_content(repr(told))[:16] if any(told) else ""


def _replaces(mapping: LogPolicy) -> bool:
    return mapping.events is not None and mapping.events.supersedes is not None


def _note_one(
    connection: Connection, mapping: LogPolicy, schema: LogSchema, path: Path, file: tuple[str, int, str, str]
) -> None:
    """Keep the entries of one file, a row without an entry for the file itself, and those that it replaces.

    Rows that are no entries of this log have numbers too: what means one of them means no entry of another file. A
    record that the file still tells needs no other file to be read again: the newest delivery wins.
    """
    try:
        with spool_file.opened(connection, mapping, schema, path) as source:
            read = spool_rows.read_events(source, schema, mapping, path.name)
    except InputRefused:  # it is refused when its turn comes
        return
    back = events.taken_back(read.entries, read.reader)
    keys = {one.entry: _key(one) for one in read.entries if one.entry}
    told = {_key(one) for one in read.entries if one.entry not in back.surely}
    itself = {of for by, of in read.reader.replaced if by == of}
    replaced = [
        (of, by, keys.get(of), of not in keys or keys[of] is None or keys[of] not in told)
        for by, of in dict.fromkeys(read.reader.replaced)
        if by != of or of in read.reader.names_no_own or of not in keys
        if of in keys or of not in read.reader.others
    ]
    others = ((entry, "\x1e".join(map(str, whom.values())), False) for entry, whom in read.reader.others.items())
    nothing: tuple[str | None, str | None, bool] = (None, None, False)
    held = [nothing, *((entry, key, entry in itself) for entry, key in keys.items()), *others]
    lists: list[tuple[str, Sequence[tuple[str | bool | None, ...]]]] = [(_TABLES[0], held), (_TABLES[1], replaced)]
    for table, rows in lists:
        columns = [[*column] for column in zip(*rows, strict=True)]
        if columns:
            kinds = ("varchar[]",) * (len(columns) - 1) + ("boolean[]",)
            cells = ", ".join(f"unnest(?::{kind})" for kind in kinds)
            connection.execute(insert(table, f"select ?, ?, ?, ?, {cells}"), [*file, *columns])


def _key(one: events.Entry) -> str | None:
    return None if None in one.key else "\x1f".join(map(str, one.key))
