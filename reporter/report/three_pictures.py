"""Draws the three answers as pictures of equal size, each titled with its finding, from Vega-Lite files."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from reporter.model import ControlResult
from reporter.report.charts import EXCEPTION, NEUTRAL, UNDETERMINED, Picture, end_of_axis, lengths, svg_of, template
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
_PLOT = 110  # about how wide the bars and their labels are, of the 280 of a picture
_OF_CHECKS = ("check_in_scope", "officer_authorized")
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
    asked = [one for one in controls if one.id in _OF_CHECKS]
    return [
        (f"{one.id}.{kind}", kind, count)
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
    """Return the parts of the checks' title: how many each control found, or that it was not tested."""
    found = {stretch: count for stretch, _, count in rows}
    said = words()["of_checks"]
    totals = {one: sum(count for stretch, _, count in rows if stretch.startswith(one)) for one in _OF_CHECKS}
    parts = {
        one: said[one].format(count=f"{found[f'{one}.exception']:,}")
        if f"{one}.exception" in found
        else said["not_tested"][one]
        for one in _OF_CHECKS
    }
    return {**parts, "total": f"{max(totals.values()):,}"}


def _picture(id_: str, rows: Rows, facts: Mapping[str, str]) -> list[Picture]:
    """Return one picture; none where nothing was counted."""
    stretches, kinds = words()["stretches"][id_], words()["kinds"]
    if id_ == "checks_by_authority":  # a control that was not tested has no bars, not bars of nothing
        stretches = {key: word for key, word in stretches.items() if key in {stretch for stretch, _, _ in rows}}
    if not any(count for _, _, count in rows):
        return []
    places = list(stretches)
    rows = sorted(rows, key=lambda one: (places.index(one[0]), list(kinds).index(one[1])))
    seen = [kind for kind in kinds if any(count for _, one, count in rows if one == kind)]
    counted = [(stretches[stretch], f"{count:,} {kinds[kind].strip('■? ')}") for stretch, kind, count in rows if count]
    said = "; ".join(f"{stretch}: {figure}" for stretch, figure in counted)
    title = words()["pictures"][id_].format(**facts)
    return [
        Picture(
            id=id_,
            title=title,
            alt=f"{title}. {said}.",
            svg=svg_of(id_, json.dumps(_specification(stretches, rows, seen))),
            columns=[words()["stretch_column"][id_], *(kinds[kind].strip("■? ") for kind in seen)],
            rows=[
                [word, *(f"{sum(n for *at, n in rows if at == [stretch, kind]):,}" for kind in seen)]
                for stretch, word in stretches.items()
                if stretch != _DIVIDER
            ],
        )
    ]


def _specification(stretches: Mapping[str, str], rows: Rows, seen: Sequence[str]) -> dict[str, Any]:
    """Return what is drawn: a row of bars for each stretch, and the count of each kind behind them."""
    kinds = words()["kinds"]
    totals = {stretch: sum(count for one, _, count in rows if one == stretch) for stretch in stretches}
    bars: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    for stretch, word in stretches.items():
        found = [(kind, count) for one, kind, count in rows if one == stretch and count]
        end = 0.0
        drawn = lengths([count for _, count in found], max(totals.values()))
        for (kind, _), length in zip(found, drawn, strict=True):
            bars.append({"stretch": word, "kind": kinds[kind], "from": end, "to": end + length})
            end += length
        if found:
            labels.append({"stretch": word, "at": end, "label": _label(found)})
    spec = template("stretches", bars)
    spec["encoding"]["y"]["scale"]["domain"] = list(stretches.values())
    shown, counts, divider = spec["layer"]
    shown["encoding"]["x"]["scale"]["domain"] = [0, end_of_axis([(one["at"], one["label"]) for one in labels], _PLOT)]
    shown["encoding"]["color"]["scale"] = {
        "domain": [kinds[kind] for kind in seen],
        "range": [_COLORS[kind] for kind in seen],
    }
    counts["data"]["values"] = labels
    divider["encoding"]["y"]["datum"] = stretches.get(_DIVIDER, "")
    spec["layer"] = [shown, counts, *([divider] if _DIVIDER in stretches else [])]
    return spec


def _label(found: Sequence[tuple[str, int]]) -> str:
    """Write the counts of a row: each sign of a kind with its count, those without a sign as they are."""
    sums: dict[str, int] = {}
    for kind, count in found:
        word = words()["kinds"][kind]
        sign = word[:2] if word[0] in "■?" else ""
        sums[sign] = sums.get(sign, 0) + count
    return ", ".join(f"{sign}{count:,}" for sign, count in sums.items())
