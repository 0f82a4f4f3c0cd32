"""Reads CSV and its kin: finds the delimiter or says why it cannot, then streams the rows."""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from string import ascii_letters, digits
from typing import NamedTuple

from reporter.errors import InputRefused
from reporter.ingest.readers.cells import has_damage, marked, shown
from reporter.ingest.readers.encodings import encoding_of, lines_of
from reporter.ingest.readers.grid import IN_CELLS, is_rule, look_below, swallowed
from reporter.ingest.readers.source_file import (
    LONGEST_FIELD,
    Delivered,
    Row,
    Source,
    fault_in,
    row_of,
    sound_header,
)

DELIMITERS = {",": "','", ";": "';'", "\t": "tab", "|": "'|'", "^": "'^'", "~": "'~'"}
_LONGEST_QUOTED = 64_000_000  # characters; past it a closing quote is surely missing, and memory would run out
_SAMPLE_LINES = 1_000
_SAMPLE_RECORDS = 300
_BEGINS_NO_RULE = frozenset(f"{ascii_letters}{digits}")
_AGREEMENT = 0.9  # share of the sampled rows that must be as wide as the header


_Record = tuple[int, list[str], str, str | None]  # line, cells, raw, fault


class _Fit(NamedTuple):
    """How well one delimiter explains the sample: columns in the header, share of rows as wide, and one even width."""

    columns: int
    agreement: float
    even: bool


def read_delimited(delivered: Delivered) -> Source:
    """Read one CSV file as a stream of rows."""
    encoding, _ = encoding_of(delivered)
    lines = list(islice(lines_of(delivered, encoding), _SAMPLE_LINES))
    start = int(names_delimiter(lines))
    delivered.aside["title"] += start
    look_below(delivered, [[line.split(one) for one in DELIMITERS] for line in lines[start:] if line.strip()])
    delimiter = lines[0][4] if start else delivered.delimiter or delimiter_of(delivered, lines)
    sample = _sampled(lines[start:], delimiter)
    if not sample:
        delivered.refuse("there is no header line", "Ask for the file again, with the names of its columns.")
    _, names, first_line, fault = sample[0]
    if fault:
        delivered.refuse("the header line has a stray quote", "Ask for the file again.")
    if len(names) == 1:
        _must_not_divide(delivered, first_line, delimiter)
    header = sound_header(delivered, names, [cells for _, cells, _, _ in sample[1:]])
    stream = lines_of(delivered, encoding)
    for _ in range(start):
        next(stream)
    records = records_of(stream, delimiter, start)
    next(record for record in records if record[2].strip())  # the header, known by now
    rows = _rows(delivered, records, len(header), delimiter)
    may_be_plain = encoding.startswith("utf-8") and lines[0].removesuffix("\n").removesuffix("\r") == first_line
    return Source(
        header=header,
        rows=rows,
        delimiter=delimiter if may_be_plain else None,
        aside=delivered.aside,
    )


def names_delimiter(lines: list[str]) -> bool:
    """Say whether a first line such as "sep=;", Excel's own word, names the delimiter."""
    return bool(lines) and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5


def _must_not_divide(delivered: Delivered, header: str, delimiter: str) -> None:
    """Refuse a named delimiter that the header lacks while it has another: one column would swallow all."""
    seen = [words for one, words in DELIMITERS.items() if one in header and one != delimiter]
    if delivered.delimiter and seen:
        wrong = f"{delimiter!r} is not in the header line, but {' and '.join(seen)} is"
        delivered.refuse(wrong, "Change or remove `delimiter` in policy.toml.")


def records_of(lines: Iterable[str], delimiter: str, before: int = 0) -> Iterator[_Record]:
    """Split lines by RFC 4180; the reader's feed remembers the lines it gave, so raw text and line come cheaply.

    Where names of the header are quoted behind a space, so is every cell.
    """
    csv.field_size_limit(_LONGEST_QUOTED)
    taken: list[str] = []
    lines = iter(lines)
    head = list(islice(lines, 1))
    spaced = any(f'{delimiter} "' in line for line in head)

    def remember() -> Iterator[str]:
        for line in chain(head, lines):
            taken.append(line)
            yield line

    reader = csv.reader(remember(), delimiter=delimiter, strict=True, skipinitialspace=spaced)
    while True:
        fault = None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            fault = "stray_quote"
            cells = _splittable(taken, delimiter)
        raw = taken[0] if len(taken) == 1 else "".join(taken)
        line = before + reader.line_num - len(taken) + 1
        taken.clear()
        yield line, cells, raw.removesuffix("\n").removesuffix("\r"), fault


