"""The words of pages, files and terminal, from report_templates/words.toml; how counts and days are written."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from reporter.resources import data_dir

MOST_CODES = 50  # a column of more different values is not one of codes: names, perhaps
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a text begins that a spreadsheet takes for a formula
_CODE_LENGTH = 30
_SIGNS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\U000e0000-\U000e007f]|\r(?!\n)")
_PERSONAL = re.compile(r"\d{4}|^[^\W\d]+\s*,\s*[^\W\d]+|\d[/-]\d")


@cache
def words() -> Mapping[str, Any]:
    """Read report_templates/words.toml."""
    return tomllib.loads((data_dir("report_templates") / "words.toml").read_text(encoding="utf-8"))


def reason_sentence(reason: str, control: str = "") -> str:
    """Return the sentence for a reason code; a reason that is no code names the rules that forbid an act.

    A code may have a sentence of its own under one control.
    """
    known = words()["reasons"]
    return str(
        known.get(f"{control}.{reason}") or known.get(reason) or f"A rule in force that day forbids it: {reason}."
    )


def quarantine_sentence(reason: str, log: str) -> str:
    """Return what is wrong with a row that could not be read, and what to do."""
    code, _, column = reason.partition(":")
    known = words()["quarantine"]
    sentence = known.get(f"{code}:") if column else None  # one that names a column may have words of its own
    return str(sentence or known.get(code, reason)).format(column=column, log=log)


def mending_sentence(kind: str, log: str) -> str:
    """Return what would mend a contradiction of a test of the records; a reason of quarantine has its own words."""
    return str(words()["mends"].get(kind) or quarantine_sentence(kind, log))


def code_in_words(code: str) -> str:
    """Return a value of ours, such as ice_detainer, as people write it: ICE detainer."""
    return re.sub(r"\bice\b", "ICE", code.replace("_", " "))


def is_codelike(text: str) -> bool:
    """Tell whether a value looks like a code, and not like a name, a number or a day of somebody's."""
    return len(text) <= _CODE_LENGTH and not _PERSONAL.search(text)


def on_one_line(text: str, *, spaces: bool = False) -> str:
    """Return a text from outside as it may be printed: on one line, with control and invisible signs written out.

    With `spaces`, the plain spaces in it are kept as they are, such as those of a column.
    """
    spaced = text if spaces else " ".join(text.split())
    return "".join(one if one.isprintable() else _as_number(one) for one in spaced)


def name_shown(name: object) -> str:
    """Return the name of a file or folder as it may be printed: a line break in it is written out, too."""
    return on_one_line(str(name), spaces=True)


def signs_written_out(text: str) -> str:
    """Return a text from outside with each control sign, and each that turns its direction, written out; lines stay."""
    return _SIGNS.sub(lambda found: _as_number(found[0]), text)


def _as_number(sign: str) -> str:
    """Write a sign as JSON would, in two halves beyond the first 65,536: so that JSON with it stays JSON."""
    units = sign.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n : n + 2].hex()}" for n in range(0, len(units), 2))


def no_formula(text: str) -> str:
    """Return a text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def count_of(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day(text: str) -> str:
    """Spell out an ISO date."""
    found = date.fromisoformat(text)
    return f"{found.day} {found:%B} {found.year}"


def duration(seconds: int) -> str:
    """Write a number of seconds as people say it: 45 s, 12 min, 3 h 20 min, 5 days 2 h."""
    sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
    if seconds < 60:
        return f"{sign}{seconds} s"
    minutes = (seconds + 30) // 60
    if minutes < 60:
        return f"{sign}{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{sign}{hours} h {minutes} min" if minutes else f"{sign}{hours} h"
    days, hours = divmod(hours, 24)
    return f"{sign}{days} days {hours} h" if hours else f"{sign}{days} days"
