"""The kinds of values in policy.toml: how each is written, what is refused, and what the JSON Schema says of it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, get_type_hints

from pydantic import AfterValidator, BeforeValidator, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, Strict
from pydantic import WithJsonSchema as Written
from pydantic.fields import FieldInfo
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import CoreSchema, core_schema

from reporter.config.faults import HERE, Wrong, WrongKind, known_keys, one_of

CLOSED = ConfigDict(extra="forbid", use_attribute_docstrings=True)
VALUE = "{value}"  # in the words of a rule: what it is asked of
TEXTS = {"type": "array", "items": {"type": "string"}}
ONE_OR_MORE = TEXTS | {"type": ["string", "array"]}
DURATION = {"type": "string", "pattern": r"^\d+\s*(us|ms|s|m|h|d)$", "examples": ["90s", "15m", "4h", "2d"]}
MINUTE, HOUR = 60_000_000, 3_600_000_000  # in microseconds
_UNITS = {"us": 1, "ms": 1_000, "s": 1_000_000, "m": MINUTE, "h": HOUR, "d": 24 * HOUR}
_LONGEST = 100 * 366 * _UNITS["d"]


def keys_of(table: Any) -> tuple[str, ...]:
    """List the keys of a table in policy.toml, by their names there."""
    found = []
    for name, hint in get_type_hints(table, include_extras=True).items():
        notes = getattr(hint, "__metadata__", ())
        if not any(isinstance(one, SkipJsonSchema) for one in notes):
            found.append(next((one.alias for one in notes if isinstance(one, FieldInfo) and one.alias), name))
    return tuple(found)


class Table:
    """Asks of a table that all its keys are known, before anything else is asked of it."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema of the table, behind this question."""
        keys = keys_of(source)
        return core_schema.no_info_before_validator_function(lambda table: known_keys(table, keys), handler(source))


@dataclass(frozen=True)
class OneOf:
    """Asks of texts that each is one of a list."""

    allowed: Callable[[], Sequence[str]]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema of the texts, with this question behind it."""
        return core_schema.no_info_after_validator_function(
            lambda found: one_of(found, self.allowed()), handler(source)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the list, by which an editor completes."""
        return {"type": "array", "items": {"enum": [*self.allowed()]}, "uniqueItems": True}


def must(holds: Callable[[Any], object], words: str, right: str = "") -> Callable[[Any], Any]:
    """Return a rule that a value must hold; words without VALUE are about its key."""

    def asked(value: Any) -> Any:
        if not holds(value):
            raise Wrong(words.replace(VALUE, repr(value)), str(value) if VALUE in words else None, right)
        return value

    return asked


def texts(found: object) -> tuple[str, ...]:
    """Read a list of texts."""
    if not isinstance(found, list):
        raise WrongKind(found, "tuple_type")
    if not all(isinstance(one, str) for one in found):
        raise Wrong(f"{HERE} must be a list of texts.")
    return tuple(found)


def text_or_texts(found: object) -> tuple[str, ...]:
    """Read one text, or a list of them."""
    return (found,) if isinstance(found, str) else texts(found)


def duration(text: object) -> int:
    """Read "90s", "15m", "4h" or "2d" into microseconds."""
    match = re.fullmatch(r"([0-9]{1,16})\s*(us|ms|s|m|h|d)", text) if isinstance(text, str) else None
    if match is None or int(match[1]) * _UNITS[match[2]] > _LONGEST:
        words = f'{HERE} = {text!r} is no duration of up to 100 years. Write such as "15m".'
        raise Wrong(words, str(text), _meant(text))
    return int(match[1]) * _UNITS[match[2]]


def _meant(text: object) -> str:
    """Return the duration that a text like "15 min" surely means, or nothing."""
    match = (
        re.fullmatch(r"(\d+)\s*(sec|min|hour|hr|day)[a-z]*\.?", text.strip().lower()) if isinstance(text, str) else None
    )
    return f"{match[1]}{match[2][0]}" if match else ""


def spelled(microseconds: int) -> str:
    """Write a duration as the policy does, in hours at most."""
    units = ((one, _UNITS[one]) for one in "hms")
    return next(
        (f"{microseconds // size}{one}" for one, size in units if microseconds and microseconds % size == 0), "0s"
    )


def _is_below(pattern: str) -> bool:
    path = Path(pattern)
    return pattern not in ("", ".") and "\0" not in pattern and not path.is_absolute() and ".." not in path.parts


glob_below = must(_is_below, f"{HERE} = {VALUE} must be a name or glob that stays inside inbox/.")
Text = Annotated[str, Strict()]
YesNo = Annotated[bool, Strict()]
Texts = Annotated[tuple[str, ...], BeforeValidator(texts)]
OneOrMore = Annotated[tuple[str, ...], BeforeValidator(text_or_texts), Written(ONE_OR_MORE)]
OrNone = AfterValidator(lambda text: text or None)  # behind a text: an empty one is none
Glob = Annotated[Text, AfterValidator(glob_below)]
Duration = Annotated[int, BeforeValidator(duration), Written(DURATION)]
