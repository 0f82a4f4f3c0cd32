"""Turns rows of cells into a table: finds the header, sets titles and footers aside, drops blank and ruling rows."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
from typing import NamedTuple

from reporter.ingest.readers.cells import BrokenCell, has_damage, marked, shown
from reporter.ingest.readers.source_file import (
    Delivered,
    Row,
    Source,
    fault_in,
    form_of,
    is_like_rows,
    numbered,
    row_of,
    sound_header,
    visible,
)

IN_CELLS = "in_cells"  # the row's fault is that of a broken cell, if a column that is read has one
_SAMPLE_ROWS = 300
_LOOK_BELOW = 50  # rows within which a header is looked for
_RULE = re.compile(r"(?=.*[^\s|+])[\s\-=_*~#+|.\u2500-\u257f\u2014]{3,}")
_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[ T]\d.*)?|\d{1,2}-[A-Za-z]{3}-\d{2,4}.*")
_AMOUNT = re.compile(r"[$€£]\s?-?\d[\d.,]*|-?\d+[.,]\d+")
_NUMBER_OR_CLOCK = re.compile(r"^\s*\d+\s*$|\d:\d\d")
_SURNAME_FIRST = re.compile(r"[^\W\d_][\w'’.-]+,\s*[^\W\d_][\w'’. -]*")


class Record(NamedTuple):
    """A row of a file as it could be split: where it stands, its cells in any number, its raw text, its fault."""

    line: int
    cells: list[str | None]
    raw: str
    fault: str | None


def same_name(name: str | None) -> str:
    """Return what two names of columns must share to be one: case, spaces and how an accent is written aside."""
    return unicodedata.normalize("NFC", " ".join(visible(name).split())).casefold()


def fault_of_cells(cells: Iterable[str | None]) -> str | None:
    """Return the fault of a row that has a broken cell."""
    return IN_CELLS if any(type(one) is BrokenCell for one in cells) else None


def table_of(
    delivered: Delivered, records: Iterable[Record], *, names: Sequence[str] = (), delimiter: str = ""
) -> Source:
    """Find the header among the rows and yield those below it, aligned with it.

    `names` are the columns where the policy's widths name them. Rows may be short of the cells at their end, as in a
    sheet; in text with a `delimiter` that is a fault.
    """
    layout, aside = delivered.layout, delivered.aside
    rows = _filled(records, layout.footer, aside, delimiter)
    if layout.headless:
        sample = list(islice(rows, _SAMPLE_ROWS))
        header = tuple(names) or tuple(str(place) for place in range(1, _usual_width(sample, ragged=not delimiter) + 1))
        if not header:
            delivered.refuse("there are no rows", "Ask for the file again.")
        return _source(delivered, header, chain(sample, rows), delimiter)
    if not layout.header and not names:
        sample = list(islice(rows, _SAMPLE_ROWS))
        look_below(delivered, [[one.cells] for one in sample])
        rows = chain(sample, rows)
    head, above = _header_row(delivered, rows)
    sample = list(islice(rows, _SAMPLE_ROWS))
    _must_be_titles(delivered, above, head, sample, delimiter)
    if not layout.header and (looks_like_data(head.cells) or (names and _is_row(head, sample))):
        _refuse_data(delivered, head.cells)
    width = len(head.cells)
    header = tuple(names) or sound_header(
        delivered, head.cells, [[*one.cells, *[None] * (width - len(one.cells))] for one in sample]
    )
    told = _told(head)
    again = (one for one in chain(sample, rows) if not (layout.header and _told(one) == told))
    return _source(delivered, header, again, delimiter)


def looks_like_data(cells: Iterable[str | None]) -> bool:
    """Say whether a header's cells are those of a row: a date, an amount, or a surname with a first name."""
    return any(
        pattern.fullmatch(cell.strip()) for cell in cells if cell for pattern in (_DATE, _AMOUNT, _SURNAME_FIRST)
    )


def _is_row(head: Record, below: Iterable[Record]) -> bool:
    """Say whether a row is where a header is due, of which no name is asked where the policy names the columns.

    It holds a number, a date or a clock, or a cell with digits just as a row below has them. Words alone show nothing:
    under the name VOID may stand VOID.
    """
    cells = [cell if cell and any(sign.isdigit() for sign in cell) else "" for cell in head.cells]
    others = [one.cells for one in below if _told(one) != _told(head)]
    return any(_NUMBER_OR_CLOCK.search(cell) or _DATE.fullmatch(cell) for cell in cells) or is_like_rows(cells, others)


