"""A control answers for each item of its population once, or no report is made: over tables made by hand."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reporter import warehouse
from reporter.audit import controls
from reporter.config import policy
from reporter.errors import IntegrityError
from reporter.ingest.store_rows import FIRST_JOINED
from reporter.options import RunOptions
from reporter.warehouse import Connection
from reporter.warehouse.query_files import SqlFile

HEADER = {"population": "made", "title": "Made", "question": "?", "criteria": [], "effect": "", "cannot_see": ""}
RULES = {"name": "Law", "from": date(2026, 10, 1), "forbids": ["check"]}


def control(sql: str = "select 1", **header: Any) -> SqlFile:
    return SqlFile(id="made", header={**HEADER, "needs": [], **header}, sql=sql, text=sql)


def answers(*rows: str) -> SqlFile:
    """Return a control whose rows are item, outcome, reason and how many records are evidence."""
    each = [
        f"({item}, {outcome}, {reason}, range({count}))"
        for item, outcome, reason, count in (one.split() for one in rows)
    ]
    return control(f"select * from (values {', '.join(each)}) as made(item, outcome, reason, witness) order by item")


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folder: Path = tmp_path_factory.mktemp("books")
    with warehouse.open_writable(folder, RunOptions(threads=1)) as opened:
        opened.execute("create schema if not exists results")
        opened.execute("create schema if not exists records")
        opened.execute("create or replace table records.joined_into as select 1 as line where false")
        opened.execute("create or replace table population_made as select * from (values ('a'), ('b')) as made(item)")
        yield opened


SOUND = ("'a' 'met' 'r' 1", "'b' 'exception' 'r' 1")


def test_a_control_that_answers_for_each_item_has_its_population(connection: Connection) -> None:
    assert controls._judge(connection, answers(*SOUND)) == 2
    for outcome in ("met", "exception", "undetermined", "out_of_scope"):
        assert controls._judge(connection, answers(SOUND[0], f"'b' '{outcome}' 'r' 1")) == 2


@pytest.mark.parametrize(
    ("rows", "lost", "strange", "doubled", "odd"),
    [
        (SOUND[:1], 1, 0, 0, 0),
        ((*SOUND, "'c' 'met' 'r' 1"), 0, 1, 0, 0),
        ((*SOUND, "'b' 'met' 'r' 1"), 0, 1, 1, 0),
        ((SOUND[0], "'c' 'met' 'r' 1"), 1, 1, 0, 0),
        ((SOUND[0], "'a' 'met' 'r' 1"), 1, 1, 1, 0),
        ((SOUND[0], "'b' null 'r' 1"), 0, 0, 0, 1),
        ((SOUND[0], "'b' 'met' null 1"), 0, 0, 0, 1),
        ((SOUND[0], "'b' 'perhaps' 'r' 1"), 0, 0, 0, 1),
        ((SOUND[0], "'b' 'met' 'r' 0"), 0, 0, 0, 1),
    ],
)
def test_one_that_does_not_stops_the_run(
    connection: Connection, rows: tuple[str, ...], lost: int, strange: int, doubled: int, odd: int
) -> None:
    with pytest.raises(IntegrityError) as found:
        controls._judge(connection, answers(*rows))
    assert str(found.value) == (
        f"The control made lost {lost} items of its population, made up {strange}, answered {doubled} twice and {odd} "
        "without an outcome. No report was made."
    )


def policy_of(**tables: Any) -> policy.Policy:
    return policy.read({"agency": {"name": "County", "timezone": "America/New_York"}, **tables}, "")


def test_books_that_do_not_close_stop_the_run() -> None:
    def decided(population: int) -> controls.ControlResult:
        books = population, [("met", "r", 1), ("exception", "r", 2), ("exception", "s", 3)]
        return controls._decide(lambda file: books, control(), {}, policy_of(), set(), {})

    found = decided(6)
    assert (found.met, found.exception, found.undetermined, found.population) == (1, 5, 0, 6)
    assert found.reasons == {"r": 3, "s": 3}
    assert found.reasons_by_outcome == {"met": {"r": 1}, "exception": {"r": 2, "s": 3}}
    with pytest.raises(IntegrityError, match="The books of made do not close: 7 items"):
        decided(7)


@pytest.mark.parametrize(
    ("header", "mapped", "rules", "because"),
    [
        ({"needs": ["holds", "claims", "checks"]}, {}, [], "No holds and no claims log was delivered."),
        ({"needs": ["checks"]}, {}, [], ""),
        ({"needs_columns": ["checks.result"]}, {}, [], "No column of the files is mapped to checks.result."),
        ({"needs_columns": ["checks.result"]}, {"checks.result": 0}, [], ""),
        (
            {"needs_columns": ["checks.result", "bookings.void"]},
            {"checks.result": 0, "bookings.void": 1},
            [],
            "No column is mapped to bookings.void in 1 file of that log, whose records are in force. Deliver it again "
            "with that column.",
        ),
        (
            {"needs_columns": ["checks.result"]},
            {"checks.result": 1_200},
            [],
            "No column is mapped to checks.result in 1,200 files of that log, whose records are in force. Deliver them "
            "again with that column.",
        ),
        ({"needs_rules": True}, {}, [], "The policy names no rule: there is no [[regimes]]."),
        ({"needs_rules": True}, {}, [RULES], ""),
        ({}, {}, [], ""),
    ],
)
def test_why_a_control_cannot_be_tested_is_said(
    header: dict[str, Any], mapped: dict[str, int], rules: list[dict[str, Any]], because: str
) -> None:
    chosen = policy_of(regimes=rules)
    assert controls._not_testable_because(control(**header), chosen, {"checks"}, mapped) == because
    found = controls._decide(lambda file: (1, [("met", "r", 1)]), control(**header), {}, chosen, {"checks"}, mapped)
    assert (found.testable, found.not_testable_because, found.population) == (not because, because, int(not because))


def test_one_control_alone_is_asked_of_another_engine(connection: Connection) -> None:
    connection.execute(
        "create or replace table records.delivered as select 'x' as log, 0 as layout, null::varchar[] as columns, "
        "1 as delivery_id"
    )
    plain = next(one for one in controls.catalogue() if not one.header.get("needs_columns"))
    (found,) = controls.run(
        connection, policy_of(), {*plain.header["needs"]}, lambda file: (1, [("met", "r", 1)]), plain.id
    )
    assert (found.id, found.met) == (plain.id, 1)


def test_a_suspended_control_is_not_asked() -> None:
    chosen = policy_of(controls={"suspended": {controls.catalogue()[0].id: "Counsel"}})
    file = controls.catalogue()[0]
    known, _ = controls.criteria()
    mapped = dict.fromkeys(file.header.get("needs_columns", []), 0)
    asked: list[SqlFile] = []

    def books(one: SqlFile) -> controls.Books:
        asked.append(one)
        return 1, [("met", "r", 1)]

    delivered = {*file.header["needs"]}
    assert controls._decide(books, file, known, chosen, delivered, mapped).suspended_because == "Counsel"
    assert not asked
    assert controls._decide(books, file, known, policy_of(), delivered, mapped).met == 1


def test_a_column_is_lacking_where_no_file_in_force_and_none_that_is_joined_to_it_has_it(
    connection: Connection,
) -> None:
    connection.execute(
        f"""
        create or replace table records.delivered as select * from (values
            ('checks', null, ['check_id', 'result'], 1),
            ('checks', 0, ['check_id'], 2),
            ('checks', 1, ['check_id'], 3),
            ('checks', {FIRST_JOINED + 1}, ['result'], 4),
            ('checks', 0, ['check_id'], 5),
            ('checks', 0, null, 6),
            ('bookings', 0, ['booking_id'], 7)
        ) as made(log, layout, columns, delivery_id);
        create or replace table records.checks as
        select * from (values (1, true), (2, true), (3, true), (4, true), (5, false)) as made(delivery_id, standing);
        create or replace table records.bookings as select 7 as delivery_id, true as standing;
        """
    )
    # the file 2 lacks it; 3 is completed by 4; nothing of 5 stands
    assert controls.mapped_columns(connection) == {"checks.check_id": 0, "checks.result": 1, "bookings.booking_id": 0}


def test_open_cases_are_exceptions_first_and_those_in_doubt(connection: Connection) -> None:
    rows = ("'a' 'met' 'r' 1", "'b' 'undetermined' 'r' 1", "'c' 'exception' 'r' 1", "'d' 'exception' 'r' 1")
    connection.execute(f"create or replace table results.made as {answers(*rows).sql}")
    file = control()
    books = 4, [("met", "r", 1), ("undetermined", "r", 1), ("exception", "r", 2)]
    made = controls._decide(lambda one: books, file, {}, policy_of(), set(), {})
    none = controls._decide(lambda one: (1, [("met", "r", 1)]), file, {}, policy_of(), set(), {})
    assert [one["item"] for one in controls.open_cases(connection, [made])] == ["c", "d", "b"]
    assert [one["item"] for one in controls.open_cases(connection, [made], most=2)] == ["c", "d"]
    assert controls.open_cases(connection, [none]) == []
    connection.execute(
        "create or replace table filed_before as select * from (values "
        "('made', 'a', 'met'), ('made', 'b', 'met'), ('made', 'gone', 'met'), ('made', 'c', 'exception')) "
        "as made(control, item, outcome)"
    )
    assert controls.moved(connection, [made]) == [
        ("made", "b", "met", "undetermined"),
        ("made", "d", "absent", "exception"),
        ("made", "gone", "met", "absent"),
    ]
    assert warehouse.rows(connection, controls.outcomes_query([])) == []
