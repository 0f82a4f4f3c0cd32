"""Reads what a user calls a period: 2026-10, 2026-Q4, 2026, or 2026-10-01..2026-10-15."""

import re
from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date

from reporter.errors import PolicyError
from reporter.model import Period


def period(text: str) -> Period:
    """Return the whole local days a period names, both included; raises PolicyError."""
    if text.startswith("0000") or not text.isascii():  # a year of no calendar; of all digits only 0 to 9
        raise _no_period(text)
    if match := re.fullmatch(r"(\d{4})-Q([1-4])", text):
        first_month = 3 * int(match[2]) - 2
        return _days(text, int(match[1]), first_month, first_month + 2)
    if re.fullmatch(r"\d{4}-\d{2}", text) and 1 <= int(text[5:]) <= 12:
        return _days(text, int(text[:4]), int(text[5:]), int(text[5:]))
    if re.fullmatch(r"\d{4}", text):
        return _days(text, int(text), 1, 12)
    if match := re.fullmatch(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", text):
        try:
            first, last = date.fromisoformat(match[1]), date.fromisoformat(match[2])
        except ValueError as error:
            raise PolicyError(f"The period {text!r} names a day that does not exist.") from error
        if last < first:
            raise PolicyError(f"The period {text!r} ends before it begins.")
        return _within_calendar(text, first, last)
    raise _no_period(text)


def _no_period(text: str) -> PolicyError:
    return PolicyError(
        f"{text!r} is no period. Write a month (2026-10), a quarter (2026-Q4), a year (2026) "
        "or days (2026-10-01..2026-10-15)."
    )


def _days(label: str, year: int, first_month: int, last_month: int) -> Period:
    last = date(year, last_month, monthrange(year, last_month)[1])
    return _within_calendar(label, date(year, first_month, 1), last)


def _within_calendar(label: str, first: date, last: date) -> Period:
    if first.year == MINYEAR or last.year == MAXYEAR:  # the days around it must be days, too
        raise PolicyError(f"The period {label!r} lies at an end of the calendar. Write the years of the records.")
    return Period(label=label, first=first.isoformat(), last=last.isoformat())
