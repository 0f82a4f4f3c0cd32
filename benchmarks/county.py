"""Makes a county of N stays with DuckDB alone: the same bytes for the same N, and faults whose counts are known."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

PERIOD = "2026"
LAST_MONTH = "2026-12"
POLICY = """\
[agency]
name = "Benchmark County Sheriff's Office"
timezone = "America/New_York"

{logs}
[limits]
notify_within = "15m"
release_within = "4h"
"""

# `part` is the stay's place in its thousand; it alone decides what was planted, so the counts follow from N.
_STAYS = """
create table whole_stays as
with drawn as (
    select n, n % 1000 as part, ((n::hugeint * 1152921504606846883) % 2305843009213693951)::bigint as dice
    from range(1, {stays} + 1) as numbers(n)
),
booked as (
    select *, timestamp '{first} 08:00' + to_days((dice % {days})::integer) + to_minutes((dice // 340) % 240)
        as booked_at
    from drawn
),
authorized as (
    select *, date_trunc('day', booked_at) + to_days((1 + (dice // 81600) % 9)::integer) + interval 13 hour
        + to_minutes((dice // 734400) % 60) as authorized_at
    from booked
)
select *, authorized_at + to_minutes(30 + (dice // 44064000) % 90 + case when part = 8 then 360 else 0 end)
    as released_at
from authorized
"""
_DELIVERED = """
create or replace view stays as select * exclude (released_at) from whole_stays where {stays};
create or replace view releases as select n, released_at from whole_stays where {stays}
"""
_LOGS = {
    "bookings": """
select
    'B' || n as booking_id,
    'P' || n as person_id,
    case when dice % 3 = 0 then 'NORTH' else 'MAIN' end as facility_id,
    case when part = 5 then 'soon' else strftime(booked_at, '%Y-%m-%d %H:%M') end as booked_at,
    case when part = 7 then 'civil' else 'criminal_court' end as commitment,
    n::varchar as sequence_no,
    strftime(authorized_at, '%Y-%m-%d %H:%M') as release_authorized_at,
    strftime(released_at, '%Y-%m-%d %H:%M') as released_at,
    case when dice % 2 = 0 then 'bail' else 'recognizance' end as release_reason,
    case when dice % 5 = 0 then 'F' else 'M' end as sex,
    (1950 + dice % 55)::varchar as birth_year
from stays join releases using (n)
cross join (select unnest([1, 2]) as copy)
where copy = 1 or part = 10
order by n, copy
""",
    "checks": """
with made as (
    select n, 1 as turn, part, dice,
        case
            when part = 2 then released_at + interval 2 hour
            when part = 3 then released_at
            else booked_at + to_minutes(30 + dice % 60)
        end as completed_at
    from stays join releases using (n)
    where part <> 1
    union all
    select n, 2, part, dice, booked_at + to_minutes(100 + dice % 60)
    from stays
    where n % 10 in (0, 6, 8) and part >= 20
)
select
    'C' || n || '-' || turn as check_id,
    'B' || n as booking_id,
    case
        when part = 4 then 'pending'
        when part = 6 or (turn = 1 and part >= 20 and n % 10 = 9) then 'wanted'
        else 'clear'
    end as result,
    strftime(completed_at - interval 20 minute, '%Y-%m-%d %H:%M') as requested_at,
    strftime(completed_at, '%Y-%m-%d %H:%M') as completed_at,
    case when part = 9 then 'O99' else 'O' || dice % 50 end as officer_id
from made
order by n, turn
""",
    "notifications": """
select
    'N' || n as notification_id,
    'B' || n as booking_id,
    strftime(booked_at + to_minutes(35 + dice % 60), '%Y-%m-%d %H:%M') as sent_at,
    'C' || n || '-1' as check_id
from stays
where part >= 20 and n % 10 = 9
order by n
""",
    "holds": """
select
    'H' || n as hold_id,
    'B' || n as booking_id,
    'ice_detainer' as kind,
    strftime(booked_at + interval 2 hour, '%Y-%m-%d %H:%M') as placed_at,
    strftime(authorized_at, '%Y-%m-%d %H:%M') as lifted_at
from stays
where part >= 20 and n % 20 = 11
order by n
""",
    "authorizations": """
select 'O' || n as officer_id, '2025-06-01' as authorized_from from range(50) as numbers(n) order by n
""",
}


@dataclass(frozen=True, kw_only=True)
class _Delivery:
    """One file a log: of the stays that fulfil a condition, and the days that its manifest says it covers."""

    stem: str
    stays: str
    covers: str


_YEAR = [_Delivery(stem="", stays="true", covers="2026-01-01,2026-12-31")]
_DECADE = [
    _Delivery(stem="_2017-2026", stays="released_at < timestamp '2026-12-01'", covers="2017-01-01,2026-11-30"),
    _Delivery(stem="_2026-12", stays="released_at >= timestamp '2026-12-01'", covers="2026-12-01,2026-12-31"),
]


def make(folder: Path, stays: int, form: str = "csv") -> None:
    """Write the audit folder: policy.toml, and in inbox/ one file a log with its manifest, as "csv" or "parquet"."""
    with duckdb.connect() as connection:
        connection.execute(_STAYS.format(stays=stays, first="2026-01-02", days=340))
        _write(folder, connection, _YEAR, form)


def make_decade(folder: Path, stays: int) -> dict[str, dict[str, int]]:
    """Write ten years of stays, the last month in files of its own; return what must come out for that month."""
    with duckdb.connect() as connection:
        connection.execute(_STAYS.format(stays=stays, first="2017-01-02", days=3639))
        _write(folder, connection, _DECADE, "csv")
        parts = dict(
            connection.execute(
                f"select part, count(*) from whole_stays where {_DECADE[-1].stays} group by part"  # noqa: S608
            ).fetchall()
        )
    found = _planted(lambda part: parts.get(part, 0))
    return {control: found[control] for control in ("vetted_before_release", "not_held_too_long")}


def _write(folder: Path, connection: duckdb.DuckDBPyConnection, deliveries: list[_Delivery], form: str) -> None:
    inbox = folder / "inbox"
    inbox.mkdir(parents=True)
    for one in deliveries:
        connection.execute(_DELIVERED.format(stays=one.stays))
        lines = ["log,file,covers_from,covers_to,rows,sha256"]
        for log, query in _LOGS.items():
            if log == "authorizations" and one is not deliveries[0]:
                continue
            path = inbox / f"{log}{one.stem}.{form}"
            shape = "format csv, header true" if form == "csv" else "format parquet, compression zstd"
            connection.execute(f"copy ({query}) to '{path}' ({shape})")
            rows = connection.execute(f"select count(*) from ({query})").fetchall()[0][0]  # noqa: S608
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            lines.append(f"{log},{path.name},{one.covers},{rows},{digest}")
        (inbox / f"deliveries{one.stem}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    files = {**dict.fromkeys(_LOGS, form), "deliveries": "csv"}
    logs = "".join(f'[logs.{log}]\nfiles = "{log}*.{suffix}"\n\n' for log, suffix in files.items())
    (folder / "policy.toml").write_text(POLICY.format(logs=logs), encoding="utf-8")


def planted(stays: int) -> dict[str, dict[str, int]]:
    """Return what must come out: reason and its count, for each control that has planted faults."""
    return _planted(lambda part: max(0, (stays - part) // 1000 + 1))


def _planted(of: Callable[[int], int]) -> dict[str, dict[str, int]]:
    return {
        "vetted_before_release": {
            "no_check": of(1),
            "after_release": of(2),
            "precision": of(3),
            "no_final_result": of(4),
            "commitment_out_of_scope": of(7),
        },
        "hit_notified_before_release": {"no_notice": of(6)},
        "check_in_scope": {"commitment_out_of_scope": of(7), "record_unreadable": of(5)},
        "officer_authorized": {"no_authorization": of(9)},
        "not_held_too_long": {"late_release": of(8)},
    }


def accounts(stays: int) -> dict[str, int]:
    """Return what the bookings file's accounts must say."""

    def of(part: int) -> int:
        return max(0, (stays - part) // 1000 + 1)

    return {"received": stays + of(10), "accepted": stays - of(5), "quarantined": of(5), "folded": of(10)}
