"""Writes a number as text: one of a workbook as its sheet shows it, one of JSON in digits."""

import re
from datetime import datetime, time, timedelta
from decimal import Decimal

from reporter.ingest.readers.odd_numbers import OddNumber

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
KEPT_DIGITS = 15  # of a number; a spreadsheet writes 0 for those beyond
_LARGEST = 300  # exponent of ten
_EXACT = 2**53  # from here on a number with a point or an exponent stands for several whole ones
_WORDS = '"'  # begins the format of a number that is shown beside words, such as "B"000: no format of a time has it


def whole_number(text: str) -> str:
    """Return a whole number in digits, or in scientific notation where it is not exact."""
    value = Decimal(text)
    if not -_LARGEST < value.adjusted() < _LARGEST or value != value.to_integral_value():
        return text
    return str(int(value)) if abs(value) < _EXACT else f"{value:.15E}"


def time_format(style: int, own: str | None) -> str | None:
    """Return a format without its literals if it shows a date or a time; of a number, only one with words in it."""
    code = _BUILTIN.get(style, "") if own is None else own
    first = code.partition(";")[0]
    bare = _LITERAL.sub("", first).lower()
    if re.search("[ymdhs]", bare.replace("general", "")):
        return bare
    return _WORDS + first if any(map(_is_word, _LITERAL.findall(first))) else None


def _is_word(literal: str) -> bool:
    return literal[0] in '"\\' and any(sign.isalnum() for sign in literal)


def shown_number(number: str, shown: str | None, *, since_1904: bool) -> str:
    """Write a number as text: a date or a time as precise as its format shows it, a whole number without a point.

    What a sheet shows otherwise than it was written, or of which digits are lost, is an `OddNumber`.
    """
    if shown is None or shown.startswith(_WORDS):
        return _plain_number(number, (shown or "").removeprefix(_WORDS))
    return OddNumber(_shown_time(number, shown, since_1904=since_1904))


def _plain_number(number: str, words: str) -> str:
    """Write a number that is no time; `words` is its format, if that has words."""
    if number.isdigit():
        text, lost = number, len(number) > KEPT_DIGITS and not number[KEPT_DIGITS:].strip("0")
    elif not (value := float(number)).is_integer():
        return OddNumber(value)
    else:
        text, lost = str(int(value)), abs(value) >= _EXACT
    if not (lost or words):
        return text
    odd = OddNumber(text)
    odd.as_id = f"{int(text):.{KEPT_DIGITS - 1}E}" if lost else ""
    odd.form = words
    return odd


def _shown_time(number: str, shown: str, *, since_1904: bool) -> str:
    value = float(number)
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
