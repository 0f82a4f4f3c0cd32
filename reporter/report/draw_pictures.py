"""Draws pictures with Vega-Lite, in a process of its own: its engine takes a second to start, and all Python waits."""

from collections.abc import Callable
from typing import Any

from reporter.resources import data_dir
from reporter.worker import answer_questions


def ready() -> Callable[[dict[str, Any]], str]:
    """Start the engine with the report's own font, as wide on one machine as on another; return what draws an SVG."""
    import vl_convert

    vl_convert.register_font_directory(str(data_dir("report_templates") / "fonts"))

    def draw(specification: dict[str, Any]) -> str:
        return str(vl_convert.vegalite_to_svg(specification))

    draw({"mark": "point", "data": {"values": []}})  # the first one starts the engine
    return draw


if __name__ == "__main__":
    answer_questions(ready)
