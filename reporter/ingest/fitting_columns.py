"""Refuses a file that lacks a column, and tries which of its columns could be read as the one that it lacks."""

import json
import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from reporter import warehouse
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import LogSchema
from reporter.errors import InputRefused, ReporterError
from reporter.ingest import parse_values, refusals, spool_file
from reporter.ingest.delivery_order import files_of
from reporter.ingest.layouts.find_columns import ColumnLacking
from reporter.ingest.layouts.other_name import PLANNED
from reporter.ingest.layouts.taken_back import NONE, TakenBack
from reporter.ingest.readers.grid import same_name
from reporter.warehouse import Connection, literal, name

_LIKE, _LITTLE_LIKE = 0.6, 0.4  # how alike two names must be; the little one where the values can tell


_MOST_TRIED = 12  # columns of a file that are read as the one that lacks: each is a pass over the file
_OF_ANOTHER_KIND = re.compile(f"{PLANNED.pattern}|birth|dob|print|export|updat|modif", re.IGNORECASE)


class Reading(NamedTuple):
    """How one file is read: `columns` are those of ours that it may fill, where they are not all of the log.

    Entries of other files of events take back what is `given`.
    """

    connection: Connection
    folder: Path
    mapping: LogPolicy
    schema: LogSchema
    path: Path
    columns: Sequence[str]
    years: tuple[int, int]
    given: TakenBack = NONE

    @property
    def file(self) -> str:
        """The file's name below inbox/."""
        return str(self.path.relative_to(self.folder / "inbox"))


def spool(reading: Reading) -> spool_file.Spooled:
    """Make the view `spool` of the file; raises InputRefused if it lacks a column that its log needs."""
    try:
        return _unless_renamed(reading, _spooled(reading, reading.columns))
    except ColumnLacking as lacking:
        near = _nearest(reading, lacking.header, lacking.column, lacking.theirs)
        if not near:
            raise
        parts = reading.mapping.theirs(lacking.column).names
        is_alone = parts == (lacking.theirs,) and lacking.column
        says = f": columns = {{ {lacking.column} = {_quoted(near)} }}." if is_alone else "."
        raise InputRefused(
            f"{lacking.lacks} The nearest that is not mapped and whose values fit is {near!r}{says}{lacking.has}"
        ) from lacking


def _unless_renamed(reading: Reading, spooled: spool_file.Spooled) -> spool_file.Spooled:
    """Raise InputRefused if a time stands in no row of a short file, and one under a new name may be it.

    A source that names its columns row by row leaves out what it does not have: such a file may lack the column, or
    have no value for it. A name that stands beside the column in another file is a column of its own.
    """
    schema = reading.schema
    alone = {mapped.parts: ours for ours, mapped in reading.mapping.columns.items()}
    for theirs in spooled.nowhere:
        column = alone.get((theirs,), "")
        if column not in schema.of_kind("time", "day"):
            continue
        new = [one for one in _new_names(reading, theirs) if not _OF_ANOTHER_KIND.search(one)]
        near = _nearest(reading, [theirs, *new], column, theirs) if new else ""
        if near:
            raise InputRefused(
                f"{reading.path.name} has {theirs!r} in no row, and {near!r}, which is not mapped, may be it: "
                f"columns = {{ {column} = {_quoted(near)} }}, in [[logs.{schema.name}.layouts]] if other files have "
                f"{theirs!r}. If it is not, ask for the file with an empty {theirs!r}."
            )
        spooled = _spooled(reading, reading.columns)  # a trial leaves its own rows
    return spooled


def _new_names(reading: Reading, theirs: str) -> list[str]:
    """Return the names of a file's columns that no file of its layout has beside this one."""
    new = _names_of(reading, reading.path)
    for path in files_of(reading.folder / "inbox", reading.mapping.files, reading.schema.name):
        names = _names_of(reading, path) if new and path != reading.path else []
        if theirs in names:
            new = [one for one in new if one not in names]
    return new


