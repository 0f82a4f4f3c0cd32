"""The kinds of values in policy.toml: how each is written, what is refused, and what the JSON Schema says of it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, get_type_hints

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, Strict, ValidationError
from pydantic import WithJsonSchema as Written
from pydantic.fields import FieldInfo
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import core_schema

from reporter.config.faults import HERE, Wrong, WrongKind, one_of
from reporter.config.time_formats import check_format

CLOSED = ConfigDict(extra="forbid")
TEXTS = {"type": "array", "items": {"type": "string"}}
ONE_OR_MORE = TEXTS | {"type": ["string", "array"]}
DURATION = {"type": "string", "pattern": r"^\d+\s*(us|ms|s|m|h|d)$", "examples": ["90s", "15m", "4h", "2d"]}
MINUTE, HOUR = 60_000_000, 3_600_000_000  # in microseconds
_UNITS = {"us": 1, "ms": 1_000, "s": 1_000_000, "m": MINUTE, "h": HOUR, "d": 24 * HOUR}
_LONGEST = 100 * 366 * _UNITS["d"]
_NO_KEY: Any = SkipJsonSchema  # marks a field that is no key of the file
_PRECISIONS = ("second", "minute", "hour", "day")


def keys_of(table: Any) -> tuple[str, ...]:
    """List the keys of a table in policy.toml, by their names there."""
    found = []
    for name, hint in get_type_hints(table, include_extras=True).items():
        notes = getattr(hint, "__metadata__", ())
        if not any(isinstance(one, _NO_KEY) for one in notes):
            found.append(next((one.alias for one in notes if isinstance(one, FieldInfo) and one.alias), name))
    return tuple(found)


@dataclass(frozen=True)
class Said:
    """Says in our words what pydantic finds wrong with a value; of text, not that it is none."""

    words: str
    right: str = ""
    is_of_key: bool = True

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Return the schema of the value within these words."""
        return core_schema.no_info_wrap_validator_function(self._asked, handler(source))

    def _asked(self, value: Any, ask: Callable[[Any], Any]) -> Any:
        try:
            return ask(value)
        except ValidationError as error:
            if error.errors()[0]["type"] == "string_type":
                raise
        if self.is_of_key:
            raise Wrong(f"{HERE} must be {self.words}.")
        raise Wrong(f"{HERE} = {value!r} must be {self.words}.", str(value), self.right)


@dataclass(frozen=True)
class OneOf:
    """Asks of texts that each is one of a list."""

    allowed: Callable[[], Sequence[str]]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Return the schema of the texts, with this question behind it."""
        return core_schema.no_info_after_validator_function(self._asked, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        """Return the list, by which an editor completes."""
        return {"type": "array", "items": {"enum": [*self.allowed()]}, "uniqueItems": True}

    def _asked(self, found: tuple[str, ...]) -> tuple[str, ...]:
        return one_of(found, self.allowed())


def a_list(found: object) -> list[Any]:
    """Return what is a list."""
    if not isinstance(found, list):
        raise WrongKind(found, "tuple_type")
    return found


def texts(found: object) -> tuple[str, ...]:
    """Read a list of texts."""
    if not all(isinstance(one, str) for one in a_list(found)):
        raise Wrong(f"{HERE} must be a list of texts.")
    return tuple(a_list(found))


def text_or_texts(found: object) -> tuple[str, ...]:
    """Read one text, or a list of them."""
    if isinstance(found, str):
        return (found,)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise Wrong(f"{HERE} must be text in quotes, or a list of texts.")
    return tuple(found)


def duration(text: object) -> int:
    """Read "90s", "15m", "4h" or "2d" into microseconds."""
    match = re.fullmatch(r"([0-9]{1,16})\s*(us|ms|s|m|h|d)", text) if isinstance(text, str) else None
    if match is None or int(match[1]) * _UNITS[match[2]] > _LONGEST:
        near = re.fullmatch(r"(\d+)\s*(sec|min|hour|hr|day)[a-z]*\.?", str(text).strip().lower())
        words = f'{HERE} = {text!r} is no duration of up to 100 years. Write such as "15m".'
        raise Wrong(words, str(text), f"{near[1]}{near[2][0]}" if near else "")
    return int(match[1]) * _UNITS[match[2]]


def spelled(microseconds: int) -> str:
    """Write a duration as the policy does, in hours at most."""
    units = ((one, _UNITS[one]) for one in "hms")
    return next(
        (f"{microseconds // size}{one}" for one, size in units if microseconds and microseconds % size == 0), "0s"
    )


def glob_below(pattern: str) -> str:
    """Return a glob that stays inside inbox/."""
    if pattern in ("", ".") or "\0" in pattern or Path(pattern).is_absolute() or ".." in Path(pattern).parts:
        raise Wrong(f"{HERE} = {pattern!r} must be a name or glob that stays inside inbox/.", pattern)
    return pattern


def _rising(two: tuple[int, int]) -> tuple[int, int]:
    if two[0] > two[1]:
        raise ValueError
    return two


_NO_CLEARANCE = (
    *("no", "none", "na", "nil", "null", "false", "true", "yes", "x", "xx", "xxx", "0", "empty", "unknown"),
    *("notyet", "notgiven", "notcleared", "noclearance", "pending", "requested", "tbd", "tba", "todo", "decide"),
)


def _clearance(reference: str) -> str:
    """Refuse a reference that refers to nothing: with one, what derives from the agreement is published."""
    said = "".join(one for one in reference.casefold() if one.isalnum())
    if reference and (not said or said in _NO_CLEARANCE):
        raise Wrong(f'{HERE} = {reference!r} refers to no recorded clearance. Without one, write "".', reference)
    return reference


def _filled(found: tuple[str, ...]) -> tuple[str, ...]:
    if not all(one.strip() for one in found):
        raise Wrong(f"{HERE} has an empty text, which every row would fit. Take it out.", '""')
    return found


def _delimiter(sign: str | None) -> str | None:
    """Refuse what separates no cells."""
    if sign and (len(sign) != 1 or sign in '"\r\n\0'):
        raise Wrong(f'{HERE} = {sign!r} must be one character, such as ";".', sign)
    return sign


def _header(header: Any) -> tuple[str, ...]:
    if isinstance(header, str) and header != "none":
        words = f'{HERE} must list texts of the header row, such as header = ["BookNo"], or be "none".'
        raise Wrong(words, header, f'"{header}"' if '"' in header else "")
    return () if header == "none" else texts(header)


def _precision(precision: object) -> object:
    if precision not in _PRECISIONS:
        near = get_close_matches(str(precision), _PRECISIONS, n=1)
        words = f"{HERE} = {precision!r} must be one of {', '.join(_PRECISIONS)}."
        raise Wrong(words, str(precision), near[0] if near else "")
    return precision


def as_written(value: object) -> str:
    """Write a value of TOML as it stands in a file: true, not True."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _only(found: Any) -> Any:
    if not isinstance(found, dict):
        return found
    rows = {name: value if isinstance(value, list) else [value] for name, value in found.items()}
    for name, values in rows.items():
        if any(isinstance(one, dict | list) for one in values):
            raise Wrong(f"{HERE} must be values in quotes, or a list of them.").under(name)
    return {name: tuple(map(as_written, values)) for name, values in rows.items()}


