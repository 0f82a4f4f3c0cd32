"""Writes a date of a typed cell as a serial number, where the policy's formats would read its text as another day."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from reporter.ingest.readers.cells import DateCell
from reporter.ingest.readers.odd_numbers import OddNumber

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?= |$)", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d(?:[.]\d{1,6})?)?)?", re.ASCII)
_FIRST, _MILLISECOND = datetime(1899, 12, 30), timedelta(milliseconds=1)
_DAY_MS, _PARTS = 86_400_000, 10**9
_SERIALS = range(10_000, 100_000)  # days of 1927 to 2173


def is_date(cell: str | None) -> bool:
    """Say whether a cell is a date of its own kind, not text."""
    return type(cell) in (OddNumber, DateCell) and _DATE.match(cell or "") is not None


def in_serial(text: str, decimal: str) -> str:
    """Write a moment that a date cell shows, beside a clock or not, as a serial number; another text as it is."""
    if not _MOMENT.fullmatch(text):
        return text
    days, rest = divmod((datetime.fromisoformat(text) - _FIRST) // _MILLISECOND, _DAY_MS)
    if days not in _SERIALS:
        return text
    part = f"{(rest * _PARTS + _DAY_MS // 2) // _DAY_MS:09}".rstrip("0") or "0"
    return f"{days}{decimal}{part}" if ":" in text else str(days)


def in_serials(parts: Sequence[str], cells: Sequence[str | None], decimal: str) -> list[str]:
    """Write the dates among the parts of a time so: beside a clock that only a format reads they cannot be read."""
    return [in_serial(part, decimal) if is_date(cell) else part for part, cell in zip(parts, cells, strict=True)]
