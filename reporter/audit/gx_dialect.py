"""Lets Great Expectations ask its questions over the one DuckDB connection that is already open.

The stock SQLAlchemy dialects lose every result between execute and fetch, and one expectation then passes
in silence; this one fetches all rows at execute, reads only, and never opens a file or a second connection.
"""

from collections import deque
from typing import Any

from sqlalchemy import pool
from sqlalchemy import types as column_types
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.exc import NoSuchTableError

from reporter import warehouse

_TYPES: dict[str, Any] = {
    "BIGINT": column_types.BIGINT,
    "INTEGER": column_types.INTEGER,
    "DOUBLE": column_types.DOUBLE,
    "VARCHAR": column_types.VARCHAR,
    "BOOLEAN": column_types.BOOLEAN,
    "DATE": column_types.DATE,
    "TIMESTAMP": column_types.TIMESTAMP,
}


class BufferedCursor:
    """A DB-API cursor that holds all rows of its last statement."""

    arraysize = 1
    rowcount = -1
    lastrowid = None

    def __init__(self, connection: warehouse.Connection) -> None:
        """Take the open connection."""
        self._connection = connection
        self._rows: deque[tuple[Any, ...]] = deque()
        self.description: list[tuple[Any, ...]] | None = None

    def execute(self, sql: str, parameters: Any = ()) -> None:
        """Run one statement and fetch all it yields."""
        cursor = self._connection.execute(sql, list(parameters)) if parameters else self._connection.execute(sql)
        described = cursor.description
        self.description = [(one[0], str(one[1]), None, None, None, None, None) for one in described or []] or None
        self._rows = deque(cursor.fetchall() if described else ())

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the next row."""
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        """Return the next rows, `size` at most."""
        return [self._rows.popleft() for _ in range(min(size, len(self._rows)))]

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return the rows left."""
        left = list(self._rows)
        self._rows.clear()
        return left

    def close(self) -> None:
        """Forget the rows."""
        self._rows.clear()


class SharedConnection:
    """A DB-API connection that belongs to its caller: nothing is committed, rolled back or closed."""

    def __init__(self, connection: warehouse.Connection) -> None:
        """Take the open connection."""
        self._connection = connection

    def cursor(self) -> BufferedCursor:
        """Return a cursor on the same connection."""
        return BufferedCursor(self._connection)

    def commit(self) -> None:
        """Do nothing: the dialect only reads."""

    rollback = close = commit


class _Api:
    paramstyle, apilevel, threadsafety = "qmark", "2.0", 0
    Error = DatabaseError = DataError = IntegrityError = InterfaceError = InternalError = warehouse.SqlError
    NotSupportedError = OperationalError = ProgrammingError = warehouse.SqlError
    Warning, Binary = Warning, bytes


class SharedDuckDialect(PGDialect):
    """What SQLAlchemy must know to read tables and views of the shared connection."""

    name, driver, default_paramstyle, supports_statement_cache = "duckdb", "shared", "qmark", True

    @classmethod
    def import_dbapi(cls) -> Any:
        """Return the DB-API stand-in."""
        return _Api

    @classmethod
    def get_pool_class(cls, url: Any) -> Any:
        """Return the pool that keeps the one connection."""
        return pool.StaticPool

    def create_connect_args(self, url: Any) -> Any:
        """Return nothing: the connection is given."""
        return [], {}

    def initialize(self, connection: Any) -> None:
        """Set what is otherwise asked of a server."""
        self.server_version_info, self.default_schema_name, self._backslash_escapes = (15, 0), "main", False

    def on_connect(self) -> Any:
        """Do nothing on connecting."""
        return None

    def do_begin(self, dbapi_connection: Any) -> None:
        """Do nothing: the dialect only reads."""

    do_commit = do_rollback = do_begin

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Say that the connection is alive."""
        return True

    def get_columns(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> Any:
        """Return names and types of a table's columns."""
        found = connection.exec_driver_sql(
            "select column_name, data_type from duckdb_columns() where table_name = ? and schema_name = ? "
            "and database_name = current_database() order by column_index",
            (str(table_name), str(schema or "main")),
        ).fetchall()
        if not found:
            raise NoSuchTableError(table_name)
        return [
            {"name": name, "type": _TYPES.get(type_, column_types.NullType)(), "nullable": True, "default": None}
            for name, type_ in found
        ]

    def has_table(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Tell whether a table or view exists."""
        found = connection.exec_driver_sql(
            "select count(*) from information_schema.tables where table_name = ? and table_schema = ?",
            (str(table_name), str(schema or "main")),
        ).fetchall()
        return bool(found[0][0])

    def get_table_names(self, connection: Any, schema: str | None = None, **kw: Any) -> Any:
        """Return the names of the tables."""
        found = connection.exec_driver_sql(
            "select table_name from duckdb_tables() where schema_name = ? and database_name = current_database()",
            (schema or "main",),
        ).fetchall()
        return [row[0] for row in found]

    def get_view_names(self, connection: Any, schema: str | None = None, **kw: Any) -> Any:
        """Return no view: legs are judged on tables."""
        return []

    def get_schema_names(self, connection: Any, **kw: Any) -> Any:
        """Return the one schema."""
        return ["main"]

    def get_pk_constraint(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> Any:
        """Return no key."""
        return {"constrained_columns": [], "name": None}

    def get_foreign_keys(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> Any:
        """Return no foreign key."""
        return []

    get_indexes = get_unique_constraints = get_foreign_keys


def engine_arguments(connection: warehouse.Connection) -> dict[str, Any]:
    """Return what makes SQLAlchemy use this connection and no other."""
    registry.register("sharedduck", __name__, "SharedDuckDialect")
    return {"creator": lambda: SharedConnection(connection), "poolclass": pool.StaticPool}
