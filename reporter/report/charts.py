"""Draws the measures as SVG with Vega-Lite, in one style: no network, no browser, the same bytes each time."""

import json
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from threading import Lock
from typing import Any

from reporter.resources import data_dir
from reporter.text import duration, words
from reporter.worker import Worker

INK, SOFT, RULE = "#1c1f24", "#4d5562", "#c9cdd2"
EXCEPTION, UNDETERMINED, NEUTRAL = "#a3282c", "#c98a00", "#3f4d63"
_FONT = "Report Sans"  # comes with the program, under a name that no other font has
_SHORTEST = 0.05  # of the longest bar: a bar shorter than that is drawn as long as that
_PLOT = 110  # about how wide the bars and their labels are, of the 280 of a picture
_LONGEST_LINE = 24  # signs of a label beside the bars
_SIZE = 12  # of every text: a picture is 280 wide and is printed at least 150 pt wide, so 6.5 pt
_STRETCHES = ("1 min", "5 min", "15 min", "30 min", "1 h", "4 h", "12 h", "1 day", "2 days", "7 days", "longer")

_KINDS = {"exception": "■ Exceptions", "undetermined": "? Undetermined"}

drawer = Worker("reporter.report.draw_pictures")
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One picture: an SVG, its heading, the same in words for those who do not see it, and its figures as a table."""

    id: str
    title: str
    alt: str
    svg: str
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    note: str = ""  # what the records show beside what stands out


@dataclass(frozen=True, kw_only=True)
class _Drawing:
    """What is put into a Vega-Lite file, and the same in words."""

    spec: Mapping[str, Any]
    alt: str
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


def drawn(measures: Mapping[str, Any]) -> list[Picture]:
    """Return a picture of each measure that has figures."""
    longest = max(
        (one[kind] for id_ in words()["months"] for one in measures.get(id_) or () for kind in _KINDS), default=0
    )
    makers: dict[str, Callable[[Any], _Drawing | None]] = {
        **{id_: partial(_trend, counted=counted, longest=longest) for id_, counted in words()["months"].items()},
        "funnel": _funnel,
        "time_to_result": partial(_times, counted="checks"),
        "time_to_notice": partial(_times, counted="stays", limit=measures.get("notice_limit_seconds")),
        "held_past_authorization": partial(_times, counted="stays", limit=measures.get("release_limit_seconds")),
        "silence": _silence,
    }
    found = []
    for id_, make in makers.items():
        rows = measures.get(id_)
        drawing = make(rows) if rows else None
        if drawing:
            found.append(
                Picture(
                    id=id_,
                    title=words()["pictures"][id_],
                    alt=drawing.alt,
                    svg=svg_of(id_, json.dumps(drawing.spec)),
                    columns=drawing.columns,
                    rows=drawing.rows,
                )
            )
    return found


def template(id_: str, values: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Read a Vega-Lite file of report_templates/charts and put the figures into it."""
    spec: dict[str, Any] = json.loads((data_dir("report_templates") / "charts" / f"{id_}.vl.json").read_text("utf-8"))
    spec["data"]["values"] = values
    return spec


def lengths(counts: Sequence[int], longest: int) -> list[float]:
    """Return how long each bar is drawn: true to scale, but never too short to be seen."""
    return [max(count, longest * _SHORTEST) if count else 0 for count in counts]


def end_of_axis(bars: Sequence[tuple[float, str]], width: int) -> float:
    """Return the end of the axis that leaves room for the label behind each bar."""
    ends = [length / (1 - min(0.8, (6 + 7 * len(label)) / width)) for length, label in bars]
    return max(ends, default=0) or 1


