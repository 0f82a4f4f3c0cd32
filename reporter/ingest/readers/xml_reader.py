"""Reads XML: the elements that `record` names are the rows; their children and attributes are the columns."""

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError

from reporter.ingest.readers.cells import BrokenCell
from reporter.ingest.readers.grid import IN_CELLS
from reporter.ingest.readers.source_file import Delivered, Row, Source, bytes_of, fault_in, row_of
from reporter.ingest.readers.workbook_parts import ForbiddenXml, parser_of

_CHUNK = 1 << 16
_DEEPEST = 200
_MEND = "Ask for the file again."
_ENOUGH_ROWS = 10  # of so many rows one has each column that is mapped


@dataclass(kw_only=True)
class _Element:
    """An open element: its name, its text so far, and (outside rows) what stands in it, by path."""

    name: str
    text: list[str] = field(default_factory=list)
    found: dict[str, list[str]] = field(default_factory=dict)
    waiting: list["_Found"] = field(default_factory=list)


@dataclass(kw_only=True)
class _Found:
    """A row as it was found: values by path, and what stands beside it in its parents."""

    line: int
    values: dict[str, list[str]]


def read_xml(delivered: Delivered) -> Source:
    """Read one XML file; document types are refused, and with them every entity of a file's own."""
    record = delivered.layout.record
    if record is None:
        delivered.refuse("an XML file needs `record`", 'Name the element that is a row: record = "Inmates/Booking".')
    seen: dict[str, None] = {}
    count = 0
    for found in _elements(delivered, record):
        count += 1
        seen.update(dict.fromkeys(found.values))
    if not count:
        delivered.refuse(f"it has no element {record!r}", "Look for the path of the element that is a row.")
    header = tuple(seen)
    if count < _ENOUGH_ROWS:
        header += tuple(name for name in dict.fromkeys(delivered.expected) if name not in seen)
    rows = (_row(found, header) for found in _elements(delivered, record))
    return Source(header=header, rows=rows, dialect="XML", names_by_row=True, aside=delivered.aside)


def _row(found: _Found, header: tuple[str, ...]) -> Row:
    cells = tuple(_cell(found.values.get(name, ())) for name in header)
    raw = json.dumps(found.values, ensure_ascii=False, separators=(",", ":"))
    fault = fault_in(cells) or (IN_CELLS if any(type(one) is BrokenCell for one in cells) else None)
    return row_of(found.line, cells, raw, fault)


def _cell(texts: Sequence[str]) -> str | None:
    """Return the text of a column; where a child repeats with different values, it conflicts with itself."""
    different = list(dict.fromkeys(texts))
    if len(different) > 1:
        return BrokenCell(different[0], fault="conflicting_rows")
    return different[0] if different else None


def _elements(delivered: Delivered, record: str) -> Iterator[_Found]:
    """Yield the rows as their elements end; with columns of a parent, as the parent ends."""
    way = record.split("/")
    above = max((name.count("../") for name in delivered.expected if name.startswith("../")), default=0)
    open_: list[_Element] = []
    done: list[_Found] = []
    row: _Found | None = None
    row_depth = last = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, row_depth, last
        open_.append(_Element(name=tag.rpartition(":")[2]))
        if len(open_) > _DEEPEST:
            raise ForbiddenXml
        if row is None and [one.name for one in open_[-len(way) :]] == way:
            last = max(last + 1, parser.CurrentLineNumber)
            row, row_depth = _Found(line=last, values={}), len(open_)
        for key, value in attributes.items():
            local = key.rpartition(":")[2]
            if key.startswith("xmlns"):
                continue
            if local == "nil" and value.strip() in ("true", "1"):
                continue
            _keep("@" + local, value)

    def _keep(name: str, value: str) -> None:
        """Keep one value under its path below the row, or below each open element that is above rows."""
        if row is not None:
            path = "/".join(
                [*(one.name for one in open_[row_depth:]), name] if name else [one.name for one in open_[row_depth:]]
            )
            row.values.setdefault(path, []).append(value)
        elif above:
            for depth in range(max(0, len(open_) - 3), len(open_)):
                names = [one.name for one in open_[depth + 1 :]]
                open_[depth].found.setdefault("/".join([*names, name] if name else names), []).append(value)

    def end(_: str) -> None:
        nonlocal row
        element = open_[-1]
        text = "".join(element.text).strip()
        if text and (row is None or len(open_) > row_depth):
            _keep("", text)
        open_.pop()
        if row is not None and len(open_) < row_depth:
            if above and len(open_) >= 1:
                row.values.update({})
                open_[-1].waiting.append(row)
            else:
                done.append(row)
            row = None
        if element.waiting:
            parents = [element, *reversed(open_)]
            for one in element.waiting:
                for level, parent in enumerate(parents[:above], 1):
                    for path, values in parent.found.items():
                        one.values.setdefault("../" * level + path, []).extend(values)
            done.extend(element.waiting)

    def characters(data: str) -> None:
        if open_:
            open_[-1].text.append(data)

    parser = parser_of(start, end)
    parser.CharacterDataHandler = characters
    try:
        stream = bytes_of(delivered)
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
            yield from done
            done.clear()
        parser.Parse(b"", True)
        yield from done
    except ForbiddenXml:
        delivered.refuse("the XML has a document type or more levels than any export", "Export it without.")
    except (EOFError, zlib.error, gzip.BadGzipFile):
        delivered.refuse("the gzip is damaged or cut off", _MEND)
    except (ExpatError, LookupError, ValueError) as error:
        where = f"line {error.lineno}" if isinstance(error, ExpatError) else f"line {last}"
        delivered.refuse(f"the XML breaks off or is wrong after {where}", _MEND)
