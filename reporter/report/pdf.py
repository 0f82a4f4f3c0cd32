"""Prints the editions as PDF with Typst, from the same contexts as the pages."""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from typing import Any

from reporter.resources import data_dir, date_for_files

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}  # controls, direction marks, lone surrogates, private and unassigned ones
_PROBE = (
    '#set document(title: "x")\n#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))\n'
    "#sys.inputs.text #strong(sys.inputs.text)"
)


def pdf(audience: str, context: Any, last_day: str) -> bytes:
    """Return one edition as a tagged PDF (PDF/UA-1), the same bytes each time.

    Its date is SOURCE_DATE_EPOCH, else the last day of the period: never the clock's. Values are passed as data, so
    no text of a record is ever read as markup.

    `pdfinfo -struct` of poppler prints "Suspects object is wrong type (boolean)": it takes for an error that /Suspects
    is false, which PDF/UA-1 (7.1) demands and ISO 32000-1 (table 321) defines as a boolean.
    """
    import typst

    folder = data_dir("report_templates") / "print"
    made = date_for_files() or datetime.fromisoformat(last_day).replace(tzinfo=UTC)
    printed = typst.compile(
        str(folder / f"{audience}.typ"),
        root=str(folder),
        sys_inputs={"data": json.dumps(printable(asdict(context)), ensure_ascii=False, default=str)},
        font_paths=[str(data_dir("report_templates") / "fonts")],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=int(made.timestamp()),
        format="pdf",
    )
    return bytes(printed)


def printable(data: Any) -> Any:
    """Write each character that no font of ours has, or that is invisible, as U+202E.

    One emoji in the name of a file must not stop an edition: PDF/UA-1 refuses a text that cannot be drawn.
    """
    found = set("".join(_texts(data)))
    unseen = {one for one in found if unicodedata.category(one) in _UNSEEN} - {"\n", "\t"}
    foreign = sorted(one for one in found - unseen if not one.isascii())
    if not _drawn("".join(foreign)):
        unseen |= {one for one in foreign if not _drawn(one)}
    return _replaced(data, {ord(one): f"U+{ord(one):04X}" for one in unseen})


@cache
def _drawn(text: str) -> bool:
    """Tell whether the fonts that come with Typst have every character of a text."""
    import typst

    try:
        typst.compile(
            _PROBE.encode(), sys_inputs={"text": text}, ignore_system_fonts=True, pdf_standards=["ua-1"], timestamp=0
        )
    except typst.TypstError:
        return False
    return True


def _texts(data: Any) -> Iterable[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for one in data.values():
            yield from _texts(one)
    elif isinstance(data, list | tuple):
        for one in data:
            yield from _texts(one)


def _replaced(data: Any, table: Mapping[int, str]) -> Any:
    if isinstance(data, str):
        return data.translate(table)
    if isinstance(data, Mapping):
        return {key: _replaced(one, table) for key, one in data.items()}
    if isinstance(data, list | tuple):
        return [_replaced(one, table) for one in data]
    return data
