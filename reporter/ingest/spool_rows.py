"""Writes the rows of one delivered file, as its layout reads them, to a plain CSV that the engine loads."""

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import LogSchema
from reporter.ingest import readers, snapshots
from reporter.ingest.layouts import other_name, second_header
from reporter.ingest.layouts.compose import Composer
from reporter.ingest.layouts.events import Entry, EventReader, folded, taken_back
from reporter.ingest.layouts.fill_down import filled_down
from reporter.ingest.layouts.find_columns import find_columns, find_named, refuse_twice, zeros_by_place
from reporter.ingest.layouts.only import Picker
from reporter.ingest.layouts.taken_back import NONE, TakenBack
from reporter.ingest.readers.cells import BrokenCell
from reporter.ingest.readers.grid import IN_CELLS
from reporter.ingest.readers.source_file import visible

RAW_MOST = 100_000
_MOST_WORDS = 100_000
_PARTING = ',;|\t:"'
_SIGNS = " \"'{}[]"
_BROKEN_SIGN = re.compile(r"\0|\\ud[89a-f][0-9a-f]{2}")
ENTRY_END, COLUMN_END = "\x1e", "\x1f"  # in a cell of `delivered`
FIELDS = ("line", "fault", "raw", "cells", "this_log", "delivered")


class _Writer(Protocol):
    def writerow(self, row: Sequence[object], /) -> object: ...


@dataclass(frozen=True, kw_only=True)
class Spooled:
    """What became of a file's rows: `others` are not of this log, of them `set_aside` by header and footer."""

    columns: tuple[str, ...]
    received: int
    others: int
    set_aside: int
    written: int
    folded: int = 0  # rows of events that went into a record beside another row, or that another replaced
    left_out: Mapping[tuple[str, str], int] = field(default_factory=dict)
    elsewhere: Mapping[tuple[str, str], int] = field(default_factory=dict)  # what no layout names: it is not received
    nowhere: tuple[str, ...] = ()  # columns of theirs that stand in no row of a short file
    revised: Collection[int] = ()  # lines of records of which the file takes an entry back: none completes them
    filled_down: int = 0  # rows that took a value from one above
    is_ordinary: bool = False  # printable ASCII alone, and no number in scientific notation


@dataclass(frozen=True, kw_only=True)
class OpenLayout:
    """One file opened for one layout of a log: how its cells become columns of ours."""

    rows: Iterator[readers.Row]
    composer: Composer
    picker: Picker
    plain_places: Mapping[str, int]
    other_names: other_name.Pairs
    reads_left_out: bool  # of rows that are left out the cells are wanted too
    filled: Counter[str]  # what `fill_down` filled, once the rows are read
    is_plain: bool  # each column of ours is one of theirs as it stands: the engine may read the file itself


def open_layout(
    source: readers.Source, schema: LogSchema, mapping: LogPolicy, file: str, columns: Sequence[str] = ()
) -> OpenLayout:
    """Find what the layout reads in a file's header; raises InputRefused when a column is missing.

    `columns` are those of ours that the file may fill, where they are not all of the log.
    """
    refuse_twice(source.header, schema, mapping, file)
    found = find_columns(source.header, schema, mapping, file, columns=columns)
    zeros = zeros_by_place(source.header, schema, mapping, file)
    rows, filled = _below_one_header(source, mapping), Counter[str]()
    if mapping.fill_down:
        rows = filled_down(rows, tuple(find_named(source.header, schema, file, mapping.fill_down).values()), filled)
    named = find_named(source.header, schema, file, (*mapping.only, *mapping.only_filled))
    sought = (*schema.of_kind("time", "day"), "booking_id")  # what must not seem empty under another name
    places = [(column, place) for column in sought if column in found for place in found[column].places]
    mapped = [place for one in found.values() for place in one.places]
    others = other_name.pairs(source.header, places, [*mapped, *named.values()], by_row=source.names_by_row)
    return OpenLayout(
        rows=rows,
        composer=Composer(schema, found, zeros, mapping),
        picker=Picker(mapping.only, mapping.only_filled, named),
        plain_places={column: one.parts[0] for column, one in found.items() if one.parts},
        other_names=others,
        filled=filled,
        reads_left_out=snapshots.names_left_out(schema, mapping),
        is_plain=all(one.alone is not None for one in found.values())
        and not (zeros or mapping.only_filled or mapping.fill_down or others),
    )


def _below_one_header(source: readers.Source, mapping: LogPolicy) -> Iterator[readers.Row]:
    if source.names_by_row or mapping.headless or mapping.widths:
        return source.rows
    return second_header.set_aside(source.rows, source.header)


def spool(source: readers.Source, layout: OpenLayout, path: Path) -> Spooled:
    """Write the columns of ours of every row."""
    composer, picker = layout.composer, layout.picker
    received = 0
    blank = [""] * len(composer.columns)
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        # a cell is quoted if it holds a character of the line's end, so that a return within a cell stays in its row
        write = csv.writer(file, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL).writerow
        for row in layout.rows:
            received += 1
            if row.fault and row.fault != IN_CELLS:
                write([row.line, row.fault, raw_text(row), words_of(row, composer), 1, "", *blank])
            elif doubt := picker.doubt(row.cells):
                write([row.line, doubt, raw_text(row), words_of(row, composer), 1, "", *blank])
            elif not picker.takes(row.cells):
                texts = composer.texts(row.cells)[0] if layout.reads_left_out else blank
                write([row.line, "", "", "", 0, "", *texts])
            else:
                texts, fault = composer.texts(row.cells)
                fault = fault or other_name.fault_of(layout.other_names, row)
                delivered = as_text(composer.delivered(row.cells, texts))
                write([row.line, fault or "", "", words_of(row, composer) if fault else "", 1, delivered, *texts])
    aside = source.aside.total()
    others = picker.left_out.total()
    return Spooled(
        columns=composer.columns,
        received=received + aside,
        others=others + aside,
        set_aside=aside,
        written=received,
        left_out=Counter(picker.left_out),
        filled_down=layout.filled["rows"],
        elsewhere=source.elsewhere,
        nowhere=source.nowhere,
    )


