"""Keeps the rows of a file that could not be read, as they stood in it."""

from pathlib import Path

from reporter import warehouse
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import LogSchema
from reporter.ingest import parse_values, spool_file
from reporter.warehouse import Connection, literal


def keep(
    connection: Connection, schema: LogSchema, mapping: LogPolicy, path: Path, delivery_id: int, *, is_plain: bool
) -> None:
    """Keep every row that could not be read, with its raw text and every reason."""
    lines = {row[0] for row in warehouse.rows(connection, "select line from settled where fate = 'quarantined'")}
    if lines:
        raw = spool_file.raw_rows(connection, mapping, schema, path, lines, is_plain=is_plain)
        connection.execute(
            "create or replace temp table raw_rows as select unnest(?::bigint[]) as line, unnest(?::varchar[]) as raw",
            [[line for line, _ in raw], [text for _, text in raw]],
        )
        # a row that moved sideways has its ids in no cell
        words = r"string_split_regex(raw, '\s+')" if mapping.widths else "null::varchar[]"
        unread = warehouse.select(
            f"{delivery_id}, {literal(schema.name)}, line, raw, reasons, key, about_booking_id, about_officer_id, "
            f"coalesce(string_split(cells, chr(31)), {words}), {parse_values.time_span(schema)}, true",
            "settled join raw_rows using (line)",
            where="fate = 'quarantined'",
            order="line",
        )
        connection.execute(warehouse.insert("quarantine", unread))
        used_again = warehouse.select(
            f"{literal(schema.name)}, {delivery_id}, line, typed.key",
            "settled join typed using (line)",
            where="list_contains(settled.reasons, 'id_of_another_stay')",
            order="line",
        )
        connection.execute(warehouse.insert("ids_used_again", used_again))
