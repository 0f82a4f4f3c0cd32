"""Checks the time formats and the texts for "nothing" of a policy, before any file is read by them."""

import re
from collections.abc import Sequence
from datetime import MAXYEAR, date

from reporter.config.faults import HERE, Wrong

BETWEEN = " .. "  # in a text as recorded, between the two moments between which a time lies
_DIRECTIVE = re.compile(r"%(-?[a-zA-Z%]|.?)", re.DOTALL)
_READ = frozenset("YymdbBHIMSpfzaA%")
_INSTEAD = {
    "c": "%m/%d/%Y %H:%M:%S",
    "D": "%m/%d/%y",
    "e": "%d",
    "F": "%Y-%m-%d",
    "g": "%f",
    "G": "%Y",
    "h": "%b",
    "k": "%H",
    "l": "%I",
    "n": "%f",
    "N": "%f",
    "P": "%p",
    "r": "%I:%M:%S %p",
    "R": "%H:%M",
    "T": "%H:%M:%S",
    "x": "%m/%d/%Y",
    "X": "%H:%M:%S",
}
_PLACES = ("Y y", "m b B", "d", "H I", "M", "S", "f", "p", "z", "a A")  # of each at most one
_NEEDS = (("p", "I"), ("I", "p"), ("M", "H I"), ("S", "M"), ("f", "S"))
_ISO = re.compile(r"\s*(\d{4})-\d{1,2}-\d{1,2}(?!\d)")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_NUMBER = re.compile(r"\d+(?:[.,]\d*)?")
_SERIAL_ONE = date(1899, 12, 30).toordinal()  # day 0 of a workbook's serial numbers
_WIDTHS = {
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d{2})",
    "m": r"(?:0?[1-9]|1[0-2])",
    "d": r"(?:0?[1-9]|[12]\d|3[01])",
    "f": r"\d{1,9}",
    "p": r"[AaPp][Mm]",
    "z": r"(?:Z|[+-]\d\d:?\d\d)",
    "%": "%",
} | dict.fromkeys("bBaA", r"[^\W\d_]+")


def check_format(text: str) -> str:
    """Return a format; refuse one that the engine and verify.py could read differently, naming the directive to use."""
    directives = [one[1] for one in _DIRECTIVE.finditer(text)]
    for one in directives:
        _check_directive(one, text)
    if "\0" in text or not set(directives) - {"%"}:
        _refuse("has a part that no time is read by", "Use such as %m/%d/%Y %H:%M.", text)
    if BETWEEN in text:
        _refuse(f"holds {BETWEEN!r}, which stands between two moments", "Give each moment its own.", text)
    literal = _DIRECTIVE.sub("", text)
    if re.search(r"\d", literal):
        words = "holds digits of its own"
        _refuse(words, "Write the directive that reads them: %Y, %m, %d, %H, %M or %S.", text)
    _check_together(directives, text)
    return text


def _check_directive(one: str, text: str) -> None:
    """Refuse a directive that is not read, naming the one that is."""
    if one in _READ:
        return
    if one == "Z":
        without = re.sub(r"\s*%Z", "", text)
        words = 'Leave it out and list the words: offsets = { EST = "-05:00", EDT = "-04:00" }.'
        _refuse("has %Z, but a zone's name in a text is not read", words, text, without)
    if one[:1] == "-":
        plain = re.sub("%-([a-zA-Z])", r"%\1", text)
        words = f"Write %{one[1:]}, which reads one digit too."
        _refuse(f"has %{one}, which is not read", words, text, plain if one[1:] in _READ else "")
    if one in _INSTEAD:
        mended = text.replace(f"%{one}", _INSTEAD[one])
        _refuse(f"has %{one}, which is not read", f"Write {_INSTEAD[one]}.", text, mended)
    words = "has a part that no time is read by"
    _refuse(words, "Use such as %m/%d/%Y %H:%M.", text)


def _check_together(directives: Sequence[str], text: str) -> None:
    """Refuse directives that mean a place in time only together with one that is absent."""
    if "H" in directives and ("p" in directives or "I" in directives):
        mended = text.replace("%H", "%I") if "I" not in directives else ""
        _refuse("has %H with %p", "Write %I, the hour from 1 to 12, beside %p.", text, mended)
    if "I" in directives and "p" not in directives:
        words = "Write %H for an hour from 0 to 23, or add %p where the text has AM or PM."
        _refuse("has %I without %p: 1 o'clock could be night or day", words, text)
    for place in _PLACES:
        among = [one for one in directives if one in place.split()]
        if len(among) > 1:
            words = f"has {' and '.join(f'%{one}' for one in among)} for one place in time"
            _refuse(words, "Keep one of them.", text)
    for one, others in _NEEDS:
        if one in directives and not set(others.split()) & set(directives):
            lacking = " or ".join(f"%{other}" for other in others.split())
            _refuse(f"has %{one} without {lacking}", "Write both, or neither.", text)
    for words, place in (("year: %Y", "Y y"), ("month: %m", "m b B"), ("day: %d", "d")):
        if not set(place.split()) & set(directives):
            _refuse(f"has no {words}", "Compose a date and a time from two columns: columns.", text)


def _refuse(words: str, instead: str, text: str, mended: str = "") -> None:
    raise Wrong(f"{HERE} = {text!r} {words}. {instead}", text, mended)


def check_empty(text: str, formats: Sequence[str], years: tuple[int, int]) -> None:
    """Refuse a text for "nothing on record" that could be a real time: one with a year within [reading] years."""
    for year in _years(text, formats):
        if years[0] <= year <= years[1]:
            words = (
                f"{HERE} names {text!r}, which could be a real time of {year}: a time is never emptied. Take it out; "
                f"or, if no record is that old or new, narrow [reading] years, now {list(years)}."
            )
            raise Wrong(words, text)


def _years(text: str, formats: Sequence[str]) -> list[int]:
    """List the years that a text might name: by a format, by ISO 8601, as a serial number, else by four digits."""
    found = []
    if match := _ISO.match(text):
        found.append(int(match[1]))
    for one in formats:
        if match := _pattern(one).fullmatch(text.strip()):
            parts = match.groupdict()
            short = int(parts.get("y") or 0)
            found.append(int(parts["Y"]) if parts.get("Y") else short + (1900 if short >= 70 else 2000))
    if _NUMBER.fullmatch(text.strip()):
        day = int(re.split("[.,]", text.strip())[0]) + _SERIAL_ONE
        found += [date.fromordinal(day).year] if day <= date(MAXYEAR, 12, 31).toordinal() else []
    return found or [int(year) for year in _YEAR.findall(text)]


def _pattern(format_: str) -> re.Pattern[str]:
    """Return what texts of one format look like."""
    parts, at = [], 0
    for one in _DIRECTIVE.finditer(format_):
        parts.append(re.escape(format_[at : one.start()]))
        parts.append(_WIDTHS.get(one[1]) or r"\d{1,2}")
        at = one.end()
    return re.compile("".join([*parts, re.escape(format_[at:])]))
