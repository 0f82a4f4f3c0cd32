"""Reads text that stands otherwise than a CSV: below titles, between page lines and footers, or in columns by place."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from reporter.ingest.readers.cells import BrokenCell
from reporter.ingest.readers.csv_reader import (
    DELIMITERS,
    delimiter_of,
    names_delimiter,
    read_delimited,
    records_of,
)
from reporter.ingest.readers.encodings import encoding_of, lines_of, text_of
from reporter.ingest.readers.grid import Record, is_rule, names_in, same_name, table_of
from reporter.ingest.readers.source_file import Delivered, Source, visible

_SAMPLE_LINES = 1_000
_SIGNS_ALONE = "".join(DELIMITERS) + '"\r\n '
_END_OF_TEXT = "\x1a"
_FEW_LINES = 3  # fewer show nothing of how a file usually is
_RUN, _NEVER = re.compile(""), re.compile("(?!)")
_WITHIN_END = re.compile(r"\d[:./-]\d\d$", re.ASCII)  # the last digit lies beyond the column
_WITHIN_BEGINNING = re.compile(r"^\d\d[:./-]\d", re.ASCII)  # the first lies before it


def read_text(delivered: Delivered) -> Source:
    """Read a text file as its layout says; without a word on its rows it is a CSV with its header first."""
    layout = delivered.layout
    if layout.widths:
        return read_widths(delivered)
    if layout.header or layout.headless or layout.footer:
        return read_laid_out(delivered)
    return read_delimited(delivered)


def read_widths(delivered: Delivered) -> Source:
    """Read text in columns of fixed width; a footer is looked for in the whole line, before it is cut."""
    encoding, _ = encoding_of(delivered)
    spans = [(first - 1, last) for first, last in delivered.layout.widths.values()]
    return table_of(delivered, _cut(delivered, encoding, spans), names=tuple(delivered.layout.widths))


def _cut(delivered: Delivered, encoding: str, spans: list[tuple[int, int]]) -> Iterator[Record]:
    lines = _lines_of_rows(delivered, encoding)
    sample = list(islice(lines, _SAMPLE_LINES))
    places = _edges(spans, [raw for _, raw in sample])
    for number, raw in chain(sample, lines):
        yield Record(number, [_cell(raw, edges) for edges in places], raw, None)


def _lines_of_rows(delivered: Delivered, encoding: str) -> Iterator[tuple[int, str]]:
    footer, aside = delivered.layout.footer, delivered.aside
    for number, line in enumerate(text_of(delivered, encoding), 1):
        if _END_OF_TEXT in line and line.strip("\r\n\f ").startswith(footer or "\0"):
            aside["footer"] += 1
            continue
        raw = line.rstrip("\r\n").replace("\f", "").replace(_END_OF_TEXT, "").removeprefix("\ufeff")
        if not raw.strip() or (is_rule([raw]) and not raw.strip().startswith(footer or "\0")):
            continue
        if footer and visible(raw).startswith(footer):
            aside["footer"] += 1
            continue
        yield number, raw


class _Edges(NamedTuple):
    """Where a column begins and ends, and in what a run of letters or digits is broken that goes on before or after it.

    Nothing is where the neighbour is a column too, and only a number within a time where the run goes on in most lines:
    what lies outside is not read, as the policy says.
    """

    first: int
    last: int
    broken_before: re.Pattern[str] = _RUN
    broken_after: re.Pattern[str] = _RUN

    def goes_on_before(self, raw: str) -> bool:
        """Say whether a run of letters or digits goes on before the column."""
        return 0 < self.first < len(raw) and raw[self.first - 1 : self.first + 1].isalnum()

    def goes_on_after(self, raw: str) -> bool:
        """Say whether a run of letters or digits goes on after the column."""
        return self.last < len(raw) and raw[self.last - 1 : self.last + 1].isalnum()


def _edges(spans: Sequence[tuple[int, int]], sample: Sequence[str]) -> list[_Edges]:
    taken = {place for first, last in spans for place in range(first, last)}
    found = []
    for first, last in spans:
        one = _Edges(first, last)
        begun = [one.goes_on_before(raw) for raw in sample if raw[first : first + 1].isalnum()]
        ended = [one.goes_on_after(raw) for raw in sample if raw[last - 1 : last].isalnum()]
        before = _NEVER if first - 1 in taken else _WITHIN_BEGINNING if _is_usual(begun) else _RUN
        after = _NEVER if last in taken else _WITHIN_END if _is_usual(ended) else _RUN
        found.append(one._replace(broken_before=before, broken_after=after))
    return found


def _is_usual(seen: Sequence[bool]) -> bool:
    return len(seen) >= _FEW_LINES and 2 * sum(seen) > len(seen)


def _cell(raw: str, edges: _Edges) -> str:
    """Cut a cell out of a line; it is broken where a letter or digit beside it, which is of no column, goes on in it.

    Its text is then that of the place and the whole run: which stay the row names is not known.
    """
    first, last = edges.first, edges.last
    text = raw[first:last].strip()
    before = edges.goes_on_before(raw) and edges.broken_before.search(raw[first - 1 : last])
    if not (before or (edges.goes_on_after(raw) and edges.broken_after.search(raw[first : last + 1]))):
        return text
    while last < len(raw) and raw[last - 1 : last + 1].isalnum():
        last += 1
    while first > 0 and raw[first - 1 : first + 1].isalnum():
        first -= 1
    return BrokenCell(f"{text}, {raw[first:last].strip()}", fault="cut_through")


def read_laid_out(delivered: Delivered) -> Source:
    """Read delimited text whose header and footers the policy names."""
    encoding, _ = encoding_of(delivered)
    sample = list(islice(lines_of(delivered, encoding), _SAMPLE_LINES))
    start = int(names_delimiter(sample))
    delimiter = sample[0][4] if start else delivered.delimiter or _delimiter_of(delivered, sample)
    delivered.aside["title"] += start
    stream = lines_of(delivered, encoding)
    for _ in range(start):
        next(stream)
    records = (
        Record(line, list(cells), raw, fault)
        for line, cells, raw, fault in records_of(_without_marks(stream), delimiter, start)
    )
    return table_of(delivered, records, delimiter=delimiter)


def _without_marks(lines: Iterable[str]) -> Iterator[str]:
    """Drop the mark of the text's beginning where files were put one behind the other."""
    for line in lines:
        yield line.removeprefix("\ufeff")


def _delimiter_of(delivered: Delivered, lines: list[str]) -> str:
    """Return the delimiter by which a row holds all texts of `header`, else the one that the rows below agree on."""
    layout = delivered.layout
    texts = {same_name(text) for text in layout.header}
    below = [line for line in lines if line.strip() and not line.strip().startswith(layout.footer or "\0")]
    below = [line for line in below if not is_rule([line.strip()]) and line.strip(_SIGNS_ALONE)]
    if texts:
        found = {}
        for one in DELIMITERS:
            for number, line in enumerate(below):
                if texts <= names_in([cell.strip().strip('"') for cell in line.split(one)]):
                    found[one] = number
                    break
        if len(found) == 1:
            return next(iter(found))
        if not found:
            delivered.refuse(
                "no row holds all the texts of `header`", "Change `header` in policy.toml, or ask for the file again."
            )
        below = below[min(found.values()) :]
    return delimiter_of(delivered, list(chain(below)))
