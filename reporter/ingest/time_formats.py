"""Builds the patterns and the SQL that read texts of one time format: full width, ASCII digits, one reading."""

import re
from collections.abc import Callable, Iterator

from reporter.warehouse import literal

SPAN = {"second": 1_000_000, "minute": 60_000_000, "hour": 3_600_000_000, "day": 86_400_000_000}
_PART = re.compile(r"%(.)|([^%]+)", re.DOTALL)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_ABBREVIATED = {one: "|".join(word[:3] for word in words.split("|")) for one, words in (("b", _MONTHS), ("a", _DAYS))}
_WORDS = {"B": _MONTHS, "b": _ABBREVIATED["b"], "A": _DAYS, "a": _ABBREVIATED["a"], "p": "am|pm"}
_TWO_DIGITS = {"m": "[01]", "d": "[0-3]", "I": "[01]", "M": "[0-5]", "S": "[0-5]", "y": "[0-9]"}
_YEAR_MONTH_DAY = re.compile(r"%Y([-/.]?)%m\1%d")
_DIGITS = {*_TWO_DIGITS, "Y", "H", "f"}
_OFFSET = "Z|[+-](?:0[0-9]|1[0-8]):?[0-5][0-9]"
_END_OF_DAY = {"H": "24", "M": "0{1,2}", "S": "0{1,2}", "f": "0{1,9}"}
ISO_PLAIN = "[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)?"
ISO = (
    "(?i)[0-9]{4}-[0-9]{2}-[0-9]{2}[T ](?:(?:[01][0-9]|2[0-3])(?::[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,9})?)?)?"
    "|24(?::00(?::00(?:[.,]0{1,9})?)?)?) ?(?:Z|[+-](?:0[0-9]|1[0-8])(?::?[0-5][0-9])?)?"
)
ISO_END_OF_DAY = "[0-9-]{10}[Tt ]24.*"


def _parts(format_: str) -> list[tuple[str, str]]:
    """Split a format into (directive, "") and ("", literal text)."""
    return [(one[1] or "", one[2] or "") for one in _PART.finditer(format_.strip())]


def pattern(format_: str, captured: str = "", *, at_end_of_day: bool = False) -> str:
    """Return the RE2 pattern of a format's texts; `captured` is the one directive in a group.

    A directive asks for its full width; one digit is enough where a sign that is no digit stands on both sides, or at
    either end of the text, which no year does. `at_end_of_day` is the pattern of 24:00.
    """
    parts = _parts(format_)
    touching = [False, *(bool(one in _DIGITS) for one, _ in parts), False]
    found = []
    for place, (directive, words) in enumerate(parts):
        own = (
            _literal(words)
            if words
            else _read_as(
                directive,
                may_be_short=not (touching[place] or touching[place + 2])
                and not (directive == "y" and place in (0, len(parts) - 1)),
                at_end_of_day=at_end_of_day,
            )
        )
        found.append(f"({own})" if directive and directive == captured else own)
    return "".join(found)


def _read_as(directive: str, *, may_be_short: bool, at_end_of_day: bool) -> str:
    if at_end_of_day and directive in _END_OF_DAY:
        return _END_OF_DAY[directive] if may_be_short or directive in "Hf" else "00"
    if directive == "H":  # 24 is read apart
        return f"(?:[01]{'?' * may_be_short}[0-9]|2[0-3])"
    if directive in _TWO_DIGITS:
        return f"{_TWO_DIGITS[directive]}{'?' * may_be_short}[0-9]"
    if directive in _WORDS:
        return f"(?i:{_WORDS[directive]})"
    return {"Y": "[0-9]{4}", "f": "[0-9]{1,9}", "z": f"(?:{_OFFSET})", "%": "%"}.get(directive, r"[^\s\S]")


def _literal(words: str) -> str:
    """The pattern of what stands between directives: as it is, except that one space stands for several."""
    return re.sub(r"(?:\\ )+", " +", re.escape(words))


def is_utc(format_: str) -> bool:
    """Return whether a format's own text says that the time is UTC: it ends in Z."""
    directive, words = _parts(format_)[-1]
    return not directive and words.strip() == "Z"


def span_of(format_: str, text: str) -> str:
    """Return the microseconds that a moment of this format lasts, as SQL."""
    directives = {directive for directive, _ in _parts(format_)}
    if "f" in directives:
        digits = f"length(regexp_extract({text}, {literal(pattern(format_, 'f'))}, 1))"
        return f"cast(pow(10, greatest(0, 6 - {digits})) as bigint)"
    for directive, unit in (("S", "second"), ("M", "minute"), ("H", "hour"), ("I", "hour")):
        if directive in directives:
            return str(SPAN[unit])
    return str(SPAN["day"])


def reading_of(format_: str, text: str) -> str:
    """Return the local time that a text has by this format, or with an offset the UTC time, as SQL; else null."""
    directives = {directive for directive, _ in _parts(format_)}
    read = _parsed(format_, directives)
    found = f"when regexp_full_match({text}, {literal(pattern(format_))}) then {read(text)}"
    if "H" in directives:
        ended = pattern(format_, "H", at_end_of_day=True)
        before, after = ended.split("(24)")
        midnight = f"regexp_replace({text}, {literal(f'^({before})24({after})$')}, '\\100\\2')"
        found += f" when regexp_full_match({text}, {literal(ended)}) then {read(midnight)} + interval 1 day"
    return f"case {found} end"


def is_unlike_iso(format_: str) -> bool:
    """Say whether a format begins with the year as ISO 8601 does, but then means something else."""
    return has_another_order(format_) or (format_.strip().startswith("%Y") and "%I" in format_)


def has_another_order(format_: str) -> bool:
    """Say whether a format begins with the year, but not with year, month and day."""
    return format_.strip().startswith("%Y") and not _YEAR_MONTH_DAY.match(format_.strip())


def end_of_day(format_: str) -> Iterator[str]:
    """Yield the pattern of this format's 24:00, if its hours can be so."""
    if "%H" in format_:
        yield pattern(format_, at_end_of_day=True)


def _parsed(format_: str, directives: set[str]) -> Callable[[str], str]:
    """Return what makes of a text that fits the format its time; the engine's own reading is lax in several ways."""

    def read(text: str) -> str:
        source = text
        if "f" in directives:
            before, after = pattern(format_, "f").split("([0-9]{1,9})")
            source = f"regexp_replace({source}, {literal(f'^({before}[0-9]{{1,6}})[0-9]*({after})$')}, '\\1\\2')"
        if "z" in directives:
            source = f"regexp_replace({source}, 'Z$', '+0000')"
        found = f"try_strptime({source}, {literal(format_.strip())})"
        if "z" in directives:
            found = f"timezone('UTC', {found})"
        if "y" in directives:  # 69 is 2069 here and 1969 to the engine
            found = f"(case when year({found}) = 1969 then {found} + interval 100 year else {found} end)"
        for one in directives & {"a", "A"}:  # a day of the week that is not the date's leaves two readings
            said = f"lower(regexp_extract({text}, {literal(pattern(format_, one))}, 1))"
            found = f"(case when lower(strftime({found}, '%{one}')) = {said} then {found} end)"
        return found

    return read
