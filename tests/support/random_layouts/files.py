"""Writes tables and records to files: delimited text, text of fixed width, workbooks, JSON and XML."""

import csv
import gzip
import io
import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import duckdb
import xlsxwriter

from tests.support.random_layouts.spellings import CANARY, Cell, Cells, DateCell, Layout, Number, Truth, Twice
from tests.support.random_layouts.tables import KEY, Table

_VALUELESS = "@no value@"


def as_text(cell: Cell) -> str:
    """Return a cell as a text file has it."""
    if isinstance(cell, Number):
        return cell.text
    if isinstance(cell, Truth):
        return "true" if cell.value else "false"
    assert isinstance(cell, str), cell
    return cell


def encoded(layout: Layout, text: str) -> bytes:
    """Encode a text as its system does."""
    try:
        data = text.encode(layout.encoding)
    except UnicodeEncodeError:  # a letter from a file of the same log in another encoding
        is_xml = text.startswith("<?xml")
        data = text.encode(layout.encoding, "xmlcharrefreplace") if is_xml else text.encode("utf-8-sig")
    return gzip.compress(data, mtime=0) if layout.how.get("packed") else data


def delimited(layout: Layout, table: Table) -> str:
    """Write a table as delimited text; blank lines and titles with delimiters or without."""
    rng, dialect = layout.rng, layout.how["dialect"]
    assert isinstance(dialect, dict)
    out = io.StringIO()
    lines = csv.writer(out, **dialect)
    width = len(table.names)
    for line in table.lines:
        texts = [as_text(cell) for cell in line.cells]
        pads = line.kind in ("title", "footer", "rule", "blank") and rng.random() < 0.5
        if line.kind == "rule" and pads:
            lines.writerow(["----"] * width)
        elif line.kind == "blank" and not pads:
            out.write(dialect["lineterminator"])
        else:
            lines.writerow([*texts, *[""] * (width - len(texts))] if pads else texts)
    return out.getvalue()


def measure(layout: Layout, names: Sequence[str], rows: Sequence[Cells], more: int = 0) -> dict[str, list[int]]:
    """Give each column of a text of fixed width its first and last place."""
    rng, at, widths = layout.rng, rng_start(layout), {}
    for name in names:
        longest = max([len(name), 5, *(len(as_text(row.get(name, "x" * 16)).strip()) for row in rows)]) + more
        widths[name] = [at, at + longest + rng.randrange(2) - 1]
        at = widths[name][1] + 1 + rng.randrange(3)
    return widths


def rng_start(layout: Layout) -> int:
    return layout.rng.choice((1, 1, 3))


def fixed(layout: Layout, table: Table, widths: Mapping[str, list[int]], right: set[str]) -> str:
    """Write a table in columns by place, on pages."""
    rng, lines = layout.rng, []
    end = layout.how["line_end"]
    assert isinstance(end, str)
    for line in table.lines:
        texts = [as_text(cell).strip() for cell in line.cells]
        if line.kind in ("title", "footer"):
            lines.append(" " * rng.randrange(4) + " ".join(texts))
        elif line.kind == "blank":
            lines.append(" " * rng.randrange(3))
        elif line.kind == "rule":
            lines.append(" ".join("-" * (last - first + 1) for first, last in widths.values()))
        else:
            made = ""
            for name, text in zip(table.names, texts, strict=True):
                first, last = widths[name]
                width = last - first + 1
                made = made.ljust(first - 1) + (text.rjust(width) if name in right else text.ljust(width))
            lines.append(made.rstrip() if rng.random() < 0.5 else made)
        if rng.random() < 0.03:
            lines[-1] = "\f" + lines[-1]
    return end.join(lines) + rng.choice((end, "\x1a", ""))


def workbook(layout: Layout, sheets: Sequence[tuple[str, Table]], hidden: Table | None) -> bytes:
    """Write sheets of one workbook: numbers as numbers, moments as dates; a hidden sheet holds other rows."""
    out = io.BytesIO()
    is_merged = any(table.merged for _, table in sheets)
    book = xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": not is_merged and layout.rng.random() < 0.3})
    book.set_properties({"created": datetime(2026, 1, 1)})
    formats: dict[str, object] = {}
    wanted = layout.settings.get("sheet")
    if wanted and layout.rng.random() < 0.5:
        cover = book.add_worksheet("Cover")
        cover.write_string(0, 0, f"Exported for {CANARY}")
    computes = layout.rng.random() < 0.4
    for name, table in sheets:
        sheet = book.add_worksheet(name)
        for merged in table.merged:
            sheet.merge_range(*merged, "")
        for place, line in enumerate(table.lines):
            for column, cell in enumerate(line.cells):
                if (place, column) in table.valueless:
                    sheet.write_formula(place, column, "=A1", None, _VALUELESS)
                elif computes and cell and isinstance(cell, str | Number) and layout.rng.random() < 0.2:
                    value = cell if isinstance(cell, str) else json.loads(cell.text)
                    sheet.write_formula(place, column, "=A1", None, value)
                    layout.how["computed"] = True
                else:
                    _write_cell(book, sheet, formats, place, column, cell)
    if hidden:
        sheet = book.add_worksheet("Old")
        sheet.hide()
        for place, line in enumerate(hidden.lines):
            for column, cell in enumerate(line.cells):
                _write_cell(book, sheet, formats, place, column, cell)
    book.close()
    return _without_values(out.getvalue()) if any(table.valueless for _, table in sheets) else out.getvalue()


