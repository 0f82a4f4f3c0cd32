"""Reads JSON Lines as a stream and a JSON array whole; every value becomes the text that was written."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, NoReturn

from reporter.ingest.readers.cells import BrokenCell, shown
from reporter.ingest.readers.encodings import encoding_of, text_of
from reporter.ingest.readers.grid import fault_of_cells
from reporter.ingest.readers.json_pages import LackingList, NameTwice, Placed, named, rows_below, ways_to_rows
from reporter.ingest.readers.json_texts import Number, as_text, dumped, without_surrogates
from reporter.ingest.readers.source_file import Delivered, Row, Source, fault_in, row_of, sound_header, visible

_ARRAY_BYTES = 512 * 1024**2
_QUOTED = json.JSONEncoder(ensure_ascii=False).encode
_ENOUGH_ROWS = 10  # of so many rows one has each column that is mapped
_NO_TEXT = "\f\x1a\ufeff"  # what programs put at the ends of a text: a page, its end, the mark of its beginning
_SPACE = re.compile(r"[ \t\r\n]*")


class _Object(dict[str, Any]):
    """A JSON object that knows whether one of its keys came twice."""

    repeated = False
    pairs: Sequence[tuple[str, Any]] = ()  # as they came, where one of its own keys came twice


class _Unread:
    """Stands for a line that is no JSON, and is written as nothing."""


_Element = tuple[int, object, str]  # line, value, the raw line if it came as one


def read_json_lines(delivered: Delivered) -> Source:
    """Read one JSON object a line; a first pass collects the columns, in the order in which they are first seen."""
    encoding, _ = encoding_of(delivered)
    source = _paged if delivered.layout.record else _source
    return source(delivered, lambda: _lines(delivered, encoding))


def read_json_array(delivered: Delivered) -> Source:
    """Read one array of JSON objects, or the list in it that `record` names, held in memory."""
    encoding, size = encoding_of(delivered)
    if size > _ARRAY_BYTES:
        delivered.refuse("a JSON array of more than 512 MB is not read", "Deliver it as JSON Lines (.jsonl).")
    text = text_of(delivered, encoding).read().lstrip(_NO_TEXT).rstrip(f"{_NO_TEXT} \t\r\n")
    if delivered.layout.record:
        return _paged(delivered, lambda: _whole(delivered, text))
    return _source(delivered, lambda: _elements(delivered, text))


def _source(delivered: Delivered, elements: Callable[[], Iterator[_Element]]) -> Source:
    names: dict[str, None] = {}
    empty, objects = True, set[str]()
    for _, value, _ in elements():
        empty = False
        if isinstance(value, _Object):
            names.update(dict.fromkeys(value))
            objects |= {name for name, one in value.items() if isinstance(one, _Object)}
    if names and (objects or any(one.split(".")[0] in names and one not in names for one in delivered.expected)):
        return _nested(delivered, elements, objects)
    if not (names or empty):
        delivered.refuse("no row is a JSON object with names in it", 'Deliver rows such as {"booking_id": "1"}.')
    header = _header(delivered, names)
    return Source(header=header, rows=(_row(element, header) for element in elements()), names_by_row=True)


def _header(delivered: Delivered, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the columns; none may have signs that are trimmed, for rows have it as it stands."""
    if any(without_surrogates(name) != name or name != visible(name) for name in names):
        delivered.refuse("the name of a column has odd characters or spaces at its ends", "Rename it and export again.")
    return sound_header(delivered, list(names)) if names else ()


def _nested(delivered: Delivered, elements: Callable[[], Iterator[_Element]], objects: set[str]) -> Source:
    """Read rows that hold objects: their columns are named with dots, the object itself where it is asked for.

    Where a row has null instead of the object, its columns are empty; so they are where no row has more than null.
    """
    names: dict[str, None] = {}
    for _, value, _ in elements():
        if isinstance(value, _Object):
            with suppress(RecursionError):
                names.update(dict.fromkeys(named(Placed(value=value, above=()), levels=0)))
    parents = {name.rpartition(".")[0] for name in names}
    for name in delivered.expected:
        above = name.rpartition(".")[0]
        if (name in objects and name not in names) or (above in names and above not in parents):
            names[name] = None
    for name in parents - {*delivered.expected}:
        names.pop(name, None)
    header = _header(delivered, names)
    rows = (
        _row_of_page(line, Placed(value=value, above=()), written, header, 0) for line, value, written in elements()
    )
    return Source(header=header, rows=rows, names_by_row=True)


def _paged(delivered: Delivered, elements: Callable[[], Iterator[_Element]]) -> Source:
    """Read the rows of the list that `record` names; their columns are named with dots, those above them by "../"."""
    levels = max((name.count("../") for name in delivered.expected), default=0)
    names: dict[str, None] = {}
    count = 0
    for placed, _ in _placed(delivered, elements):
        count += 1
        if isinstance(placed.value, _Object):
            with suppress(RecursionError):
                names.update(dict.fromkeys(named(placed, levels=levels)))
    nowhere = tuple(name for name in dict.fromkeys(delivered.expected) if name not in names)
    if count < _ENOUGH_ROWS:
        names.update(dict.fromkeys(nowhere))
    header = _header(delivered, names)
    rows = (
        _row_of_page(number, placed, written, header, levels)
        for number, (placed, written) in enumerate(_placed(delivered, elements), 1)
    )
    return Source(header=header, rows=rows, names_by_row=True, nowhere=nowhere)


