"""The figures of a benchmark as Markdown tables and one plot."""

import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any

PHASES = ("intake", "intervals", "self-test", "controls", "legs", "measures", "gathering", "writing", "pack", "between")
Found = Mapping[str, Any]


def machine() -> str:
    """Say what kind of machine this is, and how busy, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, CPython {platform.python_version()}; processes "
        f"ready to run when it began: {os.getloadavg()[0]:.1f}. Seconds of CPU are steadier than seconds where others "
        "work on the machine.\n"
    )


def must_be_equal(found: Sequence[Found]) -> None:
    """End all unless every run of one county filed the same bytes, with any number of threads and any memory."""
    if len({one["digests"] for one in found}) > 1:
        sys.exit("threads or memory changed what was filed")


def table(found: Sequence[Found], stays: int, form: str) -> str:
    """Return one table: CPU seconds, their share, the ratio to the first column's, peak memory."""
    heads = "".join(f" {_setting(one)}: CPU s | share | ratio | peak MB |" for one in found)
    lines = [f"\n## {stays:,} stays from {form.upper()}\n", f"| phase |{heads}", "|---" * (1 + 4 * len(found)) + "|"]
    for phase in PHASES:
        cells = [
            f" {one['cpu_seconds'][phase]:.1f} | {one['cpu_seconds'][phase] / one['whole_cpu_seconds']:.0%} | "
            f"{one['cpu_seconds'][phase] / max(found[0]['cpu_seconds'][phase], 0.01):.2f} | "
            f"{one['peak_mb'].get(phase, '')} |"
            for one in found
        ]
        lines.append(f"| {phase} |{''.join(cells)}")
    wholes = [
        f" {one['whole_cpu_seconds']:.1f} | 100% | {one['whole_cpu_seconds'] / found[0]['whole_cpu_seconds']:.2f} | "
        f"{one['whole_peak_mb']} |"
        for one in found
    ]
    spill = "; ".join(f"{_setting(one)}: {one['whole_seconds']:.1f} s, {one['spill_mb']} MB spilled" for one in found)
    return "\n".join([*lines, f"| whole |{''.join(wholes)}", f"\nBy the clock and on disk: {spill}.", ""])


def _setting(one: Found) -> str:
    return f"{one['threads']} thread{'s' * (one['threads'] > 1)}" + (f", {one['memory']}" if one["memory"] else "")


def peers(found: Mapping[str, Found], stays: int, product: Found) -> str:
    """Return the table of the one question: what each peer took, and its ratio to the product's phases."""
    own = product["cpu_seconds"]["controls"]
    lines = [
        f"\n## Vetted before release: {stays:,} stays, the same answer from each\n",
        "| program | CPU s | s | peak MB | CPU, ratio to the product's controls phase (all controls) |",
        "|---|---|---|---|---|",
        f"| the product: intake, all intervals, every control | "
        f"{sum(product['cpu_seconds'][one] for one in ('intake', 'intervals', 'controls')):.1f} | "
        f"{sum(product['seconds'][one] for one in ('intake', 'intervals', 'controls')):.1f} | "
        f"{product['whole_peak_mb']} | |",
        f"| the product: the controls phase alone | {own:.1f} | {product['seconds']['controls']:.1f} | | 1.0 |",
    ]
    lines += [
        f"| {peer} | {one['cpu_seconds']:.1f} | {one['seconds']:.1f} | {one['peak_mb']} | "
        f"{one['cpu_seconds'] / own:.1f} |"
        for peer, one in found.items()
    ]
    return "\n".join([*lines, ""])


def growth(found: Sequence[Found]) -> str:
    """Return the exponent with which each phase grew from the smallest to the largest county; 1 is linear."""
    last = {(one["form"], one["threads"], one["memory"], one["stays"]): one for one in found}
    lines = []
    for form, threads, memory in dict.fromkeys(key[:3] for key in last):
        runs = sorted((key[3], one) for key, one in last.items() if key[:3] == (form, threads, memory))
        for (few, small), (many, large) in pairwise(runs):
            parts = [
                f"{phase} {log(max(after, 0.01) / max(before, 0.01)) / log(many / few):.2f}"
                for phase, before, after in (
                    *((one, small["cpu_seconds"][one], large["cpu_seconds"][one]) for one in PHASES),
                    ("whole", small["whole_cpu_seconds"], large["whole_cpu_seconds"]),
                )
            ]
            lines.append(f"* {form.upper()}, {_setting(large)}, {few:,} to {many:,} stays: {', '.join(parts)}")
    return "\n".join(["\n## How each phase's CPU grows (1 is linear)\n", *lines, ""]) if lines else ""


def plot(found: Sequence[Found]) -> str:
    """Return an SVG: CPU seconds by number of stays, a line a phase."""
    import vl_convert

    most = [one for one in found if one["threads"] == max(any_["threads"] for any_ in found) and not one["memory"]]
    values = [
        {"stays": one["stays"], "phase": phase, "seconds": max(one["cpu_seconds"][phase], 0.05)}
        for one in most or found
        for phase in PHASES
    ]
    spec = {
        "data": {"values": values},
        "width": 480,
        "height": 300,
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "stays", "type": "quantitative", "scale": {"type": "log"}, "axis": {"format": "~s"}},
            "y": {
                "field": "seconds",
                "type": "quantitative",
                "scale": {"type": "log"},
                "axis": {"title": "seconds of CPU"},
            },
            "color": {"field": "phase", "type": "nominal", "sort": list(PHASES), "scale": {"scheme": "category10"}},
        },
        "config": {"background": "#ffffff", "font": "DejaVu Sans, Liberation Sans, Arial, sans-serif"},
    }
    return str(vl_convert.vegalite_to_svg(json.loads(json.dumps(spec)))).rstrip() + "\n"


def spilled_mb(folder: Path) -> int:
    """Return how much lies in a folder's .spill now."""
    total = 0
    for path in (folder / ".spill").rglob("*"):
        try:
            total += path.stat().st_size
        except OSError:  # gone meanwhile
            continue
    return total // 1_000_000
