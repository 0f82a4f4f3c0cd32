"""A test of the records is decided from two counts, and its rows are listed: over tables made by hand."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from reporter import warehouse
from reporter.audit import expectations
from reporter.config import policy
from reporter.errors import IntegrityError
from reporter.model import Contradiction, LegResult
from reporter.options import RunOptions
from reporter.warehouse import Connection, query_files
from reporter.warehouse.query_files import SqlFile

POLICY = policy.read({"agency": {"name": "County", "timezone": "America/New_York"}}, "")
HEADER = {"title": "Made", "needs": [], "tested": "select 5", "description": "", "cannot_exclude": "", "follow_up": ""}
FOUND = """
    select * from (values
        ('a', 'early', 'checks', 1, 2, timestamp '2026-09-01', timestamp '2026-09-30'),
        ('b', 'inside', 'checks', 1, 4, timestamp '2026-09-30', timestamp '2026-10-01'),
        ('c', 'inside', 'checks', 1, 3, timestamp '2026-10-31', timestamp '2026-11-01'),
        ('d', 'late', 'bookings', null, 1, timestamp '2026-11-01', timestamp '2026-12-01'),
        ('e', 'unknown', 'checks', 1, 5, null, null),
        ('f', 'noted', 'checks', 1, 6, timestamp '2026-10-05', timestamp '2026-10-05')
    ) as made(item, what, log_name, delivery_id, line, earliest, latest)
"""


class _Judge:
    """Judges as Great Expectations does, without its process; `lies` are its answers where they are others."""

    def __init__(self, lies: Mapping[str, tuple[bool, int | None]] | None = None) -> None:
        self.lies = lies or {}

    def ask(self, counts: Mapping[str, int]) -> dict[str, tuple[bool, int | None]]:
        return {one: (count == 0, count) for one, count in counts.items()} | dict(self.lies)


def leg(id_: str = "made", sql: str = FOUND, **header: Any) -> SqlFile:
    return SqlFile(id=id_, header={**HEADER, **header}, sql=sql, text=sql)


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folder: Path = tmp_path_factory.mktemp("legs")
    with warehouse.open_writable(folder, RunOptions(threads=1)) as opened:
        opened.execute(
            "create schema records; create table records.delivered as select 1 as delivery_id, 'checks.csv' as file; "
            "create table span_in_question as "
            "select timestamp '2026-10-01' as question_earliest, timestamp '2026-10-31' as question_latest"
        )
        yield opened


@pytest.fixture
def decided(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Decide one leg; returns its result."""

    def decide(one: SqlFile, judge: _Judge | None = None, *, by_rows: bool = True) -> LegResult:
        monkeypatch.setattr(expectations, "judge", judge or _Judge())
        warehouse.create(connection, f"contradicts_{one.id}", expectations.placed(one), kept=True)
        (state,) = expectations._ask(connection, {one.id: expectations.tested_query(one)}).values()
        return expectations._result(connection, one, state, POLICY, {}, by_rows=by_rows)

    return decide


def test_what_lies_in_the_time_in_question_or_may_counts_against_a_leg(decided: Any) -> None:
    found = decided(leg(told=["noted"]))
    assert (found.state, found.tested_count, found.contradiction_count, found.untested_because) == ("fails", 5, 3, "")
    assert found.detail == {
        "contradictions": {"inside": 2, "unknown": 1},
        "elsewhere": {"early": 1, "late": 1},
        "told": {"noted": 1},
    }
    rows = [("inside", "period", "checks", "checks.csv", 3), ("inside", "period", "checks", "checks.csv", 4)]
    rows += [("unknown", "period", "checks", "checks.csv", 5), ("late", "elsewhere", "bookings", "", 1)]
    rows += [("early", "elsewhere", "checks", "checks.csv", 2), ("noted", "told", "checks", "checks.csv", 6)]
    assert found.contradictions == [
        Contradiction(leg="made", kind=kind, place=place, log=log, file=file, line=line)
        for kind, place, log, file, line in rows
    ]
    assert decided(leg(), by_rows=False).detail["contradictions"] == {"inside": 2, "noted": 1, "unknown": 1}


