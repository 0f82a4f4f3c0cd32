"""Makes one edition in a draft folder: what it rests on, what was decided, what moved and why, and every file."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from reporter import warehouse
from reporter.audit import audit_json, controls, views
from reporter.config import policy as policies
from reporter.config.policy import Policy
from reporter.editions import basis as resting
from reporter.editions import build, case_key, change_causes, filed_before, ledger_check, responses, store
from reporter.editions.ledger import Ledger
from reporter.errors import PolicyError
from reporter.evidence import pack, signed_rules
from reporter.ingest import as_of, deliveries, unread_files
from reporter.model import Period, Progress
from reporter.options import USUAL, RunOptions
from reporter.report import charts
from reporter.workflows import decide, take_in, with_default

_Decided = tuple[Path, Policy, Period, RunOptions]  # what is decided: whose records, by which rules, for which days


def make(
    folder: Path,
    policy: Policy,
    period: Period,
    number: int,
    draft: Path,
    tell: Progress,
    book: Ledger,
    key: bytes,
    then: Mapping[str, Any] | None = None,
    *,
    options: RunOptions = USUAL,
    beside: decide.Beside | None = None,
) -> None:
    """Make one edition in `draft`, of all records or of those that an edition knew `then`, on the ledger `book`."""
    last = book.newest_but_lost(period.label)
    before = store.filed(folder, period.label, last) if last else None
    place = store.place(folder, period.label, last)
    with warehouse.open_read_only(folder, options) as connection, ExitStack() as leave:
        if then:
            as_of.restrict_records_to(connection, folder, then, same_reading=True)
        unread = take_in.files_not_read(connection, folder, policy, then)
        fingerprint = case_key.fingerprint(key)
        rests_on = resting.edition_basis(connection, policy, responses.files(connection), fingerprint, unread)
        ignored = int(then.get("ignored_count", 0)) if then else unread_files.ignored_count(connection, folder, policy)
        now = signed_rules.with_signers({**rests_on, "ignored_count": ignored}, folder, options.signers, then)
        if before:
            source = warehouse.parquet_source(place / "outcomes.parquet")
            warehouse.create(connection, "filed_before", warehouse.select("*", source), kept=True)
        warehouse.lock_down(connection, draft)
        background = leave.enter_context(ThreadPoolExecutor(max_workers=1))
        records = background.submit(pack.write_records, connection.cursor(), draft)  # no later step changes them
        choosing = leave.enter_context(
            with_default.Choosing(connection, folder, policy, period, len(unread), ignored, then, options)
        )
        judged = decide.judge_records(connection, folder, policy, period, tell, unread, options, beside=beside)
        choosing.go_by(judged)
        basis = build.Basis(number=number, digest=resting.digest(now, period), rests_on=now)
        if before:
            basis = _since(before, place, basis, connection, judged, (folder, policy, period, options))
        tell("writing the reports")
        measured = build.measured(connection, judged)
        background.submit(charts.drawn, measured)  # by another process meanwhile: the pages find them drawn
        audit = build.audit_of(connection, key, policy, period, judged, basis, measured)
        audit = replace(audit, choices=choosing.found())
        audit = replace(audit, ledger=ledger_check.record(book, audit_json.as_json(audit, judged.exit_code)))
        build.write_asked(connection, draft, judged, policy, key)
        warehouse.drop_work_tables(connection)  # what is written rests on the records and the results
        among = then["public_editions"] if then else None
        days = {"label": period.label, "from": period.first, "to": period.last}
        audit = replace(audit, earlier_tables=filed_before.inside(folder, book, days, among))
        build.write(connection, draft, audit, policy, key, filed_before.public(folder, book, among), records)


def _since(
    before: Mapping[str, Any],
    place: Path,
    basis: build.Basis,
    connection: warehouse.Connection,
    judged: build.Judged,
    decided_by: _Decided,
) -> build.Basis:
    """Return the basis of an edition with what it has to say of the one `before` it, filed in `place`."""
    earlier, (_, policy, _, _) = resting.basis_of(before), decided_by
    parts = resting.changed_parts(earlier, basis.rests_on)
    moved = build.moved(connection, judged)
    same_inputs, same_policy = _other_outcomes(place, earlier, parts if moved else [], decided_by)
    concerns = change_causes.Concerns(
        connection, resting.known_deliveries(earlier), vetting_asks_officer=policy.require_authorized_officer
    )
    of_rules = [part for part in parts if part in resting.PARTS]
    return replace(
        basis,
        previous={
            **store.predecessor(place, before),
            "claim_moved": before["claim"]["state"] != judged.claim.state,
            "parts_changed": parts,
        },
        previous_answers=build.answers_of(before),
        changes=change_causes.attribute(moved, of_rules, concerns, same_inputs, same_policy),
    )


def _other_outcomes(
    place: Path, earlier: Mapping[str, Any], parts: list[str], decided_by: _Decided
) -> tuple[change_causes.Outcomes | None, change_causes.Outcomes | None]:
    """Where more than one part changed, decide again what the earlier records give under today's rules, and under
    today's queries with the earlier policy: so each outcome that moved has its own cause.
    """
    rules = [part for part in parts if part in ("policy", "queries", "version")]
    if not rules or not earlier.get("deliveries"):
        return None, None
    folder, policy, period, options = decided_by
    same_inputs = same_policy = None
    try:
        if "inputs" in parts:
            same_inputs = _outcomes_then(folder, policy, period, earlier, options)
        if "policy" in parts and len(rules) > 1 and (place / "policy.toml").is_file():
            same_policy = _outcomes_then(folder, policies.load(place / "policy.toml"), period, earlier, options)
    except PolicyError:  # an earlier delivery is no longer held, so what it gave cannot be told apart
        return same_inputs, same_policy
    return same_inputs, same_policy


def _outcomes_then(
    folder: Path, policy: Policy, period: Period, then: Mapping[str, Any], options: RunOptions
) -> change_causes.Outcomes:
    with warehouse.open_read_only(folder, options) as connection:
        as_of.restrict_records_to(connection, folder, then, same_reading=False)
        warehouse.lock_down(connection)
        views.build(connection, policy, period)
        delivered = deliveries.delivered_logs(connection)
        query = controls.outcomes_query(controls.run(connection, policy, delivered))
        found = warehouse.rows(connection, warehouse.select("control, item, outcome", warehouse.subquery(query)))
    return {(row[0], row[1]): row[2] for row in found}
