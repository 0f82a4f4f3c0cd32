"""The order of the steps: what each command does, from the folder to the edition filed."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from reporter import warehouse
from reporter.audit import (
    audit_json,
    controls,
    expectations,
    self_test,
    timeline,
    views,
)
from reporter.audit import (
    claim as findings,
)
from reporter.config import policy as policies
from reporter.config.period import period as read_period
from reporter.config.policy import Policy
from reporter.editions import (
    basis as resting,
)
from reporter.editions import (
    build,
    case_key,
    change_causes,
    index_page,
    ledger,
    ledger_check,
    responses,
    store,
)
from reporter.editions.build import Judged
from reporter.editions.ledger import Ledger
from reporter.errors import IntegrityError, PolicyError
from reporter.evidence import signed_rules
from reporter.ingest import as_of, guards, load_files, unread_files
from reporter.model import ControlResult, Period, Progress, StayExplanation
from reporter.report import what_moved
from reporter.warehouse import Connection
from reporter.workflows import doctor, folder_lock, with_default


@dataclass(frozen=True, kw_only=True)
class Filed:
    """The edition that stands after a run."""

    path: Path
    number: int
    is_new: bool
    claim: str
    sentence: str
    exit_code: int
    notes: tuple[str, ...] = ()
    root_digest: str = ""
    ledger_digest: str = ""
    not_read: tuple[str, ...] = ()


@folder_lock.with_folder_lock
def ingest(folder: Path, tell: Progress, key: bytes | None = None) -> list[load_files.Taken]:
    """Take in what is new."""
    policy = _rules(folder, tell)
    if not (folder / "inbox").is_dir():
        raise PolicyError("There is no inbox/ in this folder. Make it and put the delivered files there.")
    before = [] if (folder / "warehouse.duckdb").is_file() else store.deliveries(folder)
    taken = load_files.ingest(folder, policy, tell, before=before)
    for name in responses.take(folder):
        tell(f"responses: {name}")
    case_key.ready(folder, key)
    return taken


def examine(folder: Path) -> list[doctor.Diagnostic]:
    """Look the folder over; nothing is changed."""
    return doctor.examine(folder)


def unread(folder: Path) -> list[doctor.Unread]:
    """Return the rows in quarantine."""
    return doctor.unread(folder)


def codes_to_map(folder: Path, rows: list[doctor.Unread], *, least: int = 1) -> list[str]:
    """Write the policy's lines that would map the codes for which rows are in quarantine."""
    return doctor.codes_to_map(folder, rows, least=least)


def strays(folder: Path) -> list[str]:
    """Name the files in inbox/ that fit no log and were not read."""
    return doctor.strays_of(folder, policies.load(folder / "policy.toml"))


def waiting(folder: Path) -> list[str]:
    """Name the files in inbox/ that were not taken in yet."""
    return doctor.waiting(folder, policies.load(folder / "policy.toml"))


def judge(folder: Path, period: Period, tell: Progress) -> Judged:
    """Decide legs, controls and the claim; nothing is filed."""
    policy = ready(folder, tell)
    with warehouse.open_read_only(folder) as connection:
        warehouse.lock_down(connection)
        return _judge(connection, folder, policy, period, tell, _unread_files(connection, folder, policy))


def judge_one(folder: Path, period: Period, control: str, tell: Progress) -> ControlResult:
    """Decide one control alone: without the others, without the completeness legs, and so without a claim.

    Raises PolicyError naming the nearest control when there is none with that id.
    """
    known = [file.id for file in controls.catalogue()]
    if control not in known:
        near = get_close_matches(control, known, n=1, cutoff=0.0)[0]
        raise PolicyError(
            f"There is no control {control!r}. The nearest is {near!r}; docs/reference/controls.md has all."
        )
    policy = ready(folder, tell)
    with warehouse.open_read_only(folder) as connection:
        warehouse.lock_down(connection)
        views.build(connection, policy, period, only=control)
        delivered = {row[0] for row in warehouse.rows(connection, "select distinct log from records.delivered")}
        return controls.run(connection, policy, delivered, only=control)[0]