def _names_of(reading: Reading, path: Path) -> list[str]:
    """Return the columns that stand in a file's rows; none of a file that is refused."""
    try:
        with spool_file.opened(reading.connection, reading.mapping, reading.schema, path, reading.columns) as source:
            return [one for one in source.header if one not in source.nowhere]
    except InputRefused:
        return []


def refuse_lacking(reading: Reading, layout: int, spooled: spool_file.Spooled) -> None:
    """Raise InputRefused if the file lacks a column that the first file of its log, or of its layout, has.

    That is no empty cell.
    """
    lacking = refusals.lacking_columns(reading.connection, reading.schema, reading.mapping, layout, spooled)
    if not lacking:
        return
    column, first = lacking
    log = reading.schema.name
    with spool_file.opened(reading.connection, reading.mapping, reading.schema, reading.path) as source:
        header = source.header
    near = _nearest(reading, header, column, column)
    named = ""
    if near:
        named = f"The nearest that is not mapped and whose values fit is {near!r}: {column} = {_quoted(near)}. "
    raise InputRefused(
        f"{reading.path.name} has no column {column!r}, which {first}, the first file of [logs.{log}], has. {named}"
        f"Ask for the file with all its columns, or describe files like it in [[logs.{log}.layouts]]."
    )


def _quoted(text: str) -> str:
    """Write a text as TOML has it."""
    return json.dumps(text, ensure_ascii=False)


def _nearest(reading: Reading, header: Sequence[str], column: str, theirs: str) -> str:
    """Return the name most like the one that lacks, not mapped, whose values can be read as the column; "" for none.

    A header that holds no name of the policy may be a row of persons: of it a text is never named.
    """
    mapping, schema = reading.mapping, reading.schema
    tells = bool(column) and schema.kind(column) not in ("id", "text")
    mapped = {same_name(one) for ours in schema.columns for one in mapping.theirs(ours).names}
    is_known = any(same_name(one) in mapped for one in header)
    if not (is_known or tells):
        return ""
    free = {same_name(one): one.strip() for one in header if same_name(one) not in mapped}
    cutoff = _LITTLE_LIKE if is_known and tells else _LIKE
    like = get_close_matches(same_name(theirs), list(free), cutoff=cutoff)
    if is_known and column in schema.of_kind("time", "day"):  # a time is known by its values, whatever its name
        like = get_close_matches(same_name(theirs), list(free), n=_MOST_TRIED, cutoff=0.0)
    return next((free[one] for one in like if _fits(reading, column, theirs, free[one])), "")


def _fits(reading: Reading, column: str, theirs: str, tried: str) -> bool:
    """Say whether each value of a column is read without a fault, and one is there, where `tried` is read as `theirs`.

    For a key that fills no column of ours: whether a row is read so without a fault. What was spooled and typed before
    is gone.
    """
    schema = reading.schema
    try:
        spooled = _spooled(
            reading, (column,) if column and not reading.mapping.events else reading.columns, (theirs, tried)
        )
    except ReporterError:
        return False
    reading.connection.execute(parse_values.typed(schema, reading.mapping, spooled.columns, reading.years))
    about = "list_transform(list_filter(reasons, lambda reason: not starts_with(reason, 'missing:')), "
    about += "lambda reason: split_part(reason, ':', 2))"
    value, fault = "true", f"len({about}) > 0"
    if column:
        value = name(f"{column}_text" if column in schema.of_kind("time", "day") else column)
        fault = f"list_contains({about}, {literal(column)})"
    counts = f"count({value}), count(*) filter (where {fault})"
    filled, faulty = warehouse.rows(reading.connection, warehouse.select(counts, "typed"))[0]
    return bool(filled and not faulty) if column else bool(filled > faulty)


def _spooled(reading: Reading, columns: Sequence[str], read_as: tuple[str, str] | None = None) -> spool_file.Spooled:
    way = (reading.connection, reading.folder, reading.mapping, reading.schema, reading.path)
    return spool_file.spool(*way, columns, read_as, reading.given)