def _offsets(offsets: Any) -> Any:
    """Read the words behind a time that stand for an offset, as minutes."""
    if not isinstance(offsets, dict):
        return offsets
    found = {}
    for word, offset in offsets.items():
        match = re.fullmatch(r"([+-])(\d\d):([0-5]\d)", offset) if isinstance(offset, str) else None
        if match is None or int(match[2]) > 18:
            raise Wrong(f'{HERE} must be an offset from UTC in quotes, such as "-05:00".').under(word)
        if not re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+)*", word) or word.upper() in ("Z", "AM", "PM", "T"):
            raise Wrong(f"{HERE} names {word!r}, which is no word for an offset. Use such as EST or EDT.", word)
        found[word] = (1 if match[1] == "+" else -1) * (int(match[2]) * 60 + int(match[3]))
    return found


def each(value: Mapping[str, Any]) -> Written:
    """Return the schema of a table whose values are alike."""
    return Written({"type": "object", "additionalProperties": value})


_Year = Annotated[int, Strict(), Field(ge=1, le=9999)]
_Place = Annotated[int, Strict(), Field(ge=1, le=1_000_000)]
_OFFSET = {"type": "string", "pattern": r"^[+-]\d\d:[0-5]\d$", "examples": ["-05:00"]}

Text = Annotated[str, Strict()]
Clearance = Annotated[Text, AfterValidator(_clearance)]
YesNo = Annotated[bool, Strict()]
Texts = Annotated[tuple[str, ...], BeforeValidator(texts)]
OneOrMore = Annotated[tuple[str, ...], BeforeValidator(text_or_texts), Written(ONE_OR_MORE)]
Filled = AfterValidator(_filled)
OrNone = AfterValidator(lambda text: text or None)  # behind a text: an empty one is none
Delimiter = Annotated[Text | None, AfterValidator(_delimiter), OrNone]
Glob = Annotated[Text, AfterValidator(glob_below)]
Globs = Annotated[Texts, AfterValidator(lambda found: tuple(map(glob_below, found)))]
Duration = Annotated[int, BeforeValidator(duration), Written(DURATION)]
Years = Annotated[
    tuple[_Year, _Year],
    AfterValidator(_rising),
    Said("the first and the last year that a record can be of, such as [1990, 2100]"),
    BeforeValidator(a_list),
]
Span = Annotated[
    tuple[_Place, _Place],
    AfterValidator(_rising),
    Said("the first and the last place, counted from 1, such as [9, 40]"),
]
Width = Annotated[int, Strict(), Field(ge=1, le=100), Said("the width that the text had, such as 7")]
Record = Annotated[
    Text,
    Field(pattern="^[^/]+(/[^/]+)*$", examples=["Inmates/Booking"]),
    Said('the path of the row\'s element, such as "Inmates/Booking"', is_of_key=False),
]
Decimal = Annotated[
    Text, Field(pattern="^[.,]$"), Said('"," or "."', ",", is_of_key=False), Written({"enum": [",", "."]})
]
Formats = Annotated[
    OneOrMore, AfterValidator(lambda found: tuple(map(check_format, found))), Field(examples=["%m/%d/%Y %H:%M"])
]
Header = Annotated[tuple[str, ...], BeforeValidator(_header), Filled, Written({"anyOf": [{"const": "none"}, TEXTS]})]
Precision = Annotated[str | None, BeforeValidator(_precision), Written({"enum": [*_PRECISIONS]})]
Only = Annotated[Mapping[str, tuple[str, ...]], BeforeValidator(_only), each(ONE_OR_MORE)]
Offsets = Annotated[Mapping[str, int], BeforeValidator(_offsets), each(_OFFSET)]
