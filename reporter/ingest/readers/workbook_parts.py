"""The parts of an XLSX zip: its sheets, its styles and texts, and the rows of one sheet as text."""

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from posixpath import join, normpath
from typing import IO, NoReturn
from xml.parsers.expat import ParserCreate, XMLParserType

from reporter.ingest.readers.cells import BrokenCell
from reporter.ingest.readers.number_formats import KEPT_DIGITS, shown_number, time_format
from reporter.ingest.readers.odd_numbers import OddNumber

_CHUNK_BYTES = 1 << 16
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["\']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)["\']')


class ForbiddenXml(Exception):
    """A document type or an entity of its own: no program that writes workbooks puts one there."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet of rows and the member of the zip that holds it."""

    name: str
    member: str
    is_hidden: bool


@dataclass(frozen=True, kw_only=True)
class Book:
    """What the cells of every sheet rest on."""

    sheets: Sequence[Sheet]
    strings: Sequence[str]
    formats: Sequence[str | None]  # by style: of a date, a time or with words; None of anything else
    since_1904: bool


NO_BOOK = Book(sheets=(), strings=(), formats=(), since_1904=False)


def parser_of(start: Callable[[str, dict[str, str]], None], end: Callable[[str], None]) -> XMLParserType:
    """Make an XML parser that refuses document types, and with them every entity of a file's own."""
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> NoReturn:
    raise ForbiddenXml


def open_book(packed: zipfile.ZipFile) -> Book:
    """Read what stands beside the sheets; raises LookupError where a part is missing."""
    root = _elements(packed, "_rels/.rels", "Relationship")
    workbook = next(one["Target"] for one in root if one["Type"].endswith("/officeDocument")).lstrip("/")
    folder, _, base = workbook.rpartition("/")
    targets = {
        one["Id"]: (one["Type"].rpartition("/")[2], _member(folder, one["Target"]))
        for one in _elements(packed, join(folder, "_rels", f"{base}.rels"), "Relationship")
        if one.get("TargetMode") != "External"
    }
    by_type = dict(targets.values())
    settings = _elements(packed, workbook, "workbookPr")
    sheets = []
    for one in _elements(packed, workbook, "sheet"):
        relation = next(value for key, value in one.items() if key.rpartition(":")[2] == "id")
        kind, member = targets[relation]
        if kind == "worksheet":
            sheets.append(Sheet(name=one["name"], member=member, is_hidden=one.get("state", "visible") != "visible"))
    return Book(
        sheets=sheets,
        strings=_strings(packed, by_type["sharedStrings"]) if "sharedStrings" in by_type else (),
        formats=_formats(packed, by_type["styles"]) if "styles" in by_type else (),
        since_1904=any(one.get("date1904", "0") in ("1", "true") for one in settings),
    )


def _member(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))


def _parse(parser: XMLParserType, stream: IO[bytes]) -> Iterator[None]:
    """Feed a parser, stopping after each chunk."""
    while chunk := stream.read(_CHUNK_BYTES):
        parser.Parse(chunk, False)
        yield
    parser.Parse(b"", True)
    yield


def _elements(packed: zipfile.ZipFile, member: str, wanted: str, within: str = "") -> list[dict[str, str]]:
    """Return the attributes of every element of a name, within elements of another name where that is given."""
    found: list[dict[str, str]] = []
    open_: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == wanted and (not within or within in open_):
            found.append(attributes)
        open_.append(tag)

    def end(_: str) -> None:
        open_.pop()

    with packed.open(member) as stream:
        for _ in _parse(parser_of(start, end), stream):
            pass
    return found


def _formats(packed: zipfile.ZipFile, member: str) -> list[str | None]:
    own = {one["numFmtId"]: one["formatCode"] for one in _elements(packed, member, "numFmt", "numFmts")}
    styles = (one.get("numFmtId", "0") for one in _elements(packed, member, "xf", "cellXfs"))
    return [time_format(int(style), own.get(style)) for style in styles]