def whole_span(folder: Path, tell: Progress) -> Period:
    """Return the days from the first to the last booking or release on record."""
    ready(folder, tell)
    with warehouse.open_read_only(folder) as connection:
        first, last = warehouse.rows(
            connection,
            "select min(booked_at_on)::varchar, greatest(max(booked_at_on), max(released_at_on))::varchar "
            "from records.bookings where standing",
        )[0]
    if first is None:
        raise PolicyError("There is no booking on record. Put the files into inbox/ and run `reporter ingest`.")
    return Period(label=f"{first}..{last}", first=first, last=last)


def _rules(folder: Path, tell: Progress) -> Policy:
    """Read the policy, once somebody allowed has signed it and the queries, where that is asked for."""
    if who := signed_rules.signers(folder):
        tell(f"policy and queries are signed by {', '.join(who)}")
    return policies.load(folder / "policy.toml")


def ready(folder: Path, tell: Progress) -> Policy:
    """Return the policy of a folder whose deliveries were taken in at least once."""
    policy = _rules(folder, tell)
    if not (folder / "warehouse.duckdb").is_file():
        ingest(folder, tell)
    return policy


def _unread_files(
    connection: Connection, folder: Path, policy: Policy, then: Mapping[str, Any] | None = None
) -> list[dict[str, str]]:
    """List the files in inbox/ that no log reads, or those that an edition knew `then`."""
    return list(then.get("unread_files", ())) if then else unread_files.not_taken_in(connection, folder, policy)


def _judge(
    connection: Connection,
    folder: Path,
    policy: Policy,
    period: Period,
    tell: Progress,
    unread: Sequence[Mapping[str, str]],
) -> Judged:
    tell("looking for the planted faults")
    with ThreadPoolExecutor(max_workers=1) as beside:  # the engine works without Python, which is free meanwhile
        proof = beside.submit(self_test.run, folder)
        beside.submit(expectations.load)
        views.build(connection, policy, period)
        delivered = {row[0] for row in warehouse.rows(connection, "select distinct log from records.delivered")}
        tell("deciding the controls")
        decided = controls.run(connection, policy, delivered)
    tell("asking how complete the logs are")
    missing = {"fields_complete": {"missing_share": views.missing_share_by_field(connection)}}
    legs = expectations.run(connection, policy, delivered, missing)
    claim = findings.claim(decided, legs, policy, unread_count=len(unread))
    return Judged(claim=claim, controls=decided, legs=legs, delivered=delivered, self_test=proof.result())


@folder_lock.with_folder_lock
def run(
    folder: Path, period: Period, tell: Progress, key: bytes | None = None, *, even_if_empty: bool = False
) -> Filed:
    """Ingest, judge and file an edition; with nothing new the last one stands."""
    _rules(folder, tell)
    tell("holding the editions filed against the ledger")
    book = ledger_check.hold(folder, "Nothing was filed.", tell)
    key = case_key.ready(folder, key)
    ingest(folder, tell)
    policy = policies.load(folder / "policy.toml")
    last = book.newest(period.label)
    is_here = bool(last) and store.place(folder, period.label, last).is_dir()
    with warehouse.open_read_only(folder) as connection:
        if not even_if_empty:
            guards.refuse_empty(connection, period)
            guards.refuse_unreached(connection, period)
        unread = _unread_files(connection, folder, policy)
        known = resting.edition_basis(
            connection, policy, responses.files(connection), case_key.fingerprint(key), unread
        )
        digest = resting.digest(known, period)
    if is_here and store.filed(folder, period.label, last)["digest"] == digest:
        index_page.write(folder, store.all_filed(folder))
        return _filed(folder, period, last, is_new=False)
    with store.being_filed(folder, period.label, last + 1) as draft:
        _make(folder, policy, period, last + 1, draft, tell, book, key)
        ledger.announce(folder, ledger.line_of(draft, store.filed_in(draft)))
    ledger.settle(folder)
    index_page.write(folder, store.all_filed(folder))
    return _filed(folder, period, last + 1, is_new=True)


