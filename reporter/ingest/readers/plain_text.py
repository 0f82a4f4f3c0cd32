"""Tells a file of lines of text by its suffix and its first bytes, where the suffix names no format."""

import gzip
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

from reporter.ingest.readers.encodings import bytes_of
from reporter.ingest.readers.source_file import Delivered

_HEAD_BYTES = 4096
_IN_TEXT = frozenset(b"\t\n\r\f\x1a")
_MARKUP = (b"", b"<", b"{", b"[", b"%")
_PRINTS = (".dat", ".prn", ".lst", ".rpt", ".asc", ".out", ".tab", ".psv", ".text", ".log", ".fil", ".del", ".flat")


def is_plain_text(delivered: Delivered) -> bool:
    """Say whether a file begins as lines of text: no markup, no JSON, no sign that text does not have.

    Its suffix is one of prints and extracts, a number (of a day, of a part), or none.
    """
    suffix = Path(delivered.path.name.lower().removesuffix(".gz")).suffix
    if suffix and suffix not in _PRINTS and not suffix[1:].isdigit():
        return False
    try:
        head = bytes_of(delivered).read(_HEAD_BYTES)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return False
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return True
    begins = head.removeprefix(BOM_UTF8).lstrip()[:1]
    return begins not in _MARKUP and not any(sign < 32 and sign not in _IN_TEXT for sign in head)
