"""Finds the files of a layout in inbox/, and the order in which they are taken in: the newest delivery wins."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from reporter import warehouse
from reporter.errors import InputRefused, PolicyError
from reporter.files import sha256_of
from reporter.text import name_shown
from reporter.warehouse import Connection


def files_of(inbox: Path, pattern: str, log: str) -> list[Path]:
    """Return the files that a glob of a log fits, in the order of their names with numbers read as numbers."""
    if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
        raise PolicyError(f"policy.toml: logs.{log}.files = {pattern!r} must stay inside inbox/.")
    answers = set(inbox.glob("responses*.csv"))  # officials' answers are no log, even if a glob fits them
    found = [path for path in (inbox.glob(pattern) if pattern else ()) if path.is_file() and path not in answers]
    for path in found:
        refuse_line_break(str(path.relative_to(inbox)))
        if not path.resolve().is_relative_to(inbox.resolve()):
            raise InputRefused(f"inbox/{path.name} points out of the folder. Put the file itself into inbox/.")
    return sorted(found, key=lambda path: _in_order(path.relative_to(inbox)))


def refuse_line_break(name: str) -> None:
    """Refuse a file whose name has a line break in it: wherever it is printed it could write a line of its own."""
    if name.splitlines() != [name]:
        raise InputRefused(
            f"The name of a file in inbox/ has a line break in it: {name_shown(name)}. Nothing of it was taken in. "
            "Rename it, and put the new name into the manifest."
        )


def _in_order(path: Path) -> tuple[list[tuple[int, int, str]], str]:
    stem = str(path)[: -len("".join(path.suffixes))] if path.suffixes else str(path)
    parts = re.findall(r"\d+|\D+", stem)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts], str(path)


def by_export(connection: Connection, log: str, inbox: Path, files: list[tuple[Path, int]]) -> list[tuple[Path, int]]:
    """Put files into the order in which the manifest says they were exported; those it does not date come first."""
    if log == "deliveries":
        return files
    said = warehouse.rows(
        connection,
        "select file, lower(sha256), max(exported_at_latest) from deliveries "
        "where log = ? and exported_at_latest is not null group by all",
        [log],
    )
    if not said:
        return files
    by_digest = {sha256: moment for _, sha256, moment in said if sha256}
    by_name = {file: moment for file, _, moment in said}
    undated = datetime.min

    def exported(one: tuple[Path, int]) -> datetime:
        found: datetime = by_digest.get(sha256_of(one[0])) or by_name.get(str(one[0].relative_to(inbox)), undated)
        return found

    return sorted(files, key=exported)


def as_they_came(files: list[tuple[Path, int]], held: Sequence[str]) -> list[tuple[Path, int]]:
    """Put files that were taken in before into the order in which they came; those that are new come after them.

    By name alone a correction might be read before what it corrects.
    """
    if not held:
        return files
    came = {sha256: n for n, sha256 in reversed(list(enumerate(held)))}
    return sorted(files, key=lambda one: came.get(sha256_of(one[0]), len(held)))
