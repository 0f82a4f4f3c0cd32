"""Holds an evidence pack against itself three ways: its digests, the engine's recomputation, and verify.py's."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reporter import bag, controls, expectations, figures, findings, views, warehouse
from reporter import ingest as intake
from reporter import policy as policies
from reporter.errors import IntegrityError
from reporter.logs import LogSchema, schemas
from reporter.period import period as read_period
from reporter.policy import LogPolicy, Policy
from reporter.staging import stored_columns, typed
from reporter.terms import ControlResult, LegResult
from reporter.warehouse import Connection, literal, name

_VERIFIER = Path(__file__).parent / "verify.py"
_PLAIN = LogPolicy(
    files="*",
    system="",
    columns={},
    values={},
    constants={},
    only={},
    one_row_per=(),
    timestamp_format=(),
    precision=None,
    delimiter=None,
)


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What was found: nothing differs when `differences` is empty."""

    root_digest: str
    claim: str
    sentence: str
    outcome_count: int
    differences: list[str]
    remarks: list[str]


def verify(pack: Path, root: str, tell: Callable[[str], None]) -> Verified:
    """Check a pack's digests, recompute it twice, and name all that differs; nothing of it is run or trusted.

    `root` is the root digest that came with the report, or "" to look for pack.sha256 beside the pack.
    """
    beside = pack.resolve().parent / "pack.sha256"
    known = root or (beside.read_text(encoding="ascii").split() or [""])[0] if root or beside.is_file() else ""
    tell("checking every file's digest")
    differences = [f"digest: {one}" for one in bag.faults(pack, known)]
    remarks = [] if known else ["No root digest was given and none lies beside the pack: it was held against itself."]
    if differences:
        return Verified(
            root_digest=known, claim="", sentence="", outcome_count=0, differences=differences, remarks=remarks
        )
    if (pack / "verify.py").read_bytes() != _VERIFIER.read_bytes():
        remarks.append(
            "The pack's verify.py is not this version's. This version's was run; run the pack's own yourself."
        )
    tell("computing the outcomes again from the records")
    data = pack / "data"
    audit = figures.read_json(data / "audit.json")
    try:
        with _records(data) as (folder, policy):
            found, count = _recomputed(folder, data, policy, audit, tell)
    except (warehouse.SqlError, OSError, KeyError, UnicodeError) as error:
        raise IntegrityError(f"The pack's records cannot be read: {type(error).__name__}. It is damaged.") from error
    tell("running the second implementation")
    found += _second_opinion(pack)
    return Verified(
        root_digest=bag.root_digest(pack),
        claim=audit["claim"]["state"],
        sentence=audit["claim"]["sentence"],
        outcome_count=count,
        differences=found,
        remarks=remarks,
    )


@contextmanager
def _records(data: Path) -> Iterator[tuple[Path, Policy]]:
    """Give a folder with a warehouse made of the pack's records alone, each time read anew from its text."""
    policy = policies.load(data / "policy.toml")
    with tempfile.TemporaryDirectory(prefix="reporter-verify-") as made:
        folder = Path(made)
        with warehouse.opened(folder) as connection:
            connection.execute(f"set allowed_directories = [{literal(made)}, {literal(str(data))}]")
            intake.prepare(connection, policy)
            for table in ("delivered", "quarantine"):
                connection.execute(_LEDGERS[table].format(source=_csv(data / f"{table}.csv")))
            for log in schemas().values():
                path = data / "records" / f"{log.name}.csv"
                if path.is_file():
                    _take(connection, log, policy, path)
        yield folder, policy


_LEDGERS = {
    "delivered": (
        "insert into delivered select delivery::integer, log, file, sha256, '', repeated::boolean, received::bigint, "
        "accepted::bigint, quarantined::bigint, folded::bigint, not_this_log::bigint from {source}"
    ),
    "quarantine": (
        "insert into quarantine select delivery::integer, log, line::bigint, '', string_split(reasons, ' '), key, "
        "booking_id, officer_id, string_split(cells, chr(31)), unmended::boolean from {source}"
    ),
}


def _csv(path: Path) -> str:
    return (
        f"read_csv({literal(str(path))}, header = true, all_varchar = true, quote = '\"', escape = '\"', delim = ',')"
    )


