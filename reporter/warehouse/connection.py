"""The one door to DuckDB: opening, locking down, and the few statements that take a name."""

import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from reporter.errors import InputRefused, IntegrityError, PolicyError, WarehouseBusy
from reporter.options import USUAL, RunOptions
from reporter.resources import data_dir
from reporter.warehouse.sql import (
    allowed,
    count_of_rows,
    create_statement,
    is_nested,
    literal,
    name,
    parquet_source,
    select,
    text_of,
)

Connection = duckdb.DuckDBPyConnection
SqlError = duckdb.Error
ParquetRows = tuple[list[str], Iterator[tuple[str | None, ...]], frozenset[int], frozenset[int]]

NEVER = 9_000_000_000_000_000_000  # infinity, as microseconds: nothing added to a time reaches it (macros.spark.sql)

_SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "preserve_insertion_order": "true",
}

_SLOW_TO_WRITE = "fsst,zstd,dict_fsst"  # forms of texts whose trial takes two fifths of storing a row

# Two passes of the optimiser that take half of the planning of a long statement, and what few rows never give back.
_SLOW_TO_PLAN = "common_subexpressions,expression_rewriter"
_MANY_BYTES = 16_000_000  # of a warehouse: some 25,000 stays
_LARGE_BYTES = 3_000_000  # of a delivered file: some 25,000 rows
_PACKED = 8  # times as many bytes of text are in one byte of what is packed
_PACKED_SUFFIXES = {".gz", ".zip", ".xlsx", ".parquet"}

_ROOMS = itertools.count(1)

_READ_ONLY: set[str] = set()  # texts found to be one statement that only reads, which depends on nothing else

_UNTOUCHED = "No report was made. Put the file back as it was installed, or take it out, and run this again."

_REFUSALS = (
    duckdb.PermissionException,
    duckdb.CatalogException,
    duckdb.InvalidInputException,
    duckdb.ParserException,
    duckdb.BinderException,
)
_UNREADABLE = (
    "warehouse.duckdb is not a warehouse this program can read. Move it away and run `reporter ingest` again: it makes "
    "the warehouse again from the files in inbox/."
)


@contextmanager
def open_writable(folder: Path, options: RunOptions = USUAL) -> Iterator[Connection]:
    """Open the folder's warehouse for writing; raises WarehouseBusy when another process holds it."""
    connection = _connect(folder / "warehouse.duckdb", folder, options)
    connection.execute(f"set disabled_compression_methods = '{_SLOW_TO_WRITE}'")
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def open_read_only(folder: Path, options: RunOptions = USUAL) -> Iterator[Connection]:
    """Open a room of its own with the folder's records attached read-only as `records`."""
    if not (folder / "warehouse.duckdb").is_file():
        raise PolicyError(
            "There is no warehouse.duckdb in this folder. Run `reporter ingest`: it makes the warehouse from the files "
            "in inbox/. Then run this again."
        )
    connection = _connect(None, folder, options)
    try:
        connection.execute(f"attach {literal(str(folder / 'warehouse.duckdb'))} as records (read_only)")
        yield connection
    except duckdb.IOException as error:
        raise _explained(error) from error
    finally:
        connection.close()


@contextmanager
def open_sandbox(spill: Path, *, reads: Path, writes: Path) -> Iterator[Connection]:
    """Open a room of its own, without records, closed except for the files of two folders."""
    connection = _connect(None, spill, USUAL)
    try:
        _lock(connection, directories=(reads, writes))
        yield connection
    finally:
        connection.close()


@contextmanager
def reading_parquet(files: Sequence[Path]) -> Iterator[Callable[[Path], ParquetRows]]:
    """Yield what reads these Parquet files as text rows, before there is a folder; nothing else can be reached."""
    with TemporaryDirectory(prefix="reporter-") as spill:
        connection = _connect(None, Path(spill), USUAL)
        try:
            _lock(connection, files=files)
            yield parquet_reader(connection)
        finally:
            connection.close()


def _connect(file: Path | None, folder: Path, options: RunOptions) -> Connection:
    if file and "?" in str(file.resolve()):  # the engine takes it for an address with a question
        raise PolicyError("The path of this folder has a question mark, and no warehouse can lie there. Rename it.")
    spill = folder / ".spill"
    spill.mkdir(mode=0o700, exist_ok=True)
    limits = {"memory_limit": options.memory, "threads": options.threads}
    own = spill / f"engine-{os.getpid()}-{next(_ROOMS)}"  # the engine removes it; of a process killed, the next command
    settings: dict[str, str | bool | int | float | list[str]] = {**_SETTINGS, "temp_directory": str(own)}
    if has_few_records(folder) and not (file and _has_large_file(folder / "inbox")):
        settings["disabled_optimizers"] = _SLOW_TO_PLAN
        settings["threads"] = "1"  # with few rows a second one costs more than it does
    settings |= {key: str(value) for key, value in limits.items() if value}
    try:
        connection = duckdb.connect(str(file) if file else ":memory:", config=settings)
    except duckdb.IOException as error:
        raise _explained(error) from error
    except duckdb.OutOfMemoryException:  # a sound warehouse: do not say that it is damaged
        raise
    except duckdb.Error as error:
        raise IntegrityError(_UNREADABLE) from error
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"set allowed_directories = {allowed([folder])}")
    macros = (data_dir("queries") / "macros.sql").read_text(encoding="utf-8")
    if file:  # kept in the warehouse, each would wait for the disk
        macros = macros.replace("create or replace macro", "create or replace temp macro")
    run_script(connection, macros)
    return connection


