"""Reads how columns, codes and constants of a source map onto ours, and refuses what a mapping may not do."""

from collections.abc import Mapping, Sequence
from typing import Any

from reporter.config.log_policy import LogPolicy, Mapped
from reporter.config.log_schemas import LogSchema, code_lists
from reporter.config.time_formats import check_empty
from reporter.config.toml_tables import refuse, require_known_keys, require_one_of, string_list, text_or_list, typed

YES_OR_NO = ("true", "t", "yes", "y", "1", "false", "f", "no", "n", "0")
CONSTANTS = ("facility_id", "commitment", "kind", "course", "channel", "method", "reason", "log")
_TIME = (
    "A wrong time is corrected in the source and delivered again; texts that mean nothing on record are listed by "
    'empty.{0} = ["..."].'
)
_INSTEAD = {
    "time": _TIME,
    "day": _TIME,
    "id": "An id may be composed of several columns (columns), and zeros that were dropped come back by restore_zeros.",
    "number": "A wrong number is corrected in the source and delivered again.",
}


def mapped(value: Any, kind: str, key: str, where: str) -> Mapped:
    """Read where a column of ours stands: one name, a list of names, or { after, by }."""
    if isinstance(value, str):
        return Mapped(parts=(value,))
    if isinstance(value, list):
        parts = string_list({key: value}, key, [], where)
        if parts and all(one.strip() for one in parts):
            return Mapped(parts=parts)
    if isinstance(value, dict) and kind == "time":
        both = require_known_keys(value, ("after", "by"), f"{where}.{key}")
        after, by = (text_or_list(both, side, f"{where}.{key}") for side in ("after", "by"))
        if after and by:
            return Mapped(after=after, by=by)
        refuse(f"{where}.{key} needs both after and by, each a column of yours.", where, key)
    words = "a name in quotes, or a list of names that belong together"
    if kind == "time":
        words += ", or { after, by }"
    return refuse(f"{where}.{key} must be {words}.", where, key)


def read_values(log: dict[str, Any], schema: LogSchema, where: str) -> dict[str, dict[str, str]]:
    """Read what each code and flag of theirs means; refuse a map of anything else, which would rewrite the records."""
    found: dict[str, dict[str, str]] = {}
    codes = code_lists()
    tables = require_known_keys(log.get("values", {}), tuple(schema.columns), f"{where}.values")
    for column in tables:
        kind, place = schema.kind(column), f"{where}.values.{column}"
        if not kind.startswith("code:") and kind != "flag":
            instead = _INSTEAD.get(kind, "It is kept as it was recorded.").format(column)
            words = f"{place} would change what was recorded: values maps codes and flags only. {instead}"
            refuse(words, f"{where}.values", column)
        found[column] = {str(key): _text(value) for key, value in typed(tables, column, dict, {}, place).items()}
        for theirs, ours in found[column].items():
            if not ours:
                words = f'{place} empties {theirs!r}. If it means nothing on record: empty.{column} = ["{theirs}"].'
                refuse(words, place, theirs)
        allowed = list(YES_OR_NO) if kind == "flag" else codes[kind[5:]]
        means = tuple(one.lower() if kind == "flag" else one for one in found[column].values())
        require_one_of(means, allowed, place)
    return found


def read_constants(log: dict[str, Any], schema: LogSchema, columns: Mapping[str, Mapped], where: str) -> dict[str, str]:
    """Read the columns that are the same in every row; refuse a constant for what decides an answer."""
    place, codes = f"{where}.constants", code_lists()
    found = require_known_keys(log.get("constants", {}), tuple(schema.columns), place)
    for column, value in found.items():
        if column not in CONSTANTS:
            may = ", ".join(one for one in CONSTANTS if one in schema.columns) or "no column"
            words = (
                f"{place} may not stand for {column}: it must be in the records, row by row. In this log constants are "
                f"for {may}. Map the column that holds it: columns = {{ {column} = ... }}."
            )
            refuse(words, place, column)
        if column in columns:
            words = f"{place} and columns both name {column}. A constant is for a column that the source does not have."
            refuse(words, place, column)
        kind = schema.kind(column)
        if kind.startswith("code:"):
            require_one_of((str(value),), codes[kind[5:]], f"{place}.{column}")
    return {key: _text(value) for key, value in found.items()}


def read_empty(
    log: dict[str, Any], schema: LogSchema, formats: Sequence[str], years: tuple[int, int], where: str
) -> dict[str, tuple[str, ...]]:
    """Read the texts of each column that mean nothing on record; refuse one that could be a real time."""
    place = f"{where}.empty"
    tables = require_known_keys(log.get("empty", {}), tuple(schema.columns), place)
    found = {column: text_or_list(tables, column, place) for column in tables}
    for column, texts in found.items():
        if schema.kind(column) in ("time", "day"):
            for text in texts:
                check_empty(text, formats, years, f"{place}.{column}")
    return found


def check_only(log: LogPolicy, schema: LogSchema, where: str) -> None:
    """Refuse `only` asked of a time: which rows count would then hang on the very thing that is audited."""
    for one in (*log.layouts, *(half.half for half in log.joined)):
        check_only(one, schema, where)
    times = schema.of_kind("time", "day")
    theirs = {name for column in times for name in log.theirs(column).names}
    if log.events:
        theirs |= set(log.events.time.names)
    if log.snapshots and log.snapshots.taken_at:
        theirs |= set(log.snapshots.taken_at.names)
    alike = {" ".join(name.split()).lower() for name in theirs}
    for name in log.only:
        if " ".join(name.split()).lower() in alike:
            words = (
                f"{where}.only asks for values of {name!r}, a time. Rows are never left out by their times. Ask for a "
                "code, or take the line out: the period chooses what is looked at."
            )
            refuse(words, f"{where}.only", name)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
