"""Compose SQL from names, literals and other queries. Only this module quotes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from reporter.errors import IntegrityError
from reporter.text import FORMULA

_PATTERN = re.compile(r"[*?\[]")
_EXACT = {"FLOAT": (2**24, "%.6E"), "DOUBLE": (2**53, "%.15E")}  # by type: first whole number that is not exact
_PART = re.compile(r"\$\{(\w+)\}")


def fill(text: str, /, **parts: str | int) -> str:
    """Return a query with SQL in place of each ${part}; raises IntegrityError for a part too few or too many."""
    pieces = _pieces(text)
    odd = parts.keys() ^ set(pieces[1::2])
    if odd:
        raise IntegrityError(
            f"A file of queries/ and the program do not name the same parts of a query: {', '.join(sorted(odd))}. "
            "Nothing was run. Put the file back as it was installed, and run this again."
        )
    return "".join(str(parts[piece]) if place % 2 else piece for place, piece in enumerate(pieces))


@cache
def _pieces(text: str) -> list[str]:
    """Split a query into its own text and, at every second place, the name of a part."""
    return _PART.split(text)


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


def create_table(table: str, sql: str) -> str:
    """Return the statement that makes a new table of a query."""
    return f"create table {table} as {sql}"


def temporary(table: str, sql: str) -> str:
    """Return the statement that makes a table of a query, for this connection alone."""
    return f"create or replace temp table {table} as {sql}"


def temporary_view(view: str, sql: str) -> str:
    """Return the statement that makes a view of a query, for this connection alone."""
    return f"create or replace temp view {view} as {sql}"


def file_literal(path: Path | str) -> str:
    """Quote the path of one file that a query reads: no sign in it is a pattern."""
    return literal(_PATTERN.sub(r"[\g<0>]", str(path)))


def allowed(paths: Iterable[Path | str]) -> str:
    """Return a list of paths that queries may reach, each also as `file_literal` writes it."""
    found = [one for path in paths for one in (literal(str(path)), file_literal(path))]
    return f"[{', '.join(dict.fromkeys(found))}]"


def parquet_source(path: Path) -> str:
    """Return the name under which a query reads a Parquet file."""
    return f"read_parquet({file_literal(path)})"


def no_formula(column: str) -> str:
    """Return a text column with an apostrophe before each text that a spreadsheet would take for a formula, as SQL."""
    marks = ", ".join(f"chr({ord(mark)})" for mark in FORMULA)
    return f"case when left({column}, 1) in ({marks}) then '''' || {column} else {column} end"


def is_nested(kind: str) -> bool:
    """Tell whether a column of this type holds a list, an object or the like in a cell."""
    return kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION"))


def text_of(column: str, kind: str) -> str:
    """Return a column of a Parquet file as text: a whole number that is not exact has an exponent.

    A number with a point holds each whole number below 2 to the power of 24 or 53; from there on some are left out.
    """
    if is_nested(kind):
        return f"to_json({column})::varchar"
    if kind not in _EXACT:
        return f"{column}::varchar"
    end, form = _EXACT[kind]
    lost = f"isfinite({column}) and {column} = trunc({column}) and abs({column}) >= {end}"
    return f"case when {lost} then printf('{form}', {column}::double) else {column}::varchar end"


def select(columns: str | Iterable[str], source: str, *, where: str = "", group: str = "", order: str = "") -> str:
    """Return a query of some columns of a table, view or function."""
    chosen = columns if isinstance(columns, str) else ", ".join(columns)
    return (
        f"select {chosen} from {source}"
        + (f" where {where}" if where else "")
        + (f" group by {group}" if group else "")
        + (f" order by {order}" if order else "")
    )


def count_of_rows(source: str, *, where: str = "") -> str:
    """Return a query of how many rows a table, view or query in brackets has."""
    return select("count(*)", source, where=where)


def items_lacking(source: str, other: str) -> str:
    """Return, as a source, the items of a table that another lacks, each as often as it lacks it."""
    return f"(select item from {source} except all select item from {other})"


def delete(table: str, *, where: str = "") -> str:
    """Return the statement that deletes rows of a table, or all of them."""
    return f"delete from {table}" + (f" where {where}" if where else "")


def insert(table: str, sql: str) -> str:
    """Return the statement that adds the rows of a query to a table."""
    return f"insert into {table} {sql}"


def update(table: str, changes: str, *, where: str) -> str:
    """Return the statement that changes rows of a table."""
    return f"update {table} set {changes} where {where}"


def row(columns: Mapping[str, str]) -> str:
    """Return a query of one row: SQL by the name of its column."""
    return "select " + ", ".join(f"{sql} as {name(column)}" for column, sql in columns.items())


def subquery(sql: str) -> str:
    """Return a query as the source of another."""
    return f"({sql})"


def with_in_place(view: str, rows: str, sql: str) -> str:
    """Return a query that finds, under the name of a view, the rows of another query."""
    return f"with {view} as ({rows}) select * from ({sql})"


def in_row_order(sql: str, columns: str) -> str:
    """Return a query of the same rows, taken one after the other as they lie, with any number of threads.

    Rows are numbered in turn; to sort what is in order already would take more memory than all else.
    """
    numbered = f"select *, row_number() over () as number_in_turn from ({sql})"
    return f"select {columns} from ({numbered}) where number_in_turn > 0"


def union(selects: Sequence[str]) -> str:
    """Join selects of the same shape."""
    return "\nunion all\n".join(selects)
