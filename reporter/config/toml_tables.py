"""Reads the entries of a TOML table, and refuses a wrong one by line and column, with the line as it should be."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NoReturn

from reporter.errors import PolicyError

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*(?:\.|$)""")
_UNITS = {"us": 1, "ms": 1_000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000}
_LONGEST = 100 * 366 * _UNITS["d"]
_WORDS = {str: "text in quotes", bool: "true or false", list: "a list in [ ]", dict: "a table in { }"}


class Fault(PolicyError):
    """An entry that is wrong: in which table, which word of it, and what the word should be where that is known."""

    def __init__(self, words: str, where: str = "", wrong: str = "", right: str = "") -> None:
        super().__init__(f"policy.toml: {words}" if where else words)
        self.words, self.where, self.wrong, self.right = words, where, wrong, right


@dataclass(frozen=True, kw_only=True)
class _Line:
    number: int
    text: str
    table: tuple[str, ...]  # the table that the line stands in
    is_header: bool


def refuse(words: str, where: str = "", wrong: str = "", right: str = "") -> NoReturn:
    """Refuse an entry."""
    raise Fault(words, where, wrong, right)


def require_known_keys(table: object, keys: tuple[str, ...], where: str) -> dict[str, Any]:
    """Return a table all of whose keys are known."""
    if not isinstance(table, dict):
        refuse(f"{where} must be a table, written as [{where}].", where.rpartition(".")[0] or where, _last(where))
    for key in table:
        if key not in keys:
            near = get_close_matches(key, keys, n=1, cutoff=0.0)[0]
            refuse(f"{where} has no key {key!r}. The nearest known one is {near!r}.", where, key, near)
    return table


def typed(table: dict[str, Any], key: str, kind: type, default: Any, where: str) -> Any:
    """Return the value of a key, of one kind."""
    value = table.get(key, default)
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        words = f"{where}.{key} = {value!r} must be {_WORDS.get(kind, kind.__name__)}."
        right = f'"{value}"' if kind is str and isinstance(value, int | float) else ""
        refuse(words, f"{where}.{key}", str(value), right)
    return value


def string_list(table: dict[str, Any], key: str, default: list[str], where: str) -> tuple[str, ...]:
    """Return the value of a key, a list of texts."""
    found = typed(table, key, list, default, where)
    if not all(isinstance(one, str) for one in found):
        refuse(f"{where}.{key} must be a list of texts.", where, key)
    return tuple(found)


def text_or_list(table: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    """Return the value of a key that is one text or a list of them."""
    found = table.get(key, [])
    return string_list({key: [found] if isinstance(found, str) else found}, key, [], where)


def require_one_of(found: tuple[str, ...], allowed: list[str], where: str) -> tuple[str, ...]:
    """Return texts all of which are allowed."""
    for one in found:
        if one == "?":
            words = f"{where} has a ? where somebody has to decide. Write in its place one of: {', '.join(allowed)}."
            refuse(words, where, one, "")
        if one not in allowed:
            near = get_close_matches(one, allowed, n=1, cutoff=0.0)[0]
            words = f"{where} names {one!r}, which is not known. The nearest known one is {near!r}."
            refuse(words, where, one, near)
    return found


def duration(text: object, where: str) -> int:
    """Read "90s", "15m", "4h" or "2d" into microseconds."""
    match = re.fullmatch(r"([0-9]{1,16})\s*(us|ms|s|m|h|d)", text) if isinstance(text, str) else None
    if match is None or int(match[1]) * _UNITS[match[2]] > _LONGEST:
        words = f'{where} = {text!r} is no duration of up to 100 years. Write such as "15m".'
        refuse(words, where, str(text), _meant(text))
    return int(match[1]) * _UNITS[match[2]]


def _meant(text: object) -> str:
    """Return the duration that a text like "15 min" surely means, or nothing."""
    match = (
        re.fullmatch(r"(\d+)\s*(sec|min|hour|hr|day)[a-z]*\.?", text.strip().lower()) if isinstance(text, str) else None
    )
    return f"{match[1]}{match[2][0]}" if match else ""


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


def _last(where: str) -> str:
    return where.rpartition(".")[2]
