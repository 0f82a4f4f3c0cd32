"""How one text of a time is written: its strptime format, and the moment that it names."""

import re
from collections.abc import Sequence
from datetime import datetime

CLOCK = re.compile(
    r"(?P<gap>[ T]+)(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?P<part>\.\d+)?)?(?P<half> ?[AaPp][Mm])?"
)
_DAYS = (
    (re.compile(r"\d{4}-\d\d-\d\d"), "%Y-%m-%d"),
    (re.compile(r"\d{4}/\d{1,2}/\d{1,2}"), "%Y/%m/%d"),
    (re.compile(r"\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d\d)"), "slashed"),
    (re.compile(r"\d{1,2}-[A-Za-z]{3}-\d{4}"), "%d-%b-%Y"),
    (re.compile(r"\d{1,2}-[A-Za-z]{3}-\d\d(?!\d)"), "%d-%b-%y"),
    (re.compile(r"\d{1,2} [A-Za-z]{3} \d{4}"), "%d %b %Y"),
    (re.compile(r"\d{1,2} [A-Za-z]{4,9} \d{4}"), "%d %B %Y"),
    (re.compile(r"[A-Za-z]{3} +\d{1,2},? \d{4}"), "%b %d %Y"),
    (re.compile(r"[A-Za-z]{4,9} +\d{1,2},? \d{4}"), "%B %d %Y"),
    (re.compile(r"(?:19|20)\d{6}"), "%Y%m%d"),
)
_CLOCK_FIRST = re.compile(r"(\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?) (\d\S+)")
_TURNED = " (clock first)"
# Times whose parts are held together otherwise than by a space, a T and colons; none leaves day and month open
_WHOLE = (
    (re.compile(r"\d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d"), "%Y-%m-%d-%H.%M.%S"),
    (re.compile(r"\d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d\.\d{1,6}"), "%Y-%m-%d-%H.%M.%S.%f"),
    (re.compile(r"\d\d[A-Za-z]{3}\d{4}:\d\d:\d\d:\d\d"), "%d%b%Y:%H:%M:%S"),
    (re.compile(r"\d\d[A-Za-z]{3}\d{4}:\d\d:\d\d"), "%d%b%Y:%H:%M"),
    (re.compile(r"(?:19|20)\d\d[01]\d[0-3]\d[0-2]\d[0-5]\d[0-5]\d"), "%Y%m%d%H%M%S"),
    (re.compile(r"(?:19|20)\d\d[01]\d[0-3]\d[0-2]\d[0-5]\d"), "%Y%m%d%H%M"),
)
_DOTTED = re.compile(r" \d{1,2}\.\d\d")
_MILITARY = re.compile(r"( +)((?:[01]\d|2[0-4]))([0-5]\d)")
SERIAL = re.compile(r"[3-6]\d{4}[.,]\d+")
SERIAL_NUMBER = "a spreadsheet's serial number"


def with_day_first(text: str) -> str:
    """Return a time with its clock behind its day, as most have it: "14:05 10/03/26" is "10/03/26 14:05"."""
    match = _CLOCK_FIRST.fullmatch(text)
    return f"{match[2]} {match[1]}" if match else text


