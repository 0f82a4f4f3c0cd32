"""Reads XML: the elements that `record` names are the rows; their children and attributes are the columns."""

import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError

from reporter.ingest.readers.cells import NEARLY_NAMED, BrokenCell
from reporter.ingest.readers.encodings import bytes_of
from reporter.ingest.readers.grid import IN_CELLS, same_name
from reporter.ingest.readers.source_file import Delivered, Row, Source, fault_in, row_of
from reporter.ingest.readers.workbook_parts import ForbiddenXml, parser_of

_CHUNK = 1 << 16
_END_OF_TEXT = re.compile(rb"\x1a[\x1a\s]*\Z")  # where programs put the sign of it behind the text
_DEEPEST = 200
_MEND = "Ask for the file again."
_ENOUGH_ROWS = 10  # of so many rows one has each column that is mapped
_LIKE_A_ROW = 2  # so many mapped columns has an element that is taken for a row, though it does not stand as one


@dataclass(kw_only=True)
class _Element:
    """An open element: its name, its text so far, and (outside rows) what stands in it, by path."""

    name: str
    text: list[str] = field(default_factory=list)
    has_elements: bool = False
    has_attributes: bool = False
    has_text_within: bool = False
    found: dict[str, list[str]] = field(default_factory=dict)
    waiting: list["_Found"] = field(default_factory=list)  # rows below it that lack what stands in it


@dataclass(kw_only=True)
class _Found:
    """A row as it was found: values by path, and what stands beside it in its parents."""

    line: int
    values: dict[str, list[str]]
    mixed: set[str] = field(default_factory=set)  # paths of elements that hold both text and elements with text
    within: set[str] = field(default_factory=set)  # paths of elements in the row that are named as one
    is_nearly: bool = False  # only by its case is its name another than that of `record`
    levels: int = 0  # above the row, so many elements have ended

    def add_parent(self, found: dict[str, list[str]]) -> None:
        """Add the columns of the next element above the row: it has ended, so all of them are known."""
        self.levels += 1
        for path, values in found.items():
            self.values.setdefault("../" * self.levels + path, []).extend(values)

    def names(self, expected: Sequence[str], path: str = "") -> int:
        """Count the mapped columns that stand in the row, or in an element within it."""
        below = f"{path}/" if path else ""
        names = {same_name(one.removeprefix(below)) for one in self.values if one.startswith(below)}
        return len({same_name(one) for one in expected} & names)

    def fault(self, expected: Sequence[str]) -> str | None:
        """Return what keeps the row from being read as it stands."""
        if any(self.names(expected, path) >= _LIKE_A_ROW for path in self.within):
            return "rows_within_row"
        return NEARLY_NAMED if self.is_nearly else None


@dataclass(kw_only=True)
class _Beside:
    """What was seen beside the rows: elements named as rows that stand elsewhere, and whether a list is empty."""

    elsewhere: Counter[str] = field(default_factory=Counter)
    has_empty_list: bool = False


def read_xml(delivered: Delivered) -> Source:
    """Read one XML file; document types are refused, and with them every entity of a file's own."""
    record = delivered.layout.record
    if record is None:
        delivered.refuse("an XML file needs `record`", 'Name the element that is a row: record = "Inmates/Booking".')
    seen: dict[str, None] = {}
    beside = _Beside()
    count = 0
    for found in _elements(delivered, record, beside):
        count += not found.is_nearly
        seen.update(dict.fromkeys(found.values))
    if not (count or beside.has_empty_list):
        delivered.refuse(f"it has no element {record!r}", "Look for the path of the element that is a row.")
    nowhere = tuple(name for name in dict.fromkeys(delivered.expected) if name not in seen)
    header = (*seen, *nowhere) if count < _ENOUGH_ROWS else tuple(seen)
    rows = (_row(found, header, delivered.expected) for found in _elements(delivered, record, _Beside()))
    return Source(
        header=header,
        rows=rows,
        names_by_row=True,
        aside=delivered.aside,
        elsewhere={("record", path): number for path, number in beside.elsewhere.items()},
        nowhere=nowhere,
    )


def _row(found: _Found, header: tuple[str, ...], expected: Sequence[str]) -> Row:
    cells = tuple(_cell(found.values.get(name, ()), is_mixed=name in found.mixed) for name in header)
    raw = json.dumps(found.values, ensure_ascii=False, separators=(",", ":"))
    fault = fault_in(cells) or found.fault(expected)
    return row_of(
        found.line, cells, raw, fault or (IN_CELLS if any(type(one) is BrokenCell for one in cells) else None)
    )


