"""Refuses what would be read otherwise than it was meant: two formats for one text, a file without a column."""

from reporter import warehouse
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import LogSchema
from reporter.errors import PolicyError
from reporter.ingest.spool_rows import Spooled
from reporter.warehouse import Connection


def refuse_two_ways(connection: Connection, schema: LogSchema, mapping: LogPolicy, file: str) -> None:
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


def lacking_columns(
    connection: Connection, schema: LogSchema, mapping: LogPolicy, layout: int, spooled: Spooled
) -> tuple[str, str] | None:
    """Return the first column of ours that the first file of a log (or of its layout) has and this one lacks.

    With it that first file; None if nothing lacks. A file without rows lacks nothing.
    """
    first = warehouse.rows(
        connection,
        "select columns, file from delivered where log = ? and layout = ? and not repeated and received > 0 "
        "order by delivery_id limit 1",
        [schema.name, layout],
    )
    if not first or not spooled.received:
        return None
    lacking = sorted({*(first[0][0] or ())} - {*spooled.columns, *mapping.constants})
    return (lacking[0], str(first[0][1])) if lacking else None
