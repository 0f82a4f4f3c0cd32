"""The kinds of values that say how rows stand in the files of a log, and how what stands there is to be read."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic import WithJsonSchema as Written

from reporter.config.faults import HERE, Wrong
from reporter.config.kinds import ONE_OR_MORE, TEXTS, VALUE, OneOrMore, Text, must, texts
from reporter.config.time_formats import check_format

_PRECISIONS = ("second", "minute", "hour", "day")
_WIDEST = 1_000_000
_PLACE = {"type": "integer", "minimum": 1}


def _filled(found: tuple[str, ...]) -> tuple[str, ...]:
    if not all(one.strip() for one in found):
        raise Wrong(f"{HERE} has an empty text, which every row would fit. Take it out.", '""')
    return found


def _header(header: Any) -> tuple[str, ...]:
    if isinstance(header, str) and header != "none":
        words = f'{HERE} must list texts of the header row, such as header = ["BookNo"], or be "none".'
        raise Wrong(words, header, f'"{header}"' if '"' in header else "")
    return () if header == "none" else texts(header)


def _is_span(span: Any) -> bool:
    whole = isinstance(span, list) and len(span) == 2 and all(type(one) is int for one in span)
    return whole and 1 <= span[0] <= span[1] <= _WIDEST


def _precision(precision: object) -> object:
    if precision not in _PRECISIONS:
        near = get_close_matches(str(precision), _PRECISIONS, n=1)
        words = f"{HERE} = {precision!r} must be one of {', '.join(_PRECISIONS)}."
        raise Wrong(words, str(precision), near[0] if near else "")
    return precision


def _only(found: Any) -> Any:
    if not isinstance(found, dict):
        return found
    return {key: tuple(str(v) for v in (one if isinstance(one, list) else [one])) for key, one in found.items()}


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


def _formats(found: tuple[str, ...]) -> tuple[str, ...]:
    for one in found:
        check_format(one)
    return found


def _each(value: Mapping[str, Any]) -> Written:
    return Written({"type": "object", "additionalProperties": value})


Filled = AfterValidator(_filled)
Formats = Annotated[OneOrMore, AfterValidator(_formats)]
Header = Annotated[tuple[str, ...], BeforeValidator(_header), Filled, Written({"anyOf": [{"const": "none"}, TEXTS]})]
Precision = Annotated[str | None, BeforeValidator(_precision), Written({"enum": [*_PRECISIONS]})]
Only = Annotated[Mapping[str, tuple[str, ...]], BeforeValidator(_only), _each(ONE_OR_MORE)]
Offsets = Annotated[
    Mapping[str, int],
    BeforeValidator(_offsets),
    _each({"type": "string", "pattern": r"^[+-]\d\d:[0-5]\d$", "examples": ["-05:00"]}),
]
Decimal = Annotated[
    Text,
    AfterValidator(must(lambda sign: sign in (".", ","), f'{HERE} = {VALUE} must be "," or ".".', ",")),
    Written({"enum": [",", "."]}),
]
Record = Annotated[
    Text,
    AfterValidator(
        must(
            lambda path: all(path.split("/")),
            f'{HERE} = {VALUE} must be the path of the row\'s element, such as "Inmates/Booking".',
        )
    ),
    Written({"type": "string", "examples": ["Inmates/Booking"]}),
]
Span = Annotated[
    tuple[int, int],
    BeforeValidator(must(_is_span, f"{HERE} must be the first and the last place, counted from 1, such as [9, 40].")),
    Written({"type": "array", "items": _PLACE, "minItems": 2, "maxItems": 2}),
]
Width = Annotated[
    int,
    BeforeValidator(
        must(
            lambda width: type(width) is int and 1 <= width <= 100,
            f"{HERE} must be the width that the text had, such as 7.",
        )
    ),
    Written(_PLACE | {"maximum": 100}),
]
