"""Draws the measures as SVG with Vega-Lite, in one style: no network, no browser, the same bytes each time."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from reporter.resources import data_dir
from reporter.text import words

INK, SOFT, RULE = "#1c1f24", "#4d5562", "#c9cdd2"
EXCEPTION, UNDETERMINED, NEUTRAL = "#a3282c", "#c98a00", "#3f4d63"
_FONT = "Report Sans"  # comes with the program, under a name that no other font has
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
        "time_to_result": partial(_times, counted="checks"),
        "time_to_notice": partial(_times, counted="stays"),
        "held_past_authorization": partial(_times, counted="stays"),
        "silence": _silence,
    }
    found = []
    for id_, make in makers.items():
        rows = measures.get(id_)
        if rows:
            alt, spec = make(rows)
            if spec:
                title, svg = words()["pictures"][id_], svg_of(id_, json.dumps(spec))
                found.append(Picture(id=id_, title=title, alt=alt, svg=svg))
    return found


def _trend(rows: Sequence[Mapping[str, Any]]) -> tuple[str, dict[str, Any]]:
    kinds = (("exception", "■ Exceptions", EXCEPTION), ("undetermined", "? Undetermined", UNDETERMINED))
    values = [{"month": row["month"], "kind": word, "count": row[key]} for row in rows for key, word, _ in kinds]
    said = "; ".join(f"{row['month']}: {row['exception']} and {row['undetermined']}" for row in rows)
    count = {"field": "count", "type": "quantitative"}
    most = max(one["count"] for one in values)
    spec = {
        "data": {"values": values},
        "spacing": 6,
        "facet": {
            "row": {
                "field": "kind",
                "type": "nominal",
                "sort": [word for _, word, _ in kinds],
                "header": {"title": None, "labelAngle": 0, "labelAnchor": "start", "labelOrient": "top"},
            }
        },
        "spec": {
            "width": 300,
            "height": 54,
            "encoding": {
                "x": {"field": "month", "type": "ordinal", "axis": {"title": None, "labelAngle": -40}},
                "y": {**count, "axis": None, "scale": {"domain": [0, max(most, 1) * 1.25]}},
            },
            "layer": [
                {
                    "mark": {"type": "bar", "width": {"band": 0.6}},
                    "encoding": {
                        "color": {
                            "field": "kind",
                            "type": "nominal",
                            "scale": {
                                "domain": [word for _, word, _ in kinds],
                                "range": [color for _, _, color in kinds],
                            },
                            "legend": None,
                        }
                    },
                },
                {"mark": {"type": "rule", "color": RULE}, "encoding": {"x": None, "y": {"datum": 0}}},
                {"mark": {"type": "text", "dy": -7, "color": INK}, "encoding": {"text": count}},
            ],
        },
    }
    return f"Exceptions and undetermined releases by month. {said}.", spec


def _funnel(rows: Sequence[Mapping[str, Any]]) -> tuple[str, dict[str, Any]]:
    values = [
        {"step": words()["measured"].get(row["step"], row["step"]), "count": row["count"], "lost": row["lost"]}
        for row in rows
    ]
    said = "; ".join(f"{one['step']}: {one['count']:,}, {one['lost']:,} fewer" for one in values)
    for one in values:
        one["label"] = f"{one['count']:,}" + (f"  ({one['lost']:,} fewer)" if one["lost"] else "")
    spec = {
        "data": {"values": values},
        "width": 190,
        "height": {"step": 24},
        "encoding": {
            "y": {"field": "step", "type": "nominal", "sort": None, "axis": {"title": None, "labelLimit": 150}},
            "x": {
                "field": "count",
                "type": "quantitative",
                "axis": None,
                "scale": {"domain": [0, max(one["count"] for one in values) * 1.55 or 1]},
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


def _times(measure: Mapping[str, Any], counted: str) -> tuple[str, dict[str, Any]]:
    bins = measure.get("histogram") or []
    values = [{"within": word, "count": one["count"]} for word, one in zip(_STRETCHES, bins, strict=False)]
    if not any(one["count"] for one in values):
        return "", {}
    said = "; ".join(f"{one['within']}: {one['count']:,}" for one in values)
    spec = {
        "data": {"values": values},
        "width": 290,
        "height": 96,
        "mark": {"type": "bar", "color": NEUTRAL},
        "encoding": {
            "x": {"field": "within", "type": "ordinal", "sort": None, "axis": {"title": "up to", "labelAngle": -40}},
            "y": {
                "field": "count",
                "type": "quantitative",
                "axis": {"title": counted, "tickMinStep": 1, "tickCount": 4, "format": ",d"},
            },
        },
    }
    return f"Known: {measure['known_count']:,}, not known: {measure['unknown_count']:,}. Up to {said}.", spec


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
        "spacing": 6,
        "facet": {
            "row": {
                "field": "log",
                "type": "nominal",
                "header": {"title": None, "labelAngle": 0, "labelAnchor": "start", "labelOrient": "top"},
            }
        },
        "spec": {
            "width": 280,
            "height": 72,
            "encoding": {
                "x": {
                    "field": "day",
                    "type": "ordinal",
                    "axis": {"title": None, "labelAngle": -60, "labelOverlap": True},
                },
                "y": {"field": "block", "type": "ordinal", "axis": {"title": "hour", "labelOverlap": True}},
            },
            "layer": [
                {
                    "transform": [{"filter": "datum.count > 0"}],
                    "mark": {"type": "rect", "stroke": "#ffffff", "strokeWidth": 0.5},
                    "encoding": {
                        "color": {
                            "field": "count",
                            "type": "quantitative",
                            "scale": {"range": ["#d3dae3", NEUTRAL]},
                            "legend": {"title": "events; × none", "orient": "bottom", "titleFontWeight": "normal"},
                        }
                    },
                },
                {
                    "transform": [{"filter": "datum.count == 0"}],
                    "mark": {"type": "text", "text": "×", "fontSize": 8, "color": SOFT},
                },
            ],
        },
    }
    return f"Events by day and stretch of three hours. {said}.", spec


@cache
def _drawer() -> Any:
    """Return the library that draws, with the report's own font: a text is as wide on one machine as on another."""
    import vl_convert

    vl_convert.register_font_directory(str(data_dir("report_templates") / "fonts"))
    return vl_convert


@cache
def svg_of(id_: str, drawing: str) -> str:
    """Draw a picture once for all editions that show it; `drawing` is its Vega-Lite specification as JSON."""
    vl_convert = _drawer()
    text = {"font": _FONT, "fontSize": 11}
    config = {
        "aria": False,  # the page gives the whole picture one text
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
    drawn_one = re.sub(
        r"\b(clip|gradient_)\d+",
        rf"{id_}-\1",
        str(vl_convert.vegalite_to_svg({**json.loads(drawing), "config": config})),
    )
    # A reader of the screen is given the picture's text, not each of its marks.
    return re.sub(r"<[^>]*>", lambda tag: re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", tag[0]), drawn_one)