def _cell(texts: Sequence[str], *, is_mixed: bool) -> str | None:
    """Return the text of a column; where a child repeats with different values, it conflicts with itself."""
    different = list(dict.fromkeys(texts))
    if len(different) > 1:
        return BrokenCell(different[0], fault="conflicting_rows")
    if different and is_mixed:
        return BrokenCell(different[0], fault="mixed_content")
    return different[0] if different else None


def _elements(delivered: Delivered, record: str, beside: _Beside) -> Iterator[_Found]:
    """Yield the rows as their elements end; with columns of elements above them, as the highest of these ends."""
    way = record.split("/")
    nearly = [same_name(one) for one in way]
    upward = [name.split("/") for name in delivered.expected if name.startswith("../")]
    above = max((name.count("..") for name in upward), default=0)
    below = max([2, *(len(name) - name.count("..") for name in upward)])
    wanted = {same_name("/".join(name[name.count("..") :])) for name in upward}
    open_: list[_Element] = []
    done: list[_Found] = []
    row: _Found | None = None
    row_depth = last = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, row_depth, last
        if open_:
            open_[-1].has_elements = True
        open_.append(_Element(name=tag.rpartition(":")[2]))
        if len(open_) > _DEEPEST:
            raise ForbiddenXml
        names = [one.name for one in open_]
        is_nearly = [same_name(one) for one in names[-len(way) :]] == nearly
        if row is None and is_nearly:
            last = max(last + 1, parser.CurrentLineNumber)
            row, row_depth = _Found(line=last, values={}, is_nearly=names[-len(way) :] != way), len(open_)
        elif row is not None and (is_nearly or [same_name(one) for one in names[row_depth:]] == nearly[-1:]):
            row.within.add("/".join(names[row_depth:]))
        elif names[-1] == way[-1]:
            beside.elsewhere["/".join(names[-len(way) :])] += 1
        for key, value in attributes.items():
            local = key.rpartition(":")[2]
            if key.startswith("xmlns"):
                continue
            if local == "nil" and value.strip() in ("true", "1"):
                continue
            open_[-1].has_attributes = True
            _keep("@" + local, value)

    def _keep(name: str, *values: str) -> None:
        """Keep a value, or that none stands there, under its path below the row or each open element above rows."""
        if row is not None:
            names = [*(one.name for one in open_[row_depth:]), *([name] if name else [])]
            row.values.setdefault("/".join(names), []).extend(values)
        elif above:
            for depth in range(max(0, len(open_) - 1 - below), len(open_)):
                names = [one.name for one in open_[depth + 1 :]]
                path = "/".join([*names, name] if name else names)
                kept = open_[depth].found.setdefault(path, [])
                if not kept or same_name(path) in wanted:  # of all rows below the root, any other may have thousands
                    kept.extend(values)

    def end(_: str) -> None:
        nonlocal row
        element = open_[-1]
        text = "".join(element.text).strip()
        is_empty = not (text or element.has_elements or element.has_attributes)
        if (text or is_empty) and (row is None or len(open_) > row_depth):
            _keep("", *filter(None, [text]))
        if row is not None and text and element.has_text_within:
            row.mixed.add("/".join(one.name for one in open_[row_depth:]))
        if not (element.has_elements or text):
            above_rows = [one.name for one in open_[1 - len(way) :]] == way[:-1] if way[1:] else len(open_) == 1
            beside.has_empty_list = beside.has_empty_list or above_rows
        open_.pop()
        if open_:
            open_[-1].has_text_within |= bool(text) or element.has_text_within
        if row is not None and len(open_) < row_depth:
            is_of_another_kind = row.is_nearly and row.names(delivered.expected) < _LIKE_A_ROW
            if not is_of_another_kind:
                (open_[-1].waiting if above and open_ else done).append(row)
            row = None
        for one in element.waiting:
            one.add_parent(element.found)
            (open_[-1].waiting if one.levels < above and open_ else done).append(one)

    def characters(data: str) -> None:
        if open_:
            open_[-1].text.append(data)

    parser = parser_of(start, end)
    parser.CharacterDataHandler = characters
    try:
        stream, last_read = bytes_of(delivered), b""
        while chunk := stream.read(_CHUNK):
            parser.Parse(last_read, False)
            yield from done
            done.clear()
            last_read = chunk
        parser.Parse(_END_OF_TEXT.sub(b"", last_read), True)
        yield from done
    except ForbiddenXml:
        delivered.refuse("the XML has a document type or more levels than any export", "Export it without.")
    except (EOFError, zlib.error, gzip.BadGzipFile):
        delivered.refuse("the gzip is damaged or cut off", _MEND)
    except (ExpatError, LookupError, ValueError) as error:
        where = f"line {error.lineno}" if isinstance(error, ExpatError) else f"line {last}"
        delivered.refuse(f"the XML breaks off or is wrong after {where}", _MEND)