def _trend(rows: Sequence[Mapping[str, Any]], counted: str, longest: int) -> _Drawing | None:
    """Draw what each month has on record, with how many were examined beside it; one month alone is no trend.

    A bar of one length is the same count in each picture of months: `longest` is the greatest of all.
    """
    if len(rows) < 2:
        return None
    totals = {row["month"]: f"{row['met'] + row['exception'] + row['undetermined']:,}" for row in rows}
    values = [
        {
            "month": f"{row['month']}: {totals[row['month']]}",
            "kind": word,
            "drawn": lengths([row[key]], longest)[0],
            "label": f"{row[key]:,}",
        }
        for row in rows
        for key, word in _KINDS.items()
    ]
    said = "; ".join(
        f"{row['month']}: {row['exception']:,} and {row['undetermined']:,} of {totals[row['month']]}" for row in rows
    )
    spec = template("trend", values)
    spec["title"]["text"] = words()["drawn"]["month"].format(counted=counted)
    own = spec["spec"]["encoding"]
    own["y"]["scale"]["domain"] = list(dict.fromkeys(one["month"] for one in values))
    widest = {"drawn": longest, "label": f"{longest:,}"}
    own["x"]["scale"]["domain"] = [0, _room([*values, widest], spec["spec"]["width"])]
    return _Drawing(
        spec=spec,
        alt=f"Exceptions and undetermined, of the {counted} of each month. {said}.",
        columns=["Month", counted.capitalize(), "Exceptions", "Undetermined"],
        rows=[[row["month"], totals[row["month"]], *(f"{row[key]:,}" for key in _KINDS)] for row in rows],
    )


def _room(values: Sequence[Mapping[str, Any]], width: int) -> float:
    return end_of_axis([(one["drawn"], part) for one in values for part in one["label"].split("|")], width)


def _funnel(rows: Sequence[Mapping[str, Any]]) -> _Drawing:
    rows = [row for row in rows if row["count"] is not None]  # a step without its column is not drawn
    steps = [words()["measured"].get(row["step"], row["step"]) for row in rows]
    drawn = lengths([row["count"] for row in rows], max(row["count"] for row in rows))
    values = [
        {
            "step": "|".join(textwrap.wrap(step, _LONGEST_LINE)),
            "drawn": length,
            "label": f"{row['count']:,}" + (f"|{row['lost']:,} did not" if row["lost"] else ""),
        }
        for step, row, length in zip(steps, rows, drawn, strict=True)
    ]
    said = "; ".join(
        f"{step}: {row['count']:,}, {row['lost']:,} did not reach it" for step, row in zip(steps, rows, strict=True)
    )
    spec = template("funnel", values)
    spec["encoding"]["y"]["scale"]["domain"] = [one["step"] for one in values]
    spec["encoding"]["x"]["scale"]["domain"] = [0, _room(values, _PLOT)]
    return _Drawing(
        spec=spec,
        alt=f"From booking to notice. {said}.",
        columns=["Step", "Stays", "Did not reach it"],
        rows=[[step, f"{row['count']:,}", f"{row['lost']:,}"] for step, row in zip(steps, rows, strict=True)],
    )


