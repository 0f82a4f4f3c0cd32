"""Refuses a file that lacks a column, and tries which of its columns could be read as the one that it lacks."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from reporter import warehouse
from reporter.config.log_policy import LogPolicy, Mapped
from reporter.config.log_schemas import LogSchema
from reporter.config.policy import Policy
from reporter.errors import ReporterError
from reporter.ingest import parse_values, refusals, spool_file
from reporter.ingest.spool_rows import Spooled
from reporter.warehouse import Connection, literal, name


def refuse_lacking(
    connection: Connection,
    folder: Path,
    policy: Policy,
    mapping: LogPolicy,
    schema: LogSchema,
    path: Path,
    columns: Sequence[str],
    layout: int,
    spooled: Spooled,
) -> None:
    """Raise InputRefused if the file lacks a column that the first file of its log, or of its layout, has."""
    if lacking := refusals.lacking_columns(connection, schema, mapping, layout, spooled):
        with spool_file.opened(connection, mapping, schema, path) as source:
            header = source.header
        fits = partial(_fits, connection, folder, mapping, schema, path, columns, policy.years)
        refusals.refuse_lacking(schema, mapping, path.name, header, fits, *lacking)


def _fits(
    connection: Connection,
    folder: Path,
    mapping: LogPolicy,
    schema: LogSchema,
    path: Path,
    columns: Sequence[str],
    years: tuple[int, int],
    tried: tuple[str, str],
) -> bool:
    """Say whether each value of `tried`, a column of ours and one of theirs, is read without a fault, and one is there.

    The file is read as a run would read it with that line in the policy; what was spooled and typed before is gone.
    """
    ours, theirs = tried
    mapped = replace(mapping, columns={**mapping.columns, ours: Mapped(parts=(theirs,))})
    try:
        spooled = spool_file.spool(connection, folder, mapped, schema, path, columns)
    except ReporterError:
        return False
    connection.execute(parse_values.typed(schema, mapped, spooled.columns, years))
    value = name(f"{ours}_text" if ours in schema.of_kind("time", "day") else ours)
    about = "list_transform(list_filter(reasons, lambda reason: not starts_with(reason, 'missing:')), "
    about += "lambda reason: split_part(reason, ':', 2))"
    filled, faulty = warehouse.rows(
        connection,
        warehouse.select(f"count({value}), count(*) filter (where list_contains({about}, {literal(ours)}))", "typed"),
    )[0]
    return bool(filled and not faulty)
