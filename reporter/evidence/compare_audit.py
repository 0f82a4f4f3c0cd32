"""Makes audit.json of a pack's records and names each part of the pack's own that is otherwise."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from reporter import warehouse
from reporter.audit import audit_json, measures, policy_choices, response_counts
from reporter.audit.claim import claim, exit_code
from reporter.config.policy import Policy
from reporter.ingest import deliveries, guards
from reporter.model import ControlResult, LegResult, Response
from reporter.text import on_one_line

_SHOWN = 120
# Parts of audit.json that the records do not give: what the edition is, and its history.
_OF_THE_EDITION = {
    *("period", "edition", "version", "digest", "changes", "choices"),
    *("responses", "notes", "rests_on", "previous", "ledger"),
}
_PARTS = {"controls": "books of", "legs": "leg"}


def made_anew(
    connection: warehouse.Connection,
    policy: Policy,
    delivered: set[str],
    decided: list[ControlResult],
    legs: list[LegResult],
    unread_count: int,
) -> dict[str, Any]:
    """Return what audit.json must say of the pack's records, as it is read back from JSON."""
    found_claim = claim(decided, legs, policy, unread_count=unread_count)
    found = {
        "schema": "reporter/audit/1",
        "agency": policy.agency,
        "exit_code": exit_code(found_claim, decided),
        "claim": asdict(found_claim),
        "controls": [audit_json.control_as_json(one) for one in decided],
        "legs": [audit_json.leg_as_json(one) for one in legs],
        "measures": measures.run(connection, delivered, decided),
        "inputs": [asdict(one) for one in deliveries.inputs(connection)],
        "corrections": [asdict(one) for one in deliveries.corrections(connection)],
    }
    made: dict[str, Any] = json.loads(json.dumps(found, default=str))
    return made


def differences(audit: Mapping[str, Any], own: Mapping[str, Any], *, is_for_reviewers: bool) -> Iterator[str]:
    """Name each part of audit.json that the engine makes otherwise; lists of named things are compared by name.

    What the reviewers' pack withholds cannot be made of it: counts by personal attribute, shares of empty cells, and
    corrections of a withheld column.
    """
    for part, value in own.items():
        if part == "corrections" and is_for_reviewers:
            continue
        said = audit.get(part)
        if part == "measures" and isinstance(said, Mapping):
            withheld = {"self_test", "screening_by_group"} if is_for_reviewers else {"self_test"}
            said = {key: one for key, one in said.items() if key not in withheld}
            value = {key: one for key, one in value.items() if key not in withheld}
        if part == "legs" and is_for_reviewers and isinstance(said, list):
            said, value = _without_shares(said), _without_shares(value)
        place = _PARTS.get(part, part) if isinstance(said, list) else part
        yield from _other(f"engine: {place}", said, value)


def unknown(audit: Mapping[str, Any], own: Mapping[str, Any], version: str) -> Iterator[str]:
    """Name what an audit.json of this version says beyond what this version writes, and another version in it."""
    for part in sorted(audit.keys() - own.keys() - _OF_THE_EDITION):
        yield f"engine: {part}: the pack says {_short(audit[part])}, the engine writes no such part"
    yield from _other("engine: version", audit.get("version"), version)


def sources(
    audit: Mapping[str, Any], connection: warehouse.Connection, answered: Sequence[Response], *, is_for_reviewers: bool
) -> Iterator[str]:
    """Name each delivery that the edition rests on and the pack has otherwise, and each note that it lacks or adds.

    The reviewers' pack has notes on the names of files, which are not in it.
    """
    keys = ("delivery_id", "log", "file", "sha256", "repeated")
    query = warehouse.select(keys, "records.delivered", order="delivery_id")
    given = audit.get("rests_on", {}).get("deliveries", [])
    said = [{key: one.get(key) for key in keys} for one in given]
    yield from _other("engine: rests_on: deliveries", said, warehouse.records(connection, query))
    notes = audit.get("notes", [])
    counted = audit.get("responses", {})
    own = [
        *guards.notes(connection),
        *policy_choices.placeholders(connection),
        *response_counts.notes(answered, counted),
    ]
    for note in own:
        if note not in notes:
            yield f"engine: notes: the pack does not say {_short(note)}"
    if not is_for_reviewers:
        for note in notes:
            if note not in own:
                yield f"engine: notes: the pack says {_short(note)}, which nothing in it gives"


def answers(audit: Mapping[str, Any]) -> list[Response]:
    """Return the officials' answers of an audit.json; raises TypeError for one that is not written so."""
    return [Response(**one) for one in audit.get("responses", {}).get("answers", [])]


def answers_differ(
    audit: Mapping[str, Any], connection: warehouse.Connection, outcomes: str, decided: Sequence[ControlResult]
) -> Iterator[str]:
    """Name each answer that does not go with the outcome of its item, and each count of answers that is another.

    What an official wrote is not in the records; which answers there are, audit.json alone says.
    """
    given = answers(audit)
    query = warehouse.select("control, item, outcome", outcomes, where="list_contains(?::varchar[], item)")
    items = sorted({one.item for one in given})
    found = {row[:2]: row[2] for row in warehouse.rows(connection, query, [items])} if items else {}
    for one in given:
        outcome = found.get((one.control, one.item), "")
        yield from _other(f"engine: responses: {one.control}: {one.item}", one.outcome, outcome)
        is_asked = outcome in ("exception", "undetermined")
        if one.state not in (("matched",) if is_asked else ("elsewhere", "unmatched")):
            yield f"engine: responses: {one.control}: {one.item}: the pack says {_short(one.state)}"
    own = response_counts.counts(given, sum(one.exception for one in decided))
    said = {key: value for key, value in audit.get("responses", {}).items() if key != "answers"}
    yield from _other("engine: responses", said, own)


def _without_shares(legs: list[Any]) -> list[Any]:
    """Leave out of each leg's detail how many cells of a column are empty."""
    return [one | {"detail": {k: v for k, v in one["detail"].items() if k != "missing_share"}} for one in legs]


def _other(place: str, said: Any, own: Any) -> Iterator[str]:
    if isinstance(own, dict) and isinstance(said, dict):
        for key in sorted({*own, *said}):
            yield from _other(f"{place}: {key}" if key != "state" else place, said.get(key), own.get(key))
    elif isinstance(own, list) and isinstance(said, list) and _named(own) and _named(said):
        pairs = ({one["id"]: one for one in said}, {one["id"]: one for one in own})
        for key in sorted({*pairs[0], *pairs[1]}):
            yield from _other(f"{place} {key}", pairs[0].get(key), pairs[1].get(key))
        if len(said) != len(pairs[0]):
            yield f"{place}: the pack names one twice"
    elif said != own:
        yield f"{place}: the pack says {_short(said)}, the engine says {_short(own)}"


def _named(found: list[Any]) -> bool:
    return bool(found) and all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in found)


def _short(value: Any) -> str:
    text = on_one_line(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} …"
