"""Other programs asked the one question, vetted before release, of the same files: the same answer, and how long.

A peer is a program to compare with, never one that the product needs: this file alone runs in the peer's own Python.
"""

import json
import resource
import runpy
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Counts = dict[str, int]
FINAL = ("clear", "wanted", "no_record", "undetermined")


def duckdb(folder: Path) -> Counts:
    """By hand: one aggregate over the checks, one join."""
    import duckdb as engine

    moment = "try_cast({} as timestamp)"
    query = f"""
        with stays as (
            select distinct booking_id, commitment, {moment.format("released_at")} as released
            from read_csv('{folder}/inbox/bookings.csv', all_varchar = true)
            where {moment.format("booked_at")} is not null
        ),
        firsts as (
            select booking_id, min({moment.format("completed_at")}) as done
            from read_csv('{folder}/inbox/checks.csv', all_varchar = true)
            where result in {FINAL} group by booking_id
        )
        select case when commitment <> 'criminal_court' then 'out_of_scope'
            when done < released then 'met' when done = released then 'undetermined' else 'exception' end, count(*)
        from stays left join firsts using (booking_id) group by all
    """  # noqa: S608
    with engine.connect() as connection:
        return dict(connection.execute(query).fetchall())


def pandas(folder: Path) -> Counts:
    """Two data frames, one group-by, one merge."""
    frame = _facts(folder)
    inside = frame[frame["commitment"] == "criminal_court"]
    return {
        "met": int((inside["done"] < inside["released"]).sum()),
        "undetermined": int((inside["done"] == inside["released"]).sum()),
        "exception": int((~(inside["done"] <= inside["released"])).sum()),
        "out_of_scope": len(frame) - len(inside),
    }


def _facts(folder: Path) -> Any:
    import pandas as engine

    stays = engine.read_csv(folder / "inbox" / "bookings.csv", dtype=str)
    stays = stays[["booking_id", "commitment", "booked_at", "released_at"]].drop_duplicates()
    stays["booked"] = engine.to_datetime(stays["booked_at"], format="%Y-%m-%d %H:%M", errors="coerce")
    stays["released"] = engine.to_datetime(stays["released_at"], format="%Y-%m-%d %H:%M", errors="coerce")
    checks = engine.read_csv(folder / "inbox" / "checks.csv", dtype=str)
    checks = checks[checks["result"].isin(FINAL)]
    done = engine.to_datetime(checks["completed_at"], format="%Y-%m-%d %H:%M", errors="coerce")
    firsts = done.groupby(checks["booking_id"]).min().rename("done")
    return stays[stays["booked"].notna()].merge(firsts, how="left", left_on="booking_id", right_index=True)


def polars(folder: Path) -> Counts:
    """Lazy frames, one group-by, one join."""
    import polars as engine

    def moment(column: str) -> Any:
        return engine.col(column).str.to_datetime("%Y-%m-%d %H:%M", strict=False)

    stays = (
        engine.scan_csv(folder / "inbox" / "bookings.csv", infer_schema=False)
        .select(
            "booking_id", "commitment", moment("booked_at").alias("booked"), moment("released_at").alias("released")
        )
        .unique()
        .filter(engine.col("booked").is_not_null())
    )
    firsts = (
        engine.scan_csv(folder / "inbox" / "checks.csv", infer_schema=False)
        .filter(engine.col("result").is_in(FINAL))
        .group_by("booking_id")
        .agg(moment("completed_at").min().alias("done"))
    )
    outcome = (
        engine.when(engine.col("commitment") != "criminal_court")
        .then(engine.lit("out_of_scope"))
        .when(engine.col("done") < engine.col("released"))
        .then(engine.lit("met"))
        .when(engine.col("done") == engine.col("released"))
        .then(engine.lit("undetermined"))
        .otherwise(engine.lit("exception"))
    )
    found = stays.join(firsts, on="booking_id", how="left").group_by(outcome.alias("outcome")).len().collect()
    return dict(found.iter_rows())


