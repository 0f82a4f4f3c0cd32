"""One file, one query: a TOML header in the first comment, then the statement."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from reporter.errors import IntegrityError
from reporter.files import sha256_of_content
from reporter.resources import data_dir
from reporter.warehouse.sql import fill

_HEADER = re.compile(r"\A/\*\n(.*?)\*/\n(.*)\Z", re.DOTALL)
_SAYS = re.compile(r"\A(?:--[^\n]*\n)+")
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_NAMES = re.compile(r"\b(?:from|join)\s+(?:joined_spans\('(\w+)'\)|([a-z_]+)(?![\w.(]))")


@dataclass(frozen=True, kw_only=True)
class SqlFile:
    """A query with its header; its id is its file name, its kind its folder's."""

    id: str
    header: Mapping[str, Any]
    sql: str
    text: str
    kind: str = ""

    @property
    def sha256(self) -> str:
        """Digest of the file as it stands."""
        return sha256_of_content(self.text)

    @cached_property
    def reads(self) -> set[str]:
        """The names of the views and tables that it reads."""
        bare = _COMMENT.sub(" ", self.sql)
        return {one or two for one, two in _NAMES.findall(bare)}


def read(path: Path) -> SqlFile:
    """Read one query file; raises IntegrityError when it has no header."""
    return _parsed(path.stem, path.parent.name, path.read_text(encoding="utf-8"))


@cache
def _parsed(stem: str, kind: str, text: str) -> SqlFile:
    match = _HEADER.match(text)
    if match is None:
        raise IntegrityError(f"{stem}.sql does not start with a header in /* ... */.")
    sql = match[2].strip().rstrip(";")
    return SqlFile(id=stem, header=tomllib.loads(match[1]), sql=sql, text=text, kind=kind)


def folder(kind: str) -> list[SqlFile]:
    """Read all query files of one folder of queries/, by name."""
    return [read(path) for path in sorted((data_dir("queries") / kind).glob("*.sql"))]


def filled(file: str, /, **parts: str | int) -> str:
    """Return the query of a file below queries/, such as "intake/settled", with SQL in place of its parts."""
    return fill(_without_comment(data_dir("queries"), file), **parts)


@cache
def _without_comment(folder: Path, file: str) -> str:
    return _SAYS.sub("", (folder / f"{file}.sql").read_text(encoding="utf-8")).strip()


def title(kind: str, id_: str) -> str:
    """Return the title of a control, a test of the records or a measure; empty where this version has no such one."""
    return next((str(one.header["title"]) for one in folder(kind) if one.id == id_), "")


def topological_order(files: list[SqlFile]) -> list[SqlFile]:
    """Sort so that each file comes after those it reads."""
    by_id = {file.id: file for file in files}
    sorter = TopologicalSorter({file.id: sorted(file.reads & by_id.keys() - {file.id}) for file in files})
    return [by_id[one] for one in sorter.static_order()]


def read_by(files: list[SqlFile], views: list[SqlFile]) -> set[str]:
    """Return the names of all that some files read, and of all that the views among it read in turn."""
    by_id = {file.id: file for file in views}
    found: set[str] = set()
    waiting = [one for file in files for one in file.reads]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += by_id[one].reads if one in by_id else []
    return found


def views_to_materialize(files: list[SqlFile], controls: list[SqlFile], others: list[SqlFile]) -> set[str]:
    """Return the views to keep as tables: those that say so and are asked for.

    One that a single control alone asks for is worked out by that control, with only the columns that it needs.
    Any other query may go over a view many times, though it names it once.
    """
    asked = dict.fromkeys((file.id for file in files), 0)
    for times, readers in ((1, controls), (2, others)):
        for reader in readers:
            for one in reader.reads & asked.keys():
                asked[one] += times
    for file in reversed(topological_order(files)):
        if asked[file.id]:
            for one in file.reads & asked.keys() - {file.id}:
                asked[one] += 2
    return {file.id for file in files if file.header.get("materialized") and asked[file.id] > 1}
