"""Small files of texts made to harm, each in a random layout: the settings of the policy that say how it stands.

The settings are valid and fit the file as it was written; then, as often as not, its bytes are edited.
"""

import csv
import gzip
import io
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

from tests.support.hostile.bytes import NASTY, edited, edits_of

PLANTED = "Zzyzxfield, Anna Q."  # stands in cells alone, so no message may have it
LOGS = ("bookings", "checks", "notifications", "holds", "movements", "training")
SUFFIXES = (".csv", ".csv", ".tsv", ".txt", ".txt", ".jsonl", ".json", ".xml", ".xml", ".csv.gz", ".xml.gz", ".xlsx")
_TIMES = ("2026-10-01 08:00", "10/02/2026 09:10", "46297.34", "46297,34", "24:00", "0810", "2026-10-02T08:00:00Z")
_PLAIN = (*_TIMES, "B1", "B2", "17", "007", "8.8E+10", "EST", "arrest", "clear", "BOOKED", "RELEASED", "CHECK", "", "")
_NAMES = ("Book No", "#", "Größe", "a,b", 'the "day"', "12", "In|Out", "Kind", "../x", "x;y", "Name", "by", "Z", "_")
_XML_NAMES = ("Book", "Day", "Clock", "Kind", "Name", "By", "Zelle", "In", "Out", "Z", "X1", "Y.2", "Größe", "A-b")
_FOOTERS = ("Total", "Printed by", "=", "*** END")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(kw_only=True)
class Case:
    """One file: its suffix, its bytes, the log that reads it and what the policy says of it."""

    log: str
    suffix: str
    data: bytes
    settings: dict[str, object]
    drawn: set[str] = field(default_factory=set)


def case(seed: int, schemas: dict[str, dict[str, str]]) -> Case:
    """Make the case of a seed; `schemas` is the columns of each log with their kinds."""
    rng = random.Random(seed)
    log, suffix = rng.choice(LOGS), rng.choice(SUFFIXES)
    columns = schemas[log]
    names = rng.sample(_XML_NAMES if ".xml" in suffix else _NAMES, rng.randrange(3, 8))
    rows = [[_text(rng) for _ in names] for _ in range(rng.randrange(6))]
    settings: dict[str, object] = {"files": f"*{suffix}"}
    data = _written(rng, suffix, names, rows, settings)
    read = [str(n) for n in range(1, len(names) + 1)] if settings.get("header") == "none" else names
    if "widths" in settings:
        read = list(settings["widths"])  # type: ignore[call-overload]
    if "record" in settings and ".xml" in suffix:
        read = [*read, "../Above", "@id", f"{names[0]}/@code"]
    elif "record" in settings:
        read = [*read, "../above", f"{names[0]}.x"]
    _map(rng, log, columns, read, settings)
    if rng.random() < 0.5:
        data = edited(data, edits_of(rng, 1))
    if suffix.endswith(".gz"):
        data = gzip.compress(data, 1, mtime=0)
        data = edited(data, [("flip", rng.random(), b"x")]) if rng.random() < 0.1 else data
    return Case(log=log, suffix=suffix, data=data, settings=settings, drawn={*settings})


