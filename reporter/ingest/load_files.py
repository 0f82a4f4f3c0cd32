"""Takes delivered files into the warehouse, each once, in one transaction, with closed accounts."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from reporter import warehouse
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import LogSchema, schemas
from reporter.config.policy import Policy
from reporter.errors import InputRefused, IntegrityError, PolicyError
from reporter.files import sha256_of, sha256_of_content
from reporter.ingest import fast_csv, parse_values, readers, store_rows
from reporter.warehouse import Connection, literal, timezones

_RAW_MOST = 100_000
_LEDGER = """
create table if not exists delivered (
    delivery_id integer, log varchar, file varchar, sha256 varchar, reading varchar, repeated boolean,
    received bigint, accepted bigint, quarantined bigint, folded bigint, not_this_log bigint,
    set_aside bigint, columns varchar[]
);
create table if not exists quarantine (
    delivery_id integer, log varchar, line bigint, raw varchar, reasons varchar[], key varchar,
    booking_id varchar, officer_id varchar, cells varchar[],
    earliest timestamp, latest timestamp, times varchar[], unmended boolean
);
create table if not exists corrections (
    log varchar, key varchar, delivery_id integer, line bigint, earlier_delivery_id integer, earlier_line bigint
);
"""


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
    threads: int | None = None,
    before: Sequence[tuple[str, str]] = (),
) -> list[Taken]:
    """Take in what is new in inbox/; raises InputRefused for a file that cannot be read at all.

    `before` is the log and SHA-256 of each delivery that a lost warehouse held, in its order: the newest wins still.
    """
    known = schemas()
    taken: list[Taken] = []
    with warehouse.open_writable(folder, threads) as connection:
        prepare(connection, policy)
        for log, mapping in policy.logs.items():
            files = _files(folder / "inbox", mapping.files, log)
            reading = _reading(policy, mapping)
            held = _forget_if_mapped_anew(connection, log, reading, files)
            for path in _as_they_came(files, held or [sha256 for one, sha256 in before if one == log]):
                found = _take(connection, folder, policy, known[log], path, reading)
                if found:
                    tell(f"{log}: {found.file}: {found.received} rows")
                    taken.append(found)
    return taken


def prepare(connection: Connection, policy: Policy) -> None:
    """Make the tables of an empty warehouse, and the zone's days that typing needs."""
    warehouse.run_script(connection, _LEDGER)
    for schema in schemas().values():
        connection.execute(parse_values.create_records(schema))
    connection.execute(timezones.create_zone_days(policy.timezone))


def _files(inbox: Path, pattern: str, log: str) -> list[Path]:
    if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
        raise PolicyError(f"policy.toml: logs.{log}.files = {pattern!r} must stay inside inbox/.")
    answers = set(inbox.glob("responses*.csv"))  # officials' answers are no log, whatever a glob says
    found = [path for path in (inbox.glob(pattern) if pattern else ()) if path.is_file() and path not in answers]
    for path in found:
        if not path.resolve().is_relative_to(inbox.resolve()):
            raise InputRefused(f"inbox/{path.name} points out of the folder. Put the file itself into inbox/.")
    return sorted(found, key=lambda path: _in_order(path.relative_to(inbox)))


def _in_order(path: Path) -> tuple[list[tuple[int, int, str]], str]:
    stem = str(path)[: -len("".join(path.suffixes))] if path.suffixes else str(path)
    parts = re.findall(r"\d+|\D+", stem)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts], str(path)


def _reading(policy: Policy, mapping: LogPolicy) -> str:
    """Digest of all choices that change how a file is read: a change of one makes the file be read again."""
    return sha256_of_content(repr((policy.timezone, policy.years, mapping, parse_values.VERSION)))


def _as_they_came(files: list[Path], held: Sequence[str]) -> list[Path]:
    """Put files that were taken in before into the order in which they came; those that are new come after them.

    By name alone a correction might be read before what it corrects.
    """
    if not held:
        return files
    came = {sha256: n for n, sha256 in reversed(list(enumerate(held)))}
    return sorted(files, key=lambda path: came.get(sha256_of(path), len(held)))


def _forget_if_mapped_anew(connection: Connection, log: str, reading: str, files: list[Path]) -> list[str]:
    """Forget a log's rows if its mapping changed; return the SHA-256 of each file forgotten, in order of delivery."""
    held = warehouse.rows(
        connection, "select reading, file, sha256 from delivered where log = ? order by delivery_id", [log]
    )
    if all(row[0] == reading for row in held):
        return []
    hashes = {sha256_of(path) for path in files}
    for _, file, sha256 in held:
        if sha256 not in hashes:
            raise InputRefused(
                f"policy.toml: [logs.{log}] has changed, so its files must be read again, but {file} is no longer in "
                "inbox/. Put it back, or undo the change."
            )
    with _transaction(connection):
        connection.execute(f"delete from {log}")
        for table in ("quarantine", "corrections", "delivered"):
            connection.execute(f"delete from {table} where log = ?", [log])
    return [row[2] for row in held]


