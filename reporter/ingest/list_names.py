"""Reads from a file's name when the list in it was taken."""

from pathlib import Path

from reporter import warehouse
from reporter.config.log_policy import LogPolicy
from reporter.errors import InputRefused, PolicyError
from reporter.ingest import time_formats
from reporter.warehouse import Connection, literal

_DAY = 86_400_000_000
_WRITTEN = ((_DAY, "%Y-%m-%d"), (60_000_000, "%Y-%m-%d %H:%M"), (1_000_000, "%Y-%m-%d %H:%M:%S"))


def taken_text(connection: Connection, mapping: LogPolicy, path: Path) -> str:
    """Return the time in a file's name, as ISO 8601, which is read beside any other format."""
    lists = mapping.snapshots
    if lists is None or lists.taken_at_name is None:
        raise ValueError
    if any(time_formats.is_unlike_iso(one) for one in mapping.timestamp_format):
        raise PolicyError(
            'policy.toml: snapshots: a time from the file\'s name ("file:") cannot stand beside a timestamp_format '
            "that begins with the year and is not ISO 8601. Give these files a layout of their own."
        )
    name, format_ = path.name, lists.taken_at_name
    without = [name[: -len("".join(path.suffixes[-n:]))] for n in (1, 2) if len(path.suffixes) >= n]
    for text in (*without, name):
        local, span = warehouse.rows(
            connection,
            f"select {time_formats.reading_of(format_, literal(text))}, {time_formats.span_of(format_, literal(text))}",
        )[0]
        if local is None:
            continue
        written = next((pattern for least, pattern in _WRITTEN if span >= least), "%Y-%m-%d %H:%M:%S.%f")
        is_utc = "%z" in format_ or time_formats.is_utc(format_)
        return str(local.strftime(written)) + ("Z" if is_utc else "")
    raise InputRefused(
        f"{path.name} does not say when its list was taken: its name is to follow {format_!r} (snapshots.taken_at). "
        "Give the file the name that it had, or its files a layout of their own."
    )


def is_same_list(connection: Connection, mapping: LogPolicy, path: Path, other: Path) -> bool:
    """Say whether two files of the same bytes are one list: the same people on another day are another list."""
    try:
        return taken_text(connection, mapping, path) == taken_text(connection, mapping, other)
    except InputRefused:
        return True  # a copy under a name that tells no day says nothing new


def in_order(
    connection: Connection, readings: dict[int, LogPolicy], files: list[tuple[Path, int]]
) -> list[tuple[Path, int]]:
    """Put files whose names say when their lists were taken into that order; others, and odd ones, stay before them."""

    def taken(one: tuple[Path, int]) -> str:
        lists = readings[one[1]].snapshots
        if not lists or lists.taken_at_name is None:
            return ""
        try:
            return taken_text(connection, readings[one[1]], one[0])
        except (InputRefused, PolicyError):
            return ""  # it is refused when it is read

    return sorted(files, key=taken) if any(one.snapshots for one in readings.values()) else files