def _text(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.5:
        return rng.choice(_PLAIN)
    if kind < 0.6:
        return PLANTED
    if kind < 0.9:
        return rng.choice(NASTY)
    return "".join(
        chr(rng.choice((rng.randrange(1, 128), rng.randrange(128, 0xD7FF)))) for _ in range(rng.randrange(9))
    )


def _written(
    rng: random.Random, suffix: str, names: Sequence[str], rows: Sequence[Sequence[str]], settings: dict[str, object]
) -> bytes:
    """Write the rows as a file of a suffix, and say in the settings how they stand."""
    if ".xml" in suffix:
        return _xml(rng, names, rows, settings)
    if ".json" in suffix:
        return _json(rng, suffix, names, rows, settings)
    lines: list[Sequence[str]] = [names, *rows]
    if rng.random() < 0.5:
        settings["header"] = rng.choice(([names[0]], [names[0], names[-1]], "none"))
        lines = [[PLANTED, "1"]] * rng.randrange(3) + lines if settings["header"] != "none" else list(rows)
    if rng.random() < 0.5:
        settings["footer"] = rng.sample(_FOOTERS, rng.randrange(1, 3))
        lines = [*lines, [rng.choice(_FOOTERS), PLANTED]]
        lines.insert(rng.randrange(len(lines)), rng.choice((["-----"], [], names, ["Total 7"])))
    if suffix == ".xlsx":
        return _workbook(rng, lines, settings)
    if suffix == ".txt" and rng.random() < 0.6:
        width = rng.randrange(4, 20)
        shift = rng.randrange(3)
        settings["widths"] = {
            name: [1 + n * width, (n + 1) * width - shift]
            for n, name in enumerate(names)
            if n == 0 or rng.random() < 0.9
        }
        text = "\n".join("".join(cell.ljust(width)[:width] for cell in line) for line in lines)
        return (("\f" if rng.random() < 0.2 else "") + text).encode("utf-8", "surrogatepass")
    out = io.StringIO()
    delimiter = {".tsv": "\t", ".txt": rng.choice("|;~^")}.get(suffix, rng.choice(",,;"))
    if rng.random() < 0.7:
        settings["delimiter"] = delimiter
    quoting = rng.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL))
    csv.writer(out, delimiter=delimiter, lineterminator=rng.choice(("\n", "\r\n")), quoting=quoting).writerows(lines)
    return out.getvalue().encode(rng.choice(("utf-8", "utf-8-sig", "utf-16")), "surrogatepass")