def _take(connection: Connection, log: LogSchema, policy: Policy, path: Path) -> None:
    held = policy.logs.get(log.name, _PLAIN)
    plain = replace(_PLAIN, timestamp_format=held.timestamp_format, precision=held.precision)
    own = ", ".join(f"{name('file_1' if column == 'file' else column)} as {name(column)}" for column in log.columns)
    connection.execute(
        "create or replace temp table packed as select row_number() over () as number, delivery::integer as delivery, "
        f"line::bigint as at_line, {own} from {_csv(path)}"
    )
    connection.execute(
        "create or replace temp table spool as select number as line, null::varchar as fault, null::varchar as cells, "
        "true as this_log, * exclude (number, delivery, at_line) from packed"
    )
    connection.execute(typed(log, plain, log.columns))
    if warehouse.one(connection, "select count(*) from typed where len(reasons) > 0"):
        raise IntegrityError(f"records/{log.name}.csv holds a row that cannot be read. It is damaged.")
    columns = ", ".join(name(column) for column in stored_columns(log))
    connection.execute(
        f"insert into {log.name} (delivery_id, line, standing, key, {columns}) "
        "select packed.delivery, packed.at_line, row_number() over (partition by key order by packed.delivery desc, "
        f"packed.at_line) = 1, key, {columns} from typed join (select number, delivery, at_line from packed) as packed "
        "on typed.line = packed.number "
        "order by packed.delivery, packed.at_line"
    )


def _recomputed(
    folder: Path, data: Path, policy: Policy, audit: dict[str, Any], tell: Callable[[str], None]
) -> tuple[list[str], int]:
    differences = []
    with warehouse.analysis(folder) as connection:
        connection.execute(f"set allowed_directories = [{literal(str(folder))}, {literal(str(data))}]")
        connection.execute(f"create table filed as select * from {_csv(data / 'outcomes.csv')}")
        views.build(connection, policy, read_period(audit["period"]["label"]))
        warehouse.lock(connection)
        delivered = {row[0] for row in warehouse.rows(connection, "select distinct log from records.delivered")}
        decided = controls.run(connection, policy, delivered)
        own = f"select control, item, outcome, reason from ({controls.all_outcomes(decided)})"
        count = int(warehouse.one(connection, f"select count(*) from ({own})"))
        for control, item, was, now in warehouse.rows(
            connection,
            "select control, item, any_value(said) filter (where side = 1), any_value(said) filter (where side = 2) "
            "from (select 1 as side, control, item, outcome || ' ' || reason as said from filed union all "
            f"select 2, control, item, outcome || ' ' || reason from ({own})) "
            "group by control, item having count(*) <> 2 or count(distinct said) <> 1 order by control, item",
        ):
            differences.append(f"engine: {control}: {item}: the pack says {was}, the engine says {now}")
        legs = expectations.run(connection, policy, delivered, {})
    differences += _books(audit, decided, legs)
    claim = findings.claim(decided, legs, policy)
    if (claim.state, claim.sentence) != (audit["claim"]["state"], audit["claim"]["sentence"]):
        differences.append(f"engine: claim: the pack says {audit['claim']['state']}, the engine says {claim.state}")
    return differences, count


def _books(audit: dict[str, Any], decided: list[ControlResult], legs: list[LegResult]) -> Iterator[str]:
    filed = {one["id"]: one for one in audit["controls"]}
    for one in decided:
        own = figures.control_as_json(one)
        for key in ("testable", "population", "met", "exception", "undetermined", "out_of_scope", "reasons"):
            said = filed.get(one.id, {}).get(key)
            if said != own[key]:
                yield f"engine: books of {one.id}: {key}: the pack says {said}, the engine says {own[key]}"
    states = {one["id"]: one["state"] for one in audit["legs"]}
    for leg in legs:
        if states.get(leg.id) != leg.state:
            yield f"engine: leg {leg.id}: the pack says {states.get(leg.id)}, the engine says {leg.state}"


def _second_opinion(pack: Path) -> list[str]:
    """Run this version's own verify.py, never the pack's, in a process of its own."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-I", str(_VERIFIER), str(pack)], capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return []
    said = [line.removeprefix("differs: ") for line in done.stdout.splitlines() if line.startswith("differs: ")]
    return [f"verify.py: {one}" for one in said] or [f"verify.py: {done.stderr.strip() or 'it failed'}"]
