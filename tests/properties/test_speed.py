"""What was made fast says what the slow way said; neither threads nor memory change a byte."""

import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import county, peers, phases, postgresql
from reporter import warehouse
from reporter.audit import case_ids, controls, views
from reporter.cli import cli
from reporter.config import policy
from reporter.config.period import period
from reporter.editions import responses
from reporter.ingest import load_files
from reporter.options import RunOptions
from reporter.warehouse import query_files
from reporter.warehouse.query_files import SqlFile
from tests.support.jail import Jail

WINDOW = """
with steps as (
    select log_name,
        max(latest) over in_turn as latest,
        lead(earliest) over (partition by log_name order by earliest, latest) as next_earliest
    from core_moments
    window in_turn as (partition by log_name order by earliest, latest rows unbounded preceding)
)
select log_name || ':' || strftime(latest, '%Y-%m-%dT%H:%MZ') as item, 'silence' as what
from steps cross join settings
where next_earliest - to_microseconds(max_silence) > latest
"""


@pytest.mark.parametrize("seed", range(6))
def test_silence_is_found_where_a_window_over_all_events_finds_it(jail: Jail, seed: int) -> None:
    chance = random.Random(seed)
    leg = next(one for one in query_files.folder("expectations") if one.id == "no_silent_time")
    with warehouse.open_read_only(_with_warehouse(jail)) as connection:
        limit = chance.choice([1, 60, 3600, 86_400]) * 1_000_000
        connection.execute(f"create table settings as select {limit}::bigint as max_silence")
        connection.execute("create table core_moments (log_name varchar, earliest timestamp, latest timestamp)")
        moments, at = [], -5 * limit
        for _ in range(300):
            at += chance.choice([0, 0, limit // 7, limit - 1, limit, limit + 1, limit * 3, limit * 9])
            moments.append(
                (chance.choice(["checks", "bookings"]), at, at + chance.choice([0, limit // 3, limit, limit * 4]))
            )
        values = ", ".join(f"('{log}', make_timestamp({one}), make_timestamp({two}))" for log, one, two in moments)
        connection.execute(f"insert into core_moments values {values}")
        found = warehouse.rows(connection, f"select item, what from ({leg.sql}) order by all")
        assert found == warehouse.rows(connection, f"select * from ({WINDOW}) order by all")
        assert found


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (["a", "b", "c"], (0, 0, 0)),
        (["a", "b"], (1, 0, 0)),
        (["a", "b", "c", "d"], (0, 1, 0)),
        (["a", "b", "d"], (1, 1, 0)),
        (["a", "b", "b", "c"], (0, 1, 1)),
        (["a", "b", "b"], (1, 1, 1)),
        (["c", "b", "a"], (0, 0, 0)),
        ([], (3, 0, 0)),
    ],
)
def test_items_lost_made_up_or_answered_twice_are_counted(
    jail: Jail, answers: list[str], expected: tuple[int, int, int]
) -> None:
    with warehouse.open_read_only(_with_warehouse(jail)) as connection:
        connection.execute("create schema results")
        connection.execute("create table asked as select unnest(['a', 'b', 'c']) as item")
        connection.execute("create table results.told as select unnest(?::varchar[]) as item", [answers])
        assert controls._population_mismatch(connection, "told", "asked", 3) == expected


def test_a_view_that_nobody_or_one_control_alone_asks_for_is_not_kept() -> None:
    def view(name: str, reads: str, *, kept: bool = True) -> SqlFile:
        return SqlFile(id=name, header={"materialized": kept}, sql=f"select 1 from {reads}", text="")

    files = [
        view("base", "records.x"),
        view("thin", "base", kept=False),
        view("shared", "base"),
        view("alone", "base"),
        view("measured", "base"),
        view("idle", "unasked"),
        view("unasked", "records.x"),
    ]
    controls = [view("one", "thin"), view("two", "shared"), view("three", "shared"), view("four", "alone")]
    assert query_files.views_to_materialize(files, controls, [view("five", "measured")]) == {
        "base",
        "shared",
        "measured",
    }


def test_a_texts_spaces_are_trimmed_as_the_engine_trims_them(jail: Jail) -> None:
    texts = ["", " ", "a", " a", "a ", "a b", "\u00a0a", "a\u2003", "ñ ", "ñ", "\ta", "a\n", "  a  "]
    with warehouse.open_read_only(_with_warehouse(jail)) as connection:
        query = "select text from (select unnest(?::varchar[]) as text) where trimmed(text) is distinct from trim(text)"
        assert warehouse.rows(connection, query, [texts]) == []


def test_threads_and_memory_change_neither_an_outcome_nor_a_byte(tmp_path: Path) -> None:
    stays, made = 20_000, []  # more outcomes than one group of rows holds
    for threads, memory in ((1, "300MB"), (2, None)):
        folder = tmp_path / str(threads)
        county.make(folder, stays)
        options = RunOptions(threads=threads, memory=memory)
        chosen = policy.load(folder / "policy.toml")
        load_files.ingest(folder, chosen, lambda words: None, options)
        with warehouse.open_read_only(folder, options) as connection:
            views.build(connection, chosen, period(county.PERIOD))
            decided = controls.run(connection, chosen, set(chosen.logs))
            outcomes = controls.outcomes_query(decided, in_order=False)
            query = warehouse.in_row_order(outcomes, "control, item, outcome, reason, witness")
            warehouse.write_parquet(connection, query, folder / "outcomes.parquet")
            source = warehouse.parquet_source(folder / "outcomes.parquet")
            pairs = warehouse.rows(connection, f"select control, item from {source}")
        made.append((folder / "outcomes.parquet").read_bytes())
        assert pairs == sorted(pairs)
        for control, reasons in county.planted(stays).items():
            found = next(one.reasons for one in decided if one.id == control)
            assert {reason: found.get(reason, 0) for reason in reasons} == reasons
    assert made[0] == made[1]


def test_a_month_asks_for_its_own_checks_alone_and_says_of_each_item_what_ten_years_say(tmp_path: Path) -> None:
    planted = county.make_decade(tmp_path, 12_000)
    chosen = policy.load(tmp_path / "policy.toml")
    load_files.ingest(tmp_path, chosen, lambda words: None)
    said, looked_into = {}, {}
    for days in ("2017-01-01..2026-12-31", county.LAST_MONTH):
        with warehouse.open_read_only(tmp_path) as connection:
            views.build(connection, chosen, period(days))
            decided = controls.run(connection, chosen, set(chosen.logs))
            found = warehouse.rows(connection, controls.outcomes_query(decided))
            said[days] = {(row[0], row[1]): row[2:] for row in found}
            looked_into[days] = warehouse.count(connection, "vetting_checks")
    whole, month = said.values()
    assert month.items() <= whole.items()
    assert 50 < len({item for control, item in month if control == "vetted_before_release"}) < 200
    assert looked_into[county.LAST_MONTH] < looked_into["2017-01-01..2026-12-31"] / 4
    for control, reasons in planted.items():
        for reason, count in reasons.items():
            assert sum(one == control and row[1] == reason for (one, _), row in month.items()) == count


def test_the_engine_gives_an_item_the_case_id_that_the_program_gives_it(jail: Jail) -> None:
    key, kinds = bytes(range(32)), {"one": "booking_id", "two": "check_id"}
    items = [("one", "B1"), ("two", "B1"), ("two", "Ñ 'x'"), ("one", "=a")]
    given = " union all ".join(
        f"select '{control}' as control, {warehouse.literal(item)} as item" for control, item in items
    )
    with warehouse.open_read_only(_with_warehouse(jail)) as connection:
        found = warehouse.rows(connection, case_ids.with_case_ids(given, kinds, key))
    assert found == [(control, item, case_ids.case_id(key, kinds[control], item)) for control, item in items]


def test_the_action_plan_has_exceptions_alone_in_order_and_no_cell_is_a_formula(jail: Jail) -> None:
    cases = """
        select * from (values ('b', '=x', 'exception', 'late', '1'), ('a', 'q"u', 'exception', 'late', '2'),
            ('a', 'm', 'undetermined', 'precision', '3'), ('a', '-1', 'exception', 'late', '4')
        ) as cases(control, item, outcome, reason, case_id)
    """
    with warehouse.open_read_only(_with_warehouse(jail)) as connection:
        warehouse.write_csv(connection, responses.action_plan(cases), jail.folder / "plan.csv")
    blank = ',"","","","",""'
    assert (jail.folder / "plan.csv").read_text(encoding="utf-8").splitlines() == [
        ",".join(f'"{column}"' for column in responses.COLUMNS),
        f'"a","\'-1","exception","late","4"{blank}',
        f'"a","q""u","exception","late","2"{blank}',
        f'"b","\'=x","exception","late","1"{blank}',
    ]


@pytest.mark.parametrize("peer", ["duckdb", "sqlite", "postgresql"])
def test_another_program_gives_the_planted_answer(tmp_path: Path, peer: str) -> None:
    county.make(tmp_path / "county", 2_000)
    planted = county.planted(2_000)["vetted_before_release"]
    wrong = sum(planted[reason] for reason in ("no_check", "after_release", "no_final_result"))
    accepted = county.accounts(2_000)["accepted"]
    try:
        found = peers.PEERS[peer](tmp_path / "county")
    except ImportError as error:  # what is not installed, or does not start here, is no fault of ours
        pytest.skip(f"{peer}: {error}")
    assert found == {
        "exception": wrong,
        "undetermined": planted["precision"],
        "out_of_scope": planted["commitment_out_of_scope"],
        "met": accepted - wrong - planted["precision"] - planted["commitment_out_of_scope"],
    }


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("echo no accounts >&2; exit 1", "initdb ended with exit code 1: no accounts"),
        ("exit 3", "initdb ended with exit code 3: it says nothing"),
    ],
)
def test_a_server_that_cannot_start_says_why_and_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, why: str
) -> None:
    monkeypatch.setattr(postgresql, "_as_server", lambda name, *words: ["sh", "-c", program])
    monkeypatch.setattr(postgresql.shutil, "chown", lambda place, user: None)
    with pytest.raises(postgresql.CannotStart, match=why):
        postgresql.ask(tmp_path, ("clear",))


def test_a_memory_that_is_no_amount_is_a_usage_error() -> None:
    result = CliRunner().invoke(cli, ["ingest", "--memory", "plenty"])
    assert result.exit_code == 2
    assert "must be an amount such as 500MB or 1GB" in result.output


def _with_warehouse(jail: Jail) -> Path:
    with warehouse.open_writable(jail.folder):
        return jail.folder


def test_every_phase_that_the_benchmark_times_is_there() -> None:
    absent = [f"{one.__name__}.{called}" for one, called, _ in phases.WATCHED if not hasattr(one, called)]
    assert absent == []
