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
_CLOCK_PARTS = frozenset("HIMSfp")
_HALVES = ("am", "pm")  # of a day
_PLAIN_WORDS = frozenset(
    (
        *("h", "hr", "hrs", "hour", "hours", "uhr", "min", "mins", "minute", "minutes", "sec", "secs", "second"),
        *("seconds", "on", "of", "at", "de", "del", "local", "time"),
    )
)
_UNITS = (("M", "m"), ("S", "s"))  # a sign that stands behind its number alone
_ZONES = frozenset(
    (
        *("z", "zulu", "utc", "gmt", "ut", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "akst", "akdt"),
        *("hst", "hdt", "ast", "adt", "eastern", "central", "mountain", "pacific"),
    )
)
_NEEDS = (("p", "I"), ("I", "p"), ("M", "H I"), ("S", "M"), ("f", "S"))
_SERIAL_ONE = date(1899, 12, 30).toordinal()  # day 0 of a workbook's serial numbers
_SERIAL = re.compile(r"(-?\d{1,2}|\d{5}|\d{7})(?:[.,]0+)?|(\d{5})[.,]\d+")  # 3, 4 and 6 digits may be a clock or a date
_ZERO = re.compile(r"(?i)(?<!\d)12(?=(?::00){1,2} ?am\b)")  # of the clock that shows no time as 12:00 AM
_NO_TIME = re.compile("0+|99+")
# how a date with all digits of its year is usually written
_DATES = re.compile(
    r"(?<!\d)(?:(?P<first>\d{4})([-/.])\d{1,2}\2\d{1,2}"
    r"|\d{1,2}([-/.])\d{1,2}\3(?P<last>\d{4})"
    r"|\d{1,2}[\s.-]*[^\W\d_]{3,}[\s.,-]*(?P<named>\d{4})"
    r"|[^\W\d_]{3,}[\s.]*\d{1,2}[\s,]+(?P<american>\d{4})"
    r"|(?P<compact>\d{8})(?:\d{4}|\d{6})?)(?!\d)"
)
_CLOCK = re.compile(
    r"\D*(?:(?<!\d)\d{1,2}(?::?\d\d){0,2}(?:[.,:]\d{1,9})?(?:\s*[AaPp][Mm])?(?:\s*[+-]\d\d:?\d\d)?)?\D*"
)
_MONTHS = 12
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
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


def check_format(text: str, *, is_of_name: bool = False) -> str:
    """Return a format; refuse one that the engine and verify.py could read differently, naming the directive to use.

    `is_of_name`: it is of a file's name, in which other words may stand.
    """
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
    _check_words(directives, text, is_of_name=is_of_name)
    return text


def _check_words(directives: Sequence[str], text: str, *, is_of_name: bool) -> None:
    """Refuse a word that could be a zone or half of the day: as it stands it would not be read."""
    before, behind = "", False  # the directive before these words; whether they stand behind a part of the clock
    words_between = _DIRECTIVE.split(text)  # every second is a directive
    for place, part in enumerate(words_between):
        if place % 2:
            before, behind = part, behind or part in _CLOCK_PARTS
            continue
        is_last = place == len(words_between) - 1
        if is_last and part.strip() == "Z" and "z" not in directives:
            continue  # which is read as UTC
        for word in re.findall(r"[^\W\d_]+", part) if behind or not is_of_name else ():
            low = word.lower()
            if low in _HALVES or (low in ("a", "p") and behind and not is_of_name):
                _refuse_half(word, text)
            is_doubtful = behind and not is_of_name and word.isascii() and low not in _PLAIN_WORDS
            is_unit = (before, word) in _UNITS and part.startswith(word)
            if (low in _ZONES or (is_doubtful and not is_unit)) and not ("z" in directives and low != "z"):
                _refuse_zone(word, text, part.rstrip() if is_last else "")


