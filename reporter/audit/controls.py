"""Reads the controls, runs each, closes its books and checks its population by set difference."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from reporter import warehouse
from reporter.audit import views
from reporter.config.policy import Policy
from reporter.errors import IntegrityError
from reporter.ingest.store_rows import FIRST_JOINED
from reporter.model import OUTCOMES, ControlResult, Criterion, Untested
from reporter.resources import data_dir
from reporter.text import count_of, words
from reporter.warehouse import Connection, query_files
from reporter.warehouse.query_files import SqlFile

Books = tuple[int, list[tuple[Any, ...]]]  # a population's size, and (outcome, reason, count) rows

_SHAPE = ("item", "outcome", "reason", "witness")


def catalogue() -> list[SqlFile]:
    """Return every control found in queries/controls/, the headline first."""
    files = query_files.folder("controls")
    return sorted(files, key=lambda file: (file.header.get("order", 99), file.id))


def criteria() -> tuple[dict[str, Criterion], list[Untested]]:
    """Read what controls are measured against, and the clauses that the logs cannot test."""
    found = tomllib.loads((data_dir("queries") / "criteria.toml").read_text(encoding="utf-8"))
    known = {key: Criterion(id=key, **one) for key, one in found["criteria"].items()}
    return known, [Untested(**one) for one in found["untested"]]


@cache
def settled_by() -> Mapping[str, Mapping[str, str]]:
    """Return, by control and reason of doubt, the smallest fact that would settle it."""
    return {file.id: file.header.get("settled_by", {}) for file in catalogue()}


def required_logs(file: SqlFile) -> list[str]:
    """Return each log a control's outcomes rest on: those it needs, and those it heeds where they are delivered."""
    return [*file.header["needs"], *file.header.get("optional_logs", [])]


def run(
    connection: Connection,
    policy: Policy,
    delivered: set[str],
    asked: Callable[[SqlFile], Books] | None = None,
    only: str | None = None,
) -> list[ControlResult]:
    """Decide every control (or the one named as `only`) over the records delivered; its table is results.<id>.

    `asked` returns the books of a control that another engine has decided; then there is no such table.
    """
    connection.execute("create schema if not exists results")
    known, _ = criteria()
    ask = asked or (lambda file: _books(connection, file))
    files = [file for file in catalogue() if only in (None, file.id)]
    mapped = mapped_columns(connection)
    return [_decide(ask, file, known, policy, delivered, mapped) for file in files]


def testable(connection: Connection, policy: Policy, delivered: set[str]) -> set[str]:
    """Return the controls that the records delivered are enough for."""
    mapped = mapped_columns(connection)
    return {file.id for file in catalogue() if not _not_testable_because(file, policy, delivered, mapped)}


def _books(connection: Connection, file: SqlFile) -> Books:
    population = _judge(connection, file)
    counted = warehouse.select("outcome, reason, count(*)", f"results.{file.id}", group="all", order="all")
    return population, warehouse.rows(connection, counted)


def _decide(
    ask: Callable[[SqlFile], Books],
    file: SqlFile,
    known: Mapping[str, Criterion],
    policy: Policy,
    delivered: set[str],
    mapped: Mapping[str, int],
) -> ControlResult:
    untestable = _not_testable_because(file, policy, delivered, mapped)
    suspended = policy.suspended.get(file.id, "")
    counts: dict[str, int] = dict.fromkeys(OUTCOMES, 0)
    reasons: dict[str, int] = {}
    by_outcome: dict[str, dict[str, int]] = {}
    population = 0
    if not untestable and not suspended:
        population, rows = ask(file)
        for outcome, reason, count in rows:
            counts[outcome] += count
            reasons[reason] = reasons.get(reason, 0) + count
            by_outcome.setdefault(outcome, {})[reason] = count
        if population != sum(counts.values()):
            raise IntegrityError(
                f"The books of {file.id} do not close: {population} items, {counts}. No report was made."
            )
    return ControlResult(
        id=file.id,
        title=file.header["title"],
        question=file.header["question"],
        testable=not untestable,
        not_testable_because=untestable,
        suspended_because=suspended,
        population=population,
        met=counts["met"],
        exception=counts["exception"],
        undetermined=counts["undetermined"],
        out_of_scope=counts["out_of_scope"],
        reasons=dict(sorted(reasons.items())),
        reasons_by_outcome=by_outcome,
        criteria=[known[one] for one in file.header["criteria"]],
        effect=file.header["effect"],
        cannot_see=file.header["cannot_see"],
        settled_by=file.header.get("settled_by", {}),
        sha256=file.sha256,
    )


