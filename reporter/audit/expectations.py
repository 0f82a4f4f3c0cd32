"""The completeness legs: Great Expectations decides each, on tables that SQL has made of what contradicts it."""

import gc
import importlib
import importlib.util
import mmap
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from reporter import warehouse
from reporter.config.policy import Policy
from reporter.errors import IntegrityError
from reporter.model import Contradiction, LegResult, LegState
from reporter.warehouse import Connection, query_files
from reporter.warehouse.query_files import SqlFile

_NO_VALUES = {"result_format": "BASIC", "partial_unexpected_count": 0}
_CANARIES = 3
_NOTHING = -1  # in place of a count, where there is nothing to test
_ROWS_LISTED = 50_000  # of each leg, those of the time in question first; the counts are of all
_ADDRESSES = 400_000_000  # bytes of address space that its import takes, at the most


def load() -> None:
    """Load Great Expectations, which takes seconds, ahead of its use.

    scipy.stats and altair, a quarter of that time, are loaded only if an expectation asks for them: none of ours does.
    Apache Spark, where it is installed, is not looked for: no expectation of ours is judged there.
    """
    if "great_expectations" in sys.modules:
        return
    _ask_for_room()
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each of its threads takes memory ahead
    with warnings.catch_warnings(), _nothing_collected(), _hidden("pyspark"):
        warnings.simplefilter("ignore")  # the library's own imports, not ours to mend
        _defer_import("scipy.stats")
        _defer_import("altair")
        import great_expectations  # noqa: F401


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Search for no garbage: a million objects that all stay are made. No later search goes through them either."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


@contextmanager
def _hidden(module: str) -> Iterator[None]:
    """Let a module that is not loaded yet seem not to be installed."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # what import takes for "not there"
    try:
        yield
    finally:
        del sys.modules[module]


def _ask_for_room() -> None:
    """Raise MemoryError where the import would find no room: OpenBLAS would end the process, and with 1, too."""
    try:
        mmap.mmap(-1, _ADDRESSES).close()
    except OSError as error:
        raise MemoryError from error


class _Deferred(ModuleType):
    """Stands for a module that is imported when something of it is first asked for."""

    def __getattr__(self, name: str) -> Any:
        """Import the module in the place of this one, and return what is asked of it."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def _defer_import(module: str) -> None:
    """Load a module at its first use instead of at its import."""
    if module in sys.modules or importlib.util.find_spec(module) is None:
        return
    found = sys.modules[module] = _Deferred(module)
    parent, _, name = module.rpartition(".")
    if parent:
        setattr(sys.modules[parent], name, found)


def run(
    connection: Connection,
    policy: Policy,
    delivered: set[str],
    details: Mapping[str, Any],
    counted: Mapping[str, tuple[int, Mapping[str, int]]] | None = None,
) -> list[LegResult]:
    """Decide every leg found in queries/expectations/; raises IntegrityError when the canary does not sing.

    `counted` is what another engine found of each leg: how much there is to test, and what contradicts it, by kind.
    """
    legs = query_files.folder("expectations")
    prepared = [leg for leg in legs if set(leg.header["needs"]) <= delivered]
    for leg in prepared:
        sql = _as_counted(counted[leg.id][1]) if counted else placed(leg)
        with warehouse.guarded_query(connection, f"expectations/{leg.id}.sql", leg.sql, sql, tested_query(leg)):
            warehouse.create(connection, f"contradicts_{leg.id}", sql, kept=True)
    tested = {leg.id: str(counted[leg.id][0]) if counted else tested_query(leg) for leg in prepared}
    decided = _ask(connection, tested)
    results = []
    for leg in legs:
        lacking = [log for log in leg.header["needs"] if log not in delivered]
        own = {**details.get(leg.id, {}), **({} if leg.id in decided else {"missing_logs": lacking})}
        results.append(_result(connection, leg, decided.get(leg.id), policy, own, by_rows=counted is None))
    return results


def placed(leg: SqlFile) -> str:
    """Return the query for what contradicts a leg, each row with its place (spec 6).

    A row whose time is not known may lie in the time in question; one without an end may reach into it.
    """
    told = ", ".join(warehouse.literal(kind) for kind in leg.header.get("told", ()))
    return (
        "select item, what, log_name, delivery_id, line, case "
        + (f"when what in ({told}) then 'told' " if told else "")
        + "when latest < question_earliest or earliest > question_latest then 'elsewhere' else 'period' end as place "
        f"from ({leg.sql}) as found cross join span_in_question"
    )


def tested_query(leg: SqlFile) -> str:
    """Return the query that counts what there is to test: nothing where the input could not contradict (spec 6)."""
    if "barred" not in leg.header:
        return str(leg.header["tested"])
    return f"select case when ({leg.header['barred']}) is null then ({leg.header['tested']}) else 0 end"


def _as_counted(found: Mapping[str, int]) -> str:
    rows = [
        warehouse.select(
            f"{warehouse.literal(what)} as what, {warehouse.literal(place)} as place, null::varchar as log_name, "
            "null::integer as delivery_id, null::bigint as line",
            f"range({count})",
        )
        for (place, _, what), count in ((one.partition(":"), count) for one, count in found.items())
    ]
    return warehouse.union(rows or ["select '' as what, '' as place where false"])


