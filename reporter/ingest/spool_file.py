"""Turns one delivered file into rows of text in the view `spool`, and fetches its raw rows again for the quarantine."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from reporter import warehouse
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import LogSchema
from reporter.errors import IntegrityError
from reporter.ingest import fast_csv, list_names, readers, snapshots, spool_rows
from reporter.ingest.layouts import other_name
from reporter.ingest.layouts.find_columns import needed_names
from reporter.ingest.layouts.taken_back import NONE, TakenBack
from reporter.warehouse import Connection, file_literal, literal, name


@dataclass(frozen=True, kw_only=True)
class Spooled(spool_rows.Spooled):
    """One file as rows of text in the view `spool`."""

    is_plain: bool


def spool(
    connection: Connection,
    folder: Path,
    mapping: LogPolicy,
    schema: LogSchema,
    path: Path,
    columns: Sequence[str] = (),
    read_as: tuple[str, str] | None = None,
    given: TakenBack = NONE,
) -> Spooled:
    """Make the view `spool` of one file: by the engine's reader if the file is plain, else row by row.

    `columns` are those of ours that the file may fill, where they are not all of the log. `read_as` is a name that the
    file lacks, and which of its own columns is read under that name, for a trial. Entries of other files of events take
    back what is `given`.
    """
    intake = folder / ".spill" / "intake.csv"
    try:
        with opened(connection, mapping, schema, path, columns) as source:
            found = None
            if read_as:
                lacking, own = read_as
                source = replace(source, header=tuple(lacking if one.strip() == own else one for one in source.header))
            if mapping.events:
                spooled = spool_rows.spool_events(source, schema, mapping, path.name, intake, given)
            else:
                layout = spool_rows.open_layout(source, schema, mapping, path.name, columns)
                if layout.other_names and source.names_by_row:
                    with opened(connection, mapping, schema, path, columns) as again:
                        layout = replace(layout, other_names=other_name.apart(layout.other_names, again.rows))
                if layout.is_plain:
                    found = fast_csv.spool(connection, path, source, layout.plain_places, mapping.only)
                spooled = found or spool_rows.spool(source, layout, intake)
        if not found:
            _load(connection, intake, spooled.columns)
    finally:
        intake.unlink(missing_ok=True)
    if warehouse.count(connection, "spool") != spooled.written:
        raise IntegrityError(
            f"{path.name}: {spooled.received} rows were read but not all arrived. Nothing of it was taken in."
        )
    if snapshots.names_left_out(schema, mapping):
        fault = f"case when this_log then fault else {literal(snapshots.LEFT_OUT)} end as fault"
        named = warehouse.select(f"* replace ({fault}, true as this_log)", "spool")
        connection.execute(warehouse.temporary("rows_of_lists", named))
        connection.execute(warehouse.temporary_view("spool", "select * from rows_of_lists"))
    if mapping.snapshots and mapping.snapshots.taken_at_name:
        taken = literal(list_names.taken_text(connection, mapping, path))
        spooled = _dated(connection, spooled, mapping.snapshots.ends, taken)
    return Spooled(**vars(spooled), is_plain=found is not None)


def _dated(connection: Connection, spooled: spool_rows.Spooled, ends: str, taken: str) -> spool_rows.Spooled:
    """Give each row the time in the file's name; a row of number 0 stands for the list, which may have none."""
    own = warehouse.select(f"*, {taken} as {name(ends)}", "spool")
    of_list = f"select 0::bigint as line, true as this_log, {taken} as {name(ends)}"
    connection.execute(warehouse.temporary("dated_rows", f"{own} union all by name {of_list}"))
    connection.execute(warehouse.temporary_view("spool", "select * from dated_rows"))
    return replace(spooled, columns=(*spooled.columns, ends))


@contextmanager
def opened(
    connection: Connection, mapping: LogPolicy, schema: LogSchema, path: Path, columns: Sequence[str] = ()
) -> Iterator[readers.Source]:
    """Open one file for its reader, with the columns that the policy maps."""
    parquet = warehouse.parquet_reader(connection)
    expected = needed_names(schema, mapping, columns)
    with readers.open_source(path, parquet=parquet, layout=mapping, expected=expected) as source:
        yield source


def _load(connection: Connection, intake: Path, columns: Sequence[str]) -> None:
    fields = [*spool_rows.FIELDS, *columns]
    kinds = ", ".join(f"{literal(one)}: 'varchar'" for one in fields)
    source = (
        f"read_csv({file_literal(intake)}, auto_detect = false, header = false, delim = ',', quote = '\"', "
        f"escape = '\"', new_line = '\\r\\n', max_line_size = 33554432, columns = {{{kinds}}})"
    )
    typed = "* replace (line::bigint as line, nullif(fault, '') as fault, this_log = '1' as this_log)"
    connection.execute(warehouse.temporary("spooled", warehouse.select(typed, source)))
    connection.execute(warehouse.temporary_view("spool", "select * from spooled"))


def raw_rows(
    connection: Connection, mapping: LogPolicy, schema: LogSchema, path: Path, lines: set[int], *, is_plain: bool
) -> list[tuple[int, str]]:
    """Return the raw text of these lines of a file, as it was delivered."""
    if is_plain:
        return fast_csv.raw_lines(path, lines, spool_rows.RAW_MOST)
    with opened(connection, mapping, schema, path) as source:
        return [(row.line, spool_rows.raw_text(row)) for row in source.rows if row.line in lines]
