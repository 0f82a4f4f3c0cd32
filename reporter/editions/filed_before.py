"""What editions filed before show of groups of people: the tables of the next one are held against it."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reporter.editions import store
from reporter.editions.ledger import Ledger
from reporter.report import disclosure_control

Shown = dict[str, Any]  # at least `period`, `edition` and `tables`


def public(folder: Path, book: Ledger, among: Sequence[str] | None = None) -> list[Shown]:
    """Return the redaction manifests of the public editions filed so far, or of those named, such as 2026-10/r1.

    One that is lost has no tables: what it showed is not known here, but to whoever kept a copy.
    """
    found: list[Shown] = []
    for label, number in store.all_editions(folder):
        path = store.place(folder, label, number) / "redaction.json"
        if path.is_file():
            found.append(json.loads(path.read_text(encoding="utf-8")))
    return _among([*found, *_lost(folder, book)], among)


def inside(folder: Path, book: Ledger, period: Mapping[str, str], among: Sequence[str] | None = None) -> list[Shown]:
    """Return the same of the board's and the state's editions of a period, which need no clearance.

    Those of other days are no bar: a year's table by group is worth more to a board than it tells beside its months.
    """
    return [
        one if one["tables"] is None else {**one, "tables": _tables(folder, one)}
        for one in public(folder, book, among)
        if (one["period"]["from"], one["period"]["to"]) == (period["from"], period["to"])
    ]


def of_edition(folder: Path, book: Ledger, place: Path, period: Mapping[str, str]) -> list[Shown]:
    """Return what stood beside a filed edition of a period, of the board's and the state's editions."""
    redaction = place / "redaction.json"
    among = json.loads(redaction.read_text(encoding="utf-8")).get("beside", []) if redaction.is_file() else []
    return inside(folder, book, period, among)


def _tables(folder: Path, one: Shown) -> dict[str, Any]:
    measures = store.filed(folder, one["period"]["label"], one["edition"])["measures"]
    rolled = {
        attribute: disclosure_control.rolled_up(groups)
        for attribute, groups in disclosure_control.breakdowns(measures).items()
    }
    return {attribute: groups for attribute, groups in rolled.items() if groups}


def _lost(folder: Path, book: Ledger) -> list[Shown]:
    lines = [line.says for line in book.editions().values()]
    return [
        {
            "period": {"label": says["period"], "from": says["from"], "to": says["to"]},
            "edition": says["edition"],
            "tables": None,
        }
        for says in lines
        if not store.place(folder, says["period"], says["edition"]).is_dir()
    ]


def _among(found: Sequence[Shown], among: Sequence[str] | None) -> list[Shown]:
    return [one for one in found if among is None or f"{one['period']['label']}/r{one['edition']}" in among]
