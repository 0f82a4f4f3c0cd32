"""Draws the measures as SVG with Vega-Lite, in one style: no network, no browser, the same bytes each time."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from reporter.wording import words

INK, SOFT, RULE = "#1c1f24", "#4d5562", "#c9cdd2"
MET, EXCEPTION, UNDETERMINED, NEUTRAL = "#1d6b45", "#a3282c", "#c98a00", "#3f4d63"
_FONT = "DejaVu Sans, Liberation Sans, Arial, sans-serif"
_STRETCHES = ("1 min", "5 min", "15 min", "30 min", "1 h", "4 h", "12 h", "1 day", "2 days", "7 days", "longer")


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One picture: an SVG, its heading, and the same in words for those who do not see it."""

    id: str
    title: str
    alt: str
    svg: str


def drawn(measures: Mapping[str, Any]) -> list[Picture]:
    """Return a picture of each measure that has figures."""
    makers: dict[str, Callable[[Any], tuple[str, dict[str, Any]]]] = {
        "trend": _trend,
        "funnel": _funnel,
        "time_to_result": _times,
        "time_to_notice": _times,
        "held_past_authorization": _times,
        "silence": _silence,
    }
    found = []
    for id_, make in makers.items():
        rows = measures.get(id_)
        if rows:
            alt, spec = make(rows)
            if spec:
                found.append(Picture(id=id_, title=words()["pictures"][id_], alt=alt, svg=_svg(id_, json.dumps(spec))))
    return found


def _trend(rows: Sequence[Mapping[str, Any]]) -> tuple[str, dict[str, Any]]:
    kinds = (("met", "Met", MET), ("undetermined", "Undetermined", UNDETERMINED), ("exception", "Exception", EXCEPTION))
    values = [
        {"month": row["month"], "kind": word, "order": order, "count": row[key]}
        for row in rows
        for order, (key, word, _) in enumerate(kinds)
    ]
    said = "; ".join(f"{row['month']}: {row['exception']} and {row['undetermined']}" for row in rows)
    spec = {
        "data": {"values": [one for one in values if one["kind"] != "Met"]},
        "width": 560,
        "height": 150,
        "mark": {"type": "bar", "stroke": INK, "strokeWidth": 0.5},
        "encoding": {
            "x": {"field": "month", "type": "ordinal", "axis": {"title": None, "labelAngle": -40}},
            "y": {"field": "count", "type": "quantitative", "axis": {"title": "releases", "tickMinStep": 1}},
            "color": {
                "field": "kind",
                "type": "nominal",
                "scale": {"domain": [word for _, word, _ in kinds[1:]], "range": [color for _, _, color in kinds[1:]]},
                "legend": {"title": None, "orient": "top"},
            },
            "order": {"field": "order", "type": "quantitative"},
        },
    }
    return f"Exceptions and undetermined releases by month. {said}.", spec


def _funnel(rows: Sequence[Mapping[str, Any]]) -> tuple[str, dict[str, Any]]:
    values = [
        {"step": words()["measured"].get(row["step"], row["step"]), "count": row["count"], "lost": row["lost"]}
        for row in rows
    ]
    said = "; ".join(f"{one['step']}: {one['count']}, lost {one['lost']}" for one in values)
    for one in values:
        one["label"] = f"{one['count']:,}" + (f"  ({one['lost']:,} lost)" if one["lost"] else "")
    spec = {
        "data": {"values": values},
        "width": 380,
        "height": {"step": 26},
        "encoding": {
            "y": {"field": "step", "type": "nominal", "sort": None, "axis": {"title": None, "labelLimit": 240}},
            "x": {
                "field": "count",
                "type": "quantitative",
                "axis": None,
                "scale": {"domain": [0, max(one["count"] for one in values) * 1.35 or 1]},
            },
        },
        "layer": [
            {"mark": {"type": "bar", "color": NEUTRAL, "height": 16}},
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "color": INK},
                "encoding": {"text": {"field": "label", "type": "nominal"}},
            },
        ],
    }
    return f"From booking to notice. {said}.", spec


def _times(measure: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    bins = measure.get("histogram") or []
    values = [{"within": word, "count": one["count"]} for word, one in zip(_STRETCHES, bins, strict=False)]
    if not any(one["count"] for one in values):
        return "", {}
    said = "; ".join(f"up to {one['within']}: {one['count']}" for one in values)
    spec = {
        "data": {"values": values},
        "width": 560,
        "height": 120,
        "mark": {"type": "bar", "color": NEUTRAL},
        "encoding": {
            "x": {"field": "within", "type": "ordinal", "sort": None, "axis": {"title": "up to", "labelAngle": 0}},
            "y": {"field": "count", "type": "quantitative", "axis": {"title": None, "tickMinStep": 1}},
        },
    }
    return f"Known: {measure['known_count']}, not known: {measure['unknown_count']}. {said}.", spec


def _silence(rows: Sequence[Mapping[str, Any]]) -> tuple[str, dict[str, Any]]:
    days = len({row["day"] for row in rows})
    quiet: dict[str, int] = {}
    for row in rows:
        quiet[row["log"]] = quiet.get(row["log"], 0) + (row["count"] == 0)
    said = "; ".join(f"{log}: {count} of {days * 8} stretches without an event" for log, count in sorted(quiet.items()))
    values = [
        {"log": row["log"], "day": row["day"][5:], "block": f"{row['block'] * 3:02d}", "count": row["count"]}
        for row in rows
    ]
    spec = {
        "data": {"values": values},
        "facet": {"row": {"field": "log", "type": "nominal", "header": {"title": None, "labelAngle": 0}}},
        "spec": {
            "width": 540,
            "height": 88,
            "mark": {"type": "rect", "stroke": "#ffffff", "strokeWidth": 0.5},
            "encoding": {
                "x": {
                    "field": "day",
                    "type": "ordinal",
                    "axis": {"title": None, "labelAngle": -60, "labelOverlap": True},
                },
                "y": {"field": "block", "type": "ordinal", "axis": {"title": "hour"}},
                "color": {
                    "field": "count",
                    "type": "quantitative",
                    "scale": {"range": ["#f4f5f2", NEUTRAL]},
                    "legend": {"title": "events", "orient": "right"},
                },
            },
        },
    }
    return f"Events by day and stretch of three hours. {said}.", spec


@cache
def _svg(id_: str, drawing: str) -> str:
    """Draw a picture once for all editions that show it; `drawing` is its Vega-Lite specification as JSON."""
    import vl_convert

    text = {"font": _FONT, "fontSize": 11}
    config = {
        "font": _FONT,
        "background": "#ffffff",
        "view": {"stroke": None},
        "axis": {
            "labelColor": SOFT,
            "titleColor": SOFT,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
        }
        | {"gridColor": "#e6e8eb", "domainColor": RULE, "tickColor": RULE},
        "legend": {"labelFontSize": 11, "labelColor": INK},
        "header": {"labelFontSize": 11, "labelColor": INK},
        "text": text,
    }
    # The library numbers its clips and gradients through the life of the process; a picture has its own numbers.
    return re.sub(
        r"\b(clip|gradient_)\d+",
        rf"{id_}-\1",
        str(vl_convert.vegalite_to_svg({**json.loads(drawing), "config": config})),
    )