@contextmanager
def _transaction(connection: Connection) -> Iterator[None]:
    connection.execute("begin")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def _take(
    connection: Connection, folder: Path, policy: Policy, schema: LogSchema, path: Path, reading: str
) -> Taken | None:
    sha256 = sha256_of(path)
    file = str(path.relative_to(folder / "inbox"))
    held = warehouse.rows(
        connection,
        "select file from delivered where log = ? and sha256 = ? order by delivery_id",
        [schema.name, sha256],
    )
    if any(row[0] == file for row in held):
        return None
    delivery_id = int(warehouse.one(connection, "select coalesce(max(delivery_id), 0) + 1 from delivered"))
    spooled = None if held else _spooled(connection, folder, policy.logs[schema.name], schema, path)
    if spooled:
        connection.execute(
            parse_values.typed(
                schema, policy.logs[schema.name], spooled.places, policy.years, is_ordinary=spooled.is_ordinary
            )
        )
        _refuse_two_ways(connection, schema, policy.logs[schema.name], file)
        _drop(connection, "plain_rows", "spooled")  # before the transaction, which would keep their memory
    with _transaction(connection):
        counts = _read(connection, policy, schema, path, delivery_id, spooled) if spooled else {}
        row = Taken(
            log=schema.name,
            file=file,
            received=counts.get("received", 0),
            accepted=counts.get("accepted", 0),
            quarantined=counts.get("quarantined", 0),
            repeated=bool(held),
        )
        folded, others = counts.get("folded", 0), counts.get("not_this_log", 0)
        if row.received != row.accepted + row.quarantined + folded + others:
            raise IntegrityError(f"{path.name}: the accounts do not close: {counts}. Nothing of it was taken in.")
        columns = sorted({*spooled.places, *policy.logs[schema.name].constants}) if spooled else []
        set_aside = spooled.set_aside if spooled else 0
        said = (row.repeated, row.received, row.accepted, row.quarantined, folded, others, set_aside, columns)
        connection.execute(
            "insert into delivered values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [delivery_id, schema.name, file, sha256, reading, *said],
        )
        if spooled:
            connection.execute(store_rows.mark_superseded_rows(schema, delivery_id))
    _drop(connection, "typed", "crowded")
    return row


def _refuse_two_ways(connection: Connection, schema: LogSchema, mapping: LogPolicy, file: str) -> None:
    """Raise PolicyError if two formats of one list read a delivered text differently: neither is a guess to make."""
    if len(mapping.timestamp_format) < 2:
        return
    found = warehouse.rows(
        connection,
        "select line, split_part(reason, ':', 2) from (select line, unnest(reasons) as reason from typed) "
        "where starts_with(reason, 'read_two_ways:') order by all limit 1",
    )
    for line, column in found:
        raise PolicyError(
            f"policy.toml: logs.{schema.name}.timestamp_format lists formats that read one text differently: "
            f"{column} in {file}, line {line}. Keep the format that is right for these files, or give the files that "
            f"follow another one a layout of their own ([[logs.{schema.name}.layouts]])."
        )


def _drop(connection: Connection, *tables: str) -> None:
    for table in tables:
        connection.execute(f"drop table if exists temp.{table}")


@dataclass(frozen=True, kw_only=True)
class _Spooled:
    """One file as rows of text in the view `spool`."""

    places: Mapping[str, int]
    received: int
    others: int
    is_plain: bool
    is_ordinary: bool
    set_aside: int = 0  # of the others, those that a layout set aside: no manifest counts them


def _spooled(connection: Connection, folder: Path, mapping: LogPolicy, schema: LogSchema, path: Path) -> _Spooled:
    """Make the view `spool` of one file: by the engine's reader if the file is plain, else row by row."""
    spool = folder / ".spill" / "intake.csv"
    opening = readers.open_source(path, parquet=warehouse.parquet_reader(connection), delimiter=mapping.delimiter)
    try:
        with opening as source:
            places = _places(source.header, schema, mapping, path)
            plain = fast_csv.spool(connection, path, source, places, mapping.only)
            received, others = (plain.received, plain.others) if plain else _spool(source, places, mapping, spool)
        if not plain:
            _load(connection, spool, places)
    finally:
        spool.unlink(missing_ok=True)
    if warehouse.count(connection, "spool") != received:
        raise IntegrityError(f"{path.name}: {received} rows were read but not all arrived. Nothing of it was taken in.")
    return _Spooled(
        places=places,
        received=received,
        others=others,
        is_plain=plain is not None,
        is_ordinary=plain is not None and plain.is_ordinary,
    )