def test_a_leg_without_contradiction_holds_if_there_is_something_to_test(decided: Any) -> None:
    none = f"select * from ({FOUND}) where false"
    found = decided(leg(sql=none))
    assert (found.state, found.contradiction_count, found.detail, found.contradictions) == (
        "holds",
        0,
        {"contradictions": {}},
        [],
    )
    assert decided(leg(sql=none, tested="select 1")).state == "holds"
    assert decided(leg(sql=none, tested="select 0")).state == "not_tested"
    assert decided(leg(tested="select 0")).state == "not_tested"
    barred = decided(leg(sql=none, barred="select 'never_contradicts'"))
    assert (barred.state, barred.tested_count, barred.untested_because) == ("not_tested", 0, "never_contradicts")
    assert barred.detail == {"contradictions": {}, "reason": "never_contradicts"}
    assert decided(leg(sql=none, barred="select null")).state == "holds"
    unasked = decided(leg(sql=none, barred="select 'never_contradicts'"), by_rows=False)
    assert (unasked.state, unasked.untested_because) == ("not_tested", "")


def test_which_legs_the_claim_needs_is_noted(decided: Any) -> None:
    for id_, required, one_of in (
        ("links_resolve", True, False),
        ("census_reconciles", False, True),
        ("events_in_order", False, False),
    ):
        found = decided(leg(id_))
        assert (found.id, found.required, found.one_of) == (id_, required, one_of)


@pytest.mark.parametrize(
    ("lies", "words"),
    [
        ({"canary": (True, 3)}, "does not see the rows that are there"),
        ({"canary": (False, 4)}, "could not judge canary"),
        ({"canary": (False, 2)}, "could not judge canary"),
        ({"judged_made": (True, 4)}, "and the count of made disagree"),
        ({"judged_made": (False, 3)}, "could not judge judged_made"),
        ({"judged_made": (False, None)}, "could not judge judged_made"),
    ],
)
def test_a_judge_that_sees_otherwise_stops_the_run(decided: Any, lies: Any, words: str) -> None:
    with pytest.raises(IntegrityError, match=words):
        decided(leg(), _Judge(lies))


def test_a_leg_whose_log_was_not_delivered_is_none(connection: Connection) -> None:
    found = expectations._result(connection, leg(), None, POLICY, {"missing_logs": ["census"]}, by_rows=True)
    assert (found.state, found.tested_count, found.contradiction_count) == ("not_tested", 0, 0)
    assert (found.detail, found.contradictions) == ({"missing_logs": ["census"]}, [])


def test_what_another_engine_counted_stands_as_so_many_rows(connection: Connection) -> None:
    query = expectations._as_counted({"period:inside": 2, "elsewhere:late": 1})
    rows = warehouse.rows(connection, f"select place, what, log_name, line from ({query}) order by all")
    assert rows == [("elsewhere", "late", None, None), *[("period", "inside", None, None)] * 2]
    assert warehouse.rows(connection, expectations._as_counted({})) == []


def test_every_leg_is_decided_from_what_another_engine_counted(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expectations, "judge", _Judge())
    every = query_files.folder("expectations")
    logs = {log for one in every for log in one.header["needs"]} - {"census"}
    counted = {one.id: (2, {"elsewhere:x": 3}) for one in every}
    counted |= {"no_duplicates": (4, {"period:x": 1, "period:y": 2}), "links_resolve": (0, {})}
    details = {"fields_complete": {"share": 0.5}, "census_reconciles": {"steps": 0}}
    found = {one.id: one for one in expectations.run(connection, POLICY, logs, details, counted)}
    assert [*found] == [one.id for one in every]
    fallen = {"no_duplicates": "fails", "links_resolve": "not_tested", "census_reconciles": "not_tested"}
    assert {id_: one.state for id_, one in found.items() if one.state != "holds"} == fallen
    assert found["no_duplicates"].detail == {"contradictions": {"x": 1, "y": 2}}
    assert (found["no_duplicates"].tested_count, found["no_duplicates"].contradiction_count) == (4, 3)
    assert found["fields_complete"].detail == {"share": 0.5, "contradictions": {}, "elsewhere": {"x": 3}}
    assert found["census_reconciles"].detail == {"steps": 0, "missing_logs": ["census"]}
    assert not any(one.contradictions or one.untested_because for one in found.values())
