"""Takes delivered files into the warehouse, each once, in one transaction, with closed accounts."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reporter import warehouse
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import LogSchema, schemas
from reporter.config.policy import Policy
from reporter.errors import InputRefused, IntegrityError
from reporter.files import sha256_of, sha256_of_content
from reporter.ingest import (
    as_delivered,
    completed_events,
    deliveries,
    fitting_columns,
    joined_rows,
    judge_rows,
    list_names,
    parse_values,
    quarantine_rows,
    refusals,
    snapshot_ends,
    snapshot_mending,
    snapshots,
    spool_file,
    store_rows,
    tables,
)
from reporter.ingest.delivery_order import as_they_came, by_export, files_of
from reporter.options import USUAL, RunOptions
from reporter.text import count_of
from reporter.warehouse import Connection

_OF_DELIVERIES = ("quarantine", "corrections", "code_counts", "left_out", "as_delivered", "delivered")


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What one call of `ingest` did with one file."""

    log: str
    file: str
    received: int
    accepted: int
    quarantined: int
    repeated: bool


def ingest(
    folder: Path,
    policy: Policy,
    tell: Callable[[str], None],
    options: RunOptions = USUAL,
    before: Sequence[tuple[str, str]] = (),
) -> list[Taken]:
    """Take in what is new in inbox/; raises InputRefused, once all others are in, for files that cannot be read at all.

    `before` is the log and SHA-256 of each delivery that a lost warehouse held, in its order: the newest wins still.
    """
    known = schemas()
    taken: list[Taken] = []
    refused: list[str] = []
    with warehouse.open_writable(folder, options) as connection:
        tables.prepare(connection, policy)
        for log, mapping in sorted(policy.logs.items(), key=lambda one: one[0] != "deliveries"):  # rows are held to it
            files = [
                (path, number)
                for number, layout in joined_rows.readings_of(mapping).items()
                for path in files_of(folder / "inbox", layout.files, log)
            ]
            reading = reading_digest(policy, mapping)
            held = _forget_if_mapped_anew(connection, log, reading, [path for path, _ in files])
            files = list_names.in_order(connection, joined_rows.readings_of(mapping), files)
            files = by_export(connection, log, folder / "inbox", files)
            for path, layout in as_they_came(files, held or [sha256 for one, sha256 in before if one == log]):
                try:
                    found = _take(connection, folder, policy, known[log], path, layout, reading)
                except InputRefused as error:
                    refused.append(str(error))
                    continue
                if found:
                    taken.append(found)
                    if log != "deliveries":
                        tell(f"{log}: {found.file}: {count_of(found.received, 'row')}")
        refused += joined_rows.lacking_halves(connection, policy.logs)
        with warehouse.transaction(connection):
            joined_rows.fill_all(connection, list(known.values()), set_aside=True)
            snapshot_ends.fill_all(connection)
    taken.sort(key=lambda one: one.log == "deliveries")  # read first, named last
    for one in (one for one in taken if one.log == "deliveries"):
        tell(f"{one.log}: {one.file}: {count_of(one.received, 'row')}")
    if refused:
        raise InputRefused(" ".join([*refused, _taken_words(taken)]))
    return taken


def _taken_words(taken: Sequence[Taken]) -> str:
    """Say which files were taken in beside those that were refused: they need not be delivered again."""
    if not taken:
        return "No other file was new."
    return f"Taken in all the same: {', '.join(f'{one.file} ({one.log}, {one.received} rows)' for one in taken)}."


def reading_digest(policy: Policy, mapping: LogPolicy) -> str:
    """Return a digest of all choices that change how a file is read: after a change of one it is read again."""
    return sha256_of_content(repr((policy.timezone, policy.years, mapping, parse_values.VERSION)))


def _forget_if_mapped_anew(connection: Connection, log: str, reading: str, files: list[Path]) -> list[str]:
    """Forget a log's rows if its mapping changed; return the SHA-256 of each file forgotten, in order of delivery."""
    held = warehouse.rows(
        connection, "select reading, file, sha256 from delivered where log = ? order by delivery_id", [log]
    )
    now = [f"{reading}{judge_rows.declared(connection, log, file, sha256)}" for _, file, sha256 in held]
    if all(row[0] == one for row, one in zip(held, now, strict=True)):
        return []
    hashes = {sha256_of(path) for path in files}
    is_mapped_anew = any(not row[0].startswith(reading) for row in held)
    for _, file, sha256 in held:
        if sha256 not in hashes:
            if not is_mapped_anew:
                return []  # the manifest says something else of a file, and the files are not there to be read again
            raise InputRefused(
                f"policy.toml: [logs.{log}] has changed, so its files must be read again, but {file} is no longer in "
                "inbox/. Put it back, or undo the change."
            )
    with warehouse.transaction(connection):
        for table in (log, *joined_rows.tables_held(connection, log, "warehouse").values()):
            connection.execute(warehouse.delete(table))
        for table in (*_OF_DELIVERIES, *snapshots.TABLES):
            connection.execute(warehouse.delete(table, where="log = ?"), [log])
    return [row[2] for row in held]


