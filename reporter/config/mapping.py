"""Reads how columns, codes and constants of a source map onto ours, and refuses what a mapping may not do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic import WithJsonSchema as Written

from reporter.config.faults import HERE, Wrong, WrongKind, inside, known_keys, one_of
from reporter.config.kinds import as_written, text_or_texts, texts
from reporter.config.log_schemas import LogSchema, code_lists
from reporter.config.time_formats import check_empty

YES, NO = ("true", "t", "yes", "y", "1"), ("false", "f", "no", "n", "0")
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


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """Where a column of ours stands in the source: one column, several joined, or between two moments.

    `parts` are their columns, joined by a space (times, text) or `-` (ids). A time known only as between two moments
    has no parts: it lies from the earliest of `after` to the latest of `by`.
    """

    parts: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    by: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every column of theirs that is read."""
        return (*self.parts, *self.after, *self.by)

    @property
    def alone(self) -> str | None:
        """Their column, where one column of theirs is the whole of it."""
        return self.parts[0] if len(self.parts) == 1 else None


@dataclass(frozen=True, kw_only=True)
class Source:
    """What the tables of one log are read by, beside themselves; `system` is whose clock it keeps unless it says so."""

    schema: LogSchema
    years: tuple[int, int]
    system: str


Asked = Any  # pydantic's ValidationInfo: its context is the Source, its data the keys of the table read so far


def mapped(value: Any, kind: str = "text") -> Mapped:
    """Read where a column of ours stands: one name, a list of names, or { after, by }."""
    if isinstance(value, str):
        return Mapped(parts=(value,))
    if isinstance(value, list):
        parts = texts(value)
        if parts and all(one.strip() for one in parts):
            return Mapped(parts=parts)
    if isinstance(value, dict) and kind == "time":
        both = known_keys(value, ("after", "by"))
        sides = {}
        for side in ("after", "by"):
            with inside(side):
                sides[side] = text_or_texts(both.get(side, []))
        if all(sides.values()):
            return Mapped(**sides)
        raise Wrong(f"{HERE} needs both after and by, each a column of yours.")
    words = "a name in quotes, or a list of names that belong together"
    if kind == "time":
        words += ", or { after, by }"
    raise Wrong(f"{HERE} must be {words}.")


def _columns(table: Any, info: Asked) -> dict[str, Mapped]:
    """Read where each column of ours stands in the source."""
    schema, found = info.context.schema, {}
    for column, value in known_keys(table, tuple(schema.columns)).items():
        with inside(column):
            found[column] = mapped(value, schema.kind(column))
            if found[column].after and schema.name == "deliveries":
                raise Wrong(f"{HERE} must be one moment: what a file covers is not known by halves.")
    return found


def _values(table: Any, info: Asked) -> dict[str, dict[str, str]]:
    """Read what each code and flag of theirs means; refuse a map of anything else, which would rewrite the records."""
    schema, codes, found = info.context.schema, code_lists(), {}
    for column, means in known_keys(table, tuple(schema.columns)).items():
        kind = schema.kind(column)
        with inside(column):
            if not kind.startswith("code:") and kind != "flag":
                instead = _INSTEAD.get(kind, "It is kept as it was recorded.").format(column)
                raise Wrong(f"{HERE} would change what was recorded: values maps codes and flags only. {instead}")
            if not isinstance(means, dict):
                raise WrongKind(means, "dict_type")
            found[column] = {str(key): as_written(value) for key, value in means.items()}
            for theirs, ours in found[column].items():
                if not ours:
                    words = f'{HERE} empties {theirs!r}. If it means nothing on record: empty.{column} = ["{theirs}"].'
                    raise Wrong(words, theirs)
            is_flag = kind == "flag"
            one_of(
                [one.lower() if is_flag else one for one in found[column].values()],
                (*YES, *NO) if is_flag else codes[kind[5:]],
            )
    return found


def _constants(table: Any, info: Asked) -> dict[str, str]:
    """Read the columns that are the same in every row; refuse a constant for what decides an answer."""
    schema, codes = info.context.schema, code_lists()
    for column, value in known_keys(table, tuple(schema.columns)).items():
        if column not in CONSTANTS:
            may = ", ".join(one for one in CONSTANTS if one in schema.columns) or "no column"
            words = (
                f"{HERE} may not stand for {column}: it must be in the records, row by row. In this log constants are "
                f"for {may}. Map the column that holds it: columns = {{ {column} = ... }}."
            )
            raise Wrong(words, column)
        if column in info.data.get("columns", ()):
            words = f"{HERE} and columns both name {column}. A constant is for a column that the source does not have."
            raise Wrong(words, column)
        kind = schema.kind(column)
        if kind.startswith("code:"):
            with inside(column):
                one_of([str(value)], codes[kind[5:]])
    return {key: as_written(value) for key, value in table.items()}


def _empty(table: Any, info: Asked) -> dict[str, tuple[str, ...]]:
    """Read the texts of each column that mean nothing on record; refuse one that could be a real time."""
    schema, found = info.context.schema, {}
    for column, value in known_keys(table, tuple(schema.columns)).items():
        with inside(column):
            found[column] = text_or_texts(value)
            for text in found[column] if schema.kind(column) in ("time", "day") else ():
                check_empty(text, info.data.get("timestamp_format", ()), info.context.years)
    return found


BY_LOG = Written({"type": "object"})  # which columns it may have, the schema of each log says
Columns = Annotated[Mapping[str, Mapped], BeforeValidator(_columns), BY_LOG]
Values = Annotated[Mapping[str, Mapping[str, str]], BeforeValidator(_values), BY_LOG]
Constants = Annotated[Mapping[str, str], BeforeValidator(_constants), BY_LOG]
Empty = Annotated[Mapping[str, tuple[str, ...]], BeforeValidator(_empty), BY_LOG]
