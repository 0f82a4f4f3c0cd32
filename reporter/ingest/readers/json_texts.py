"""Writes each value of JSON as the text that a cell holds."""

import json
import re
from typing import cast

from reporter.ingest.readers.cells import BrokenCell
from reporter.ingest.readers.number_formats import whole_number
from reporter.ingest.readers.odd_numbers import OddNumber

_QUOTED = json.JSONEncoder(ensure_ascii=False).encode
_WRITTEN_SO = re.compile(r"[.]0+$|[eE]")


class Number(str):
    """A number as it was written: 1.50 stays 1.50."""

    __slots__ = ()


def as_text(value: object) -> str | None:
    """Return what a cell holds: a text as it is, a whole number without the `.0` or exponent that programs write.

    A fraction and a truth value are no ids. An object or a list is no text of a cell.
    """
    if isinstance(value, Number):
        text = whole_number(value) if _WRITTEN_SO.search(value) else value
        return text if text.lstrip("-").isdigit() else OddNumber(text)
    if value is None or isinstance(value, str):
        return value
    text = dumped(value)
    return BrokenCell(text, fault="not_text") if isinstance(value, dict | list) else OddNumber(text)


def dumped(value: object) -> str:
    """Write a value compactly, its numbers as they came."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        return _QUOTED(value)
    if isinstance(value, dict):
        pairs = getattr(value, "pairs", ()) or value.items()
        return "{" + ",".join([f"{_QUOTED(name)}:{dumped(one)}" for name, one in pairs]) + "}"
    if isinstance(value, list):
        return "[" + ",".join([dumped(one) for one in value]) + "]"
    return {None: "null", True: "true", False: "false"}.get(cast(bool | None, value), "")


def without_surrogates(text: str) -> str:
    """Write out half characters, which no encoding can carry, as their escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
