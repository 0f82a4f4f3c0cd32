"""The completeness legs: Great Expectations decides each, on tables that SQL has made of what contradicts it."""

from collections.abc import Mapping
from typing import Any

from reporter import warehouse
from reporter.config.policy import Policy
from reporter.errors import IntegrityError
from reporter.model import Contradiction, LegResult, LegState
from reporter.warehouse import Connection, query_files
from reporter.warehouse.query_files import SqlFile
from reporter.worker import Worker

PLACED_BY = "span_in_question"
_CANARIES = 3
_NOTHING = -1  # in place of a count, where there is nothing to test
_ROWS_LISTED = 50_000  # of each leg, those of the time in question first; the counts are of all

judge = Worker("reporter.audit.judge_counts")


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
    """Return the query for what contradicts a leg, each row with its place.

    A row whose time is not known may lie in the time in question; one without an end may reach into it.
    """
    told = ", ".join(warehouse.literal(kind) for kind in leg.header.get("told", ()))
    return (
        "select item, what, log_name, delivery_id, line, case "
        + (f"when what in ({told}) then 'told' " if told else "")
        + "when latest < question_earliest or earliest > question_latest then 'elsewhere' else 'period' end as place "
        f"from ({leg.sql}) as found cross join {PLACED_BY}"
    )


def count_in_period(connection: Connection, leg_id: str) -> int:
    """Count what contradicts one leg in the time in question, without asking Great Expectations."""
    leg = next(one for one in query_files.folder("expectations") if one.id == leg_id)
    with warehouse.guarded_query(connection, f"expectations/{leg.id}.sql", leg.sql):
        counted = warehouse.count_of_rows(warehouse.subquery(placed(leg)), where="place = 'period'")
        return int(warehouse.one(connection, counted))


def tested_query(leg: SqlFile) -> str:
    """Return the query that counts what there is to test: nothing where the input could not contradict."""
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
    judged = ["canary", *(f"judged_{leg}" for leg in tested)]
    seen = warehouse.records(connection, warehouse.select(judged, "leg_counts"))[0]
    verdicts = _verdicts(seen)
    if verdicts["canary"]:
        raise IntegrityError("Great Expectations does not see the rows that are there. No leg can be trusted.")
    return {leg: _state(verdicts[f"judged_{leg}"], seen[f"judged_{leg}"]) for leg in tested}


def _verdicts(counts: Mapping[str, int]) -> dict[str, bool]:
    """Return whether each count is 0, as Great Expectations says, which must have seen that count and no other."""
    verdicts = judge.ask(counts)
    for column, count in counts.items():
        if verdicts.get(column, (False, None))[1] != count:
            raise IntegrityError(f"Great Expectations could not judge {column}. An error is never taken for a failure.")
    return {column: bool(verdicts[column][0]) for column in counts}


def _state(holds: bool, seen: int) -> LegState:
    if holds:
        return "holds"
    return "not_tested" if seen == _NOTHING else "fails"


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
        contradiction_count=violations,
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