def _take(
    connection: Connection,
    folder: Path,
    policy: Policy,
    schema: LogSchema,
    path: Path,
    layout: int,
    reading: str,
) -> Taken | None:
    whole = policy.logs[schema.name]
    mapping = joined_rows.readings_of(whole)[layout]
    columns = joined_rows.columns_read(schema, whole, layout)
    schema = joined_rows.schema_of(schema, layout)
    sha256 = sha256_of(path)
    file = str(path.relative_to(folder / "inbox"))
    held = warehouse.rows(
        connection,
        "select file from delivered where log = ? and sha256 = ? and layout = ? order by delivery_id",
        [schema.name, sha256, layout],
    )
    if any(row[0] == file for row in held):
        return None
    if mapping.snapshots and mapping.snapshots.taken_at_name:
        held = [row for row in held if list_names.is_same_list(connection, mapping, path, Path(str(row[0])))]
    way = fitting_columns.Reading(connection, folder, mapping, schema, path, columns, policy.years)
    spooled = None if held else fitting_columns.spool(way)
    mapped_codes = deliveries.count_codes(connection, mapping, spooled.columns) if spooled else []
    if spooled:
        _type(way, layout, spooled, sha256)
    with warehouse.transaction(connection):
        row, delivery_id = _store(way, layout, spooled, sha256, reading)
        deliveries.keep_codes(connection, delivery_id, schema.name, mapped_codes)
    _drop(connection, "typed", "crowded", "unsound", "differing_texts", *store_rows.KEPT_ROWS, *snapshots.MADE)
    return row


def _type(way: fitting_columns.Reading, layout: int, spooled: spool_file.Spooled, sha256: str) -> None:
    """Make `typed` and all that is found of it before the first row is stored; raises InputRefused for odd files."""
    connection, mapping, schema = way.connection, way.mapping, way.schema
    for statement in (
        *completed_events.complete(schema, mapping, spooled, layout),
        parse_values.typed(schema, mapping, spooled.columns, way.years, is_ordinary=spooled.is_ordinary),
    ):
        connection.execute(statement)
    refusals.refuse_two_ways(connection, schema, mapping, way.file)
    fitting_columns.refuse_lacking(way, layout, spooled)
    connection.execute(as_delivered.find(mapping, spooled, is_plain=spooled.is_plain))
    # before the transaction, which would keep their memory
    _drop(connection, "plain_rows", "spooled", "completed_rows", "dated_rows")
    for statement in (
        *(snapshots.find_lists(mapping.snapshots.ends) if mapping.snapshots else ()),
        *judge_rows.unsound_rows(schema, way.file, sha256),
        *(snapshots.settle(schema, mapping, layout) if mapping.snapshots else ()),
    ):
        connection.execute(statement)


def _store(
    way: fitting_columns.Reading, layout: int, spooled: spool_file.Spooled | None, sha256: str, reading: str
) -> tuple[Taken, int]:
    """Store a file's rows and its accounts; raises IntegrityError unless these close.

    Nothing is spooled of a file whose content was delivered before: that it came again is written down.
    """
    connection, mapping, schema = way.connection, way.mapping, way.schema
    delivery_id = int(warehouse.one(connection, "select coalesce(max(delivery_id), 0) + 1 from delivered"))
    counts = _read(connection, mapping, schema, way.path, delivery_id, layout, spooled) if spooled else {}
    row = Taken(
        log=schema.name,
        file=way.file,
        received=counts.get("received", 0),
        accepted=counts.get("accepted", 0),
        quarantined=counts.get("quarantined", 0),
        repeated=spooled is None,
    )
    folded, others = (counts.get(one, 0) for one in ("folded", "not_this_log"))
    if row.received != row.accepted + row.quarantined + folded + others:
        raise IntegrityError(f"{way.path.name}: the accounts do not close: {counts}. Nothing of it was taken in.")
    aside, named = (spooled.set_aside, {*spooled.columns, *mapping.constants}) if spooled else (0, set[str]())
    said = (row.repeated, row.received, row.accepted, row.quarantined, folded, others, aside, sorted(named))
    connection.execute(
        "insert into delivered values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [delivery_id, schema.name, way.file, sha256, reading, *said, layout],
    )
    if spooled and deliveries.has_unmended_rows(connection, schema.name, delivery_id):
        connection.execute(
            snapshot_mending.mark_mended(schema)
            if mapping.snapshots
            else store_rows.mark_superseded_rows(schema, delivery_id, layout)
        )
    connection.execute(
        "update delivered set reading = ? where delivery_id = ?",
        [f"{reading}{judge_rows.declared(connection, schema.name, way.file, sha256)}", delivery_id],
    )
    return row, delivery_id


def _drop(connection: Connection, *tables: str) -> None:
    for table in tables:
        connection.execute(f"drop table if exists temp.{table}")


def _read(
    connection: Connection,
    mapping: LogPolicy,
    schema: LogSchema,
    path: Path,
    delivery_id: int,
    layout: int,
    spooled: spool_file.Spooled,
) -> Mapping[str, int]:
    if mapping.snapshots:
        is_late = warehouse.one(connection, snapshots.is_late(schema.name, layout))
        statements = [*snapshots.store(schema, mapping, delivery_id, layout)]
        statements += [snapshots.doubts(schema, delivery_id, layout)] if is_late else []
    else:
        statements = store_rows.store_rows_statements(schema, mapping, delivery_id, spooled.written)
    for statement in statements:
        connection.execute(statement)
    connection.execute(as_delivered.store(schema, delivery_id))
    quarantine_rows.keep(connection, schema, mapping, path, delivery_id, is_plain=spooled.is_plain)
    for (setting, value), rows in sorted((Counter(spooled.left_out) + Counter(spooled.elsewhere)).items()):
        connection.execute(
            "insert into left_out values (?, ?, ?, ?, ?)", [delivery_id, schema.name, setting, value, rows]
        )
    settled = dict(warehouse.rows(connection, "select fate, count(*) from settled group by fate"))
    folded = settled.get("folded", 0) + spooled.folded
    return {**settled, "received": spooled.received, "not_this_log": spooled.others, "folded": folded}