def _load(connection: Connection, spool: Path, places: Mapping[str, int]) -> None:
    fields = ["line", "fault", "raw", "cells", "this_log", *places]
    kinds = ", ".join(f"{literal(one)}: 'varchar'" for one in fields)
    connection.execute(
        "create or replace temp table spooled as "
        "select * replace (line::bigint as line, nullif(fault, '') as fault, "
        f"this_log = '1' as this_log) from read_csv({literal(str(spool))}, auto_detect = false, header = false, "
        f"delim = ',', quote = '\"', escape = '\"', new_line = '\\r\\n', max_line_size = 33554432, "
        f"columns = {{{kinds}}})"
    )
    connection.execute("create or replace temp view spool as select * from spooled")


def _read(
    connection: Connection, policy: Policy, schema: LogSchema, path: Path, delivery_id: int, spooled: _Spooled
) -> Mapping[str, int]:
    mapping = policy.logs[schema.name]
    for statement in store_rows.store_rows_statements(schema, mapping, delivery_id):
        connection.execute(statement)
    _quarantine(connection, schema, mapping, path, delivery_id, is_plain=spooled.is_plain)
    settled = warehouse.rows(connection, "select fate, count(*) from settled group by fate")
    return {"received": spooled.received, "not_this_log": spooled.others, **dict(settled)}


def _places(header: tuple[str, ...], schema: LogSchema, mapping: LogPolicy, path: Path) -> dict[str, int]:
    """Find each canonical column among the source's; raises InputRefused naming the nearest when one is missing."""
    places: dict[str, int] = {}
    trimmed = [column.strip() for column in header]
    for column in schema.columns:
        theirs = " ".join(mapping.theirs(column).names)
        if theirs.strip() in trimmed:
            places[column] = trimmed.index(theirs.strip())
        elif column in mapping.columns or (column in schema.required and column not in mapping.constants):
            near = get_close_matches(theirs, trimmed, n=1)  # none that is not like it: a first row may hold names
            hint = " Its first line must name the columns. Is it a file of this log?"
            if near:
                hint = f' The nearest is {near[0]!r}: columns = {{ {column} = "{near[0]}" }}'
            raise InputRefused(f"{path.name} has no column {theirs!r}, which [logs.{schema.name}] needs.{hint}")
    for theirs in mapping.only:
        if theirs not in trimmed:
            raise InputRefused(f"{path.name} has no column {theirs!r}, which [logs.{schema.name}] only asks for.")
    return places


def _spool(source: readers.Source, places: Mapping[str, int], mapping: LogPolicy, spool: Path) -> tuple[int, int]:
    """Write the mapped columns of every row to a plain CSV; return rows received and rows that are not of this log."""
    trimmed = [column.strip() for column in source.header]
    only = [(trimmed.index(column), set(values)) for column, values in mapping.only.items()]
    wanted, blank = list(places.values()), [""] * len(places)
    received = others = 0
    with spool.open("w", encoding="utf-8", errors="replace", newline="") as file:
        # a cell is quoted if it holds a character of the line's end, so that a return within a cell stays in its row
        write = csv.writer(file, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL).writerow
        for row in source.rows:
            received += 1
            cells = row.cells
            if row.fault:
                words = "\x1f".join((cell or "").strip()[:200] for cell in cells[:1000]).replace("\0", "\ufffd")
                write([row.line, row.fault, row.raw[:_RAW_MOST].replace("\0", "\ufffd"), words, 1, *blank])
            elif any((cells[place] or "").strip() not in values for place, values in only):
                others += 1
                write([row.line, "", "", "", 0, *blank])
            else:
                write([row.line, "", "", "", 1, *[cells[place] for place in wanted]])
    return received, others


def _quarantine(
    connection: Connection, schema: LogSchema, mapping: LogPolicy, path: Path, delivery_id: int, *, is_plain: bool
) -> None:
    """Keep every row that could not be read, with its raw text and every reason."""
    lines = {row[0] for row in warehouse.rows(connection, "select line from settled where fate = 'quarantined'")}
    if lines:
        raw = fast_csv.raw_lines(path, lines, _RAW_MOST) if is_plain else _raw_rows(connection, path, mapping, lines)
        connection.execute(
            "create or replace temp table raw_rows as select unnest(?::bigint[]) as line, unnest(?::varchar[]) as raw",
            [[line for line, _ in raw], [text for _, text in raw]],
        )
        connection.execute(
            f"insert into quarantine select {delivery_id}, {literal(schema.name)}, line, raw, reasons, key, "
            f"about_booking_id, about_officer_id, string_split(cells, chr(31)), {parse_values.time_span(schema)}, true "
            "from settled join raw_rows using (line) where fate = 'quarantined' order by line"
        )


def _raw_rows(connection: Connection, path: Path, mapping: LogPolicy, lines: set[int]) -> list[tuple[int, str]]:
    opening = readers.open_source(path, parquet=warehouse.parquet_reader(connection), delimiter=mapping.delimiter)
    with opening as source:
        return [(row.line, row.raw[:_RAW_MOST].replace("\0", "\ufffd")) for row in source.rows if row.line in lines]
