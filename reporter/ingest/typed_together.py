"""Types small files of a log that are read alike by one statement: to plan it costs more than to read their rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reporter import warehouse
from reporter.config.log_policy import LogPolicy
from reporter.ingest import fitting_columns, parse_values, spool_file
from reporter.warehouse import Connection

_SMALL = 1 << 20  # bytes of a file
_MOST_FILES, _MOST_ROWS = 50, 100_000  # that wait
_NUMBER = "file_number"


@dataclass(frozen=True, kw_only=True)
class Spool:
    """One file as text: nothing is spooled of one whose content was delivered before."""

    way: fitting_columns.Reading
    layout: int
    sha256: str
    spooled: spool_file.Spooled | None
    codes: Sequence[tuple[Any, ...]]

    @property
    def has_few_rows(self) -> bool:
        """Say whether its rows can be held twice for a moment; a packed file may have more than its size tells."""
        return self.spooled is not None and self.spooled.written <= _MOST_ROWS

    def is_read_like(self, other: "Spool") -> bool:
        """Say whether one statement reads both."""
        if self.spooled is None or other.spooled is None:
            return False
        return (self.layout, self.spooled.columns) == (other.layout, other.spooled.columns)

    def typed(self, *others: "Spool", **to: str) -> str:
        """Return the statement that types it, and others that are read like it, `to` other tables than the usual."""
        if self.spooled is None:
            raise ValueError
        is_ordinary = all(one.spooled.is_ordinary for one in (self, *others) if one.spooled)
        way = self.way
        return parse_values.typed(
            way.schema, way.mapping, self.spooled.columns, way.years, is_ordinary=is_ordinary, **to
        )


def may_wait(path: Path, mapping: LogPolicy) -> bool:
    """Say whether a file can be typed with others: a list or a file of events is first completed from earlier files."""
    return path.stat().st_size <= _SMALL and not (mapping.events or mapping.snapshots)


class Waiting:
    """Files that were spooled and wait to be typed together, in their order."""

    def __init__(self, connection: Connection) -> None:
        """Wait for nothing yet."""
        self._connection = connection
        self._files: list[tuple[Spool, str]] = []
        self._made = 0

    @property
    def has_any(self) -> bool:
        """Say whether any file waits."""
        return bool(self._files)

    def has(self, sha256: str) -> bool:
        """Say whether a file of this content waits."""
        return any(one.sha256 == sha256 for one, _ in self._files)

    def copied(self) -> str:
        """Copy the rows of `spool` into a table of their own; return its name."""
        self._made += 1
        table = f"spool_{self._made}"
        self._connection.execute(warehouse.temporary(table, "select * from spool"))
        return table

    def takes(self, one: Spool) -> bool:
        """Say whether a file can wait with those that do."""
        rows = sum(each.spooled.written for each in (*(each for each, _ in self._files), one) if each.spooled)
        alike = not self._files or one.is_read_like(self._files[0][0])
        return alike and rows <= _MOST_ROWS and len(self._files) < _MOST_FILES

    def add(self, one: Spool, table: str) -> None:
        """Let a file wait whose rows of text are in this table."""
        self._files.append((one, table))

    def typed(self) -> Iterator[Spool]:
        """Type all, and yield one after the other with its `spool` and `typed` in place; none waits any more."""
        files, self._files = self._files, []
        if len(files) > 1:
            parts = (warehouse.select(f"{at} as {_NUMBER}, *", table) for at, (_, table) in enumerate(files))
            self._connection.execute(warehouse.temporary_view("spools", " union all by name ".join(parts)))
            first, *others = (one for one, _ in files)
            self._connection.execute(first.typed(*others, file=_NUMBER, spool="spools", table="typed_together"))
        for at, (one, table) in enumerate(files):
            self._connection.execute(warehouse.temporary_view("spool", warehouse.select("*", table)))
            own = warehouse.select(f"* exclude ({_NUMBER})", "typed_together", where=f"{_NUMBER} = {at}")
            self._connection.execute(warehouse.temporary("typed", own) if len(files) > 1 else one.typed())
            yield one
            self._connection.execute(f"drop table if exists temp.{table}")
        self._connection.execute("drop table if exists temp.typed_together")
