"""Finds the files of a layout in inbox/, and the order in which they are taken in: the newest delivery wins."""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from reporter import warehouse
from reporter.errors import InputRefused, PolicyError
from reporter.ingest.store_rows import FIRST_JOINED
from reporter.text import name_shown
from reporter.warehouse import Connection, literal
from reporter.warehouse.query_files import filled

RESPONSES = "responses*.csv"  # officials' answers are no log, even if a glob fits them


def files_of(inbox: Path, pattern: str, log: str) -> list[Path]:
    """Return the files that a glob of a log fits, in the order of their names with numbers read as numbers."""
    if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
        raise PolicyError(f"policy.toml: logs.{log}.files = {pattern!r} must stay inside inbox/.")
    answers = set(inbox.glob(RESPONSES))
    found = [path for path in (inbox.glob(pattern) if pattern else ()) if path.is_file() and path not in answers]
    for path in found:
        refuse_odd_name(str(path.relative_to(inbox)))
        if not path.resolve().is_relative_to(inbox.resolve()):
            raise InputRefused(f"inbox/{path.name} points out of the folder. Put the file itself into inbox/.")
    return sorted(found, key=lambda path: _in_order(path.relative_to(inbox)))


def refuse_odd_name(name: str) -> None:
    """Refuse a file whose name has a line break, which could print a line of its own, or bytes that are no UTF-8."""
    shown, what = name_shown(name), ""
    if name.splitlines() != [name]:
        what = "a line break in it"
    elif not name.isascii() and (readable := os.fsencode(name).decode("utf-8", "backslashreplace")) != name:
        shown, what = name_shown(readable), "bytes in it that are no UTF-8"
    if what:
        raise InputRefused(
            f"The name of a file in inbox/ has {what}: {shown}. Nothing of it was taken in. "
            "Rename it, and put the new name into the manifest."
        )


def _in_order(path: Path) -> tuple[list[tuple[int, int, str]], str]:
    stem = str(path)[: -len("".join(path.suffixes))] if path.suffixes else str(path)
    parts = re.findall(r"\d+|\D+", stem)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts], str(path)


OneFile = tuple[Path, int]  # a file, and the number of its layout

# The newest manifest that names a file replaces what an earlier one says of it, except where the two give different
# digests: those are two files of one name. Two rows of one manifest both stand.
MANIFEST_IN_FORCE = (
    "not exists (select 1 from deliveries as later where later.key = deliveries.key "
    "and later.delivery_id > deliveries.delivery_id and coalesce(lower(later.sha256) = lower(deliveries.sha256), true))"
)


class Exports(NamedTuple):
    """When the manifest says that the files of a log were exported.

    A file that was delivered again was exported when it was first. A name tells only where no row with it has a digest.
    """

    by_digest: Mapping[str, datetime]
    by_path: Mapping[str, datetime]
    by_name: Mapping[str, Sequence[tuple[str, datetime]]]  # the paths that end in a name

    def of(self, sha256: str, file: str = "") -> datetime | None:
        """Return when a file was exported; None if the manifest does not say it."""
        path = file.replace("\\", "/")
        if found := self.by_digest.get(sha256) or self.by_path.get(path):
            return found
        alike = self.by_name.get(_name_of(path), [])
        return max((at for one, at in alike if _is_end_of(one, path) or _is_end_of(path, one)), default=None)


def exports(connection: Connection, log: str) -> Exports:
    """Read from the manifest when the files of a log were exported; nothing is said of the manifest's own files."""
    said = warehouse.rows(
        connection,
        warehouse.select(
            "replace(file, chr(92), '/') as path, lower(sha256), min(exported_at_latest), max(exported_at_latest)",
            "deliveries",
            where=f"log = ? and log <> 'deliveries' and exported_at_latest is not null and {MANIFEST_IN_FORCE}",
            group="all",
            order="all",
        ),
        [log],
    )
    by_path = {path: last for path, sha256, _, last in said if not sha256}
    by_name = defaultdict[str, list[tuple[str, datetime]]](list)
    for path, last in by_path.items():
        by_name[_name_of(path)].append((path, last))
    return Exports(
        by_digest={sha256: first for _, sha256, first, _ in sorted(said, key=itemgetter(2), reverse=True) if sha256},
        by_path=by_path,
        by_name=by_name,
    )


def _name_of(path: str) -> str:
    return path.rpartition("/")[2]


def _is_end_of(part: str, path: str) -> bool:
    return f"/{path}".endswith(f"/{part}")


def by_export(files: list[OneFile], moments: Mapping[Path, datetime]) -> list[OneFile]:
    """Put files into the order in which the manifest says they were exported; those it does not date come first."""
    return sorted(files, key=lambda one: moments.get(one[0], datetime.min))


def newest_last(files: list[OneFile], moments: Mapping[Path, datetime]) -> list[OneFile]:
    """Put each file before those of its half that were exported later; those that the manifest does not date stay."""
    placed: list[OneFile] = []
    latest: dict[int, datetime] = {}
    for path, layout in files:
        moment, half = moments.get(path, datetime.min), half_of(layout)
        place = len(placed)
        if datetime.min < moment < latest.get(half, datetime.min):
            later = (half_of(other) == half and moments.get(one, datetime.min) > moment for one, other in placed)
            place = list(later).index(True)
        placed.insert(place, (path, layout))
        latest[half] = max(moment, latest.get(half, datetime.min))
    return placed


def out_of_order(
    files: Sequence[OneFile], known: Sequence[tuple[str, int]], digest: Callable[[Path], str]
) -> tuple[list[Path], list[tuple[str, int]]]:
    """Return the files that are not `known` but stand before one that is, and the known ones that have moved."""
    ones = [(digest(path), half_of(layout)) for path, layout in files]
    taken_in = {*known}
    last = {half: place for place, (sha256, half) in enumerate(ones) if (sha256, half) in taken_in}
    late = [
        path
        for place, ((path, _), one) in enumerate(zip(files, ones, strict=True))
        if one not in taken_in and place < last.get(one[1], -1)
    ]
    now = list(dict.fromkeys(one for one in ones if one in taken_in))
    still_here = {*now}
    came = [one for one in known if one in still_here]
    return late, [one for one, then in zip(now, came, strict=True) if one != then]


def tell_of_one_record(connection: Connection, log: str, files: Sequence[tuple[str, int]]) -> bool:
    """Say whether two of these files, each by its digest and its half of a log, tell of one record."""
    for half in {half for _, half in files}:
        table = f"{log}_joined_{half}" if half else log
        query = filled("intake/told_by_several", records=table, log=literal(log), digests="?::varchar[]")
        if warehouse.one(connection, query, [[sha256 for sha256, of in files if of == half]]):
            return True
    return False


def half_of(layout: int) -> int:
    """Return the number of a joined file, or 0 for a layout of the log's own: a row corrects rows of its half alone."""
    return layout if layout >= FIRST_JOINED else 0


def as_they_came(files: list[OneFile], held: Sequence[str], digest: Callable[[Path], str]) -> list[OneFile]:
    """Put files that were taken in before into the order in which they came; those that are new come after them.

    By name alone a correction might be read before what it corrects.
    """
    if not held:
        return files
    came = {sha256: n for n, sha256 in reversed(list(enumerate(held)))}
    return sorted(files, key=lambda one: came.get(digest(one[0]), len(held)))
