"""The text of a delivered file: unpacked, and in the one encoding in which all of it is read."""

import gzip
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Callable, Iterator
from io import BufferedReader, TextIOWrapper
from itertools import chain

from reporter.ingest.readers.cells import STRAY_BYTE
from reporter.ingest.readers.source_file import Delivered

_NOT_TEXT = {
    b"PK\x03\x04": "a zip file or a workbook",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
    b"\xff\xfe\0\0": "UTF-32 text",
    b"\0\0\xfe\xff": "UTF-32 text",
}
_CP1252_HOLES = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
_DAMAGED = "damaged utf-8"  # read as UTF-8; a byte that is none is the fault of its cell
_CHUNK_BYTES = 1 << 20


def lines_of(delivered: Delivered, encoding: str) -> Iterator[str]:
    """Yield the lines of a text with the newlines they came with, without form feeds and signs of a text's end."""
    for line in text_of(delivered, encoding):
        if "\f" in line or "\x1a" in line:
            line = line.replace("\f", "").replace("\x1a", "")
        yield line


def text_of(delivered: Delivered, encoding: str) -> TextIOWrapper:
    """Open the file as text, every line with the newline it came with."""
    codec = "utf-8-sig" if encoding == _DAMAGED else encoding
    return delivered.keep(TextIOWrapper(bytes_of(delivered), encoding=codec, errors="surrogateescape", newline=""))


def bytes_of(delivered: Delivered) -> BufferedReader | gzip.GzipFile:
    """Open the file, unpacked."""
    stream = delivered.keep(delivered.path.open("rb"))
    packed = delivered.path.suffix.lower() == ".gz" or stream.peek(2)[:2] == b"\x1f\x8b"
    return delivered.keep(gzip.GzipFile(fileobj=stream)) if packed else stream


def encoding_of(delivered: Delivered) -> tuple[str, int]:
    """Read the whole file once and return its one encoding and its size in bytes.

    One pass decides for the whole file, so that no row is read in another encoding than its neighbour,
    and nothing that is read later can fail to unpack or to decode. A text in which more characters are UTF-8 than
    bytes are none is UTF-8 that was damaged on its way: as Windows-1252 each of those characters would be misread.
    """
    size, decodes, holes = 0, True, False
    try:
        stream = bytes_of(delivered)
        head = stream.read(4096)
        encoding = _guessed(delivered, head)
        decoder = getincrementaldecoder(encoding)()
        for chunk in chain([head], iter(lambda: stream.read(_CHUNK_BYTES), b"")):
            size += len(chunk)
            holes = holes or any(hole in chunk for hole in _CP1252_HOLES)
            decodes = decodes and _decodes(decoder.decode, chunk)
        decodes = decodes and _decodes(lambda rest: decoder.decode(rest, final=True), b"")
    except (EOFError, zlib.error, gzip.BadGzipFile):
        delivered.refuse("the gzip is damaged or cut off", "Ask for the file again.")
    if size == 0:
        delivered.refuse(
            "the file is empty (zero bytes)", "Ask for it again; a day without rows has a header at least."
        )
    if decodes:
        return encoding, size
    if encoding.startswith("utf-8") and _is_mostly_utf8(delivered):
        return _DAMAGED, size
    if holes or encoding != "utf-8":
        delivered.refuse("the text is neither UTF-8, UTF-16 nor Windows-1252", "Export it again as UTF-8.")
    return "cp1252", size


def _is_mostly_utf8(delivered: Delivered) -> bool:
    characters, strays = 0, 0
    decoder = getincrementaldecoder("utf-8")("surrogateescape")
    stream = bytes_of(delivered)
    for chunk in iter(lambda: stream.read(_CHUNK_BYTES), b""):
        text = decoder.decode(chunk)
        if not text.isascii():
            stray = len(STRAY_BYTE.findall(text))
            characters += sum(one > "\x7f" for one in text) - stray
            strays += stray
    return characters > strays


def _guessed(delivered: Delivered, head: bytes) -> str:
    for magic, words in _NOT_TEXT.items():
        if head.startswith(magic):
            delivered.refuse(f"this is {words}, not the text its name promises", "Deliver it with its right suffix.")
    if head.startswith(BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    even, odd, half = head[::2].count(0), head[1::2].count(0), len(head) // 2
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.1 * half else "utf-8"


def _decodes(decode: Callable[[bytes], str], chunk: bytes) -> bool:
    try:
        decode(chunk)
    except UnicodeDecodeError:
        return False
    return True
