"""Makes the tables that a warehouse has before its first file: the records of each log, and those of deliveries."""

from reporter import warehouse
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import schemas
from reporter.config.policy import Policy
from reporter.ingest import as_delivered, joined_rows, parse_values, snapshots
from reporter.warehouse import Connection, name, query_files, timezones


def prepare(connection: Connection, policy: Policy) -> None:
    """Make the tables of an empty warehouse, and the zone's weeks that typing needs."""
    with warehouse.transaction(connection):  # else each table is put on disk by itself
        _make_tables(connection, policy)
    connection.execute(timezones.create_zone_weeks(policy.timezone))


def _make_tables(connection: Connection, policy: Policy) -> None:
    for ledger in (query_files.filled("intake/ledger"), joined_rows.ledger(), as_delivered.LEDGER, snapshots.ledger()):
        warehouse.run_script(connection, ledger)
    halves = [
        joined_rows.schema_of(schema, number)
        for schema in schemas().values()
        for number in joined_rows.halves_of(policy.logs.get(schema.name, LogPolicy()))
    ]
    held = {row[0] for row in warehouse.rows(connection, "select table_name from duckdb_tables()")}
    for schema in (*schemas().values(), *halves):
        if schema.table not in held:
            connection.execute(parse_values.create_records(schema))
            continue
        described = warehouse.select("column_name", f"(describe from {schema.table})")
        known = {row[0] for row in warehouse.rows(connection, described)}
        for column, kind in parse_values.stored_columns(schema).items():
            if column not in known:  # a warehouse made by an earlier version
                connection.execute(f"alter table {schema.table} add column {name(column)} {kind}")
