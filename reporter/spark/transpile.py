"""Carries the queries to Apache Spark: macros put in their places, times and durations as whole microseconds.

What only one engine can say stands in queries/macros.sql and queries/macros.spark.sql; of a macro in both, the latter
counts. Here is what no macro can say, since it is no function: operators, literals, and the order within a list.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from reporter.errors import IntegrityError, PolicyError
from reporter.resources import data_dir
from reporter.warehouse import NEVER

try:
    from sqlglot import exp, parse
    from sqlglot.dialects.duckdb import DuckDB
    from sqlglot.errors import ErrorLevel, SqlglotError
except ImportError as missing:
    raise PolicyError(
        "What carries queries to Apache Spark is not installed. Run `pip install reporter[spark]`, then this again."
    ) from missing

_MICROSECONDS = {
    "MICROSECOND": 1,
    "SECOND": 1_000_000,
    "MINUTE": 60_000_000,
    "HOUR": 3_600_000_000,
    "DAY": 86_400_000_000,
}
_DEEPEST = 20  # macros within macros

Macro = tuple[list[str], exp.Expression, bool]  # its parameters, its body, and whether it was written for Spark


@cache
def _sources() -> tuple[str, str]:
    folder = data_dir("queries")
    return ((folder / "macros.sql").read_text("utf-8"), (folder / "macros.spark.sql").read_text("utf-8"))


@cache
def _reader() -> type[DuckDB]:
    """The dialect of the queries, in which no function that macros.spark.sql defines has a meaning of its own."""
    ours = {name.upper() for name in _defined(_sources()[1], DuckDB)}

    base = DuckDB.Parser
    known = {
        kind: {name: made for name, made in getattr(base, kind).items() if name not in ours}
        for kind in ("FUNCTIONS", "FUNCTION_PARSERS")
    }

    class Queries(DuckDB):
        Parser = cast(type[Any], type("Parser", (base,), known))

    return Queries


def _defined(text: str, dialect: type[DuckDB], *, for_spark: bool = False) -> dict[str, Macro]:
    found: dict[str, Macro] = {}
    for statement in parse(text, dialect=dialect):
        if isinstance(statement, exp.Create) and isinstance(statement.this, exp.UserDefinedFunction):
            names = [one.name for one in statement.this.expressions]
            body = statement.expression
            found[statement.this.this.name.lower()] = (names, body, for_spark)
    return found


@cache
def _macros() -> Mapping[str, Macro]:
    plain, spark = _sources()
    return _defined(plain, _reader()) | _defined(spark, _reader(), for_spark=True)


def parsed(sql: str) -> exp.Expression:
    """Read one statement of the queries."""
    try:
        (statement,) = [one for one in parse(sql, dialect=_reader()) if isinstance(one, exp.Expression)]
    except (SqlglotError, ValueError) as error:
        raise IntegrityError(f"A query cannot be carried to the cluster: {str(error).splitlines()[0]}") from error
    return statement


@cache
def reads(sql: str) -> set[str]:
    """Return the names of all tables and views that a query reads, `records.` and all."""
    tree = _in_place(parsed(sql), for_spark=False)
    own = {one.alias for one in tree.find_all(exp.CTE)}
    named = {(table.db, table.name) for table in tree.find_all(exp.Table) if table.name}
    return {f"{db}.{name}" if db else name for db, name in named if db or name not in own}


def carried(sql: str) -> str:
    """Return one query as Spark says it; its outermost order, which a table of many parts cannot keep, is left out."""
    tree = _in_place(parsed(sql), for_spark=False)
    for way in (_interval, _moment, _sum, _row, _only_one, _list_in_order):
        tree = tree.transform(way)
    tree = _in_place(tree, for_spark=True)
    for table in list(tree.find_all(exp.Table)):
        if table.db:
            table.replace(exp.alias_(exp.to_table(f"{table.db}_{table.name}"), table.alias or table.name, table=True))
    tree.set("order", None)
    try:
        return tree.sql(dialect="spark", unsupported_level=ErrorLevel.RAISE)
    except SqlglotError as error:
        raise IntegrityError(f"A query cannot be carried to the cluster: {str(error).splitlines()[0]}") from error


def _in_place(tree: exp.Expression, *, for_spark: bool) -> exp.Expression:
    """Put the body of each macro where it is called, those of one of the two files."""
    chosen = {name: macro for name, macro in _macros().items() if macro[2] == for_spark}

    def way(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Table) and isinstance(node.this, exp.Anonymous) and node.this.name.lower() in chosen:
            alias = node.alias or node.this.name.lower()
            body = _named_apart(_called(node.this, chosen), alias)
            return exp.Subquery(this=body, alias=exp.TableAlias(this=exp.to_identifier(alias)))
        if isinstance(node, exp.Table) and isinstance(node.this, exp.Anonymous) and node.this.name == "query_table":
            return exp.to_table(node.this.expressions[0].name)
        if isinstance(node, exp.Anonymous) and node.name.lower() in chosen:
            return _one(_called(node, chosen))
        return node

    for _ in range(_DEEPEST):
        before = tree
        tree = tree.transform(way)
        if tree == before:
            return tree
    raise IntegrityError("A macro of queries/ calls itself. No query was carried to the cluster.")


def _called(call: exp.Anonymous, macros: Mapping[str, Macro]) -> exp.Expression:
    names, body, _ = macros[call.name.lower()]
    if len(names) != len(call.expressions):
        raise IntegrityError(f"The macro {call.name} takes {len(names)} values and is given {len(call.expressions)}.")
    given = dict(zip(names, call.expressions, strict=True))

    def way(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Column) and not node.table and node.name in given:
            return _one(given[node.name].copy())
        return node

    return body.copy().transform(way)


def _one(value: exp.Expression) -> exp.Expression:
    """In brackets, unless it holds together by itself."""
    whole = isinstance(value, exp.Column | exp.Literal | exp.Func) and not isinstance(value, exp.Binary | exp.Unary)
    return value if whole else exp.Paren(this=value)


def _named_apart(body: exp.Expression, by: str) -> exp.Expression:
    """Give the parts of a macro's query names of their own: it may stand several times in one query."""
    own = {one.alias for one in body.find_all(exp.CTE)}
    for part in body.find_all(exp.CTE):
        part.set("alias", exp.TableAlias(this=exp.to_identifier(f"{by}_{part.alias}")))
    for table in body.find_all(exp.Table):
        if not table.db and table.name in own:
            table.set("alias", exp.TableAlias(this=exp.to_identifier(table.alias or table.name)))
            table.set("this", exp.to_identifier(f"{by}_{table.name}"))
    return body