def _times(measure: Mapping[str, Any], counted: str, limit: int | None = None) -> _Drawing | None:
    """Draw how many took how long; a limit of the policy is a line between two bars, or named where it lies in one."""
    histogram = measure.get("histogram") or []
    counts = [one["count"] for one in histogram]
    if not any(counts):
        return None
    stretches, divider = list(_STRETCHES), ""
    ends = [one["up_to_seconds"] for one in histogram]
    if limit is not None and limit in ends:
        divider = words()["drawn"]["limit"].format(limit=duration(limit))
    elif limit:
        at = next((place for place, end in enumerate(ends) if end is None or end > limit), len(ends) - 1)
        stretches[at] = words()["drawn"]["limit_within"].format(stretch=stretches[at], limit=duration(limit))
    values = [
        {"within": word, "drawn": length, "label": f"{count:,}" if count else ""}
        for word, count, length in zip(stretches, counts, lengths(counts, max(counts)), strict=False)
    ]
    said = "; ".join(f"{word}: {count:,}" for word, count in zip(stretches, counts, strict=False))
    spec = template("within", values)
    known, unknown = f"{measure['known_count']:,}", measure["unknown_count"]
    said_of = words()["drawn"]["within_unknown" if unknown else "within"]
    spec["title"]["text"] = said_of.format(counted=counted, known=known, unknown=f"{unknown:,}")
    rows = [one["within"] for one in values]
    *bars, line = spec["layer"]
    if divider:
        rows.insert(ends.index(limit) + 1, divider)
        line["encoding"]["y"]["datum"] = divider
        bars.append(line)
    spec["layer"] = bars
    spec["encoding"]["y"]["scale"]["domain"] = rows
    spec["encoding"]["x"]["scale"]["domain"] = [0, _room(values, 2 * _PLOT)]
    limited = f" {words()['drawn']['limit'].format(limit=duration(limit)).capitalize()}." if limit else ""
    return _Drawing(
        spec=spec,
        alt=f"Known: {measure['known_count']:,}, not known: {measure['unknown_count']:,}. Up to {said}.{limited}",
        columns=["Up to", counted.capitalize()],
        rows=[
            *([word, f"{count:,}"] for word, count in zip(stretches, counts, strict=False)),
            ["not known", f"{measure['unknown_count']:,}"],
        ],
    )


def _silence(rows: Sequence[Mapping[str, Any]]) -> _Drawing:
    days = len({row["day"] for row in rows})
    quiet: dict[str, int] = {}
    for row in rows:
        quiet[row["log"]] = quiet.get(row["log"], 0) + (row["count"] == 0)
    said = "; ".join(f"{log}: {count} of {days * 8} stretches without an event" for log, count in sorted(quiet.items()))
    values = [
        {"log": row["log"], "day": row["day"][5:], "block": f"{row['block'] * 3:02d}", "count": row["count"]}
        for row in rows
    ]
    spec = template("silence", values)
    spec["title"]["text"] = words()["drawn"]["silence"].format(most=f"{max(row['count'] for row in rows):,}")
    return _Drawing(
        spec=spec,
        alt=f"Events by day and stretch of three hours. {said}.",
        columns=["Log", "Stretches of three hours", "Without an event"],
        rows=[[log, f"{days * 8:,}", f"{count:,}"] for log, count in sorted(quiet.items())],
    )


def svg_of(id_: str, drawing: str) -> str:
    """Draw a picture once for all editions that show it; `drawing` is its Vega-Lite specification as JSON."""
    with _ONE_AT_A_TIME:  # who asks for a picture that is being drawn waits for it
        return _svg(id_, drawing)


@cache
def _svg(id_: str, drawing: str) -> str:
    text = {"font": _FONT, "fontSize": _SIZE}
    label = {"labelColor": INK, "labelFontSize": _SIZE}
    config = {
        "aria": False,  # the page gives the whole picture one text
        "font": _FONT,
        "background": "#ffffff",
        "view": {"stroke": None},
        "axis": label
        | {"titleColor": SOFT, "titleFontSize": _SIZE, "titleFontWeight": "normal"}
        | {"gridColor": "#e6e8eb", "domainColor": RULE, "tickColor": RULE},
        "legend": label | {"titleColor": SOFT, "titleFontSize": _SIZE},
        "header": label,
        "title": {"color": SOFT, "fontSize": _SIZE, "fontWeight": "normal"},
        "text": text,
    }
    # The library numbers its clips and gradients through the life of the process; a picture has its own numbers.
    drawn_one = re.sub(
        r"\b(clip|gradient_)\d+",
        rf"{id_}-\1",
        drawer.ask({**json.loads(drawing), "config": config}),
    )
    # A reader of the screen is given the picture's text, not each of its marks.
    return re.sub(r"<[^>]*>", lambda tag: re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", tag[0]), drawn_one)