def _workbook(rng: random.Random, lines: Sequence[Sequence[str]], settings: dict[str, object]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheets = [book.add_worksheet(name) for name in ("Data", "Jan 2026")[: rng.randrange(1, 3)]]
    if rng.random() < 0.5:
        settings["sheet"] = rng.choice(("Data", ["Data"], "*", "??? 2026" if sheets[1:] else "D*"))
    for sheet in sheets:
        if lines and rng.random() < 0.3:
            at = rng.randrange(len(lines))
            sheet.merge_range(at, 0, at + rng.randrange(2), 1, "")
        for row, line in enumerate(lines):
            for column, cell in enumerate(line):
                if cell.isascii() and cell.isdigit() and len(cell) < 9 and rng.random() < 0.5:
                    sheet.write_number(row, column, int(cell))
                elif rng.random() < 0.03:
                    sheet.write_formula(row, column, "=1/0", None, rng.choice(("#DIV/0!", "", 7)))
                elif cell:
                    sheet.write_string(row, column, cell)
    book.close()
    return out.getvalue()


def _json(
    rng: random.Random, suffix: str, names: Sequence[str], rows: Sequence[Sequence[str]], settings: dict[str, object]
) -> bytes:
    odd = (None, True, 17, 2.50, {"x": PLANTED}, [1], {"x": {"y": 1}})
    found = [
        {name: rng.choice(odd) if rng.random() < 0.08 else cell for name, cell in zip(names, row, strict=True)}
        for row in rows
    ]
    if rng.random() < 0.5:
        settings["record"] = rng.choice(("rows", "data.rows"))
        page: object = {"rows": rng.choice((found, found, found, None, PLANTED)), "above": PLANTED, "note": PLANTED}
        page = page if settings["record"] == "rows" else {"data": page, "above": "x"}
        return (json.dumps(page) if rng.random() < 0.7 else json.dumps([page, page])).encode()
    if "jsonl" in suffix:
        return "\n".join(map(json.dumps, found)).encode()
    return json.dumps(found).encode()


def _xml(rng: random.Random, names: Sequence[str], rows: Sequence[Sequence[str]], settings: dict[str, object]) -> bytes:
    settings["record"] = rng.choice(("Row", "Rows/Row"))
    parts = []
    for row in rows:
        inner = ""
        for name, cell in zip(names, row, strict=True):
            text = _NOT_XML.sub("", cell)
            code = f" code={quoteattr(text)}" if rng.random() < 0.2 else ""
            one = f"<{name}{code}>{escape(text)}</{name}>"
            inner += one + (one.replace("1", "2") if rng.random() < 0.05 else "")
        parts.append(f"<Row id={quoteattr(str(len(parts)))}>{inner}</Row>")
    entity = f'<!DOCTYPE Rows [<!ENTITY e "{PLANTED}">]>' if rng.random() < 0.1 else ""
    return f"{entity}<Rows><Above>{PLANTED}</Above>{''.join(parts)}</Rows>".encode("utf-8", "surrogatepass")


def _map(
    rng: random.Random, log: str, columns: dict[str, str], names: Sequence[str], settings: dict[str, object]
) -> None:
    """Map columns of ours onto theirs at random, with every key that says what becomes of a row."""

    def some(most: int = 3) -> list[str]:
        return rng.sample(list(names), rng.randrange(1, min(most, len(names)) + 1))

    mapped: dict[str, object] = {}
    for column, kind in columns.items():
        if "required" not in kind and rng.random() < 0.6:
            continue
        mapped[column] = rng.choice(names) if rng.random() < 0.7 else some()
        if kind.startswith("time") and rng.random() < 0.2:
            mapped[column] = {"after": some(2), "by": rng.choice(names)}
    if rng.random() < 0.3:
        settings["fill_down"] = some()
    if rng.random() < 0.4:
        settings["restore_zeros"] = {name: rng.randrange(1, 12) for name in some()}
    if rng.random() < 0.3:
        settings["decimal"] = rng.choice((",", "."))
    if rng.random() < 0.3:
        times = {name for value in mapped.values() for name in _names_in(value)}
        free = [name for name in names if name not in times]
        if free:
            settings["only"] = {rng.choice(free): rng.sample((*_PLAIN, ""), 3)}
    if rng.random() < 0.2:
        settings["only_filled"] = some(2)
    settings["empty"] = {column: ["N/A", "-"] for column in mapped if rng.random() < 0.2}
    way = rng.random()
    times = [one for one, kind in columns.items() if kind.startswith("time") and "required" not in kind]
    if way < 0.2:
        filled = rng.sample(list(columns), rng.randrange(1, 3))
        mapped = {column: theirs for column, theirs in mapped.items() if column not in filled}
        fills = {event: {column: rng.choice(names) for column in filled} for event in ("BOOKED", " CHECK", "NULL")}
        settings["events"] = {"event": rng.choice(names), "time": some(2), "fills": fills}
        if rng.random() < 0.5:
            settings["events"] |= {"entry": rng.choice(names), "supersedes": rng.choice(names)}  # type: ignore[operator]
    elif way < 0.35 and times:
        ends = rng.choice(times)
        mapped.pop(ends, None)
        settings["snapshots"] = {"taken_at": some(2), "ends": ends}
    elif way < 0.5:
        key = next(iter(columns))
        more = [one for one, kind in columns.items() if "required" not in kind and one not in mapped]
        if more and log in ("bookings", "checks", "notifications", "holds"):
            half = {key: some(2)} | {column: some(2) for column in more[:2]}
            rows = {
                one: settings[one]
                for one in ("widths", "record", "header", "footer", "delimiter", "sheet")
                if one in settings
            }
            settings["joined"] = [{"files": "*", "on": [key], "columns": half, **rows}]
    settings["columns"] = mapped
    if rng.random() < 0.2:
        settings["one_row_per"] = [next(iter(columns))]


def _names_in(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value
    return [name for part in parts for name in _names_in(part)]  # type: ignore[attr-defined]
