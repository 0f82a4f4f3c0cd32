"""Makes one edition: all that it says, as an Audit, and each of its files."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reporter import (
    __version__,
    accounts,
    controls,
    figures,
    findings,
    pack,
    printing,
    public,
    timelines,
    warehouse,
    workbook,
)
from reporter import report as pages
from reporter.logs import schemas
from reporter.policy import Policy
from reporter.terms import (
    Audit,
    Case,
    Change,
    Claim,
    ControlResult,
    LegResult,
    Period,
    RecordedTime,
    Setting,
    SourceRef,
)
from reporter.warehouse import Connection

CASES_SHOWN = 500


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


def case_key(folder: Path, policy: Policy) -> bytes:
    """Return the key of the pseudonyms: made once of the first bookings file's content, kept in the folder alone."""
    path = folder / ".case-key"
    if not path.is_file():
        mapping = policy.logs.get("bookings")
        files = sorted((folder / "inbox").glob(mapping.files)) if mapping else []
        content = hashlib.sha256(b"case key:" + b"".join(file.read_bytes() for file in files[:1] if file.is_file()))
        path.touch(mode=0o600)
        path.write_text(content.hexdigest(), encoding="ascii")
    return bytes.fromhex(path.read_text(encoding="ascii").strip())


def audit_of(
    connection: Connection, folder: Path, policy: Policy, period: Period, judged: Judged, number: int, digest: str
) -> Audit:
    """Gather all that one edition says."""
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
        cases=_cases(connection, judged, case_key(folder, policy)),
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
        case_of(
            row,
            findings.case_id(key, kinds[row["control"]], row["item"]),
            lines.get(stay_of.get(row["item"], row["item"]), []),
        )
        for row in rows
    ]


def case_of(row: dict[str, Any], case_id: str, times: list[RecordedTime]) -> Case:
    """Return one outcome with its sentence, its evidence and, in doubt, what would settle it."""
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


def write(connection: Connection, draft: Path, audit: Audit, policy: Policy, earlier: list[dict[str, Any]]) -> None:
    """Write every file of the edition into the draft folder; `earlier` are the redaction manifests filed before."""
    outcomes = controls.all_outcomes(audit.controls)
    warehouse.write_parquet(connection, outcomes, draft / "outcomes.parquet")
    warehouse.write_csv(connection, figures.exceptions(outcomes), draft / "exceptions.csv")
    exit_code = findings.exit_code(audit.claim, audit.controls)
    figures.write_json(draft / "audit.json", figures.as_json(audit, exit_code))
    board, state = pages.board_context(audit), pages.state_context(audit)
    needs = {file.id: file.header["needs"] for file in controls.catalogue()}
    open_page, redaction = public.public(audit, needs, schemas(), policy.coordination, earlier)
    for audience, context in (("board", board), ("state", state), ("public", open_page)):
        (draft / f"{audience}.html").write_text(pages.render(audience, context), encoding="utf-8")
        (draft / f"{audience}.pdf").write_bytes(printing.pdf(audience, context, audit.period.last))
    figures.write_json(draft / "redaction.json", redaction)
    workbook.write(draft / "findings.xlsx", audit, pages.words()["glossary"])
    pack.write(connection, draft, audit, policy, outcomes)