def _refuse_half(word: str, text: str) -> None:
    words = f"has {word!r} as it stands, by which no half of the day is read"
    mended = re.sub(rf"(?<![%\w]){word}(?!\w)", "%p", text.replace("%H", "%I")) if "%p" not in text else ""
    _refuse(words, "Write %I, the hour from 1 to 12, and %p for AM or PM.", text, mended)


def _refuse_zone(word: str, text: str, ending: str) -> None:
    words = f"has {word!r} beside the time as it stands, by which no zone is read"
    instead = (
        'Leave it out and list what stands for an offset: offsets = { EST = "-05:00", EDT = "-04:00" }. '
        "An offset in digits, or Z, is read by %z."
    )
    _refuse(words, instead, text, text.rstrip().removesuffix(ending) if ending.strip() == word else "")


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
    """Refuse a text for "nothing on record" that could be a real time: it holds none, or a year outside these."""
    for moment in text.split(BETWEEN):
        _check_nothing(moment.strip(), text, formats, years)


def _check_nothing(moment: str, text: str, formats: Sequence[str], years: tuple[int, int]) -> None:
    found = _years(moment, formats)
    if not found and all(map(_NO_TIME.fullmatch, re.findall(r"\d+", _ZERO.sub("00", moment)))):
        return
    for year in found or map(int, _YEAR.findall(moment)):
        if years[0] <= year <= years[1]:
            words = (
                f"{HERE} names {text!r}, which could be a real time of {year}: a time is never emptied. Take it out; "
                f"or, if no record is that old or new, narrow [reading] years, now {list(years)}."
            )
            raise Wrong(words, text)
    if not found:
        words = (
            f"{HERE} names {text!r}, whose digits could be a real time: a time is never emptied. Take it out. A text "
            "for nothing on record has no digits, zeros alone, or a whole date with a year outside [reading] years, "
            f"now {list(years)}, written by timestamp_format or such as 01/01/1900."
        )
        raise Wrong(words, text)


def _years(text: str, formats: Sequence[str]) -> list[int]:
    """List the years that a text names: by a format, as a serial number or in a date as usually written."""
    found = []
    for one in formats:
        if match := _pattern(one).fullmatch(text):
            parts = match.groupdict()
            short = int(parts.get("y") or 0)
            found.append(int(parts["Y"]) if parts.get("Y") else short + (1900 if short >= 70 else 2000))
    if match := _SERIAL.fullmatch(text):
        day = int(match[1] or match[2])
        found.append(_year_of_serial(day))
        found += [int(text[:4])] if day >= 1_000_000 else []  # or a year and the number of a day in it
    return found or _dated(text)


def _year_of_serial(number: int) -> int:
    day = number + _SERIAL_ONE
    return date.fromordinal(day).year if day <= date.max.toordinal() else MAXYEAR + 1


def _dated(text: str) -> list[int]:
    """List the years of the dates in a text; none if anything but a clock may stand beside them."""
    found = []
    for match in _DATES.finditer(text):
        if compact := match["compact"]:
            parts = ((0, 4, 4, 6), (4, 8, 0, 2), (4, 8, 2, 4))  # year and month first, or month, or day and month
            found += [int(compact[a:b]) for a, b, c, d in parts if int(compact[c:d]) <= _MONTHS]
        else:
            found += [int(year) for year in match.groupdict().values() if year]
    return found if _CLOCK.fullmatch(_DATES.sub(" ", text)) else []


def _pattern(format_: str) -> re.Pattern[str]:
    """Return what texts of one format look like, with words beside them, more widely than they are read."""
    parts, at, format_ = [r"\D*?"], 0, format_.strip()
    for one in _DIRECTIVE.finditer(format_):
        parts.append(_literal(format_[at : one.start()]))
        parts.append(_WIDTHS.get(one[1]) or r"\d{1,2}")
        at = one.end()
    return re.compile("".join([*parts, _literal(format_[at:]), r"\D*"]), re.IGNORECASE)


def _literal(words: str) -> str:
    """The pattern of what stands between directives; spaces may be more, or none."""
    return re.sub(r"(?:\\\s)+", r"\\s*", re.escape(words))