@folder_lock.with_folder_lock
def as_filed(folder: Path, name: str, tell: Progress, key: bytes | None = None) -> str:
    """Make a filed edition again from the records it knew and compare every byte.

    Raises IntegrityError naming each file that differs, PolicyError when queries, templates or version changed since.
    """
    signed_rules.signers(folder)
    book = ledger_check.hold(folder, "It was not made again.", tell)
    label, number = store.named(folder, name)
    audit = store.filed(folder, label, number)
    place = store.place(folder, label, number)
    policy = resting.policy_as_filed(place, audit)
    with TemporaryDirectory(prefix=".as-filed-", dir=folder) as draft:
        tell(f"making {name} again")
        beside = audit_json.read_json(place / "redaction.json")["beside"]
        then = {**audit["rests_on"], "public_editions": beside}
        filed_on = book.first(int(audit.get("ledger", {}).get("lines", 0)))
        key = case_key.of_edition(folder, str(then.get("case_key", "")), key)
        _make(folder, policy, read_period(label), number, Path(draft).resolve(), tell, filed_on, key, then)
        differing = store.differing(place, Path(draft))
    if differing:
        raise IntegrityError(f"{name} made again is not what was filed. These differ: {'; '.join(differing)}.")
    return f"{name} made again is what was filed, byte for byte: {len(store.files_of(place))} files."


def _make(
    folder: Path,
    policy: Policy,
    period: Period,
    number: int,
    draft: Path,
    tell: Progress,
    book: Ledger,
    key: bytes,
    then: Mapping[str, Any] | None = None,
) -> None:
    """Make one edition in `draft`, of all records or of those that an edition knew `then`, on the ledger `book`."""
    last = book.newest_but_lost(period.label)
    before = store.filed(folder, period.label, last) if last else None
    place = store.place(folder, period.label, last)
    with warehouse.open_read_only(folder) as connection:
        if then:
            as_of.restrict_records_to(connection, folder, then, same_reading=True)
        unread = _unread_files(connection, folder, policy, then)
        fingerprint = case_key.fingerprint(key)
        rests_on = resting.edition_basis(connection, policy, responses.files(connection), fingerprint, unread)
        ignored = int(then.get("ignored_count", 0)) if then else unread_files.ignored_count(folder, policy)
        now = signed_rules.with_signers({**rests_on, "ignored_count": ignored}, folder, then)
        if before:
            source = warehouse.parquet_source(place / "outcomes.parquet")
            warehouse.create(connection, "filed_before", warehouse.select("*", source), kept=True)
        warehouse.lock_down(connection, draft)
        judged = _judge(connection, folder, policy, period, tell, unread)
        basis = build.Basis(number=number, digest=resting.digest(now, period), rests_on=now)
        if before:
            earlier = resting.basis_of(before)
            parts = resting.changed_parts(earlier, now)
            of_rules = [part for part in parts if part in resting.PARTS]
            moved = build.moved(connection, judged)
            same_inputs, same_policy = _other_outcomes(folder, policy, period, place, earlier, parts if moved else [])
            concerns = change_causes.Concerns(
                connection, resting.known_deliveries(earlier), vetting_asks_officer=policy.require_authorized_officer
            )
            basis = replace(
                basis,
                previous={
                    **store.predecessor(place, before),
                    "claim_moved": before["claim"]["state"] != judged.claim.state,
                    "parts_changed": parts,
                },
                previous_answers=build.answers_of(before),
                changes=change_causes.attribute(moved, of_rules, concerns, same_inputs, same_policy),
            )
        tell("writing the reports")
        audit = build.audit_of(connection, key, policy, period, judged, basis)
        found = with_default.choices(connection, folder, policy, period, judged, len(unread), ignored, then)
        audit = replace(audit, choices=found)
        audit = replace(audit, ledger=ledger_check.record(book, audit_json.as_json(audit, judged.exit_code)))
        build.write_asked(connection, draft, judged, policy, key)
        warehouse.drop_work_tables(connection)  # what is written rests on the records and the results
        build.write(
            connection, draft, audit, policy, store.redactions(folder, then["public_editions"] if then else None)
        )


