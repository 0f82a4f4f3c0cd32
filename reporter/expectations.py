"""The completeness legs: Great Expectations decides each, on tables that SQL has made of what contradicts it."""

import os
import warnings
from collections.abc import Mapping
from typing import Any

from reporter import sqlfiles, warehouse
from reporter.errors import IntegrityError
from reporter.policy import Policy
from reporter.sqlfiles import SqlFile
from reporter.terms import LegResult, LegState
from reporter.warehouse import Connection

_NO_VALUES = {"result_format": "BASIC", "partial_unexpected_count": 0}
_CANARIES = 3


def run(connection: Connection, policy: Policy, delivered: set[str], details: Mapping[str, Any]) -> list[LegResult]:
    """Decide every leg found in queries/expectations/; raises IntegrityError when the canary does not sing."""
    legs = sqlfiles.folder("expectations")
    prepared = [leg for leg in legs if set(leg.header["needs"]) <= delivered]
    for leg in prepared:
        warehouse.create(connection, f"contradicts_{leg.id}", leg.sql, kept=True)
        warehouse.create(connection, f"tested_{leg.id}", f"select ({leg.header['tested']}) as tested_count", kept=True)
    decided = _ask(connection, [leg.id for leg in prepared])
    required = set(policy.claim_requires)
    return [_result(connection, leg, decided.get(leg.id), leg.id in required, details) for leg in legs]


def _ask(connection: Connection, legs: list[str]) -> dict[str, LegState]:
    """Ask Great Expectations of each leg: is there something to test, and does nothing contradict it?"""
    connection.execute("create or replace table canary as select 1 as tested_count from range(3)")
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own imports, not ours to mend
        import great_expectations as gx

        from reporter.dialect import engine_arguments

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
        source = context.data_sources.add_sql(
            "records",
            connection_string="sharedduck://",
            kwargs=engine_arguments(connection),  # type: ignore[call-arg]
        )
        _listen(gx, context, source)
        return {leg: _state(gx, context, source, leg) for leg in legs}


def _validated(gx: Any, context: Any, source: Any, table: str, expectation: Any) -> tuple[bool, int]:
    batch = source.add_table_asset(table, table_name=table).add_batch_definition_whole_table("all")
    suite = context.suites.add(gx.ExpectationSuite(name=table, expectations=[expectation]))
    definition = context.validation_definitions.add(gx.ValidationDefinition(name=table, data=batch, suite=suite))
    result = definition.run(result_format=_NO_VALUES).results[0]
    observed = (result.result or {}).get("observed_value")
    if (result.exception_info or {}).get("raised_exception") or not isinstance(observed, int | float):
        raise IntegrityError(f"Great Expectations could not judge {table}. An error is never taken for a failure.")
    return bool(result.success), int(observed)


def _listen(gx: Any, context: Any, source: Any) -> None:
    """The canary: a count that is known must be seen, and an expectation that is false must fail."""
    false_one = gx.expectations.ExpectTableRowCountToEqual(value=0)
    success, observed = _validated(gx, context, source, "canary", false_one)
    if success or observed != _CANARIES:
        raise IntegrityError("Great Expectations does not see the rows that are there. No leg can be trusted.")


def _state(gx: Any, context: Any, source: Any, leg: str) -> LegState:
    something = gx.expectations.ExpectColumnSumToBeBetween(column="tested_count", min_value=1)
    nothing = gx.expectations.ExpectTableRowCountToEqual(value=0)
    has_something, _ = _validated(gx, context, source, f"tested_{leg}", something)
    holds, _ = _validated(gx, context, source, f"contradicts_{leg}", nothing)
    if not has_something:
        return "not_tested"
    return "holds" if holds else "fails"


def _result(
    connection: Connection, leg: SqlFile, state: LegState | None, required: bool, details: Mapping[str, Any]
) -> LegResult:
    tested = violations = 0
    detail: dict[str, Any] = dict(details.get(leg.id, {}))
    if state is None:
        detail["missing_logs"] = leg.header["needs"]
    else:
        tested = int(warehouse.one(connection, f"select tested_count from tested_{leg.id}"))
        violations = warehouse.count(connection, f"contradicts_{leg.id}")
        if (state == "holds") != (violations == 0 and tested > 0):
            raise IntegrityError(f"Great Expectations and the count of {leg.id} disagree. No report was made.")
        found = f"select what, count(*) from contradicts_{leg.id} group by what order by what"
        detail["contradictions"] = dict(warehouse.rows(connection, found))
    return LegResult(
        id=leg.id,
        title=leg.header["title"],
        state=state or "not_tested",
        required=required,
        tested_count=tested,
        violation_count=violations,
        says=leg.header["says"],
        cannot_exclude=leg.header["cannot_exclude"],
        look=leg.header["look"],
        detail=detail,
    )
