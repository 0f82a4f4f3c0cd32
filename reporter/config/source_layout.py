"""Reads the keys of [logs.X] that say how rows stand in the files, before any column is mapped onto ours."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reporter.config.toml_tables import refuse, require_known_keys, string_list, text_or_list, typed

KEYS = (
    "files",
    "delimiter",
    "sheet",
    "header",
    "footer",
    "widths",
    "record",
    "fill_down",
    "restore_zeros",
    "decimal",
    "only",
    "only_filled",
)
_WIDEST = 1_000_000


def rows_of_files(log: dict[str, Any], where: str) -> dict[str, Any]:
    """Read how rows stand in the files of a log; raises Fault naming the key and what to write."""
    header = log.get("header", [])
    headless = header == "none"
    if isinstance(header, str) and not headless:
        words = f'{where}.header must list texts of the header row, such as header = ["BookNo"], or be "none".'
        refuse(words, f"{where}.header", header, f'"{header}"' if '"' in header else "")
    only = typed(log, "only", dict, {}, where)
    record = typed(log, "record", str, "", where)
    if not all(record.split("/")) and "record" in log:
        words = f'{where}.record = {record!r} must be the path of the row\'s element, such as "Inmates/Booking".'
        refuse(words, f"{where}.record", record)
    decimal = typed(log, "decimal", str, ".", where)
    if decimal not in (".", ","):
        refuse(f'{where}.decimal = {decimal!r} must be "," or ".".', f"{where}.decimal", decimal, ",")
    return {
        "files": glob_below(typed(log, "files", str, "", where), f"{where}.files") if "files" in log else "",
        "delimiter": typed(log, "delimiter", str, "", where) or None,
        "sheet": _filled(text_or_list(log, "sheet", where), f"{where}.sheet"),
        "header": () if headless else _filled(string_list(log, "header", [], where), f"{where}.header"),
        "headless": headless,
        "footer": _filled(string_list(log, "footer", [], where), f"{where}.footer"),
        "widths": _widths(log, where),
        "record": record or None,
        "fill_down": _filled(string_list(log, "fill_down", [], where), f"{where}.fill_down"),
        "restore_zeros": _zeros(log, where),
        "decimal": decimal,
        "only": {key: tuple(str(v) for v in (one if isinstance(one, list) else [one])) for key, one in only.items()},
        "only_filled": _filled(string_list(log, "only_filled", [], where), f"{where}.only_filled"),
    }


def glob_below(pattern: str, where: str) -> str:
    """Return a glob that stays inside inbox/."""
    if pattern in ("", ".") or "\0" in pattern or Path(pattern).is_absolute() or ".." in Path(pattern).parts:
        refuse(f"{where} = {pattern!r} must be a name or glob that stays inside inbox/.", where, pattern)
    return pattern


def _filled(found: tuple[str, ...], where: str) -> tuple[str, ...]:
    if not all(one.strip() for one in found):
        refuse(f"{where} has an empty text, which every row would fit. Take it out.", where, '""')
    return found


def _widths(log: dict[str, Any], where: str) -> Mapping[str, tuple[int, int]]:
    found = {}
    for name, span in typed(log, "widths", dict, {}, where).items():
        whole = isinstance(span, list) and len(span) == 2 and all(type(one) is int for one in span)
        if not whole or not 1 <= span[0] <= span[1] <= _WIDEST:
            words = f"{where}.widths.{name} must be the first and the last place, counted from 1, such as [9, 40]."
            refuse(words, f"{where}.widths", name)
        found[name] = (span[0], span[1])
    return found


def _zeros(log: dict[str, Any], where: str) -> Mapping[str, int]:
    found = typed(log, "restore_zeros", dict, {}, where)
    for name, width in found.items():
        if type(width) is not int or not 1 <= width <= 100:
            words = f"{where}.restore_zeros.{name} must be the width that the text had, such as 7."
            refuse(words, f"{where}.restore_zeros", name)
    return dict(found)


def offset_words(log: dict[str, Any], where: str) -> Mapping[str, int]:
    """Read the words behind a time that stand for an offset, as minutes."""
    found = {}
    for word, offset in typed(log, "offsets", dict, {}, where).items():
        match = re.fullmatch(r"([+-])(\d\d):([0-5]\d)", offset) if isinstance(offset, str) else None
        if match is None or int(match[2]) > 18:
            words = f'{where}.offsets.{word} must be an offset from UTC in quotes, such as "-05:00".'
            refuse(words, f"{where}.offsets", word)
        if not re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+)*", word) or word.upper() in ("Z", "AM", "PM", "T"):
            words = f"{where}.offsets names {word!r}, which is no word for an offset. Use such as EST or EDT."
            refuse(words, f"{where}.offsets", word)
        found[word] = (1 if match[1] == "+" else -1) * (int(match[2]) * 60 + int(match[3]))
    return found


def require_table(log: dict[str, Any], key: str, keys: tuple[str, ...], where: str) -> dict[str, Any] | None:
    """Return the table of a key all of whose keys are known, or None where the key is absent."""
    return require_known_keys(log[key], keys, f"{where}.{key}") if key in log else None