def _without_values(data: bytes) -> bytes:
    """Take out the values of those formulas that have none, which xlsxwriter cannot leave out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for one in made.infolist():
            text = made.read(one)
            if one.filename.startswith("xl/worksheets/"):
                text = text.replace(f' t="str"><f>A1</f><v>{_VALUELESS}</v>'.encode(), b"><f>A1</f>")
                assert _VALUELESS.encode() not in text
            kept.writestr(one, text)
    return out.getvalue()


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def parquet(layout: Layout, table: Table) -> bytes:
    """Write a table as Parquet: each column has one type, and an empty cell is null or an empty text."""
    rng, casts, columns = layout.rng, [], []
    for place in range(len(table.names)):
        cells = [line.cells[place] for line in table.lines if line.kind != "header"]
        own = [line.cells[place] for line in table.lines if line.kind == "row" and line.cells[place] != ""]
        kind = _type_of(layout, own)
        casts.append(kind)
        if kind == "varchar":
            columns.append([as_text(cell) or rng.choice(("", None)) for cell in cells])
        else:  # of a row of another log a text does not fit in
            columns.append([None if isinstance(cell, str) else _typed(cell) for cell in cells])
    names = [name.replace('"', '""') for name in table.names]
    rows = list(zip(*columns, strict=True))
    row = "(" + ", ".join(f"?::{kind}" for kind in casts) + ")"
    header = ", ".join(f'"{name}"' for name in names)
    if rows:
        source = f"select * from (values {', '.join([row] * len(rows))}) as told({header})"
    else:
        source = "select " + ", ".join(f'null::{kind} as "{name}"' for kind, name in zip(casts, names, strict=True))
        source += " where false"
    with tempfile.TemporaryDirectory() as place_of_file:
        path = Path(place_of_file) / "made.parquet"
        how = rng.choice(("snappy", "zstd", "uncompressed"))
        _engine().execute(
            f"copy ({source}) to '{path}' (format parquet, compression {how})", [c for r in rows for c in r]
        )
        return path.read_bytes()


def _type_of(layout: Layout, cells: Sequence[Cell]) -> str:
    """Return the type of a column: that of its cells where they have one in common."""
    if cells and all(isinstance(cell, DateCell) for cell in cells):
        first = cells[0]
        assert isinstance(first, DateCell)
        if isinstance(first.moment, time):
            return "time"
        if first.shown == "timestamp":
            return "timestamptz" if first.moment.tzinfo else "timestamp"
        return "date"
    if cells and all(isinstance(cell, Truth) for cell in cells):
        return "boolean"
    if cells and all(isinstance(cell, Number) for cell in cells) and layout.rng.random() < 0.7:
        return "double" if any("." in as_text(cell) for cell in cells) else "bigint"
    return "varchar"


def _typed(cell: Cell) -> str:
    return cell.moment.isoformat() if isinstance(cell, DateCell) else as_text(cell)


def _write_cell(book: object, sheet: object, formats: dict[str, object], row: int, column: int, cell: Cell) -> None:
    if isinstance(cell, DateCell):
        if cell.shown not in formats:
            formats[cell.shown] = book.add_format({"num_format": cell.shown})  # type: ignore[attr-defined]
        sheet.write_datetime(row, column, cell.moment, formats[cell.shown])  # type: ignore[attr-defined]
    elif isinstance(cell, Number):
        sheet.write_number(row, column, float(cell.text))  # type: ignore[attr-defined]
    elif isinstance(cell, Truth):
        sheet.write_boolean(row, column, cell.value)  # type: ignore[attr-defined]
    elif cell:
        sheet.write_string(row, column, cell)  # type: ignore[attr-defined]


def json_of(layout: Layout, rows: Sequence[Cells], way: str, above: Sequence[Cells] = ()) -> str:
    """Write records as JSON: a list, lines, or a list below other names, whose parents hold columns too."""
    rng = layout.rng
    found = [_object(layout, row, whole=not n) for n, row in enumerate(rows)]
    if not way:
        return "\n".join(found) + "\n" if layout.form == "jsonl" else "[" + ", ".join(found) + "]"
    *outer, last = way.split(".")
    pages = []
    at = 0
    while at < len(found) or not pages:
        take = len(found) - at if not above and rng.random() < 0.6 else rng.randrange(1, 5)
        if above:  # the rows of one parent stand together
            take = 1
            while at + take < len(found) and above[at + take] == above[at]:
                take += 1
        own = _object(layout, above[at])[1:-1] + ", " if above and at < len(found) else ""
        text = f'{{{own}"page": 1, "note": "{CANARY}", "{last}": [' + ", ".join(found[at : at + take]) + "]}"
        at += take
        for one in reversed(outer):
            text = f'{{"{one}": {text}}}'
        pages.append(text)
    if layout.form == "jsonl":
        return "\n".join(pages) + "\n"
    return pages[0] if len(pages) == 1 and rng.random() < 0.5 else "[" + ",\n".join(pages) + "]"


def _object(layout: Layout, row: Cells, *, whole: bool = False) -> str:
    """Write one record, its names with dots as objects within."""
    tree: dict[str, object] = {}
    for name, cell in row.items():
        if name == KEY:
            continue
        if cell == "" and not whole and layout.record and layout.rng.random() < 0.4 and name != next(iter(row)):
            continue
        *outer, last = name.removeprefix("../").split(".")
        place = tree
        for one in outer:
            place = place.setdefault(one, {})  # type: ignore[assignment]
        place[last] = cell
    return _dumped(layout, tree)


def _dumped(layout: Layout, value: object) -> str:
    if isinstance(value, dict):
        pairs = [(key, one) for key, two in value.items() for one in (two.texts if isinstance(two, Twice) else (two,))]
        return "{" + ", ".join(f"{json.dumps(key)}: {_dumped(layout, one)}" for key, one in pairs) + "}"
    if isinstance(value, Number):
        return value.text
    if isinstance(value, Truth):
        return "true" if value.value else "false"
    if value == "" and layout.rng.random() < 0.5:
        return "null"
    return json.dumps(value, ensure_ascii=layout.rng.random() < 0.3)


def xml_of(layout: Layout, rows: Sequence[Cells], way: str, above: Sequence[Cells] = ()) -> str:
    """Write records as elements with children and attributes; parents hold columns too."""
    rng = layout.rng
    prefix = rng.choice(("", "", "x:"))
    *outer, last = way.split("/")
    space = ' xmlns:x="urn:x"' if prefix else ""
    encoding = {"cp1252": "windows-1252"}.get(layout.encoding, "utf-16" if "16" in layout.encoding else "utf-8")
    parts = [f'<?xml version="1.0" encoding="{encoding}"?>\n<{prefix}Export{space}>']
    wrap = outer or ["Rows"]
    is_open = False
    for n, row in enumerate(rows):
        if not is_open or (above and above[n] != above[n - 1]):
            if is_open:
                parts += [f"</{prefix}{one}>" for one in reversed(wrap)]
            parts += [f"<{prefix}{one}>" for one in wrap]
            parts.append(f"<{prefix}Printed>{escape(CANARY)}</{prefix}Printed>")
            if above:
                own = {name.removeprefix("../"): cell for name, cell in above[n].items()}
                inner, attributes = _children(layout, own, prefix)
                parts.append(inner)
                if attributes:
                    at = max(place for place, part in enumerate(parts) if part == f"<{prefix}{wrap[-1]}>")
                    parts[at] = f"<{prefix}{wrap[-1]}{attributes}>"
            is_open = True
        inner, attributes = _children(layout, row, prefix, whole=not n)
        parts.append(f"<{prefix}{last}{attributes}>{inner}</{prefix}{last}>" + rng.choice(("", "\n")))
    if is_open:
        parts += [f"</{prefix}{one}>" for one in reversed(wrap)]
    return "".join([*parts, f"</{prefix}Export>"])


def _children(layout: Layout, row: Cells, prefix: str, *, whole: bool = False) -> tuple[str, str]:
    """Write the children of one element, and its attributes; the `whole` of them name what each row may have."""
    rng = layout.rng
    tree: dict[str, list[tuple[str, str]]] = {}
    attributes = ""
    twice: list[str] = []
    for name, cell in row.items():
        if name == KEY:
            continue
        if isinstance(cell, Twice):
            inner_texts = [f"<{prefix}{name}>{escape(text)}</{prefix}{name}>" for text in cell.texts]
            twice.append("".join(inner_texts))
            continue
        text = as_text(cell)
        if name.startswith("@"):
            attributes += f" {name[1:]}={quoteattr(text)}" if text or rng.random() < 0.5 or whole else ""
        else:
            head, _, rest = name.partition("/")
            tree.setdefault(head, []).append((rest, text))
    inner = "".join(twice)
    for head, found in tree.items():
        own, own_attributes, body = "", "", {}
        for rest, text in found:
            if not rest:
                own = escape(text)
            elif rest.startswith("@"):
                own_attributes += f" {rest[1:]}={quoteattr(text)}" if text or whole else ""
            else:
                body[rest] = text
        if body:
            own, more = _children(layout, body, prefix, whole=whole)  # type: ignore[arg-type]
            own_attributes += more
        if own or own_attributes or rng.random() < 0.5 or whole:
            nil = ' nil="true"' if not own and not own_attributes and rng.random() < 0.3 else ""
            inner += f"<{prefix}{head}{own_attributes}{nil}>{own}</{prefix}{head}>"
    return inner, attributes
