"""Which clock belongs to which day, which zeros a clock lost, and which text of a time means that there is none."""

import re
from collections.abc import Mapping, Sequence

from reporter.workflows.propose_policy.columns import Cells, filled
from reporter.workflows.propose_policy.names import plainly
from reporter.workflows.propose_policy.time_forms import SERIAL_NUMBER, format_of

_DAY = re.compile(
    r"(?:\d{4}-\d\d-\d\d|\d{1,2}([/.-])(?:\d{1,2}|[A-Za-z]{3})\1(?:\d{4}|\d\d))"
    r"(?:[ T]0?0:00(?::00(?:\.0+)?)?| 12:00(?::00)? ?[Aa][Mm])?"
)
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?: ?[AaPp][Mm])?|(?:[01]\d|2[0-4])[0-5]\d")
_SHORT_CLOCK = re.compile(r"\d{1,4}")
_WIDTH = 4  # of a clock without a colon
_NO_DAY = re.compile(r"[0/.:\s-]*0[0/.:\s-]*")
_NAMES_CLOCK = re.compile(r"time|clock|hour|hhmm|tim?$|tm$", re.IGNORECASE)
_OF_TIME = re.compile(r"date|time|clock|day|dt|tm")


def clocks_of(fit: Mapping[str, str], columns: Mapping[str, str], header: Sequence[str], rows: Cells) -> dict[str, str]:
    """Find, for each time whose column holds days alone, the one spare column that holds its clock alone.

    It has the name of the day, or stands right beside it and is filled where the day is.
    """
    found: dict[str, str] = {}
    clocks = [name for name in header if name not in fit.values() and is_clock(filled(header, rows, name))]
    for ours, theirs in fit.items():
        days = filled(header, rows, theirs)
        if not columns[ours].startswith("time") or not days or not all(map(_is_day, days)):
            continue
        stem = _OF_TIME.sub("", plainly(theirs))
        named = [name for name in clocks if stem and _OF_TIME.sub("", plainly(name)) == stem]
        if len(named) != 1:
            day = header.index(theirs)
            named = [name for name in header[day + 1 : day + 2] if name in clocks and _together(rows, day)]
        if len(named) == 1:
            found[ours] = named[0]
    return found


def lacks_its_clock(header: Sequence[str], rows: Cells, name: str, fit: Mapping[str, str]) -> bool:
    """Say whether a column holds no clock and the one beside it, not taken for another, may be its clock.

    It holds days, zeros, or what nothing known reads.
    """
    texts = filled(header, rows, name)
    if not texts or not all(is_no_time(text) or _is_day(text) or format_of(text) is None for text in texts):
        return False
    beside = header[header.index(name) + 1 :][:1]
    return all(map(is_no_time, texts)) or any(
        one not in fit.values() and (_NAMES_CLOCK.search(one) or all_match(_SHORT_CLOCK, filled(header, rows, one)))
        for one in beside
    )


def _is_day(text: str) -> bool:
    """Say whether a text is a day alone, or with midnight as programs add it."""
    form = format_of(text) or ""
    is_bare = bool(form) and form != SERIAL_NUMBER and not any(part in form for part in ("%H", "%I"))
    return is_bare or _DAY.fullmatch(text) is not None


def _together(rows: Cells, day: int) -> bool:
    return all(bool((cells[day] or "").strip()) == bool((cells[day + 1] or "").strip()) for cells in rows)


def is_clock(texts: Sequence[str]) -> bool:
    """Say whether every text is a clock, be it one that lost its zeros: some have all four digits then."""
    return all_match(_CLOCK, texts) or is_short_clock(texts)


def is_short_clock(texts: Sequence[str]) -> bool:
    """Say whether every text is a clock of up to four digits, some with four, some with fewer, none with its zero."""
    widths = {len(text) for text in texts}
    return (
        len(widths) > 1
        and max(widths) == _WIDTH
        and all_match(_SHORT_CLOCK, texts)
        and not any(text.startswith("0") for text in texts if text != "0")
        and all_match(_CLOCK, [text.zfill(_WIDTH) for text in texts])
    )


def zeros_of(clocks: Mapping[str, str], header: Sequence[str], rows: Cells) -> dict[str, int]:
    """Return the width of each clock of which a program dropped zeros at the start."""
    return {name: _WIDTH for name in clocks.values() if is_short_clock(filled(header, rows, name))}


def is_no_time(text: str) -> bool:
    """Say whether a time's text is of zeros alone, such as 00/00/0000: no calendar has it."""
    return _NO_DAY.fullmatch(text) is not None and len(text) >= len("00/00/00")


def all_match(pattern: re.Pattern[str], texts: Sequence[str]) -> bool:
    """Say whether there are texts, and each is of this form."""
    return bool(texts) and all(pattern.fullmatch(text) for text in texts)
