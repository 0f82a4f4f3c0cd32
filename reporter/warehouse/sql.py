"""Compose SQL from names, literals and other queries. Only this module quotes."""

from collections.abc import Sequence
from pathlib import Path


def literal(value: str) -> str:
    """Quote a text for SQL."""
    return "'" + value.replace("'", "''") + "'"


def name(value: str) -> str:
    """Quote a name for SQL."""
    return '"' + value.replace('"', '""') + '"'


def create_statement(table: str, sql: str, *, kept: bool) -> str:
    """Return the statement that makes a table (kept) or a view of a query."""
    kind = "table" if kept else "view"
    return f"create or replace {kind} {table} as {sql}"


def parquet_source(path: Path) -> str:
    """Return the name under which a query reads a Parquet file."""
    return f"read_parquet({literal(str(path))})"


def in_row_order(sql: str, columns: str) -> str:
    """Return a query of the same rows, taken one after the other as they lie, whatever the number of threads.

    Rows are numbered in turn; to sort what is in order already would take more memory than all else.
    """
    numbered = f"select *, row_number() over () as number_in_turn from ({sql})"
    return f"select {columns} from ({numbered}) where number_in_turn > 0"


def union(selects: Sequence[str]) -> str:
    """Join selects of the same shape."""
    return "\nunion all\n".join(selects)
