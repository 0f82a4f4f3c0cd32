"""Bytes made to harm: a sound file of each format, and the ways it is cut, mixed and swollen."""

import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from openpyxl import Workbook

from reporter import warehouse

HEADER = ["booking_id", "person_id", "facility_id", "booked_at", "commitment"]
RECORD = "list/booking"
NASTY = [
    "'; drop table bookings; --",
    "../../../etc/passwd",
    "=cmd|'/c calc'!A0",
    "<script>alert(1)</script>",
    "{{7*7}}",
    '#panic("x")',
    "\u202egnp.exe",
    "\ufeff",
    "\x1f",
    "\\",
    "%s%n",
    "${jndi:ldap://x}",
    "NULL",
    "1900-01-01 00:00",
    "9999-12-31 23:59:59",
    "2016-12-31 23:59:60",
    "2026-02-30 25:61",
    "-0001-01-01",
    "999999-01-01",
    "9" * 400,
    "1e400",
    "\U0001f600",
    "𝟚𝟘𝟚𝟞",
    "",
    " ",
    "true",
]
ROWS = [["B1", "P1", "MAIN", "2026-10-01 08:00", "arrest"], ["B2", "P2", "MAIN", "2026-10-02T08:00:00Z", "civil"]]


def delimited(rows: list[list[str]], delimiter: str = ",") -> bytes:
    quoted = [delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [HEADER, *rows]]
    return "\n".join(quoted).encode("utf-8", "surrogatepass")


def json_lines(rows: list[list[str]]) -> bytes:
    return "\n".join(json.dumps(dict(zip(HEADER, row, strict=False))) for row in rows).encode()


def json_array(rows: list[list[str]]) -> bytes:
    return json.dumps([dict(zip(HEADER, row, strict=False)) for row in rows]).encode()


def xml(rows: list[list[str]]) -> bytes:
    """Return a document of one element a row, the first id an attribute; signs that XML cannot carry are left out."""
    root = Element("jail")
    for row in rows:
        first, *others = ("".join(letter for letter in cell if letter.isprintable()) for cell in row)
        one = SubElement(SubElement(root, "list"), RECORD.rpartition("/")[2], {HEADER[0]: first})
        for name, cell in zip(HEADER[1:], others, strict=True):
            SubElement(one, name).text = cell
    return tostring(root, "utf-8", xml_declaration=True)


def workbook(rows: list[list[str]]) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in [HEADER, *rows]:
        book.active.append(["".join(letter for letter in cell if letter.isprintable())[:30_000] for cell in row])
    book.save(content)
    return content.getvalue()


def parquet(place: Path) -> bytes:
    path = place / "made.parquet"
    with warehouse.open_writable(place) as connection:
        names = ", ".join(f"'{cell}' as {name}" for name, cell in zip(HEADER, ROWS[0], strict=True))
        warehouse.write_parquet(connection, f"select {names}", path)
    return path.read_bytes()


def bomb(megabytes: int) -> bytes:
    """Return a workbook whose sheet unpacks to far more than it weighs."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(ROWS))) as sound,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for one in sound.namelist():
            data = b" " * (megabytes << 20) if one == "xl/worksheets/sheet1.xml" else sound.read(one)
            made.writestr(one, data)
    return content.getvalue()


SAMPLES: dict[str, Callable[[list[list[str]]], bytes]] = {
    ".csv": delimited,
    ".tsv": lambda rows: delimited(rows, "\t"),
    ".txt": lambda rows: delimited(rows, "|"),
    ".jsonl": json_lines,
    ".json": json_array,
    ".csv.gz": lambda rows: gzip.compress(delimited(rows), mtime=0),
    ".jsonl.gz": lambda rows: gzip.compress(json_lines(rows), mtime=0),
    ".xml": xml,
    ".xml.gz": lambda rows: gzip.compress(xml(rows), mtime=0),
    ".xlsx": workbook,
}
_EDITS = ("put", "cut", "flip", "twice", "end")
# Letters, signs of every plane but the halves of surrogate pairs, and what no text should have.
_SIGNS = ((0x20, 0x7E), (0x00, 0x1F), (0x7F, 0x24F), (0x2000, 0x2FFF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF))


def text(rng: random.Random) -> str:
    """Return a text made to harm, or up to twelve signs of any kind."""
    if rng.random() < 0.5:
        return rng.choice(NASTY)
    return "".join(chr(rng.randint(*rng.choice(_SIGNS))) for _ in range(rng.randrange(13)))


def rows_of(rng: random.Random) -> list[list[str]]:
    """Return up to four rows of such texts."""
    return [[text(rng) for _ in HEADER] for _ in range(rng.randrange(5))]


def edits_of(rng: random.Random, least: int = 0) -> list[tuple[str, float, bytes]]:
    """Return up to four edits: what is done, at which share of the bytes, with which."""
    return [
        (rng.choice(_EDITS), rng.random(), rng.randbytes(rng.randrange(10))) for _ in range(rng.randrange(least, 5))
    ]


def edited(data: bytes, edits: list[tuple[str, float, bytes]]) -> bytes:
    """Return bytes after each edit, at a share of their length."""
    for how, share, some in edits:
        at = int(share * len(data))
        if how == "put":
            data = data[:at] + some + data[at:]
        elif how == "cut":
            data = data[:at] + data[at + len(some) :]
        elif how == "flip":
            data = data[:at] + bytes(255 - one for one in data[at : at + 1]) + data[at + 1 :]
        elif how == "twice":
            data = data[:at] + data[at : at + 40] + data[at:]
        else:
            data = data[:at]
    return data