def format_of(text: str) -> str | None:
    """Name the strptime format of one text, with "slashed" where day and month may stand either way.

    A format of which the clock stands before its day is named as if it stood behind it, with a mark at the end.
    """
    if SERIAL.fullmatch(text):
        return SERIAL_NUMBER
    if (turned := with_day_first(text)) != text:
        form = format_of(turned)
        return f"{form}{_TURNED}" if form and form.count(" %H:%M") + form.count(" %I:%M") == 1 else None
    for pattern, whole in _WHOLE:
        if pattern.fullmatch(text):
            return whole if _is_read(text, whole) else None
    for pattern, day in _DAYS:
        if (match := pattern.match(text)) is None:
            continue
        rest = text[match.end() :]
        if day == "slashed":
            separator, long = match[1], len(re.split(r"\D", match[0])[2]) == 4
            day = f"slashed{separator}{'%Y' if long else '%y'}"
        if "," in match[0]:
            day = day.replace(" %Y", ", %Y")
        if not rest:
            return day
        if separator_of(day) == "." and _DOTTED.fullmatch(rest):
            return f"{day} %H.%M"
        if military := _MILITARY.fullmatch(rest):
            return f"{day} %H%M" if military[1] == " " else None
        clock = CLOCK.fullmatch(re.sub(r"(?:Z|[+-]\d\d(?::?\d\d)?)$", "", rest))
        if clock is None:
            continue
        zone = "%z" if re.search(r"(?:Z|[+-]\d\d(?::?\d\d)?)$", rest) else ""
        hour = "%I" if clock["half"] else "%H"
        half = "" if not clock["half"] else " %p" if clock["half"].startswith(" ") else "%p"
        seconds = (":%S" if clock["second"] else "") + (".%f" if clock["part"] else "")
        return f"{day}{clock['gap'][0]}{hour}:%M{seconds}{half}{zone}"
    return None


def separator_of(day: str) -> str:
    """Return the sign between the parts of a day whose order is open; "" of others."""
    return day[7] if day.startswith("slashed") else ""


def plainly_written(text: str) -> str:
    """Return a time as most have it: its clock behind its day, and with colons."""
    if whole := next((form for pattern, form in _WHOLE if pattern.fullmatch(text)), ""):
        return datetime.strptime(text, whole).isoformat(" ") if _is_read(text, whole) else text
    turned = with_day_first(text)
    day, _, clock = turned.partition(" ")
    return f"{day} {clock.replace('.', ':')}" if (format_of(turned) or "").endswith("%H.%M") else turned


def _is_read(text: str, form: str) -> bool:
    try:
        return bool(datetime.strptime(text, form))
    except ValueError:
        return False


def order_of(slashed: Sequence[str]) -> tuple[str, str, str]:
    """Tell %m, %d from %d, %m by the numbers above 12; in doubt %m, %d, and the doubt in words.

    Of three numbers of two digits the first may be the year: %y, %m.
    """
    parts = [re.split(r"\D", with_day_first(text))[:3] for text in slashed]
    pairs = [[int(one), int(two)] for one, two, _ in parts]
    if parts and all(len(one[2]) <= 2 for one in parts) and (years := _with_years_first(parts)):
        return years
    first, second = sum(pair[0] > 12 for pair in pairs), sum(pair[1] > 12 for pair in pairs)
    if first and second:
        return "%m", "%d", f"{second} dates can only be month/day and {first} only day/month; month/day is written"
    if not (first or second):
        return "%m", "%d", "no date tells month/day from day/month (none is above 12); month/day is written"
    return ("%d", "%m", "") if first else ("%m", "%d", "")


def _with_years_first(parts: Sequence[Sequence[str]]) -> tuple[str, str, str] | None:
    """Say that the first of three numbers is the year, where it stays the same and the last one changes as days do."""
    firsts, lasts = ({int(one[place]) for one in parts} for place in (0, 2))
    if any(int(one[1]) > 12 or not 1 <= int(one[2]) <= 31 for one in parts) or min(firsts) <= 12:
        return None
    if len(firsts) < len(lasts):
        return "%y", "%m", ""
    if len(firsts) == len(lasts) == 1:
        return "%d", "%m", "no date tells day-month-year from year-month-day; day-month-year is written"
    return None


def spelt(name: str, one: str, two: str) -> str:
    """Write day, month and year in their order, with the separator that the rest of the format begins with."""
    if name.endswith(_TURNED):
        day, _, clock = spelt(name.removesuffix(_TURNED), one, two).partition(" ")
        return f"{clock} {day}"
    last = name[7:].replace("%y", "%d", 1) if one == "%y" else name[7:]
    return f"{one}{name[7]}{two}{last}" if name.startswith("slashed") else name


def moment_of(text: str, one: str, two: str) -> datetime | None:
    """Return the moment that a text names, with %m and %d in this order; None where no calendar has it."""
    try:
        return datetime.strptime(text, spelt(format_of(text) or "", one, two))
    except ValueError:
        return None