def _placed(delivered: Delivered, elements: Callable[[], Iterator[_Element]]) -> Iterator[tuple[Placed, str]]:
    record = delivered.layout.record or ""
    for number, value, written in elements():
        if isinstance(value, _Unread):
            yield Placed(value=value, above=()), written
            continue
        try:
            for placed in rows_below(value, record):
                yield placed, ""
        except LackingList:
            delivered.refuse(f"page {number} has no list {record!r}", "Change `record`, or ask for the file again.")
        except NameTwice:
            delivered.refuse(f"on page {number} an object has one name twice above the rows", "Ask for the file again.")


def _row_of_page(number: int, placed: Placed, written: str, header: tuple[str, ...], levels: int) -> Row:
    plain = _row((number, placed.value, written), ())
    if plain.fault == "not_json" or (plain.fault and not placed.above):
        return plain
    found = named(placed, levels=levels)
    if isinstance(placed.value, _Object):
        for name, one in placed.value.items():
            if isinstance(one, _Object):
                found.setdefault(name, [one])
    cells: list[str | None] = []
    for name in header:
        texts = list(dict.fromkeys(text for one in found.get(name, ()) if (text := as_text(one)) is not None))
        cells.append(BrokenCell(texts[0], fault="conflicting_rows") if len(texts) > 1 else next(iter(texts), None))
    if plain.fault in ("not_an_object", "not_text"):  # what lies above it may say whose it is
        cells = [cell and without_surrogates(cell) for cell in cells]
    fault = plain.fault or fault_in(cells) or fault_of_cells(cells)
    return row_of(number, tuple(cells), plain.raw, fault)


def _whole(delivered: Delivered, text: str) -> Iterator[_Element]:
    try:
        found = _DECODER.decode(text)
        for number, page in enumerate(found if isinstance(found, list) else [found], 1):
            yield number, page, ""
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        delivered.refuse(f"the JSON breaks off or is wrong at {where}", "Ask for the file again.")
    except (ValueError, RecursionError):
        delivered.refuse("it holds NaN, Infinity or too many levels", "Ask for the file again.")


def _row(element: _Element, header: tuple[str, ...]) -> Row:
    line, value, written = element
    cells: tuple[str | None, ...] = ()
    raw = written
    try:
        raw = dumped(value)
        cells = tuple(as_text(value.get(name)) for name in header) if isinstance(value, _Object) else ()
    except RecursionError:
        value = _Unread()
    if isinstance(value, _Unread):
        return row_of(line, (), shown(written), "not_json")
    if not isinstance(value, _Object):
        return row_of(line, (), without_surrogates(raw), "not_an_object")
    fault = "duplicate_key" if value.repeated else fault_in(cells) or fault_of_cells(cells)
    readable = raw if raw.isascii() else without_surrogates(raw)
    if readable != raw:
        fault = "not_text"
        cells = tuple(cell and without_surrogates(cell) for cell in cells)
    return row_of(line, cells, readable, fault)


def _lines(delivered: Delivered, encoding: str) -> Iterator[_Element]:
    for number, line in enumerate(text_of(delivered, encoding), 1):
        raw = line.rstrip("\r\n").strip(_NO_TEXT)
        if not raw.strip():
            continue
        try:
            value: object = _DECODER.decode(raw)
        except (ValueError, RecursionError):
            value = _Unread()
        yield number, value, raw


def _elements(delivered: Delivered, text: str) -> Iterator[_Element]:
    """Yield the elements of the array one by one; a file that is no array is refused, with the place."""
    place, number = _after_space(text, 0), 0
    if text[place : place + 1] != "[":
        _refuse_no_array(delivered, text[place:])
    place = _after_space(text, place + 1)
    closed = text[place : place + 1] == "]"
    try:
        while not closed:
            number += 1
            start = place
            value, place = _DECODER.raw_decode(text, start)
            yield number, value, text[start:place]
            place = _after_space(text, place)
            closed = text[place : place + 1] == "]"
            if not closed:
                if text[place : place + 1] != ",":
                    raise json.JSONDecodeError("',' expected", text, place)
                place = _after_space(text, place + 1)
        place = _after_space(text, place + 1)
        if place < len(text):
            raise json.JSONDecodeError("text after the array", text, place)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        delivered.refuse(f"the JSON breaks off or is wrong at {where}", "Ask for the file again.")
    except (ValueError, RecursionError):
        delivered.refuse(f"element {number} holds NaN, Infinity or too many levels", "Ask for the file again.")


def _refuse_no_array(delivered: Delivered, text: str) -> NoReturn:
    mend = "Deliver [ {...}, {...} ], or one object a line as .jsonl."
    with suppress(ValueError, RecursionError):
        if ways := ways_to_rows(_DECODER.decode(text)):
            mend = f"Name its list of rows in policy.toml: {' or '.join(f'record = {_QUOTED(way)}' for way in ways)}."
    delivered.refuse("this is not a JSON array", mend)


def _after_space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place


def _paired(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    made.pairs = pairs if len(made) < len(pairs) else ()
    made.repeated = bool(made.pairs) or any(isinstance(one, _Object) and one.repeated for _, one in pairs)
    return made


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_paired, parse_float=Number, parse_int=Number, parse_constant=_no_constant
)
