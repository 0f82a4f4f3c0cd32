"""Draws the three answers as pictures of equal size, each titled with its finding, from Vega-Lite files."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from reporter.model import ControlResult
from reporter.report.charts import EXCEPTION, NEUTRAL, UNDETERMINED, Picture, svg_of, template
from reporter.text import words

_COLORS = {
    "exception": EXCEPTION,
    "late_release": EXCEPTION,
    "ice_hold_only": "#6d1a3f",
    "undetermined": UNDETERMINED,
    "met": NEUTRAL,
    "released_in_time": NEUTRAL,
    "covered_by_hold": "#8fa0b8",
    "counted": NEUTRAL,
}
_DIVIDER = "divider"  # where the line of the release, or of the limit, is drawn
_FOUND = ("exception", "late_release", "ice_hold_only")
Rows = Sequence[tuple[str, str, int]]


def drawn(measures: Mapping[str, Any], controls: Sequence[ControlResult]) -> list[Picture]:
    """Return a picture of each of the three answers that was tested and has something to show."""
    released = [(row["stretch"], row["outcome"], row["count"]) for row in measures.get("check_against_release") or []]
    held = [(row["stretch"], row["ground"], row["count"]) for row in measures.get("held_against_limit") or []]
    checks = _checks(controls)
    return [
        *_picture("check_against_release", released, _facts(released)),
        *_picture("held_against_limit", held, _facts(held)),
        *_picture("checks_by_authority", checks, _facts(checks) | _by_control(checks)),
    ]


def _checks(controls: Sequence[ControlResult]) -> Rows:
    asked = [one for one in controls if one.id in words()["stretches"]["checks_by_authority"]]
    return [
        (one.id, kind, count)
        for one in asked
        if one.was_run
        for kind, count in (
            ("exception", one.exception),
            ("undetermined", one.undetermined),
            ("counted", one.met),
        )
    ]


def _facts(rows: Rows) -> dict[str, str]:
    """Return the figures of a title."""
    found = sum(count for _, kind, count in rows if kind in _FOUND)
    doubtful = sum(count for _, kind, count in rows if kind == "undetermined")
    total = sum(count for _, _, count in rows)
    return {"exception": f"{found:,}", "undetermined": f"{doubtful:,}", "total": f"{total:,}"}


def _by_control(rows: Rows) -> dict[str, str]:
    found = {(control, kind): count for control, kind, count in rows}
    totals: dict[str, int] = {}
    for control, _, count in rows:
        totals[control] = totals.get(control, 0) + count
    return {
        "outside": f"{found.get(('check_in_scope', 'exception'), 0):,}",
        "without": f"{found.get(('officer_authorized', 'exception'), 0):,}",
        "total": f"{max(totals.values(), default=0):,}",
    }


def _picture(id_: str, rows: Rows, facts: Mapping[str, str]) -> list[Picture]:
    """Return one picture; none where it would have a single bar or where nothing was counted."""
    stretches, kinds = words()["stretches"][id_], words()["kinds"]
    if not any(count for _, _, count in rows):
        return []
    places = list(stretches)
    rows = sorted(rows, key=lambda one: (places.index(one[0]), list(kinds).index(one[1])))
    seen = [kind for kind in kinds if any(count for _, one, count in rows if one == kind)]
    values = [
        {"stretch": stretches[stretch], "kind": kinds[kind], "order": seen.index(kind), "count": count}
        for stretch, kind, count in rows
        if count
    ]
    spec = template(id_, values)
    spec["encoding"]["y"]["scale"]["domain"] = list(stretches.values())
    spec["layer"][0]["encoding"]["color"]["scale"] = {
        "domain": [kinds[kind] for kind in seen],
        "range": [_COLORS[kind] for kind in seen],
    }
    counted = [(stretches[stretch], f"{count:,} {kinds[kind].strip('■? ')}") for stretch, kind, count in rows if count]
    said = "; ".join(f"{stretch}: {figure}" for stretch, figure in counted)
    title = words()["pictures"][id_].format(**facts)
    return [
        Picture(
            id=id_,
            title=title,
            alt=f"{title}. {said}.",
            svg=svg_of(id_, json.dumps(spec)),
            columns=[words()["stretch_column"][id_], *(kinds[kind].strip("■? ") for kind in seen)],
            rows=[
                [word, *(f"{sum(n for *at, n in rows if at == [stretch, kind]):,}" for kind in seen)]
                for stretch, word in stretches.items()
                if stretch != _DIVIDER
            ],
        )
    ]