def _refuse_data(delivered: Delivered, cells: Iterable[str | None]) -> None:
    places = [str(place) for place, cell in enumerate(cells, 1) if cell and looks_like_data([cell])]
    where = f" (cell {', '.join(places)})" if places else ""
    delivered.refuse(
        f"its first row looks like data, not like names of columns{where}",
        'Write header = "none" if it has no header, or header = [...] with texts of its header row.',
    )


def _told(record: Record) -> tuple[str, ...]:
    found = [same_name(cell) for cell in record.cells]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _filled(
    records: Iterable[Record], footer: tuple[str, ...], aside: Counter[str], delimiter: str
) -> Iterator[Record]:
    """Set footers aside and drop rows that are blank or only rule."""
    for record in records:
        first = next((cell.strip() for cell in record.cells if cell and cell.strip()), None)
        if _begins(record, first, footer):
            if delimiter and any(delimiter in line for line in record.raw.splitlines()[1:]):
                yield record._replace(fault="stray_quote")  # a quote in the footer may have swallowed rows
            else:
                aside["footer"] += 1
        elif (first is None and not any(type(cell) is BrokenCell for cell in record.cells)) or is_rule(record.cells):
            continue
        else:
            yield record


def _begins(record: Record, first: str | None, footer: tuple[str, ...]) -> bool:
    """Say whether a row's first filled cell, or its line, begins as a footer does."""
    line = visible(record.raw)
    return bool(footer) and (visible(first or line).startswith(footer) or line.startswith(footer))


def is_rule(cells: Iterable[str | None]) -> bool:
    """Say whether a row's filled cells are lines drawn with signs."""
    filled = (cell.strip() for cell in cells if cell and cell.strip())
    first = next(filled, "")  # of most rows it tells enough
    return _RULE.fullmatch(first) is not None and all(_RULE.fullmatch(cell) for cell in filled)


def look_below(delivered: Delivered, splits: Sequence[Sequence[Sequence[str | None]]]) -> None:
    """Refuse a file whose header is below other rows, and say how to name it; a row may be split in many ways."""
    needed = {same_name(name) for name in delivered.expected}
    if not needed:
        return
    for number, ways in enumerate(splits[:_LOOK_BELOW]):
        if any(needed <= {same_name(cell and cell.strip().strip('"')) for cell in cells} for cells in ways):
            if number:
                texts = ", ".join(json.dumps(name, ensure_ascii=False) for name in dict.fromkeys(delivered.expected))
                delivered.refuse(
                    f"its header stands below {number} other row{'s' if number > 1 else ''}",
                    f"Write this under its log in policy.toml: header = [{texts}]",
                )
            return


def _header_row(delivered: Delivered, rows: Iterator[Record]) -> tuple[Record, list[Record]]:
    """Return the first row that holds all texts of `header` (without it the first row), and those that stand above it.

    These are set aside. Where widths name the columns, a text may stand anywhere in the line as whole words; a line
    with a number or a time in a cell is then a row that holds the same word.
    """
    texts, widths = {same_name(text) for text in delivered.layout.header}, delivered.layout.widths
    above: list[Record] = []
    for record in rows:
        is_head = texts <= names_in(record.cells)
        if texts and widths:
            is_head = _has_words(record, texts) and not _is_row(record, ())
        if is_head:
            return record, above
        delivered.aside["title"] += 1
        if len(above) < _SAMPLE_ROWS:
            above.append(record)
    words = " as whole words" if widths else ""
    wrong = f"no row holds all the texts of `header`{words}" if texts else "there is no header row"
    return delivered.refuse(wrong, "Change `header` in policy.toml, or ask for the file again.")


def _has_words(record: Record, texts: set[str]) -> bool:
    """Say whether each text is a cell of the row, or stands in its line as whole words."""
    line, cells = same_name(record.raw), names_in(record.cells)
    return all(text in cells or re.search(rf"(?<!\w){re.escape(text)}(?!\w)", line) for text in texts)


