"""Says in words what a figure of an edition answers: titles in place of ids, counts with nouns, hours in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from reporter.text import count_of, duration, reason_sentence, words
from reporter.warehouse import query_files


def titled(kind: str, id_: str) -> str:
    """Name a control, a test of the records or a measure by its title."""
    return query_files.title(kind, id_) or id_


def of_control(control: Mapping[str, Any], steps: Sequence[str]) -> list[str]:
    """Say one figure of a control; an exception never without what could not be determined."""
    title, key = titled("controls", control["id"]), steps[0] if steps else "exception"
    examined = control.get("population", 0) - control.get("out_of_scope", 0)
    doubtful = f"{control.get('undetermined', 0):,} could not be determined"
    if key == "reasons":
        found = control.get("reasons", {})
        if steps[1:] and not _is_reason(control, steps[1]):
            return []
        of_one = {steps[1]: found.get(steps[1], 0)} if steps[1:] else found
        told = [f"{title}: {count:,}. {reason_sentence(one, control['id'])}" for one, count in of_one.items()]
        return [*told, f"{title}: {doubtful}."] if told else []
    said = {
        "population": f"{control.get('population', 0):,} on record, {examined:,} of them covered by this rule",
        "met": f"{control.get('met', 0):,} of {examined:,} meet the rule; {doubtful}",
        "exception": f"{count_of(control.get('exception', 0), 'exception')} among {examined:,} examined; {doubtful}",
        "undetermined": f"{doubtful}, of {examined:,} examined",
        "out_of_scope": f"{control.get('out_of_scope', 0):,} not covered by this rule",
    }
    return [f"{title}: {said[key]}."] if key in said and not steps[1:] else []


def _is_reason(control: Mapping[str, Any], code: str) -> bool:
    """Tell whether a control can have this reason: one that it has, a known code, or the name of a rule."""
    known = words()["reasons"]
    is_known = code in known or f"{control['id']}.{code}" in known
    return is_known or code in control.get("reasons", {}) or control["id"] == "permitted_by_law"


def of_test(leg: Mapping[str, Any]) -> str:
    """Say how one test of the records came out."""
    return f"\u201c{titled('expectations', leg['id'])}\u201d {str(words()['leg'][leg['state']]).lower()}."


def of_late(late: int, unknown: int) -> str:
    """Say how many releases came later than the limit, never without how many may have."""
    return str(words()["public"]["late_alone"].format(late=f"{late:,}", unknown=f"{unknown:,}"))


def of_measure(path: str, value: object) -> str:
    """Say one figure of a measure that is no table of its own."""
    id_, *steps = path.split(".")
    labels = words()["measures"].get(id_, {})
    key = ".".join(steps)
    label = f": {labels.get(key, key.replace('_', ' ').replace('.', ', ')).lower()}" if steps else ""
    return f"{titled('measures', id_).replace('_', ' ')}{label}, {_figure(path, value)}."


def _figure(path: str, value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return duration(int(value)) if path.endswith("_seconds") else f"{value:,}"
    if isinstance(value, Mapping):
        parts = (f"{key.replace('_', ' ')} {_figure(key, one)}" for key, one in value.items() if key != "histogram")
        return ", ".join(parts)
    if isinstance(value, list):
        return "; ".join(_figure(path, one) for one in value) or "none"
    return "not known" if value is None else str(words()["measured"].get(value, value))