def _other_outcomes(
    folder: Path, policy: Policy, period: Period, place: Path, earlier: Mapping[str, Any], parts: list[str]
) -> tuple[change_causes.Outcomes | None, change_causes.Outcomes | None]:
    """Where more than one part changed, decide again what the earlier records give under today's rules, and under
    today's queries with the earlier policy: so each outcome that moved has its own cause.
    """
    rules = [part for part in parts if part in ("policy", "queries", "version")]
    if not rules or not earlier.get("deliveries"):
        return None, None
    same_inputs = same_policy = None
    try:
        if "inputs" in parts:
            same_inputs = _outcomes_then(folder, policy, period, earlier)
        if "policy" in parts and len(rules) > 1 and (place / "policy.toml").is_file():
            same_policy = _outcomes_then(folder, policies.load(place / "policy.toml"), period, earlier)
    except PolicyError:  # an earlier delivery is no longer held, so what it gave cannot be told apart
        return same_inputs, same_policy
    return same_inputs, same_policy


def _outcomes_then(folder: Path, policy: Policy, period: Period, then: Mapping[str, Any]) -> change_causes.Outcomes:
    with warehouse.open_read_only(folder) as connection:
        as_of.restrict_records_to(connection, folder, then, same_reading=False)
        warehouse.lock_down(connection)
        views.build(connection, policy, period)
        delivered = {row[0] for row in warehouse.rows(connection, "select distinct log from records.delivered")}
        query = controls.outcomes_query(controls.run(connection, policy, delivered))
        found = warehouse.rows(connection, warehouse.select("control, item, outcome", warehouse.subquery(query)))
    return {(row[0], row[1]): row[2] for row in found}


def explain(folder: Path, booking_id: str, period: Period | None, tell: Progress) -> StayExplanation:
    """Return one stay's recorded times and every outcome about it; raises PolicyError for an unknown stay."""
    policy = ready(folder, tell)
    with warehouse.open_read_only(folder) as connection:
        found = warehouse.rows(
            connection,
            "select strftime(coalesce(released_at_on, booked_at_on), '%Y-%m'), coalesce(void, false), "
            "(select count(*) from records.quarantine as lost where unmended and ("
            "lost.booking_id = bookings.booking_id or lost.log = 'bookings' and lost.key = bookings.booking_id "
            "or list_contains(lost.cells, bookings.booking_id))) "
            "from records.bookings where standing and booking_id = ?",
            [booking_id],
        )
        if not found:
            raise PolicyError(
                "No stay on record has this booking number. Check its spelling, or look in the quarantine."
            )
        days = period or read_period(found[0][0])
        warehouse.lock_down(connection)
        views.build(connection, policy, days)
        delivered = {row[0] for row in warehouse.rows(connection, "select distinct log from records.delivered")}
        decided = controls.run(connection, policy, delivered)
        rows = controls.outcomes_for_stay(connection, decided, booking_id)
        times = timeline.of_stays(connection, [booking_id]).get(booking_id, [])
    cases = [build.case_of(row, "", times) for row in rows]
    _, is_void, unread = found[0]
    notes = ["The jail's record says that this booking is void: it counts as no stay."] * is_void
    if unread:
        notes.append("A row that names this stay could not be read: `reporter quarantine` says which, and why.")
    return StayExplanation(booking_id=booking_id, period=days, times=times, outcomes=cases, notes=notes)


def _filed(folder: Path, period: Period, number: int, *, is_new: bool) -> Filed:
    audit = store.filed(folder, period.label, number)
    return Filed(
        path=store.place(folder, period.label, number),
        number=number,
        is_new=is_new,
        claim=audit["claim"]["state"],
        sentence=audit["claim"]["sentence"],
        exit_code=audit["exit_code"],
        notes=(*audit.get("notes", ()), *what_moved.ledger_notes(audit.get("ledger", {})), *doctor.reminders(folder)),
        root_digest=store.root_digest(folder, period.label, number),
        ledger_digest=ledger.read(folder).digest,
        not_read=tuple(strays(folder)),
    )
