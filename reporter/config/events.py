"""Sources whose rows are no stays: one row an event, or lists of those in custody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator, with_config
from pydantic import WithJsonSchema as Written
from pydantic.json_schema import SkipJsonSchema

from reporter.config.faults import HERE, Wrong, WrongKind, inside, known_keys, one_of
from reporter.config.kinds import CLOSED, HOUR, ONE_OR_MORE, Duration, OrNone, Text, keys_of
from reporter.config.log_schemas import LogSchema, code_lists
from reporter.config.mapping import Asked, Mapped, mapped
from reporter.config.time_formats import check_format


@dataclass(frozen=True, kw_only=True)
class Fill:
    """What an event puts into a column of ours: a column of theirs, or a code that is the same for each such event."""

    mapped: Mapped | None = None
    constant: str | None = None


def _fills(table: Any, info: Asked) -> dict[str, dict[str, Fill]]:
    """Read which columns each event fills."""
    if not isinstance(table, dict):
        raise WrongKind(table, "dict_type")
    if not table:
        raise Wrong(f'{HERE} names no event. Write such as "BOOKED" = "booked_at".')
    return {event: _filled(event, value, info.data.get("time"), info.context.schema) for event, value in table.items()}


def _filled(event: str, value: object, time: Mapped | None, schema: LogSchema) -> dict[str, Fill]:
    """Read what one event fills: a time of ours by the event's own, or each column of a table."""
    if isinstance(value, str):
        one_of([value], schema.of_kind("time", "day"))
        return {value: Fill(mapped=time)}
    if not isinstance(value, dict) or not value:
        words = f'{HERE} must give each event a time of ours, or a table such as {{ released_at = "Time" }}.'
        raise Wrong(words, event)
    found = {}
    for column, theirs in known_keys(value, tuple(schema.columns)).items():
        if isinstance(theirs, dict) and "is" in theirs:
            found[column] = Fill(constant=_constant(column, theirs, schema.kind(column)))
        else:
            with inside(column):
                found[column] = Fill(mapped=mapped(theirs, schema.kind(column)))
    return found


def _constant(column: str, table: dict[str, Any], kind: str) -> str:
    """Read the code that follows from an event alone."""
    with inside(column):
        known_keys(table, ("is",))
    code = table["is"]
    if not isinstance(code, str):
        raise WrongKind(code, "string_type").under("is")
    if not kind.startswith("code:"):
        raise Wrong(f"{HERE} may not set {column} to a constant: only a code can follow from the event alone.", code)
    one_of([code], code_lists()[kind[5:]])
    return code


def _entry(column: str, info: Asked) -> str:
    if column and not info.data.get("entry"):
        raise Wrong(f"{HERE} needs entry, the column that names each entry.")
    return column


@with_config(CLOSED)
@dataclass(frozen=True, kw_only=True)
class Events:
    """A source with one row an event: which event fills which columns of ours, and which entry replaces another."""

    event: Text
    """The column of yours that says which event a row is."""
    time: Annotated[Mapped, BeforeValidator(mapped), Written(ONE_OR_MORE)]
    """The column of yours that says when it was."""
    fills: Annotated[Mapping[str, Mapping[str, Fill]], BeforeValidator(_fills), Written({"type": "object"})]
    """Each event with the time of ours that it fills, or with a table of columns."""
    entry: Annotated[Text | None, OrNone] = None
    """The column of yours that names each entry."""
    supersedes: Annotated[Text | None, AfterValidator(_entry), OrNone] = None
    """The column of yours that names the entry which a row replaces."""

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, found: object) -> dict[str, Any]:
        table = known_keys(found, keys_of(cls))
        for key in ("event", "time", "fills"):
            if key not in table:
                words = f"{HERE} needs {key}. Write event and time, columns of yours, and fills."
                raise Wrong(words, "events")
        return table


def _time_of_ours(ends: str, info: Asked) -> str:
    return one_of((ends,), info.context.schema.of_kind("time"))[0]


def _taken_at(value: Any) -> Mapped | None:
    return None if _taken_at_name(value) else mapped(value)


def _taken_at_name(value: object) -> str | None:
    name = value.removeprefix("file:") if isinstance(value, str) and value.startswith("file:") else None
    return None if name is None else check_format(name, is_of_name=True)


@with_config(CLOSED)
@dataclass(frozen=True, kw_only=True)
class Snapshots:
    """A source of lists of those in custody: when each was taken, and the time of ours that ends a stay.

    `taken_at` is a column of theirs; or `taken_at_name` is a time format that the file's name follows.
    """

    taken_at: Annotated[Mapped | None, BeforeValidator(_taken_at), Written(ONE_OR_MORE)]
    """A column of yours, or "file:" and the form of the files' names."""
    taken_at_name: Annotated[SkipJsonSchema[str | None], BeforeValidator(_taken_at_name), Field(alias="taken_at")]
    ends: Annotated[Text, AfterValidator(_time_of_ours)]
    """The time of ours that a stay's absence from the next list ends."""
    at_most: Duration = 24 * HOUR
    """How far apart two lists may be."""

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, found: object, info: Asked) -> dict[str, Any]:
        table = known_keys(found, keys_of(cls))
        if "taken_at" not in table:
            words = f'{HERE} needs taken_at: a column of yours, or "file:" and the form of the files\' names.'
            raise Wrong(words, "snapshots")
        usual = "released_at" if "released_at" in info.context.schema.of_kind("time") else ""
        return {"ends": usual, **table}
