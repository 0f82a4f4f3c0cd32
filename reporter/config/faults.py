"""Says what is wrong in policy.toml: which key, the nearest known one, its line, and the line as it should be."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from reporter.errors import PolicyError

HERE = "{where}"  # in the words of a rule: the place that it is asked of
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*(?:\.|$)""")
_KINDS = {
    "string_type": "text in quotes",
    "bool_type": "true or false",
    "tuple_type": "a list in [ ]",
    "dict_type": "a table in { }",
}


class Wrong(ValueError):
    """What a rule refuses: in words, which word is wrong, and what it should be where that is known.

    Without `wrong` it is the key, or the header of the table, that the rule is asked of. `inner` leads from there to
    the table in which the wrong word is.
    """

    def __init__(self, words: str, wrong: str | None = None, right: str = "", inner: Sequence[str | int] = ()) -> None:
        super().__init__(words)
        self.words, self.wrong, self.right, self.inner = words, wrong, right, tuple(inner)

    def under(self, *keys: str | int) -> "Wrong":
        """Return the same, asked of what these keys lead to."""
        self.words, self.inner = self.words.replace(HERE, f"{HERE}{_dotted(keys)}"), (*keys, *self.inner)
        return self


class WrongKind(Wrong):
    """A value of another kind than its key has, by pydantic's name for that."""

    def __init__(self, value: object, kind: str) -> None:
        right = f'"{value}"' if kind == "string_type" and isinstance(value, int | float) else ""
        super().__init__(f"{HERE} = {value!r} must be {_KINDS[kind]}.", str(value), right)


class Fault(PolicyError):
    """An entry that is wrong: in which table, which word of it, and what the word should be where that is known."""

    def __init__(self, wrong: Wrong) -> None:
        keys = [*str(wrong.inner[0]).split("."), *wrong.inner[1:]] if wrong.inner else []
        above = "policy." if isinstance(wrong, WrongKind) and len(keys) == 1 else ""
        self.words = wrong.words.replace(f"{HERE}.", above).replace(HERE, "the policy")
        self.where, self.wrong, self.right = _dotted(keys)[1:], wrong.wrong or "", wrong.right
        if wrong.wrong is None:
            table, name = (keys, keys[-2]) if isinstance(keys[-1], int) else (keys[:-1] or keys, keys[-1])
            self.where, self.wrong = _dotted(table)[1:], str(name)
        super().__init__(f"policy.toml: {self.words}")


@dataclass(frozen=True, kw_only=True)
class _Line:
    number: int
    text: str
    table: tuple[str, ...]  # the table that the line stands in
    is_header: bool


def checked(kind: Any, value: object, context: object = None) -> Any:
    """Return a value of the policy as its kind holds it; raises Wrong, for the first fault that pydantic finds."""
    try:
        return _adapter(kind).validate_python(value, context=context)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    refused = first.get("ctx", {}).get("error")
    raise (refused if isinstance(refused, Wrong) else WrongKind(first["input"], first["type"])).under(*first["loc"])


@contextmanager
def inside(*keys: str | int) -> Iterator[None]:
    """Ask rules of what these keys lead to."""
    try:
        yield
    except Wrong as wrong:
        raise wrong.under(*keys) from None


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def known_keys(table: object, keys: Sequence[str]) -> dict[str, Any]:
    """Return a table all of whose keys are known."""
    if not isinstance(table, dict):
        raise Wrong(f"{HERE} must be a table, written as [{HERE}].")
    for key in table:
        if key not in keys:
            near = get_close_matches(key, keys, n=1, cutoff=0.0)[0]
            raise Wrong(f"{HERE} has no key {key!r}. The nearest known one is {near!r}.", key, near)
    return table


def one_of(found: Sequence[str], allowed: Sequence[str]) -> tuple[str, ...]:
    """Return texts all of which are allowed."""
    for one in found:
        if one == "?":
            words = f"{HERE} has a ? where somebody has to decide. Write in its place one of: {', '.join(allowed)}."
            raise Wrong(words, one)
        if one not in allowed:
            near = get_close_matches(one, allowed, n=1, cutoff=0.0)[0]
            words = f"{HERE} names {one!r}, which is not known. The nearest known one is {near!r}."
            raise Wrong(words, one, near)
    return tuple(found)


def _dotted(keys: Sequence[str | int]) -> str:
    """Write where keys lead to, such as .logs.bookings.layouts[1]."""
    return "".join(f"[{one + 1}]" if isinstance(one, int) else f".{one}" for one in keys)


def locate_error(fault: Fault, text: str) -> PolicyError:
    """Say where in the text a fault stands, and write its line as it should be."""
    place = _place(text, fault)
    if place is None:
        return PolicyError(str(fault))
    line, column = place
    words = f"policy.toml, line {line.number}, column {column + 1}: {fault.words}"
    if fault.right:
        mended = line.text[:column] + fault.right + line.text[column + len(fault.wrong) :]
        words += f" Write line {line.number} as:\n    {mended.strip()}"
    return PolicyError(words)


def _place(text: str, fault: Fault) -> tuple[_Line, int] | None:
    """Find the word in the innermost table that holds it; a line that also names what lies between comes first."""
    way = _way(fault.where)
    names = tuple(name for name, _ in way)
    wrong = re.escape(fault.wrong)
    token = re.compile(rf"(?<![\w.-]){wrong}(?![\w-])|(?<=\.){wrong}(?=\s*=)")
    best: tuple[tuple[int, int, int], _Line, int] | None = None
    for line in _lines(text, way):
        between = names[len(line.table) :]
        if line.is_header:
            start = re.search(r"[\[.]\s*[\"']?" + re.escape(fault.wrong) + r"[\"']?\s*[\].]", line.text)
            column = start.start() + start[0].index(fault.wrong) if start else -1
        else:
            match = token.search(_without_comment(line.text))
            column = match.start() if match else -1
        if fault.wrong and column >= 0:
            rank = (len(line.table), sum(one in line.text for one in between), -line.number)
            if best is None or rank > best[0]:
                best = (rank, line, column)
    return best[1:] if best else None


def _way(where: str) -> list[tuple[str, int]]:
    """Split a name such as logs.checks.columns or regimes[2] into its parts, each with its number among its like."""
    if where == "the policy":
        return []
    parts = (re.fullmatch(r"(.*?)(?:\[(\d+)\])?", one) for one in where.split(".") if one)
    return [(part[1], int(part[2] or 0)) for part in parts if part]


def _lines(text: str, way: list[tuple[str, int]]) -> list[_Line]:
    """List the lines of the tables on the way, of the nth where several bear one name."""
    names = tuple(name for name, _ in way)
    table: tuple[str, ...] = ()
    seen = [0] * len(way)  # how many tables of each name on the way have begun
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            table = tuple(one or two or three for one, two, three in _PART.findall(header[2]))
            if header[1] == "[[" and table and table == names[: len(table)]:
                seen[len(table) - 1 :] = [seen[len(table) - 1] + 1, *[0] * (len(way) - len(table))]
        on_the_way = table == names[: len(table)] or (header and table[: len(names)] == names)
        if on_the_way and all(nth in (0, count) for (_, nth), count in zip(way, seen, strict=True)):
            found.append(_Line(number=number, text=line, table=table[: len(names)], is_header=bool(header)))
    return found


def _without_comment(line: str) -> str:
    quote = ""
    for place, letter in enumerate(line):
        if letter in "\"'" and quote in ("", letter):
            quote = "" if quote else letter
        elif letter == "#" and not quote:
            return line[:place]
    return line
