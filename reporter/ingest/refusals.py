"""Refuses what would be read otherwise than it was meant: two formats for one text, a file without a column."""

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import NoReturn

from reporter import warehouse
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import LogSchema
from reporter.errors import InputRefused, PolicyError
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


def refuse_lacking(
    schema: LogSchema,
    mapping: LogPolicy,
    file: str,
    header: Sequence[str],
    fits: Callable[[tuple[str, str]], bool],
    column: str,
    first: str,
) -> NoReturn:
    """Raise InputRefused for a file without a column: that is no empty cell.

    It names the nearest header that is not mapped and whose values can be read as the column; `fits` tries one.
    """
    mapped = {name.strip().casefold() for one in schema.columns for name in mapping.theirs(one).names}
    free = {one.strip().casefold(): one for one in header if one.strip().casefold() not in mapped}
    theirs = " ".join(mapping.theirs(column).names)
    like = (free[one] for one in get_close_matches(theirs.casefold(), list(free), cutoff=0.4))
    near = next((one for one in like if fits((column, one))), "")
    named = f'The nearest that is not mapped is {near!r}: {column} = "{near}". ' if near else ""
    raise InputRefused(
        f"{file} has no column {theirs!r}, which {first}, the first file of [logs.{schema.name}], has. {named}"
        f"Ask for the file with all its columns, or describe files like it in [[logs.{schema.name}.layouts]]."
    )
