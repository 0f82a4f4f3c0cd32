"""Makes one edition: all that it says, as an Audit, and each of its files."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from reporter import __version__, warehouse
from reporter.audit import (
    audit_json,
    case_ids,
    controls,
    measures,
    policy_choices,
    response_counts,
    timeline,
)
from reporter.audit.claim import exit_code, settings
from reporter.config.log_schemas import schemas
from reporter.config.policy import Policy
from reporter.editions import responses
from reporter.evidence import pack, rerun_sql
from reporter.ingest import deliveries, guards
from reporter.model import (
    Audit,
    Case,
    Change,
    Claim,
    ControlResult,
    LegResult,
    Period,
    RecordedTime,
    Responses,
    Setting,
    SourceRef,
)
from reporter.report import contexts, excel, pdf, public
from reporter.report import html as report
from reporter.text import reason_sentence, words
from reporter.warehouse import Connection

CASES_SHOWN = 500
SETTLED_LISTED = 10_000  # items met or not covered in the workbook; outcomes.parquet has all


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What an edition rests on, which one it follows, and what moved since that one."""

    number: int
    digest: str
    rests_on: Mapping[str, object]
    previous: Mapping[str, object] | None = None
    previous_answers: Mapping[tuple[str, str], str] = field(default_factory=dict)
    changes: Sequence[Change] = ()


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Legs, controls and the claim of one period."""

    claim: Claim
    controls: list[ControlResult]
    legs: list[LegResult]
    delivered: set[str]
    self_test: Mapping[str, int] = field(default_factory=dict)
    not_read: int = 0  # files in inbox/ that no log reads, that are refused, or that are not yet taken in

    @property
    def exit_code(self) -> int:
        """The exit code that the claim and the exceptions give."""
        return exit_code(self.claim, self.controls)


def measured(connection: Connection, judged: Judged) -> dict[str, Any]:
    """Return every measure, and what the self-test found."""
    return measures.run(connection, judged.delivered, judged.controls) | {"self_test": dict(judged.self_test)}


def audit_of(
    connection: Connection,
    key: bytes,
    policy: Policy,
    period: Period,
    judged: Judged,
    basis: Basis,
    figures: Mapping[str, Any],
) -> Audit:
    """Gather all that one edition says; `figures` are what was `measured`."""
    _, untested = controls.criteria()
    number, digest = basis.number, basis.digest
    exception_count = sum(one.exception for one in judged.controls)
    asked = _asked(judged, key)
    decided = controls.outcomes_query(judged.controls, in_order=False)
    answered = responses.match(connection, responses.given(connection), asked, exception_count, decided)
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
        measures=figures,
        inputs=deliveries.inputs(connection),
        corrections=deliveries.corrections(connection),
        changes=[*basis.changes, *_answers_moved(answered, basis.previous_answers)] if basis.previous else [],
        cases=_cases(connection, judged, key),
        untested=untested,
        settings=[Setting(name=name, value=value) for name, value in settings(policy).items()],
        responses=answered.answers,
        response_counts=answered.counts,
        rests_on=basis.rests_on,
        previous=basis.previous,
        notes=[
            *guards.notes(connection),
            *policy_choices.placeholders(connection),
            *response_counts.notes(answered.answers, answered.counts),
        ],
    )


def moved(connection: Connection, judged: Judged) -> list[tuple[str, str, str, str]]:
    """List each (control, item, before, after) whose outcome is not that of the edition before."""
    return controls.moved(connection, judged.controls)


def answers_of(audit: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """Return what was answered on each item in a filed edition."""
    answers = audit.get("responses", {}).get("answers", [])
    return responses.answers_by_item(answers)


def _asked(judged: Judged, key: bytes) -> str:
    """The query for every exception and undetermined item with its case id."""
    kinds = controls.item_kinds()
    open_ones = controls.outcomes_query(judged.controls, in_order=False)
    rows = warehouse.select(
        "control, item, outcome, reason",
        warehouse.subquery(open_ones),
        where="outcome in ('exception', 'undetermined')",
    )
    return case_ids.with_case_ids(rows, kinds, key)


def _answers_moved(answered: Responses, before: Mapping[tuple[str, str], str]) -> list[Change]:
    """List each item whose answer moved; its outcome is what it was."""
    now = responses.answers_by_item([asdict(one) for one in answered.answers])
    outcomes = {(one.control, one.item): one.outcome for one in answered.answers if one.state == "matched"}
    return [
        Change(
            control=control,
            item=item,
            before=f"{outcome}, {before.get((control, item), 'unanswered')}",
            after=f"{outcome}, {now[control, item]}",
            cause="response",
        )
        for (control, item), outcome in sorted(outcomes.items())
        if before.get((control, item)) != now[control, item]
    ]


def _cases(connection: Connection, judged: Judged, key: bytes) -> list[Case]:
    rows = controls.open_cases(connection, judged.controls, CASES_SHOWN)
    kinds = controls.item_kinds()
    shown_checks = [row["item"] for row in rows if kinds[row["control"]] == "check_id"]
    checks = timeline.stays_of_checks(connection, shown_checks)
    stay_of = {item: checks.get(item, item) for item in shown_checks}
    lines = timeline.of_stays(connection, [stay_of.get(row["item"], row["item"]) for row in rows])
    return [
        case_of(
            row,
            case_ids.case_id(key, kinds[row["control"]], row["item"]),
            lines.get(stay_of.get(row["item"], row["item"]), []),
        )
        for row in rows
    ]


def case_of(row: dict[str, Any], case_id: str, times: list[RecordedTime]) -> Case:
    """Return one outcome with its sentence, its evidence and, in doubt, what would settle it."""
    settled_by = controls.settled_by()[row["control"]] if row["outcome"] == "undetermined" else {}
    return Case(
        control=row["control"],
        item=row["item"],
        case_id=case_id,
        outcome=row["outcome"],
        reason=row["reason"],
        sentence=reason_sentence(row["reason"], row["control"]),
        settles=settled_by.get(row["reason"], ""),
        witnesses=[SourceRef(**one) for one in row["witness"]],
        times=times,
    )


def write_asked(connection: Connection, draft: Path, judged: Judged, policy: Policy, key: bytes) -> None:
    """Write what goes out to be answered, and the policy as it was, from which the edition can be made again."""
    (draft / "policy.toml").write_text(policy.text, encoding="utf-8", newline="")
    warehouse.write_csv(connection, responses.action_plan(_asked(judged, key)), draft / "action-plan.csv")


def write(
    connection: Connection,
    draft: Path,
    audit: Audit,
    policy: Policy,
    key: bytes,
    earlier: list[dict[str, Any]],
    records: Future[None],
) -> None:
    """Write every file of the edition into the draft folder; `earlier` are the redaction manifests filed before, and
    `records` tells when those of the pack are written (`pack.write_records`).
    """
    outcomes = controls.outcomes_query(audit.controls, in_order=False)  # each control's table is made in order
    known = pack.tables(connection)
    settled = _settled(connection, audit, key)
    with ThreadPoolExecutor(max_workers=1) as beside:  # the engine works without Python, free for the pages
        written = beside.submit(_write_tables, connection, draft, outcomes, records)
        rerun = beside.submit(rerun_sql.script, policy, audit.period, audit.controls, known)
        _write_pages(draft, audit, policy, earlier, settled)
        written.result()
    pack.write(draft, audit, policy, known, rerun.result())


def _write_tables(connection: Connection, draft: Path, outcomes: str, records: Future[None]) -> None:
    # One after the other, so that each has all the memory that the run may use.
    # In turn, since else Parquet's grouping of rows, and so its bytes, would depend on the number of threads.
    in_turn = warehouse.in_row_order(outcomes, "control, item, outcome, reason, witness")
    warehouse.write_parquet(connection, in_turn, draft / "outcomes.parquet")
    warehouse.write_csv(connection, audit_json.exceptions(outcomes), draft / "exceptions.csv")
    records.result()
    pack.write_outcomes(connection, draft, outcomes)


def _settled(connection: Connection, audit: Audit, key: bytes) -> list[dict[str, Any]]:
    """Return the items met or not covered under their pseudonyms, in the order of those, or the first of them."""
    kinds = controls.item_kinds()
    outcomes = controls.outcomes_query(audit.controls, in_order=False)
    return warehouse.records(connection, case_ids.settled(outcomes, kinds, key), {"most": SETTLED_LISTED})


def _write_pages(
    draft: Path, audit: Audit, policy: Policy, earlier: list[dict[str, Any]], settled: list[dict[str, Any]]
) -> None:
    code = exit_code(audit.claim, audit.controls)
    audit_json.write_json(draft / "audit.json", audit_json.as_json(audit, code))
    needs = {file.id: controls.required_logs(file) for file in controls.catalogue()}
    # The workbook waits for no picture, and Typst works without Python, free for the pages.
    with ThreadPoolExecutor(max_workers=1) as writer, ThreadPoolExecutor(max_workers=1) as press:
        workbook = writer.submit(excel.write, draft / "findings.xlsx", audit, words()["glossary"], settled)
        board, state = contexts.board_context(audit), contexts.state_context(audit)
        open_page, redaction = public.public(audit, needs, schemas(), policy.coordination, earlier)
        shown: dict[str, Any] = {"board": board, "state": state, "public": open_page}
        printed = {
            audience: press.submit(pdf.pdf, audience, contexts.on_paper(context), audit.period.last)
            for audience, context in shown.items()
        }
        for audience, context in shown.items():
            page = report.render(audience, context)
            (draft / f"{audience}.html").write_text(page, encoding="utf-8", newline="\n")
        audit_json.write_json(draft / "redaction.json", redaction)
        for audience, one in printed.items():
            (draft / f"{audience}.pdf").write_bytes(one.result())
        workbook.result()