def mapped_columns(connection: Connection) -> Mapping[str, int]:
    """Count, for each column such as bookings.released_at that some file has, the files in force without it.

    A file is in force while a record of it stands. What a joined file fills, the files that it completes have. A column
    that the policy gives as a constant is one that each file has.
    """
    files: dict[tuple[str, int], list[set[str]]] = {}
    joined: dict[tuple[str, int], set[str]] = {}
    found: dict[str, int] = {}
    query = "select log, coalesce(layout, 0), columns, delivery_id from records.delivered where columns is not null"
    in_force: dict[str, set[int]] = {}
    for log, layout, columns, delivery_id in warehouse.rows(connection, query):
        found |= dict.fromkeys((f"{log}.{column}" for column in columns), 0)
        if layout >= FIRST_JOINED:
            joined.setdefault((log, layout % FIRST_JOINED), set()).update(columns)
            continue
        if log not in in_force:
            standing = warehouse.select("distinct delivery_id", f"records.{warehouse.name(log)}", where="standing")
            in_force[log] = {row[0] for row in warehouse.rows(connection, standing)}
        if delivery_id in in_force[log]:
            files.setdefault((log, layout), []).append({*columns})
    for (log, layout), each in files.items():
        for columns in each:
            has = {f"{log}.{column}" for column in columns | joined.get((log, layout), set())}
            for column in found.keys() - has:
                found[column] += column.startswith(f"{log}.")
    return found


def _not_testable_because(file: SqlFile, policy: Policy, delivered: set[str], mapped: Mapping[str, int]) -> str:
    missing = [log for log in file.header["needs"] if log not in delivered]
    if missing:
        return f"No {' and no '.join(missing)} log was delivered."
    if lacking := lacking_columns(file, mapped):
        return lacking
    if file.header.get("needs_rules") and not policy.regimes:
        return "The policy names no rule: there is no [[regimes]]."
    return ""


def lacking_columns(file: SqlFile, mapped: Mapping[str, int]) -> str:
    """Say which column that a query rests on no file has, or not each file in force; "" if none lacks."""
    lacking = [one for one in file.header.get("needs_columns", []) if one not in mapped]
    if lacking:
        return f"No column of the files is mapped to {' or to '.join(lacking)}."
    for column in file.header.get("needs_columns", []):
        if count := mapped[column]:
            it = "it" if count == 1 else "them"
            return (
                f"No column is mapped to {column} in {count_of(count, 'file')} of that log, whose records are in "
                f"force. Deliver {it} again with that column."
            )
    return ""


def _judge(connection: Connection, file: SqlFile) -> int:
    """Run one control; raises IntegrityError unless each item of its population is answered exactly once."""
    answers, population = views.with_joined_rows(connection, file.sql), f"population_{file.header['population']}"
    where = f"coalesce(outcome not in {OUTCOMES}, true) or reason is null or len(witness) = 0"
    # A reason that is no code, such as the name of a rule, is kept as text.
    for query in (_with_codes(connection, answers), answers):
        with warehouse.guarded_query(connection, f"controls/{file.id}.sql", file.sql):
            warehouse.create(connection, f"results.{file.id}", query, kept=True)
        odd = warehouse.one(connection, warehouse.count_of_rows(f"results.{file.id}", where=where))
        if not odd:
            break
    asked = warehouse.count(connection, population)
    lost, strange, doubled = _population_mismatch(connection, file.id, population, asked)
    if lost or strange or doubled or odd:
        raise IntegrityError(
            f"The control {file.id} lost {lost} items of its population, made up {strange}, answered {doubled} twice "
            f"and {odd} without an outcome. No report was made."
        )
    return asked


def _with_codes(connection: Connection, answers: str) -> str:
    """Return a query of answers whose codes are kept as small numbers: as texts they take twice the room."""
    reasons = {one.rpartition(".")[2] for one in words()["reasons"]}
    for column, codes in (("outcome", OUTCOMES), ("reason", reasons)):
        listed = ", ".join(map(warehouse.literal, sorted(codes)))
        connection.execute(f"create type if not exists {column}_code as enum ({listed})")
    columns = [f"try_cast({one} as {one}_code) as {one}" for one in ("outcome", "reason")]
    return warehouse.select(f"* replace ({', '.join(columns)})", warehouse.subquery(answers))


