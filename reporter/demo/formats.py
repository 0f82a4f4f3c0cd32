"""How the made-up sources write: dates their own way, delimited text in several encodings, gzip, JSON Lines."""

import csv
import hashlib
import io
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STORED_MOST = 65_535


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivered:
    """One file of the inbox and what must become of its rows."""

    log: str
    file: str
    content: bytes
    covers: tuple[str, str]
    received: int
    quarantined: int = 0
    folded: int = 0
    not_this_log: int = 0
    repeated: bool = False
    items: Sequence[str] = field(default_factory=tuple)

    @property
    def sha256(self) -> str:
        """The digest of the file's bytes."""
        return hashlib.sha256(self.content).hexdigest()


def us_minute(moment: datetime | None) -> str:
    """Write 10/03/2026 14:05."""
    return f"{us_day(moment)} {moment.hour:02d}:{moment.minute:02d}" if moment else ""


def us_half_day(moment: datetime | None) -> str:
    """Write 10/03/2026 02:05 PM."""
    if moment is None:
        return ""
    half = "AM" if moment.hour < 12 else "PM"
    return f"{us_day(moment)} {(moment.hour + 11) % 12 + 1:02d}:{moment.minute:02d} {half}"


def us_day(moment: datetime | None) -> str:
    """Write 10/03/2026."""
    return f"{moment.month:02d}/{moment.day:02d}/{moment.year:04d}" if moment else ""


def named_month(moment: datetime) -> str:
    """Write 03-Oct-2026 14:05."""
    return f"{moment.day:02d}-{_MONTHS[moment.month - 1]}-{moment.year:04d} {moment.hour:02d}:{moment.minute:02d}"


def compact(moment: datetime) -> str:
    """Write 20261003 1405."""
    return f"{moment.year:04d}{moment.month:02d}{moment.day:02d} {moment.hour:02d}{moment.minute:02d}"


def iso(moment: datetime | None, timespec: str = "seconds") -> str:
    """Write 2026-10-03T14:05:09."""
    return moment.isoformat(timespec=timespec) if moment else ""


def delimited(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    delimiter: str = ",",
    newline: str = "\n",
    encoding: str = "utf-8",
) -> bytes:
    """Return the bytes of a delimited file; utf-8-sig and utf-16-le begin with their mark."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline)
    writer.writerow(header)
    writer.writerows(rows)
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    return (mark + text.getvalue()).encode(encoding)


def stored_gzip(content: bytes) -> bytes:
    """Wrap bytes as gzip without compressing: compressors differ between machines, stored blocks do not."""
    parts = [b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"]
    for start in range(0, len(content), _STORED_MOST):
        block = content[start : start + _STORED_MOST]
        last = start + _STORED_MOST >= len(content)
        parts.append(struct.pack("<BHH", int(last), len(block), len(block) ^ 0xFFFF) + block)
    parts.append(struct.pack("<II", zlib.crc32(content), len(content)))
    return b"".join(parts)
