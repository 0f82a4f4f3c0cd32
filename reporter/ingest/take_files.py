"""Takes the files of one log in, each in one transaction and with closed accounts."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from reporter import warehouse
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import LogSchema
from reporter.config.policy import Policy
from reporter.errors import InputRefused, IntegrityError, ReporterError
from reporter.files import sha256_of
from reporter.ingest import (
    as_delivered,
    completed_events,
    deliveries,
    event_entries,
    fitting_columns,
    joined_rows,
    judge_rows,
    list_names,
    quarantine_rows,
    refusals,
    snapshot_mending,
    snapshots,
    spool_file,
    store_rows,
)
from reporter.ingest.typed_together import Spool, Waiting, may_wait
from reporter.warehouse import Connection


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What one call of `ingest` did with one file."""

    log: str
    file: str
    received: int
    accepted: int
    quarantined: int
    repeated: bool


class Log(NamedTuple):
    """What is the same for all files of a log."""

    connection: Connection
    folder: Path
    policy: Policy
    schema: LogSchema
    readings: Mapping[int, str]  # a digest of how the files of each layout are read
    found_new: Callable[[], object]  # told of each file that was not taken in before, ahead of its reading


def take_each(log: Log, files: Sequence[tuple[Path, int]]) -> Iterator[Taken | InputRefused]:
    """Take in each file that is new, in order; yield what was done with it, or why it was refused."""
    waiting = Waiting(log.connection)
    for path, layout in files:
        sha256 = sha256_of(path)
        waits = len(files) > 1 and may_wait(path, joined_rows.readings_of(log.policy.logs[log.schema.name])[layout])
        if not waits or waiting.has(sha256):
            yield from _finish(log, waiting)
        try:
            one = _spool(log, path, layout, sha256)
        except ReporterError as error:
            yield from _finish(log, waiting)
            if not isinstance(error, InputRefused):
                raise
            yield error
            continue
        if one is None:
            continue
        # what stays in `spool` alone is lost when the files that wait are typed
        copy = waiting.copied() if waits and one.spooled and (one.has_few_rows or waiting.has_any) else ""
        if not (copy and waiting.takes(one)):
            yield from _finish(log, waiting)
        if copy:
            waiting.add(one, copy)
        else:
            yield _judged_and_stored(log, one, is_typed=False)
    yield from _finish(log, waiting)


def _finish(log: Log, waiting: Waiting) -> Iterator[Taken | InputRefused]:
    for one in waiting.typed():
        yield _judged_and_stored(log, one, is_typed=True)


def _spool(log: Log, path: Path, layout: int, sha256: str) -> Spool | None:
    """Make the view `spool` of a file; return None of one that was taken in before, under the same name."""
    connection, whole = log.connection, log.policy.logs[log.schema.name]
    mapping = joined_rows.readings_of(whole)[layout]
    columns = joined_rows.columns_read(log.schema, whole, layout)
    schema = joined_rows.schema_of(log.schema, layout)
    file = str(path.relative_to(log.folder / "inbox"))
    held = warehouse.rows(
        connection,
        "select file from delivered where log = ? and sha256 = ? and layout = ? order by delivery_id",
        [schema.name, sha256, layout],
    )
    if any(row[0] == file for row in held):
        return None
    log.found_new()
    if mapping.snapshots and mapping.snapshots.taken_at_name:
        held = [row for row in held if list_names.is_same_list(connection, mapping, path, Path(str(row[0])))]
    given = event_entries.taken_back(connection, schema.name, layout, sha256)
    way = fitting_columns.Reading(connection, log.folder, mapping, schema, path, columns, log.policy.years, given)
    spooled = None if held else fitting_columns.spool(way)
    codes = deliveries.count_codes(connection, mapping, spooled.columns) if spooled else []
    codes += [(deliveries.FILLED_DOWN, "", spooled.filled_down)] if spooled and spooled.filled_down else []
    return Spool(way=way, layout=layout, sha256=sha256, spooled=spooled, codes=codes)


def _judged_and_stored(log: Log, one: Spool, *, is_typed: bool) -> Taken | InputRefused:
    """Store a file's rows with their fate; return why it is refused, if it is."""
    connection, way = log.connection, one.way
    try:
        if one.spooled:
            _judge(one, one.spooled, is_typed=is_typed)
    except InputRefused as error:
        return error
    with warehouse.transaction(connection):
        row, delivery_id = _store(way, one.layout, one.spooled, one.sha256, log.readings[one.layout])
        deliveries.keep_codes(connection, delivery_id, way.schema.name, one.codes)
    _drop(connection, "typed", "crowded", "unsound", "differing_texts", *store_rows.KEPT_ROWS, *snapshots.MADE)
    return row


def _judge(one: Spool, spooled: spool_file.Spooled, *, is_typed: bool) -> None:
    """Make `typed` and all that is found of it before the first row is stored; raises InputRefused for odd files."""
    way, layout = one.way, one.layout
    connection, mapping, schema = way.connection, way.mapping, way.schema
    if not is_typed:
        for statement in (*completed_events.complete(schema, mapping, spooled, layout), one.typed()):
            connection.execute(statement)
    refusals.refuse_two_ways(connection, schema, mapping, way.file)
    fitting_columns.refuse_lacking(way, layout, spooled)
    connection.execute(as_delivered.find(mapping, spooled, is_plain=spooled.is_plain))
    # before the transaction, which would keep their memory
    _drop(connection, "plain_rows", "spooled", "completed_rows", "rows_of_lists", "dated_rows")
    for statement in (
        *(snapshots.find_lists(mapping.snapshots.ends) if mapping.snapshots else ()),
        *judge_rows.unsound_rows(schema, way.file, one.sha256, layout if mapping.events else None),
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
        [f"{reading}{read_beside(connection, schema.name, way.file, layout, sha256)}", delivery_id],
    )
    return row, delivery_id


def read_beside(connection: Connection, log: str, file: str, layout: int, sha256: str) -> str:
    """Return digests of what is said of a file beside it: by the manifest, and by entries of other files of events."""
    taken_back = event_entries.digest(connection, log, layout, sha256)
    return f"{judge_rows.declared(connection, log, file, sha256)}{taken_back}"


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