def _population_mismatch(connection: Connection, control: str, population: str, asked: int) -> tuple[int, int, int]:
    """Count the items lost, made up and answered twice.

    A control's table is in order of its items, so that one pass shows that none stands twice. If then the population
    joined to it has as many rows as either, they are equal. Only if that fails are the sets taken apart.
    """
    results = f"results.{control}"
    in_turn = warehouse.subquery(warehouse.select("item, lag(item) over () as before", results))
    counts = warehouse.select("count(*), count(item), count(*) filter (where item <= before)", in_turn)
    answered, filled, unordered = warehouse.rows(connection, counts)[0]
    if answered == filled == asked and not unordered:
        joined = f"{population} as asked full outer join {results} as answers using (item)"
        if warehouse.count(connection, joined) == asked:
            return 0, 0, 0
    lost = warehouse.count(connection, warehouse.items_lacking(population, results))
    strange = warehouse.count(connection, warehouse.items_lacking(results, population))
    doubled = int(warehouse.one(connection, warehouse.select("count(*) - count(distinct item)", results)))
    return lost, strange, doubled


def outcomes_query(controls: Sequence[ControlResult], *, in_order: bool = True) -> str:
    """Return the query for the outcomes of every control that was run, in a fixed order unless that is of no use."""
    run_ones = [one.id for one in controls if one.was_run]
    if not run_ones:
        return (
            "select ''::varchar as control, ''::varchar as item, ''::varchar as outcome, ''::varchar as reason, "
            'null::struct("log" varchar, "file" varchar, "line" bigint)[] as witness where false'
        )
    selects = [_answers_of(control) for control in sorted(run_ones)]
    every = warehouse.subquery(warehouse.union(selects))
    return warehouse.select("*", every, order="control, item" if in_order else "")


def _answers_of(control: str, *, where: str = "", order: str = "") -> str:
    columns = [f"{warehouse.literal(control)} as control", *_SHAPE]
    return warehouse.select(columns, f"results.{control}", where=where, order=order)


def open_cases(
    connection: Connection, controls: Sequence[ControlResult], most: int | None = None
) -> list[dict[str, Any]]:
    """Return every exception and undetermined item with its evidence, or the first `most` of each control."""
    where, order = "outcome in ('exception', 'undetermined')", f"outcome, item{f' limit {most}' if most else ''}"
    open_ones = [
        warehouse.select("*", warehouse.subquery(_answers_of(one.id, where=where, order=order)))
        for one in sorted(controls, key=lambda one: one.id)
        if one.exception or one.undetermined
    ]
    return warehouse.records(connection, warehouse.union(open_ones)) if open_ones else []


def moved(connection: Connection, controls: Sequence[ControlResult]) -> list[tuple[str, str, str, str]]:
    """List each (control, item, outcome before, outcome after) that is not what filed_before says."""
    now = outcomes_query(controls, in_order=False)
    earlier, later = (warehouse.select("control, item, outcome", one) for one in ("filed_before", f"({now})"))
    query = warehouse.select(
        "control, item, coalesce(earlier.outcome, 'absent'), coalesce(later.outcome::varchar, 'absent')",
        f"({earlier}) as earlier full outer join ({later}) as later using (control, item)",
        where="earlier.outcome is distinct from later.outcome",
        order="control, item",
    )
    return [(row[0], row[1], row[2], row[3]) for row in warehouse.rows(connection, query)]


def item_kinds() -> dict[str, str]:
    """Return what each control's items are: booking_id, check_id and so on."""
    populations = {one.id: str(one.header["item"]) for one in query_files.folder("populations")}
    return {one.id: populations[one.header["population"]] for one in catalogue()}


def outcomes_for_stay(
    connection: Connection, controls: Sequence[ControlResult], booking_id: str
) -> list[dict[str, Any]]:
    """Return every outcome about one stay: its own, and those of its checks and other records."""
    query = warehouse.select(
        "*",
        warehouse.subquery(outcomes_query(controls)),
        where="item = $booking or item in "
        "(select check_id from records.checks where standing and booking_id = $booking)",
        order="control, item",
    )
    return warehouse.records(connection, query, {"booking": booking_id})