def _must_be_titles(
    delivered: Delivered, above: Sequence[Record], head: Record, below: Sequence[Record], delimiter: str
) -> None:
    """Refuse a file where rows of the table stand above its header, or within a quote that opens there."""
    width = len(head.cells)
    if delimiter and any("\n" in one.raw and swallowed(one.cells, one.raw, width, delimiter) for one in above):
        delivered.refuse("a quote that opens above the header has swallowed rows", "Ask for the file again.")
    lost = _like_most(above, below or above)
    if lost:
        are = "a row above the header is" if lost == 1 else f"{lost} rows above the header are"
        mend = "Choose texts for `header` in policy.toml that each header of the file holds, or ask for the file again."
        delivered.refuse(f"{are} like those of the table, and would not be read", mend)


def _like_most(rows: Sequence[Record], others: Sequence[Record]) -> int:
    """Count the rows of which half of the filled cells, and two at least, stand in one of the others in their form."""
    forms = [_forms(one) for one in others]
    count = 0
    for one, own in ((one, _forms(one)) for one in rows):
        shared = (own & form for form, other in zip(forms, others, strict=True) if other is not one)
        count += any(len(found) > 1 and 2 * len(found) >= len(own) and _has_digits(found) for found in shared)
    return count


def _has_digits(forms: set[tuple[int, str]]) -> bool:
    return any("9" in form for _, form in forms)


def _forms(record: Record) -> set[tuple[int, str]]:
    """Return each filled cell with its place: a number, a time or an id as its form, other texts as they are."""
    return {
        (place, "".join(text for text, _ in groupby(form_of(cell))) if any(map(str.isdigit, cell)) else cell)
        for place, cell in enumerate(map(visible, record.cells))
        if cell
    }


def names_in(cells: Sequence[str | None]) -> set[str]:
    """Return the names that `header` may ask of a row: its texts, and those that come again with their numbers."""
    texts = [visible(cell) for cell in cells]
    return {same_name(one) for one in (*texts, *numbered(texts))}


def _usual_width(sample: list[Record], *, ragged: bool) -> int:
    widths = Counter(len(one.cells) for one in sample)
    if ragged:
        return max(widths, default=0)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _source(delivered: Delivered, header: tuple[str, ...], records: Iterable[Record], delimiter: str) -> Source:
    width = len(header)
    rows = (_fitted(record, width, delimiter) for record in records)
    return Source(header=header, rows=rows, aside=delivered.aside)


def swallowed(cells: Sequence[str | None], raw: str, width: int, delimiter: str) -> list[str]:
    """Return the cells of rows that a quoted cell has swallowed.

    They are the lines within the cell with as many delimiters as a row; or every line of the row, where the first and
    the last have that many: then a quote that opens in one row closes in another.
    """
    if width == 1:
        return []
    whole = [line for line in raw.splitlines() if line]
    within = [line for cell in cells if cell for line in cell.splitlines()[1:]]
    lines = [line for line in within if line.count(delimiter) >= width - 1]
    if not lines and len(whole) > 1 and min(whole[0].count(delimiter), whole[-1].count(delimiter)) >= width - 1:
        lines = whole
    return [cell for line in lines for cell in line.split(delimiter)]


def _fitted(record: Record, width: int, delimiter: str) -> Row:
    """Align a row with the header: a filled cell beyond it is a fault, and so is a short row of delimited text."""
    cells, fault = record.cells, record.fault
    while len(cells) > width and not cells[-1]:
        cells.pop()
    if len(cells) > width:
        fault = fault or "too_many_fields"
    elif len(cells) < width:
        if not delimiter:
            cells.extend([None] * (width - len(cells)))
        else:
            fault = fault or "too_few_fields"
    if not fault and delimiter and "\n" in record.raw and (taken := swallowed(cells, record.raw, width, delimiter)):
        fault, cells = "stray_quote", [*cells, *taken]
    raw = record.raw
    if has_damage(raw):
        raw, cells = shown(raw), [cell and marked(cell) for cell in cells]
    if fault is None and len(record.raw) > 0:
        fault = fault_in(cells) or fault_of_cells(cells)
    return row_of(record.line, tuple(cells), raw, fault)