def sqlite(folder: Path) -> Counts:
    """The standard library's: the rows are put into two tables, then one query."""
    import csv

    connection = sqlite3.connect(":memory:")
    connection.execute("create table bookings (booking_id, commitment, booked_at, released_at)")
    connection.execute("create table checks (booking_id, result, completed_at)")
    for table, columns in (
        ("bookings", ("booking_id", "commitment", "booked_at", "released_at")),
        ("checks", ("booking_id", "result", "completed_at")),
    ):
        with (folder / "inbox" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            header = next(reader)
            places = [header.index(column) for column in columns]
            marks = ", ".join("?" * len(columns))
            rows = ([row[place] for place in places] for row in reader)
            connection.executemany(f"insert into {table} values ({marks})", rows)  # noqa: S608
    query = f"""
        with stays as (select distinct * from bookings where datetime(booked_at) is not null),
        firsts as (
            select booking_id, min(completed_at) as done from checks where result in {FINAL} group by booking_id
        )
        select case when commitment <> 'criminal_court' then 'out_of_scope'
            when done < released_at then 'met' when done = released_at then 'undetermined' else 'exception' end,
            count(*)
        from stays left join firsts using (booking_id) group by 1
    """  # noqa: S608
    return dict(connection.execute(query).fetchall())


def gx_on_pandas(folder: Path) -> Counts:
    """Great Expectations judging a pandas frame of the facts: a pair of columns for sure, a pair for possible."""
    import great_expectations as gx
    import pandas as engine
    from great_expectations.expectations import ExpectColumnPairValuesAToBeGreaterThanB as Above

    frame = _facts(folder)
    inside = frame[frame["commitment"] == "criminal_court"].copy()
    inside["done"] = inside["done"].fillna(engine.Timestamp("2200-01-01"))
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("facts").add_dataframe_asset("stays")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch(batch_parameters={"dataframe": inside})
    unlike = [
        batch.validate(
            Above(column_A="released", column_B="done", or_equal=tie),
            result_format={"result_format": "BASIC", "partial_unexpected_count": 0},
        ).result["unexpected_count"]
        for tie in (False, True)
    ]
    return {
        "met": len(inside) - unlike[0],
        "undetermined": unlike[0] - unlike[1],
        "exception": unlike[1],
        "out_of_scope": len(frame) - len(inside),
    }


def pm4py(folder: Path) -> Counts:
    """Process mining's temporal logic: a final check is eventually followed by the release; both orders of a tie."""
    from pm4py.algo.filtering.pandas.ltl import ltl_checker

    def kept(log: Any) -> int:
        found = ltl_checker.eventually_follows(log, ["vetted", "released"])
        return int(found["case:concept:name"].nunique())

    return _as_log(folder, kept)


def pm4py_declare(folder: Path) -> Counts:
    """Process mining's rules: a release is preceded by a final check (DECLARE); both orders of a tie."""
    import pm4py as engine

    def kept(log: Any) -> int:
        rule = {"precedence": {("vetted", "released"): {"support": 1, "confidence": 1.0}}}
        found = engine.conformance_declare(log, rule)
        return sum(one["is_fit"] for one in found)

    return _as_log(folder, kept)


def _as_log(folder: Path, kept: Callable[[Any], int]) -> Counts:
    import pandas as engine

    stays = _facts(folder)
    inside = stays[stays["commitment"] == "criminal_court"]
    known = inside[inside["done"].notna()]
    possible = []
    for tie in (engine.Timedelta(minutes=1), -engine.Timedelta(minutes=1)):
        events = engine.concat(
            [
                known[["booking_id"]].assign(activity="vetted", at=known["done"] + tie / 2),
                inside[["booking_id"]].assign(activity="released", at=inside["released"]),
            ]
        ).sort_values(["booking_id", "at"], kind="stable")
        log = events.rename(
            columns={"booking_id": "case:concept:name", "activity": "concept:name", "at": "time:timestamp"}
        )
        possible.append(kept(log))
    met, at_most = possible
    return {
        "met": met,
        "undetermined": at_most - met,
        "exception": len(inside) - at_most,
        "out_of_scope": len(stays) - len(inside),
    }


def postgresql(folder: Path) -> Counts:
    """A server of its own on a socket in a temporary folder: two COPYs, then one query."""
    counts: Counts = runpy.run_path(str(Path(__file__).with_name("postgresql.py")))["ask"](folder, FINAL)
    return counts


def dbt(folder: Path) -> Counts:
    """Three models of a project, on the same engine as the product."""
    counts: Counts = runpy.run_path(str(Path(__file__).with_name("dbt_duckdb.py")))["ask"](folder, FINAL)
    return counts


PEERS: dict[str, Callable[[Path], Counts]] = {
    "duckdb": duckdb,
    "polars": polars,
    "pandas": pandas,
    "sqlite": sqlite,
    "postgresql": postgresql,
    "dbt": dbt,
    "gx_on_pandas": gx_on_pandas,
    "pm4py": pm4py,
    "pm4py_declare": pm4py_declare,
}


def main(peer: str, folder: Path) -> None:
    """Ask one peer and print, as JSON, its answer and what it took; its import is counted apart."""
    start = time.perf_counter()
    try:
        _import(peer)
    except ImportError:
        sys.stdout.write(json.dumps({"absent": True}) + "\n")
        return
    ready, cpu = time.perf_counter(), time.process_time()
    try:
        counts = PEERS[peer](folder)
    except ImportError as error:  # installed, and does not start here
        sys.stderr.write(f"{peer}: {error}\n")
        sys.stdout.write(json.dumps({"absent": True}) + "\n")
        return
    own, others = time.process_time() - cpu, resource.getrusage(resource.RUSAGE_CHILDREN)
    said = {
        "import_seconds": ready - start,
        "seconds": time.perf_counter() - ready,
        "cpu_seconds": own + others.ru_utime + others.ru_stime,
        "peak_mb": max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, others.ru_maxrss) // 1024,
        "counts": {key: int(value) for key, value in counts.items() if value},
    }
    sys.stdout.write(json.dumps(said) + "\n")


def _import(peer: str) -> None:
    if peer == "postgresql":
        runpy.run_path(str(Path(__file__).with_name("postgresql.py")))["program"]("postgres")
    for module in {
        "gx_on_pandas": ["great_expectations", "pandas"],
        "sqlite": [],
        "postgresql": [],
        "dbt": ["duckdb", "dbt.cli.main"],
        "pm4py_declare": ["pm4py"],
    }.get(peer, [peer]):
        __import__(module)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
