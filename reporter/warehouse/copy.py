"""Write query results to CSV and Parquet files."""

from collections.abc import Sequence
from pathlib import Path

from reporter.warehouse.connection import Connection
from reporter.warehouse.sql import literal


def write_csv(connection: Connection, sql: str, path: Path) -> None:
    """Write a query's rows as one CSV file with a header, the same bytes each time."""
    connection.execute(f"copy ({sql}) to {literal(str(path))} (format csv, header true, force_quote *)")


def write_plain_csv(connection: Connection, sql: str, path: Path) -> None:
    """Write a query's rows as one CSV file with a header, quoted where needed only; nothing is an empty field."""
    connection.execute(f"copy ({sql}) to {literal(str(path))} (format csv, header true, nullstr '')")


def write_parquet(connection: Connection, sql: str, path: Path) -> None:
    """Write a query's rows as one Parquet file, the same bytes each time."""
    connection.execute(f"copy ({sql}) to {literal(str(path))} (format parquet, compression zstd)")


def write_parquet_parts(connection: Connection, sql: str, folder: Path, parts: Sequence[str]) -> None:
    """Write a query's rows as Parquet files under `folder`, one folder for each value of the columns `parts`."""
    shape = f"format parquet, compression zstd, partition_by ({', '.join(parts)})"
    connection.execute(f"copy ({sql}) to {literal(str(folder))} ({shape}, overwrite_or_ignore true)")