def _strings(packed: zipfile.ZipFile, member: str) -> list[str]:
    """Return the texts that cells share; the reading aids of East Asian texts are no part of them."""
    found: list[str] = []
    text: list[str] = []
    aside = [0]
    wanted = [False]

    def start(tag: str, _: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "si":
            text.clear()
        elif tag == "rPh":
            aside[0] += 1
        wanted[0] = tag == "t" and not aside[0]

    def end(tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "si":
            found.append(_unescaped("".join(text)))
        elif tag == "rPh":
            aside[0] -= 1
        wanted[0] = False

    def characters(data: str) -> None:
        if wanted[0]:
            text.append(data)

    parser = parser_of(start, end)
    parser.CharacterDataHandler = characters
    with packed.open(member) as stream:
        for _ in _parse(parser, stream):
            pass
    return found


def _unescaped(text: str) -> str:
    """Undo the workbook's way of writing characters that XML cannot hold, such as _x000D_ for a return."""
    if "_x" not in text:
        return text
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def merged_ranges(stream: IO[bytes]) -> Iterator[tuple[int, int, int, int]]:
    """Yield first and last row, first and last column (from 0) of each merged range: they stand after all rows."""
    rest = b""
    while chunk := stream.read(_CHUNK_BYTES):
        rest = rest[-64:] + chunk if b"mergeCell" not in rest else rest + chunk
    for left, top, right, bottom in _MERGED.findall(rest):
        yield int(top), int(bottom), column_of(left.decode()), column_of(right.decode())


@cache
def column_of(letters: str) -> int:
    """Return the place, from 0, of a column named by letters."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def rows_of(stream: IO[bytes], book: Book) -> Iterator[tuple[int, list[str | None]]]:
    """Yield each row of a sheet that has a cell: its number and its cells as text, without the empty ones at its end.

    `NO_BOOK` gives rows whose texts are not known, for asking whether there are any.
    """
    done: list[tuple[int, list[str | None]]] = []
    cells: list[str | None] = []
    text: list[str] = []
    row, place, kind, style = 0, 0, "n", 0
    wanted = has_formula = has_value = False
    aside = 0
    strings, formats = book.strings, book.formats

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, place, kind, style, wanted, has_formula, has_value, aside, cells
        if tag == "c":
            reference = attributes.get("r")
            place = column_of(reference.rstrip("0123456789")) if reference else len(cells)
            kind = attributes.get("t", "n")
            style = int(attributes.get("s", 0))
            has_formula = has_value = False
            text.clear()
        elif tag == "v":
            wanted = has_value = True
        elif tag == "t":
            wanted, has_value = not aside, True
        elif tag == "row":
            row = int(attributes.get("r", row + 1))
            cells = []
        elif tag == "f":
            has_formula = True
        elif tag == "rPh":
            aside += 1
        elif ":" in tag:
            start(tag.rpartition(":")[2], attributes)

    def end(tag: str) -> None:
        nonlocal wanted, aside
        if tag == "v" or tag == "t":
            wanted = False
        elif tag == "c":
            cell: str | None = "".join(text) if has_value else None
            if has_formula and not cell and not (has_value and kind == "str"):
                cell = BrokenCell("", fault="formula_without_value")
            elif cell is None:
                return
            elif kind == "s":
                cell = strings[int(cell)] if strings else cell
            elif kind == "e":
                cell = BrokenCell(cell, fault="not_text")
            elif kind == "b":
                cell = OddNumber("false" if cell in ("0", "false") else "true")
            elif kind == "n":
                shown = formats[style] if style < len(formats) else None
                if shown or not cell.isdigit() or len(cell) > KEPT_DIGITS:
                    cell = shown_number(cell, shown, since_1904=book.since_1904) if cell else None
            elif kind == "inlineStr":
                cell = _unescaped(cell)
            if not len(cells) <= place < 16_384:
                raise ValueError  # a cell that stands before the one before it: which would be lost?
            if place > len(cells):
                cells.extend([None] * (place - len(cells)))
            cells.append(cell)
        elif tag == "row":
            if cells:
                done.append((row, cells))
        elif tag == "rPh":
            aside -= 1
        elif ":" in tag:
            end(tag.rpartition(":")[2])

    def characters(data: str) -> None:
        if wanted:
            text.append(data)

    parser = parser_of(start, end)
    parser.CharacterDataHandler = characters
    last = 0
    for _ in _parse(parser, stream):
        for number, found in done:
            if number <= last:
                raise ValueError  # two rows of one number: which would be lost?
            last = number
            yield number, found
        done.clear()
