"""Finds where the columns of a log stand in a file's header."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from reporter.config.log_policy import LogPolicy, Mapped
from reporter.config.log_schemas import LogSchema
from reporter.errors import InputRefused
from reporter.ingest.readers.grid import same_name
from reporter.ingest.readers.source_file import places_of_data, visible

_NONE = LogPolicy()
_BETWEEN_CELLS = frozenset(',;|\t"\r\n')
_A_LINE = 100  # characters of a message that names the columns of a file


class ColumnLacking(InputRefused):
    """A file lacks a column that its log needs: `theirs`, which fills `column` of ours, or which a key names (then "").

    `has` lists the columns that it has, where its first line is surely no row of persons.
    """

    def __init__(self, *, lacks: str, has: str, header: Sequence[str], column: str, theirs: str) -> None:
        """Say that it lacks, with no column that may be meant instead: that its values tell."""
        super().__init__(f"{lacks} Its first line must name the columns. Is it a file of this log?{has}")
        self.lacks, self.has, self.header, self.column, self.theirs = lacks, has, header, column, theirs


@dataclass(frozen=True, kw_only=True)
class Found:
    """Where one column of ours stands: the places of its parts, or of the times between which it lies."""

    parts: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    by: tuple[int, ...] = ()

    @property
    def places(self) -> tuple[int, ...]:
        """The place of each column of theirs of which it is made."""
        return (*self.parts, *self.after, *self.by)

    @property
    def alone(self) -> int | None:
        """The place of the one column of theirs that is the whole of it."""
        return self.parts[0] if len(self.parts) == 1 else None


def place_of(header: Sequence[str], name: str) -> int | None:
    """Return the place of a column: under this very name, else under the one name that differs by case or spaces."""
    trimmed = [visible(column) for column in header]
    if visible(name) in trimmed:
        return trimmed.index(visible(name))
    alike = [place for place, column in enumerate(header) if same_name(column) == same_name(name)]
    return alike[0] if len(alike) == 1 else None


def needed_names(schema: LogSchema, mapping: LogPolicy, columns: Sequence[str] = ()) -> list[str]:
    """Return the columns of theirs that a file of this layout must have; `columns` are those of ours that it fills."""
    found = [name for mapped in mapping.columns.values() for name in mapped.names]
    filled = {column for fills in mapping.events.fills.values() for column in fills} if mapping.events else set()
    filled |= {column for one in mapping.joined for column in one.half.columns}
    if mapping.snapshots:
        filled.add(mapping.snapshots.ends)
        found += mapping.snapshots.taken_at.names if mapping.snapshots.taken_at else ()
    elsewhere = filled | set(mapping.columns) | set(mapping.constants)
    found += [column for column in schema.required if column not in elsewhere and column in (columns or schema.columns)]
    return [*found, *mapping.only, *mapping.only_filled, *mapping.fill_down]


def find_columns(
    header: Sequence[str], schema: LogSchema, mapping: LogPolicy, file: str, *, columns: Sequence[str] = ()
) -> dict[str, Found]:
    """Find each column of ours; raises InputRefused naming the nearest when one is missing.

    `columns` are those that the file fills, where they are not all of the log.
    """
    found: dict[str, Found] = {}
    lists = mapping.snapshots
    for column in columns or schema.columns:
        if lists and column == lists.ends:  # the time of the list stands there till the end of the stay is known
            found |= {column: find_mapped(header, schema, file, lists.taken_at)} if lists.taken_at else {}
            continue
        mapped = mapping.theirs(column)
        places = {name: place_of(header, name) for name in mapped.names}
        lost = [name for name, place in places.items() if place is None]
        if not lost:
            found[column] = Found(
                **{
                    part: tuple(place for name in names if (place := places[name]) is not None)
                    for part, names in (("parts", mapped.parts), ("after", mapped.after), ("by", mapped.by))
                }
            )
        elif column in mapping.columns or (column in schema.required and column not in mapping.constants):
            _refuse(header, schema, file, lost[0], column=column, mapping=mapping)
    return found


def refuse_twice(header: Sequence[str], schema: LogSchema, mapping: LogPolicy, file: str) -> None:
    """Raise InputRefused for a file that has, under our name, a column which a joined file fills."""
    filled = {column for one in mapping.joined for column in (*one.half.columns, *one.half.constants)}
    for column in sorted(filled - {*schema.key}):
        if place_of(header, column) is not None:
            raise InputRefused(
                f"{file} has a column {column!r}, which [[logs.{schema.name}.joined]] fills too. Let one of them fill "
                "it: take it out of joined, or ask for the file without it."
            )


def find_named(header: Sequence[str], schema: LogSchema, file: str, names: Sequence[str]) -> dict[str, int]:
    """Find the columns of theirs that a key of the layout names; raises InputRefused when one is missing."""
    places: dict[str, int] = {}
    for name in names:
        place = place_of(header, name)
        if place is None:
            _refuse(header, schema, file, name)
        places[name] = place
    return places


def find_mapped(header: Sequence[str], schema: LogSchema, file: str, mapped: Mapped) -> Found:
    """Find the columns of one composition, or of the two moments between which a time lies."""
    places = find_named(header, schema, file, mapped.names)
    parts, after, by = (tuple(map(places.__getitem__, names)) for names in (mapped.parts, mapped.after, mapped.by))
    return Found(parts=parts, after=after, by=by)


def _refuse(
    header: Sequence[str], schema: LogSchema, file: str, theirs: str, *, column: str = "", mapping: LogPolicy = _NONE
) -> NoReturn:
    if data := places_of_data(header):
        cells = f"cells {', '.join(map(str, data))} look" if len(data) > 1 else f"cell {data[0]} looks"
        raise InputRefused(
            f"{file} has no header: in its first line {cells} like data, and [logs.{schema.name}] needs a column "
            f'{theirs!r}. Ask for the file with the names of its columns, or set header = "none" for it.'
        )
    known = {same_name(name) for one in schema.columns for name in mapping.theirs(one).names}
    has = _columns_of(header) if any(same_name(name) in known for name in header) else ""
    raise ColumnLacking(
        lacks=f"{file} has no column {theirs!r}, which [logs.{schema.name}] needs.",
        has=has,
        header=header,
        column=column,
        theirs=theirs,
    )


def _columns_of(header: Sequence[str]) -> str:
    """List the names of a file's columns, as many as fit on a line.

    It is asked only of a first line that holds a name which the policy knows: another may be a row of persons. A name
    in which a sign between cells stands may have swallowed such a row.
    """
    trimmed = [one for name in header if (one := name.strip())]
    names = [repr(one) if not _BETWEEN_CELLS & {*one} else "one with a comma or a quote in it" for one in trimmed]
    shown = [one for place, one in enumerate(names, 1) if len(", ".join(names[:place])) <= _A_LINE]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return f" Its columns are {', '.join(shown)}{more}."


def zeros_by_place(header: Sequence[str], schema: LogSchema, mapping: LogPolicy, file: str) -> Mapping[int, int]:
    """Return the width that each column had whose leading zeros a program dropped."""
    places = find_named(header, schema, file, tuple(mapping.restore_zeros))
    return {place: mapping.restore_zeros[name] for name, place in places.items()}