def _interval(node: exp.Expression) -> exp.Expression:
    if not isinstance(node, exp.Interval):
        return node
    unit, count = str(node.args["unit"]).upper().removesuffix("S"), node.this
    if unit not in _MICROSECONDS or not isinstance(count, exp.Literal):
        raise IntegrityError(f"The duration {node.sql()} cannot be carried to the cluster. Give it in microseconds.")
    return _big(int(count.name) * _MICROSECONDS[unit])


def _moment(node: exp.Expression) -> exp.Expression:
    """A time written out becomes its microseconds; no other text may become a time over there."""
    if not (isinstance(node, exp.Cast) and node.is_type(*exp.DataType.TEMPORAL_TYPES) and not node.is_type("date")):
        return node
    if isinstance(node.this, exp.Null):
        return exp.cast(node.this, "bigint")
    text = node.this.name if isinstance(node.this, exp.Literal) else ""
    if text not in ("infinity", "-infinity"):
        raise IntegrityError(
            f"{node.sql()} cannot be carried to the cluster: it would be read in another engine's way."
        )
    return _big(-NEVER if text.startswith("-") else NEVER)


def _big(number: int) -> exp.Expression:
    return exp.cast(exp.Literal.number(number), "bigint")


def _sum(node: exp.Expression) -> exp.Expression:
    """Addition and subtraction become macros: infinity stays infinity, and months are counted on the calendar."""
    if not isinstance(node, exp.Add | exp.Sub):
        return node
    by = node.expression
    if isinstance(by, exp.Anonymous) and by.name.lower() == "to_months":
        return exp.Anonymous(
            this="months_later" if isinstance(node, exp.Add) else "months_before",
            expressions=[node.this, *by.expressions],
        )
    return exp.Anonymous(this="plus" if isinstance(node, exp.Add) else "minus", expressions=[node.this, by])


def _row(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.Anonymous) and node.name.lower() == "row":
        return exp.Struct(expressions=node.expressions)
    return node


def _only_one(node: exp.Expression) -> exp.Expression:
    """The least of a single value is that value: Spark asks for two."""
    return node.this if isinstance(node, exp.Least | exp.Greatest) and not node.expressions else node


def _list_in_order(node: exp.Expression) -> exp.Expression:
    """A list in order: its values with what they are ordered by, sorted, and taken out again."""
    if not (isinstance(node, exp.ArrayAgg) and isinstance(node.this, exp.Order)):
        return node
    value, order = node.this.this, node.this.expressions
    if any(one.args.get("desc") for one in order):
        raise IntegrityError(f"{node.sql()} is in descending order, which is not carried to the cluster.")
    keys = [exp.alias_(one.this.copy(), f"by_{place}") for place, one in enumerate(order)]
    pairs = exp.ArrayAgg(this=exp.Struct(expressions=[*keys, exp.alias_(value.copy(), "value")]))
    taken = exp.Lambda(this=exp.column("value", table="pair"), expressions=[exp.to_identifier("pair")])
    return exp.Anonymous(this="transform", expressions=[exp.Anonymous(this="array_sort", expressions=[pairs]), taken])