def _ask(connection: Connection, tested: Mapping[str, str]) -> dict[str, LegState]:
    """Ask Great Expectations of each leg: is there something to test, and does nothing contradict it?

    It judges one row of counts that SQL has made: no value of a person is in its reach. A leg's own column has the
    count of what contradicts it, or -1 where there is nothing to test: it must be 0.
    """
    columns = [f"{_CANARIES} as canary"]
    for leg, query in tested.items():
        columns.append(f"({query}) as tested_{leg}")
        against = warehouse.subquery(warehouse.count_of_rows(f"contradicts_{leg}", where="place = 'period'"))
        columns.append(f"{against} as contradicts_{leg}")
    own = [f"case when tested_{leg} < 1 then {_NOTHING} else contradicts_{leg} end as judged_{leg}" for leg in tested]
    with warehouse.guarded_query(connection, "expectations, in what a leg has `tested`"):
        counts = warehouse.subquery(f"select {', '.join(columns)}")
        warehouse.create(connection, "leg_counts", warehouse.select(["*", *own], counts), kept=True)
    judged = _judged(connection, list(tested))
    said, seen = judged["canary"]
    if said or seen != _CANARIES:
        raise IntegrityError("Great Expectations does not see the rows that are there. No leg can be trusted.")
    return {leg: _state(*judged[f"judged_{leg}"]) for leg in tested}


def _state(holds: bool, seen: int) -> LegState:
    if holds:
        return "holds"
    return "not_tested" if seen == _NOTHING else "fails"


def _judged(connection: Connection, legs: list[str]) -> dict[str, tuple[bool, int]]:
    """Return what Great Expectations says of each column of leg_counts: its verdict, and the count it saw."""
    load()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx
        from great_expectations.expectations.core.expect_column_sum_to_be_between import ExpectColumnSumToBeBetween

        from reporter.audit.gx_dialect import engine_arguments

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
        source = context.data_sources.add_sql(
            "records",
            connection_string="sharedduck://",
            kwargs=engine_arguments(connection),  # type: ignore[call-arg]
        )
        counts = source.add_table_asset("counts", table_name="leg_counts").add_batch_definition_whole_table("all")
        asked: list[Any] = [ExpectColumnSumToBeBetween(column="canary", max_value=0)]
        for leg in legs:
            asked.append(ExpectColumnSumToBeBetween(column=f"judged_{leg}", min_value=0, max_value=0))
        suite = gx.ExpectationSuite(name="legs", expectations=asked)
        results = counts.get_batch().validate(suite, result_format=_NO_VALUES).results
    judged: dict[str, tuple[bool, int]] = {}
    for result in results:
        column = str(result.expectation_config.kwargs["column"]) if result.expectation_config else ""
        seen = (result.result or {}).get("observed_value")
        if not isinstance(seen, int | float):
            raise IntegrityError(f"Great Expectations could not judge {column}. An error is never taken for a failure.")
        judged[column] = (bool(result.success), int(seen))
    if len(judged) != len(asked):
        raise IntegrityError("Great Expectations did not answer for every leg. No leg can be trusted.")
    return judged


def _result(
    connection: Connection,
    leg: SqlFile,
    state: LegState | None,
    policy: Policy,
    detail: dict[str, Any],
    *,
    by_rows: bool,
) -> LegResult:
    tested = violations = 0
    because = ""
    rows: list[Contradiction] = []
    if state is not None:
        counted = warehouse.select([f"tested_{leg.id}", f"contradicts_{leg.id}"], "leg_counts")
        tested, violations = warehouse.rows(connection, counted)[0]
        if (state == "holds") != (violations == 0 and tested > 0):
            raise IntegrityError(f"Great Expectations and the count of {leg.id} disagree. No report was made.")
        if "barred" in leg.header and by_rows:
            because = str(warehouse.one(connection, leg.header["barred"]) or "")
        found = warehouse.select("place, what, count(*)", f"contradicts_{leg.id}", group="all", order="all")
        for place, key in (("period", "contradictions"), ("elsewhere", "elsewhere"), ("told", "told")):
            counts = {what: count for where, what, count in warehouse.rows(connection, found) if where == place}
            if counts or place == "period":
                detail[key] = counts
        rows = _rows(connection, leg) if by_rows else []
    if because:
        detail["reason"] = because
    return LegResult(
        id=leg.id,
        title=leg.header["title"],
        state=state or "not_tested",
        required=leg.id in policy.claim_requires,
        one_of=leg.id in policy.claim_requires_one_of,
        tested_count=tested,
        violation_count=violations,
        says=leg.header["description"],
        cannot_exclude=leg.header["cannot_exclude"],
        look=leg.header["follow_up"],
        detail=detail,
        untested_because=because,
        contradictions=rows,
    )


def _rows(connection: Connection, leg: SqlFile) -> list[Contradiction]:
    query = warehouse.select(
        "what, place, log_name, coalesce(delivered.file, ''), line",
        f"contradicts_{leg.id} left join records.delivered using (delivery_id)",
        order=f"place <> 'period', place, log_name, 4, line, what, item limit {_ROWS_LISTED}",
    )
    return [
        Contradiction(leg=leg.id, kind=kind, place=place, log=log, file=file, line=line)
        for kind, place, log, file, line in warehouse.rows(connection, query)
    ]
