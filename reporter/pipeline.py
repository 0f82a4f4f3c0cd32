"""The order of the steps: what each command does, from the folder to the edition filed."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from reporter import (
    __version__,
    controls,
    doctor,
    editions,
    expectations,
    filing,
    findings,
    timelines,
    views,
    warehouse,
)
from reporter import ingest as intake
from reporter import policy as policies
from reporter.errors import PolicyError
from reporter.filing import Judged
from reporter.period import period as read_period
from reporter.policy import Policy
from reporter.sqlfiles import folder as query_files
from reporter.terms import Explained, Period
from reporter.warehouse import Connection

Tell = Callable[[str], None]
_FOLDERS = ("intervals", "populations", "expectations", "controls")


@dataclass(frozen=True, kw_only=True)
class Filed:
    """The edition that stands after a run."""

    path: Path
    number: int
    is_new: bool
    claim: str
    sentence: str
    exit_code: int


def ingest(folder: Path, tell: Tell) -> list[intake.Taken]:
    """Take in what is new."""
    policy = policies.load(folder / "policy.toml")
    if not (folder / "inbox").is_dir():
        raise PolicyError("There is no inbox/ in this folder. Make it and put the delivered files there.")
    taken = intake.ingest(folder, policy, tell)
    filing.case_key(folder, policy)
    return taken


def examine(folder: Path) -> list[doctor.Sign]:
    """Look the folder over; nothing is changed."""
    return doctor.examine(folder)


def unread(folder: Path) -> list[doctor.Unread]:
    """Return the rows in quarantine."""
    return doctor.unread(folder)


def judge(folder: Path, period: Period, tell: Tell) -> Judged:
    """Decide legs, controls and the claim; nothing is filed."""
    policy = _ready(folder, tell)
    with warehouse.analysis(folder) as connection:
        views.build(connection, policy, period)
        warehouse.lock(connection)
        return _judge(connection, policy, tell)


def whole_span(folder: Path, tell: Tell) -> Period:
    """Return the days from the first to the last booking or release on record."""
    _ready(folder, tell)
    with warehouse.analysis(folder) as connection:
        first, last = warehouse.rows(
            connection,
            "select min(booked_at_on)::varchar, greatest(max(booked_at_on), max(released_at_on))::varchar "
            "from records.bookings where standing",
        )[0]
    if first is None:
        raise PolicyError("There is no booking on record. Put the files into inbox/ and run `reporter ingest`.")
    return Period(label=f"{first}..{last}", first=first, last=last)


def _ready(folder: Path, tell: Tell) -> Policy:
    policy = policies.load(folder / "policy.toml")
    if not (folder / "warehouse.duckdb").is_file():
        ingest(folder, tell)
    return policy


def _judge(connection: Connection, policy: Policy, tell: Tell) -> Judged:
    delivered = {row[0] for row in warehouse.rows(connection, "select distinct log from records.delivered")}
    tell("deciding the controls")
    decided = controls.run(connection, policy, delivered)
    tell("asking how complete the logs are")
    missing = {"fields_complete": {"missing_share": views.fields_missing(connection)}}
    legs = expectations.run(connection, policy, delivered, missing)
    return Judged(claim=findings.claim(decided, legs, policy), controls=decided, legs=legs)


def run(folder: Path, period: Period, tell: Tell) -> Filed:
    """Ingest, judge and file an edition; with nothing new the last one stands."""
    ingest(folder, tell)
    policy = policies.load(folder / "policy.toml")
    last = editions.latest(folder, period.label)
    with warehouse.analysis(folder) as connection:
        digest = _digest(connection, policy, period)
    if last and editions.filed(folder, period.label, last)["digest"] == digest:
        return _filed(folder, period, last, is_new=False)
    number = last + 1
    with editions.being_filed(folder, period.label, number) as draft, warehouse.analysis(folder) as connection:
        if last:
            before = editions.place(folder, period.label, last) / "outcomes.parquet"
            connection.execute(f"create table filed_before as select * from {warehouse.parquet_source(before)}")
        views.build(connection, policy, period)
        warehouse.lock(connection, draft)
        judged = _judge(connection, policy, tell)
        tell("writing the reports")
        audit = filing.audit_of(connection, folder, policy, period, judged, number, digest)
        filing.write(connection, draft, audit, policy, editions.redactions(folder))
    return _filed(folder, period, number, is_new=True)


def explain(folder: Path, booking_id: str, period: Period | None, tell: Tell) -> Explained:
    """Return one stay's recorded times and every outcome about it; raises PolicyError for an unknown stay."""
    policy = _ready(folder, tell)
    with warehouse.analysis(folder) as connection:
        found = warehouse.rows(
            connection,
            "select strftime(coalesce(released_at_on, booked_at_on), '%Y-%m') from records.bookings "
            "where standing and booking_id = ?",
            [booking_id],
        )
        if not found:
            raise PolicyError(
                "No stay on record has this booking number. Check its spelling, or look in the quarantine."
            )
        days = period or read_period(found[0][0])
        views.build(connection, policy, days)
        warehouse.lock(connection)
        delivered = {row[0] for row in warehouse.rows(connection, "select distinct log from records.delivered")}
        decided = controls.run(connection, policy, delivered)
        rows = controls.about(connection, decided, booking_id)
        times = timelines.of_stays(connection, [booking_id]).get(booking_id, [])
    cases = [filing.case_of(row, "", times) for row in rows]
    return Explained(booking_id=booking_id, period=days, times=times, outcomes=cases)


def _filed(folder: Path, period: Period, number: int, *, is_new: bool) -> Filed:
    audit = editions.filed(folder, period.label, number)
    return Filed(
        path=editions.place(folder, period.label, number),
        number=number,
        is_new=is_new,
        claim=audit["claim"]["state"],
        sentence=audit["claim"]["sentence"],
        exit_code=audit["exit_code"],
    )


def _digest(connection: Connection, policy: Policy, period: Period) -> str:
    """Digest of all that an edition rests on: inputs, policy, queries, version and period."""
    inputs = warehouse.rows(
        connection,
        "select delivery_id, log, file, sha256 from records.delivered where not repeated order by delivery_id",
    )
    queries = [(file.id, file.sha256) for kind in _FOLDERS for file in query_files(kind)]
    rests_on = (inputs, replace(policy, text=""), queries, __version__, asdict(period))
    return hashlib.sha256(repr(rests_on).encode()).hexdigest()
