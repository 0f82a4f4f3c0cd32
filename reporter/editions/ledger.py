"""Every figure ever published, per period and edition: append-only, and asked whether a new edition contradicts one."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reporter.errors import IntegrityError

_BOOKS = ("population", "met", "exception", "undetermined", "out_of_scope")
_SHOWN = 12
_FILE = "registry.jsonl"


def figures(audit: Mapping[str, Any]) -> dict[str, Any]:
    """Return every figure of an audit.json under one name each: the claim, the books, the legs and plain measures."""
    found: dict[str, Any] = {"claim": audit["claim"]["state"]}
    for control in audit["controls"]:
        if control["testable"] and not control.get("suspended_because"):
            found |= {f"{control['id']}.{key}": control[key] for key in _BOOKS}
    found |= {f"leg.{leg['id']}": leg["state"] for leg in audit["legs"]}
    _plain("measure", audit["measures"], found)
    return found


def _plain(path: str, value: object, found: dict[str, Any]) -> None:
    if isinstance(value, Mapping):
        for key in sorted(value):
            _plain(f"{path}.{key}", value[key], found)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        found[path] = value


def record(folder: Path, audit: Mapping[str, Any]) -> None:
    """Add an edition's figures, once; the old lines stay as they are, and a failure leaves the old file."""
    entries, text = _read(folder)
    period = audit["period"]
    if any((one["period"], one["edition"]) == (period["label"], audit["edition"]) for one in entries):
        return
    line = {
        "period": period["label"],
        "from": period["from"],
        "to": period["to"],
        "edition": audit["edition"],
        "digest": audit["digest"],
        "figures": figures(audit),
    }
    path = folder / "reports" / _FILE
    draft = path.with_name(f".{_FILE}.draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text + json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def contradictions(folder: Path, audit: Mapping[str, Any]) -> list[str]:
    """Say which figures, last published for the same days, an edition contradicts, of what was published before it."""
    period, number = audit["period"], audit["edition"]
    last: dict[str, tuple[object, str]] = {}
    for one in _read(folder)[0]:
        if (one["period"], one["edition"]) == (period["label"], number):
            break
        if (one["from"], one["to"]) == (period["from"], period["to"]):
            for name, value in one["figures"].items():
                last[name] = (value, f"{one['period']}/r{one['edition']}")
    now = figures(audit)
    found = [
        f"{name} was {value} in {place} and is {now[name]} here"
        for name, (value, place) in last.items()
        if name in now and now[name] != value
    ]
    found += [
        f"{name} was {value} in {place} and is not given here"
        for name, (value, place) in last.items()
        if name not in now
    ]
    return found


def as_notes(found: Sequence[str]) -> list[str]:
    """Return at most one note: figures published before that no longer stand."""
    if not found:
        return []
    more = f"; and {len(found) - _SHOWN} more, listed in reports/{_FILE}" if len(found) > _SHOWN else ""
    return [f"This edition contradicts figures published before: {'; '.join(found[:_SHOWN])}{more}."]


def _read(folder: Path) -> tuple[list[dict[str, Any]], str]:
    path = folder / "reports" / _FILE
    if not path.is_file():
        return [], ""
    text = path.read_text(encoding="utf-8")
    try:
        return [json.loads(line) for line in text.splitlines()], text
    except ValueError as error:
        raise IntegrityError(f"reports/{_FILE} cannot be read. Restore it; nothing was filed.") from error
