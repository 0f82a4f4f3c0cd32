"""Writes a workbook's number as the sheet shows it: a date, a time of day, or the number."""

import re
from datetime import datetime, time, timedelta

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_BUILTIN = {
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((18, 20, 32, 33, 55, 56), "h:mm"),
    **dict.fromkeys((19, 21, 34, 35), "h:mm:ss"),
    22: "m/d/yy h:mm",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
}
_DAY_MS = 86_400_000
_LAST_SERIAL = 2_958_466  # the end of the year 9999


def time_format(style: int, own: str | None) -> str | None:
    """Return a format without its literals if it shows a date or a time."""
    code = _BUILTIN.get(style, "") if own is None else own
    bare = _LITERAL.sub("", code.partition(";")[0]).lower()
    return bare if re.search("[ymdhs]", bare.replace("general", "")) else None


def shown_number(number: str, shown: str | None, *, since_1904: bool) -> str:
    """Write a number as text: a date or a time as precise as its format shows it, a whole number without a point."""
    value = float(number)
    if shown is None:
        return str(int(value)) if value.is_integer() else str(value)
    if "[" in shown:
        minutes, seconds = divmod(round(value * 86_400), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    moment = _moment_of(value, since_1904=since_1904)
    return number if moment is None else _moment_text(moment, shown)


def _moment_of(serial: float, *, since_1904: bool = False) -> datetime | time | None:
    """Return the moment that a serial number names, to the millisecond; below 1 it is a time of day."""
    if not 0 <= serial < _LAST_SERIAL:
        return None
    milliseconds = round(serial * _DAY_MS)
    if milliseconds < _DAY_MS:
        return (datetime(1900, 1, 1) + timedelta(milliseconds=milliseconds)).time()
    first = (1904, 1, 1) if since_1904 else (1899, 12, 30) if serial >= 60 else (1899, 12, 31)
    return datetime(*first) + timedelta(milliseconds=milliseconds)


def _moment_text(value: datetime | time, shown: str) -> str:
    shows_time = "h" in shown or "s" in shown
    if isinstance(value, datetime) and not shows_time and value.time() == time():
        return value.date().isoformat()
    full = "milliseconds" if value.microsecond else "seconds"
    precision = "minutes" if shows_time and "s" not in shown else full
    return value.isoformat(" ", precision) if isinstance(value, datetime) else value.isoformat(precision)