def has_few_records(folder: Path) -> bool:
    """Tell whether so few records lie in a folder's warehouse that a room over them is given one thread."""
    held = folder / "warehouse.duckdb"
    return not held.is_file() or held.stat().st_size < _MANY_BYTES


def _has_large_file(inbox: Path) -> bool:
    """Tell whether some file of an inbox may have so many rows that to read them takes longer than to plan it."""
    return any(
        _size(path) * (_PACKED if path.suffix.lower() in _PACKED_SUFFIXES else 1) >= _LARGE_BYTES
        for path in inbox.rglob("*")
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # it was taken away meanwhile, or is a link to nothing
        return 0


def _explained(error: duckdb.Error) -> Exception:
    if "lock" in str(error).lower():
        return WarehouseBusy(
            "Another process is using the warehouse of this folder. Wait until it has finished, then run this again."
        )
    if "not a valid" in str(error):
        return IntegrityError(_UNREADABLE)
    return IntegrityError(f"The warehouse cannot be opened: {str(error).splitlines()[0]}")


def lock_down(connection: Connection, writable: Path | None = None) -> None:
    """Shut the doors: from here on no setting, no network and no file but those of `writable` can be reached."""
    _lock(connection, directories=[writable] if writable else [])


def _lock(connection: Connection, *, directories: Sequence[Path] = (), files: Sequence[Path] = ()) -> None:
    """Let the engine reach these folders and files alone, and nothing change that any more."""
    connection.execute(f"set allowed_directories = {allowed(directories)}")
    if files:
        connection.execute(f"set allowed_paths = {allowed(files)}")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """Keep all that is done to the warehouse within, or nothing of it."""
    connection.execute("begin")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def run_script(connection: Connection, text: str) -> None:
    """Run several statements."""
    for statement in connection.extract_statements(text):
        connection.execute(statement)


def rows(connection: Connection, sql: str, parameters: Any = None) -> list[tuple[Any, ...]]:
    """Run one query and fetch all of it, before any commit can drop it."""
    return connection.execute(sql, parameters).fetchall() if parameters else connection.execute(sql).fetchall()


def records(connection: Connection, sql: str, parameters: Any = None) -> list[dict[str, Any]]:
    """Run one query and fetch each row as a mapping of column to value."""
    cursor = connection.execute(sql, parameters) if parameters else connection.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def one(connection: Connection, sql: str, parameters: Any = None) -> Any:
    """Run one query that yields one value."""
    return rows(connection, sql, parameters)[0][0]


def count(connection: Connection, table: str) -> int:
    """Count the rows of a table or view."""
    return int(one(connection, count_of_rows(table)))


def is_one_select(connection: Connection, sql: str) -> bool:
    """Tell whether a text is one statement that only reads."""
    if sql not in _READ_ONLY:
        try:
            statements = connection.extract_statements(sql)
        except duckdb.Error:
            return False
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            return False
        _READ_ONLY.add(sql)
    return True


@contextmanager
def guarded_query(connection: Connection, query: str, *texts: str) -> Iterator[None]:
    """Run what a query file asks; raises IntegrityError, without a word of the engine's, for one that does not only
    read, or asks for what the locked room does not give. `query` is the file below queries/.
    """
    if not all(is_one_select(connection, text) for text in texts):
        raise IntegrityError(f"queries/{query} is not one query that only reads. {_UNTOUCHED}")
    try:
        yield
    except _REFUSALS as error:
        raise IntegrityError(
            f"queries/{query} asks for what a query may not have, or for what is not there: it is given the records "
            f"and nothing else, no file, no network, no setting ({type(error).__name__}). {_UNTOUCHED}"
        ) from error


def create(connection: Connection, table: str, sql: str, parameters: Any = None, *, kept: bool) -> None:
    """Make a table (kept) or a view of a query."""
    connection.execute(create_statement(table, sql, kept=kept), parameters or None)


def drop_work_tables(connection: Connection) -> None:
    """Drop every table of a room but the results, to have their memory back."""
    tables = "select table_name from duckdb_tables() where schema_name = 'main' and database_name = current_database()"
    for (table,) in rows(connection, tables):
        connection.execute(f"drop table {name(table)}")


def parquet_reader(connection: Connection) -> Callable[[Path], ParquetRows]:
    """Return a function that reads a Parquet file as text rows, in file order.

    It says at which places columns hold dates, and at which lists or objects.
    """

    def read(path: Path) -> ParquetRows:
        source = parquet_source(path)
        try:
            types = {row[0]: row[1] for row in rows(connection, f"describe {select('*', source)}")}
            columns, texts = list(types), ", ".join(text_of(name(column), kind) for column, kind in types.items())
            cursor = connection.cursor().execute(select(texts, source))
        except duckdb.Error as error:
            raise InputRefused(f"{path.name} is no readable Parquet file. Ask for it to be sent again.") from error
        dates = frozenset(place for place, kind in enumerate(types.values()) if kind.startswith(("DATE", "TIMESTAMP")))
        nested = frozenset(place for place, kind in enumerate(types.values()) if is_nested(kind))
        return columns, _batches(cursor), dates, nested

    return read


def _batches(cursor: Connection) -> Iterator[tuple[str | None, ...]]:
    while batch := cursor.fetchmany(10_000):
        yield from batch
