"""A number of a workbook or JSON that is no id as it stands, and the ids that it may have been: a date, a fraction."""

import re
from collections.abc import Iterator
from itertools import product

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: .*)?")
_CLOCK = re.compile(r"0?(\d+):(\d\d)(?::00)?")
_FRACTION = re.compile(r"-?\d+\.\d+")
_SIGN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|.')
_NUMERIC = ("m d", "d m", "m y", "y m", "m Y", "Y m", "m d y", "d m y", "m d Y", "d m Y", "Y m d", "y m d")
_NAMED = ("d b", "b d", "b y", "b Y", "d b y", "d b Y")


class OddNumber(str):
    """The text of a number that was a date, or had other digits or words, before a program kept it as it is.

    A truth value, such as `true`, is one too: what was written there is lost.
    """

    as_id = ""  # what it is in the column of an id, if that is another text
    form = ""  # the format by which a sheet shows words beside it

    @property
    def may_be(self) -> Iterator[str]:
        """The ids that may have been written there."""
        if self.form:
            return iter([ids_of_words(self.form, self)])
        return ids_of_fraction(self) if _FRACTION.fullmatch(self) else ids_of_date(self)


def ids_of_date(text: str) -> Iterator[str]:
    """Yield what may have been written in a cell that is a date or a time of day now: 10-01, 10/1/26, OCT1."""
    if match := _CLOCK.fullmatch(text):
        yield from (f"{int(match[1])}:{match[2]}", f"{int(match[1]):02}:{match[2]}")
    if not (match := _DATE.fullmatch(text)):
        return
    year, month, day = match.groups()
    for m, d in ((month, day), (month.lstrip("0"), day.lstrip("0"))):
        parts = {"Y": year, "y": year[2:], "m": m, "d": d, "b": _MONTHS[int(month) - 1]}
        for order, sign in (*product(_NUMERIC, "-/."), *product(_NAMED, ("-", "/", " ", ""))):
            written = sign.join(parts[part] for part in order.split())
            yield written
            if "b" in order:
                yield written.upper()


def ids_of_fraction(text: str) -> Iterator[str]:
    """Yield what may have been written in a cell that is a fraction now: 26.10 of 26.1, 5% of 0.05."""
    yield from (f"{text}{'0' * zeros}" for zeros in range(4))
    yield f"{round(float(text) * 100, 6):g}%"


def ids_of_words(form: str, digits: str) -> str:
    """Return a whole number as a format with words in it shows it: B001 of 1 by "B"000."""
    shown: list[str] = []
    signs = _SIGN.findall(form.replace("General", "#"))
    places = sum(sign in "0#?" for sign in signs)
    for sign in reversed(signs):
        if sign in "0#?":
            places -= 1
            taken = digits[-1:] if places else digits
            digits = digits[: len(digits) - len(taken)]
            shown.append(taken or sign.strip("#?"))
        elif sign[0] in '"\\':
            shown.append(sign.strip('"') if sign[0] == '"' else sign[1])
        elif sign[0] not in "_*[,":
            shown.append(sign)
    return "".join(reversed(shown))