@dataclass(frozen=True, kw_only=True)
class EventRows:
    """The rows of a file of events: those that tell a column of ours, and those that cannot be taken."""

    reader: EventReader
    picker: Picker
    entries: Sequence[Entry]
    faulty: Sequence[readers.Row]
    received: int
    filled_down: int


def read_events(
    source: readers.Source, schema: LogSchema, mapping: LogPolicy, file: str, unknown: Collection[str] = ()
) -> EventRows:
    """Read the rows of a file of events; raises InputRefused when a column is missing.

    A row that replaces one of the `unknown` entries is one that cannot be taken.
    """
    if mapping.events is None:
        raise ValueError
    refuse_twice(source.header, schema, mapping, file)
    reader = EventReader(source.header, schema, mapping, mapping.events, file, unknown)
    named = find_named(source.header, schema, file, (*mapping.only, *mapping.only_filled))
    picker = Picker(mapping.only, mapping.only_filled, named)
    rows, filled = _below_one_header(source, mapping), Counter[str]()
    if mapping.fill_down:
        rows = filled_down(rows, tuple(find_named(source.header, schema, file, mapping.fill_down).values()), filled)
    entries, faulty, received = [], [], 0
    for row in rows:
        received += 1
        if row.fault and row.fault != IN_CELLS:
            faulty.append(row)
        elif doubt := picker.doubt(row.cells) or reader.doubt_of_correction(row):
            faulty.append(replace(row, fault=doubt))
        elif not picker.takes(row.cells):
            reader.leave_out(row)
        elif doubt := reader.doubt(row.cells):
            faulty.append(replace(row, fault=doubt))
        elif entry := reader.entry(row):
            entries.append(entry)
    return EventRows(
        reader=reader, picker=picker, entries=entries, faulty=faulty, received=received, filled_down=filled["rows"]
    )


def spool_events(
    source: readers.Source, schema: LogSchema, mapping: LogPolicy, file: str, path: Path, given: TakenBack = NONE
) -> Spooled:
    """Write a record for each id of a file of events; entries of other files take back what is `given`."""
    read = read_events(source, schema, mapping, file, given.unknown)
    reader, entries, faulty = read.reader, read.entries, read.faulty
    records = list(folded(entries, taken_back(entries, reader, given)))
    blank = [""] * len(reader.columns)
    with path.open("w", encoding="utf-8", errors="replace", newline="") as target:
        write = csv.writer(target, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL).writerow
        for row in faulty:
            write([row.line, row.fault, raw_text(row), words_of(row, reader.always), 1, "", *blank])
        for one in records:
            texts = [one.texts.get(column) for column in reader.columns]
            words = words_of(one.row, reader.always) if one.fault else ""
            write([one.row.line, one.fault or "", "", words, 1, as_text(one.delivered), *texts])
    left_out = read.picker.left_out + reader.left_out
    aside = source.aside.total()
    return Spooled(
        columns=reader.columns,
        received=read.received + aside,
        others=left_out.total() + aside,
        set_aside=aside,
        written=len(faulty) + len(records),
        folded=len(entries) - len(records),
        revised=[one.row.line for one in records if one.is_revised],
        left_out=left_out,
        filled_down=read.filled_down,
        elsewhere=source.elsewhere,
    )


def as_text(delivered: Mapping[str, str]) -> str:
    """Write what a row's cells held, where the policy made another text of it, as one cell of the spool."""
    return ENTRY_END.join(f"{column}{COLUMN_END}{text}" for column, text in delivered.items())


def raw_text(row: readers.Row) -> str:
    """Return a row's raw text as quarantine keeps it."""
    return row.raw[:RAW_MOST].replace("\0", "\ufffd")


def words_of(row: readers.Row, composer: Composer) -> str:
    """Return the words of a row that cannot be taken: the ids of stays may be found among them.

    Where its cells could not be told apart, these are the words of each line of it, however they are parted.
    """
    splits: list[Sequence[str | None]] = [row.cells]
    broken = [str(cell) for cell in row.cells if type(cell) is BrokenCell]
    splits += [[one.strip(_SIGNS) for one in text.split(sign)] for text in broken for sign in _PARTING if sign in text]
    if row.fault and row.fault != IN_CELLS:
        for line in raw_text(row).splitlines():
            splits += [[cell.strip(_SIGNS) for cell in line.split(sign)] for sign in _PARTING if sign in line]
            splits.append(line.split())
    words = [str(cell) if type(cell) is BrokenCell else cell or "" for split in splits for cell in split]
    words += [one for split in splits for one in composer.ids(split)]
    words = words[:_MOST_WORDS]
    # an id with a NUL or half a character in it still names its stay
    words += [_BROKEN_SIGN.sub("", word) for word in words if "\0" in word or "\\ud" in word]
    kept = dict.fromkeys(visible(word)[:200] for word in words)
    return "\x1f".join(kept).replace("\0", "\ufffd")
