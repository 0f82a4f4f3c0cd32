"""Every figure that an edition publishes, under one name each, and in words where a later edition contradicts it."""

from collections.abc import Iterable, Mapping
from typing import Any

from reporter.audit import controls
from reporter.model import COUNTS, not_run_because
from reporter.text import words

_OF_THE_POLICY = "_limit_seconds"  # how such a measure ends: what the policy says is not found in the records


def of(audit: Mapping[str, Any]) -> dict[str, Any]:
    """Return every figure of an audit.json: the claim, the counts of controls, the legs and plain measures."""
    found: dict[str, Any] = {"claim": audit["claim"]["state"]}
    for control in audit["controls"]:
        if not not_run_because(control):
            found |= {f"{control['id']}.{key}": control[key] for key in COUNTS}
    found |= {f"leg.{leg['id']}": leg["state"] for leg in audit["legs"]}
    _plain("measure", audit["measures"], found)
    return found


def _plain(path: str, value: object, found: dict[str, Any]) -> None:
    if isinstance(value, Mapping):
        for key in sorted(value):
            _plain(f"{path}.{key}", value[key], found)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        found[path] = value


def contradictions(published: Iterable[Mapping[str, Any]], audit: Mapping[str, Any]) -> list[str]:
    """Say in words which figures an edition contradicts of those last published for the same days.

    `published` are the ledger's lines of the editions before it, oldest first.
    """
    period = audit["period"]
    last: dict[str, tuple[object, str]] = {}
    for one in published:
        if (one["from"], one["to"]) == (period["from"], period["to"]):
            last |= {key: (value, f"{one['period']}/r{one['edition']}") for key, value in one["figures"].items()}
    now = of(audit)
    moved = {key: was for key, was in last.items() if now.get(key) != was[0] and not key.endswith(_OF_THE_POLICY)}
    said = [_sentence(key, *was, now.get(key)) for key, was in moved.items() if not key.startswith("measure.")]
    if measured := sum(key.startswith("measure.") for key in moved):
        said.append(words()["moved"]["measures"].format(count=measured))
    return said


def _sentence(key: str, was: object, place: str, now: object) -> str:
    known = words()["moved"]
    said = known["not_given"] if now is None else _value(key, now)
    return str(known["figure"].format(name=_called(key), was=_value(key, was), edition=place, now=said))


def _value(key: str, value: object) -> str:
    known = words()
    if key == "claim":
        return f"“{known['claim'].get(value, value)}”"
    return str(known["leg"].get(value, value)) if key.startswith("leg.") else str(value)


def _called(key: str) -> str:
    """Return what a figure is called on the pages."""
    if key == "claim":
        return "The answer"
    first, _, last = key.partition(".")
    if first == "leg":
        return f"The completeness leg “{last.replace('_', ' ')}”"
    titles = {one.id: one.header["title"] for one in controls.catalogue()}
    return f"{titles.get(first, first.replace('_', ' '))}, {last.replace('_', ' ')}"
