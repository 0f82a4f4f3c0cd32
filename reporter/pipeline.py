"""The order of the steps: what each command does, from the folder to the edition filed."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from reporter import (
    __version__,
    accounts,
    controls,
    editions,
    expectations,
    figures,
    findings,
    timelines,
    views,
    warehouse,
)
from reporter import ingest as intake
from reporter import policy as policies
from reporter import report as pages
from reporter.errors import PolicyError
from reporter.period import period as read_period
from reporter.policy import Policy
from reporter.sqlfiles import folder as query_files
from reporter.terms import (
    Audit,
    Case,
    Change,
    Claim,
    ControlResult,
    Explained,
    LegResult,
    Period,
    RecordedTime,
    Setting,
    SourceRef,
)
from reporter.warehouse import Connection

Tell = Callable[[str], None]
CASES_SHOWN = 500
_FOLDERS = ("intervals", "populations", "expectations", "controls")


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Legs, controls and the claim of one period."""

    claim: Claim
    controls: list[ControlResult]
    legs: list[LegResult]

    @property
    def exit_code(self) -> int:
        """The exit code that spec 11.2 demands."""
        return findings.exit_code(self.claim, self.controls)


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
    _case_key(folder, policy)
    return taken


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
        audit = _audit(connection, folder, policy, period, judged, number, digest)
        _write(connection, draft, audit)
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
    cases = [_case(row, "", times) for row in rows]
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


def _case_key(folder: Path, policy: Policy) -> bytes:
    """Return the key of the pseudonyms: made once of the first bookings file's content, kept in the folder alone."""
    path = folder / ".case-key"
    if not path.is_file():
        mapping = policy.logs.get("bookings")
        files = sorted((folder / "inbox").glob(mapping.files)) if mapping else []
        content = hashlib.sha256(b"case key:" + b"".join(file.read_bytes() for file in files[:1] if file.is_file()))
        path.touch(mode=0o600)
        path.write_text(content.hexdigest(), encoding="ascii")
    return bytes.fromhex(path.read_text(encoding="ascii").strip())


def _audit(
    connection: Connection, folder: Path, policy: Policy, period: Period, judged: Judged, number: int, digest: str
) -> Audit:
    _, untested = controls.criteria()
    return Audit(
        agency=policy.agency,
        timezone=policy.timezone,
        period=period,
        edition=number,
        version=__version__,
        digest=digest,
        claim=judged.claim,
        controls=judged.controls,
        legs=judged.legs,
        measures=accounts.measures(connection, judged.controls),
        inputs=accounts.inputs(connection),
        corrections=accounts.corrections(connection),
        changes=_changes(connection, judged, number),
        cases=_cases(connection, judged, _case_key(folder, policy)),
        untested=untested,
        settings=[Setting(name=name, value=value) for name, value in findings.settings(policy).items()],
    )


def _changes(connection: Connection, judged: Judged, number: int) -> list[Change]:
    if number == 1:
        return []
    before = {
        (row[0], row[1]): row[2]
        for row in warehouse.rows(connection, "select control, item, outcome from filed_before")
    }
    query = f"select control, item, outcome from ({controls.all_outcomes(judged.controls)})"
    after = {(row[0], row[1]): row[2] for row in warehouse.rows(connection, query)}
    corrected = {row[0] for row in warehouse.rows(connection, "select distinct key from records.corrections")}
    return [
        Change(
            control=control,
            item=item,
            before=old,
            after=new,
            cause="correction" if item in corrected else "late_record",
        )
        for control, item, old, new in findings.moved(before, after)
    ]


def _cases(connection: Connection, judged: Judged, key: bytes) -> list[Case]:
    shown: dict[str, int] = {}
    rows = []
    for row in controls.undecided_and_exceptions(connection, judged.controls):
        shown[row["control"]] = shown.get(row["control"], 0) + 1
        if shown[row["control"]] <= CASES_SHOWN:
            rows.append(row)
    kinds = {file.id: controls.item_kind(file) for file in controls.catalogue()}
    checks = dict(warehouse.rows(connection, "select check_id, booking_id from records.checks where standing"))
    stay_of = {row["item"]: checks.get(row["item"], row["item"]) for row in rows if kinds[row["control"]] == "check_id"}
    lines = timelines.of_stays(connection, [stay_of.get(row["item"], row["item"]) for row in rows])
    return [
        _case(
            row,
            findings.case_id(key, kinds[row["control"]], row["item"]),
            lines.get(stay_of.get(row["item"], row["item"]), []),
        )
        for row in rows
    ]


def _case(row: dict[str, Any], case_id: str, times: list[RecordedTime]) -> Case:
    return Case(
        control=row["control"],
        item=row["item"],
        case_id=case_id,
        outcome=row["outcome"],
        reason=row["reason"],
        sentence=pages.reason_sentence(row["reason"]),
        settles=findings.SETTLES.get(row["reason"], "") if row["outcome"] == "undetermined" else "",
        witnesses=[SourceRef(**one) for one in row["witness"]],
        times=times,
    )


def _write(connection: Connection, draft: Path, audit: Audit) -> None:
    outcomes = controls.all_outcomes(audit.controls)
    warehouse.write_parquet(connection, outcomes, draft / "outcomes.parquet")
    warehouse.write_csv(connection, figures.exceptions(outcomes), draft / "exceptions.csv")
    (draft / "board.html").write_text(pages.render("board", pages.board_context(audit)), encoding="utf-8")
    (draft / "state.html").write_text(pages.render("state", pages.state_context(audit)), encoding="utf-8")
    (draft / "audit.json").write_text(
        json.dumps(
            figures.as_json(audit, findings.exit_code(audit.claim, audit.controls)),
            ensure_ascii=False,
            indent=1,
            default=str,
        )
        + "\n",
        encoding="utf-8",
    )