def _splittable(lines: list[str], delimiter: str) -> list[str]:
    """Split a row with a stray quote as far as it goes; beyond the longest quoted field the file is refused."""
    try:
        return next(csv.reader(iter(lines), delimiter=delimiter), [])
    except csv.Error:
        raise InputRefused("a quoted field has no end. Look for a missing quote and ask for the file again.") from None


def _rows(delivered: Delivered, records: Iterator[_Record], width: int, delimiter: str) -> Iterator[Row]:
    line = 1
    try:
        for line, cells, raw, fault in records:
            count = len(cells)
            if count != width or fault:
                if (not fault and (count == 0 or (count == 1 and not raw.strip()))) or is_rule(cells):
                    continue
                count = _width(cells, width)
                fault = fault or (_miscounted(count, width))
                cells = cells[:count]
            if not any(cells) or not any(cell.strip() for cell in cells):
                continue  # delimiters alone
            if not fault and (cells[0][:1] or "-") not in _BEGINS_NO_RULE and is_rule(cells):
                continue
            if not fault and ("\n" in raw or "\r" in raw) and (taken := swallowed(cells, raw, width, delimiter)):
                fault, cells = "stray_quote", [*cells, *taken]  # whom the swallowed rows name stands among them
            if len(raw) > LONGEST_FIELD or "\0" in raw:
                fault = fault_in(cells) or fault
            if has_damage(raw):
                raw, cells, fault = shown(raw), [marked(cell) for cell in cells], fault or IN_CELLS
            yield row_of(line, tuple(cells), raw, fault)
    except InputRefused as error:
        delivered.refuse(f"after line {line} {str(error).partition('. ')[0]}", str(error).partition(". ")[2])


def _miscounted(count: int, width: int) -> str | None:
    if count == width:
        return None
    return "too_few_fields" if count < width else "too_many_fields"


def _width(cells: list[str], least: int) -> int:
    """Count the fields, less the empty ones at the end that exceed the header."""
    width = len(cells)
    while width > least and not cells[width - 1]:
        width -= 1
    return width


def _sampled(lines: list[str], delimiter: str) -> list[_Record]:
    try:
        found = [record for record in islice(records_of(lines, delimiter), _SAMPLE_RECORDS) if record[2].strip()]
    except InputRefused:
        return []
    if len(lines) == _SAMPLE_LINES and len(found) > 1:
        found.pop()  # the sample may end inside a quoted field
    return found


def _fit(lines: list[str], delimiter: str) -> _Fit | None:
    """Measure how one delimiter fits; None when it leaves a stray quote in the header."""
    sample = _sampled(lines, delimiter)
    if not sample or sample[0][3]:
        return None
    columns = _width(sample[0][1], 1)
    widths = [_width(cells, columns) for _, cells, _, _ in sample[1:]]
    agreement = widths.count(columns) / len(widths) if widths else 1.0
    return _Fit(columns, agreement, bool(widths) and widths[0] > 1 and len(set(widths)) == 1)


def delimiter_of(delivered: Delivered, lines: list[str]) -> str:
    """Return the delimiter on which header and rows agree; refuse the file when they leave a doubt."""
    fits = {one: fit for one in DELIMITERS if (fit := _fit(lines, one))}
    splitting = {one: fit.agreement for one, fit in fits.items() if fit.columns > 1}
    agreeing = [one for one, agreement in splitting.items() if agreement >= _AGREEMENT]
    if len(agreeing) == 1:
        return agreeing[0]
    mend = "Name the right one as `delimiter` in policy.toml, under the log of this file."
    if agreeing:
        seen = " and ".join(DELIMITERS[one] for one in agreeing)
        delivered.refuse(f"{seen} would each split this file evenly", mend)
    best = max(splitting, key=lambda one: splitting[one], default=",")
    even = [one for one, fit in fits.items() if fit.even and one != best]
    if even and not splitting.get(best):
        seen = " and ".join(DELIMITERS[one] for one in even)
        header = f"is split by {DELIMITERS[best]}" if splitting else "has one column"
        delivered.refuse(f"the header {header}, but {seen} stands evenly in the rows", mend)
    if list(splitting.values()).count(splitting.get(best, 0.0)) > 1:
        seen = " and ".join(DELIMITERS[one] for one in splitting)
        delivered.refuse(f"{seen} stand in the header, and the rows are too uneven to tell which divides them", mend)
    return best
