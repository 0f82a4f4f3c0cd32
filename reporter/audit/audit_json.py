"""The files that machines read: audit.json and exceptions.csv, from the same figures as the pages."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from reporter import warehouse
from reporter.errors import IntegrityError
from reporter.model import Audit, ControlResult, LegResult
from reporter.text import mending_sentence


def exceptions(outcomes: str) -> str:
    """Every exception with its evidence; a text that a spreadsheet would take for a formula gets an apostrophe.

    A control sign in a file's name is written out, as on the pages.
    """
    sign = r"case when regexp_matches(sign, '[\p{Cc}\p{Cf}]') then format('\u{:04x}', unicode(sign)) else sign end"
    file = f"array_to_string(list_transform(str_split(one.file, ''), lambda sign: {sign}), '')"
    where = f"list_transform(witness, lambda one: one.log || ' ' || {file} || ' line ' || one.line)"
    columns = (
        f"control, {warehouse.no_formula('item')} as item, outcome, reason, array_to_string({where}, '; ') as witness"
    )
    return warehouse.select(columns, warehouse.subquery(outcomes), where="outcome = 'exception'", order="control, item")


def read_json(path: Path) -> dict[str, Any]:
    """Read one JSON file; raises IntegrityError when it is none."""
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise IntegrityError(f"{path.name} cannot be read. It is missing or damaged.") from error
    if not isinstance(found, dict):
        raise IntegrityError(f"{path.name} is not one that this program wrote. It is damaged, or forged.")
    return found


def write_json(path: Path, value: Any) -> None:
    """Write one JSON file, the same bytes each time."""
    text = json.dumps(value, ensure_ascii=False, indent=1, default=str)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def as_json(audit: Audit, exit_code: int) -> dict[str, Any]:
    """Return audit.json's content."""
    return {
        "schema": "reporter/audit/1",
        "agency": audit.agency,
        "period": {"label": audit.period.label, "from": audit.period.first, "to": audit.period.last},
        "edition": audit.edition,
        "version": audit.version,
        "digest": audit.digest,
        "exit_code": exit_code,
        "claim": asdict(audit.claim),
        "controls": [control_as_json(one) for one in audit.controls],
        "legs": [leg_as_json(one) for one in audit.legs],
        "measures": dict(audit.measures),
        "choices": [asdict(one) for one in audit.choices],
        "inputs": [asdict(one) for one in audit.inputs],
        "corrections": [asdict(one) for one in audit.corrections],
        "changes": [asdict(one) for one in audit.changes],
        "responses": {**audit.response_counts, "answers": [asdict(one) for one in audit.responses]},
        "notes": list(audit.notes),
        "rests_on": dict(audit.rests_on),
        "previous": dict(audit.previous) if audit.previous else None,
        "ledger": dict(audit.ledger),
    }


def control_as_json(control: ControlResult) -> dict[str, Any]:
    """Return one control's books. A suspended control has no counts: null, for a zero would say that it was tested."""
    extra = ("not_testable_because", "suspended_because", "sha256")
    found = asdict(control)
    counts = dict.fromkeys(control.counts()) if control.suspended_because else control.counts()
    books = {"id": control.id, "testable": control.testable, **counts, "reasons": found["reasons"]}
    return books | {key: found[key] for key in extra if found[key]}


def leg_as_json(leg: LegResult) -> dict[str, Any]:
    """Return one leg's state."""
    counts = {"tested_count": leg.tested_count, "contradiction_count": leg.contradiction_count}
    return {
        "id": leg.id,
        "state": leg.state,
        "required": leg.required,
        "one_of": leg.one_of,
        "detail": counts | dict(leg.detail),
    }


def contradictions_as_json(leg: LegResult) -> list[dict[str, Any]]:
    """Return the rows that contradict a leg: where each stands, its kind, and what would mend it."""
    return [
        {**asdict(one), "in_period": one.place == "period", "mends": mending_sentence(one.kind, one.log)}
        for one in leg.contradictions
    ]
