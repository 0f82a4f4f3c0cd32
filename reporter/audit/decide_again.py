"""Answers one query again, a control or a test of the records, with another policy or with other records."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Self

from reporter import warehouse
from reporter.audit import controls, expectations, views
from reporter.config.policy import Policy
from reporter.ingest import as_of, varied_records
from reporter.ingest.varied_records import Variation
from reporter.model import ControlResult, Period
from reporter.options import USUAL, RunOptions


class _PooledConnection:
    """A connection of one control or test of the records, with the tables that its last answer left standing."""

    def __init__(self, connection: warehouse.Connection, query: str, leave: ExitStack) -> None:
        self.connection, self.query, self.leave = connection, query, leave
        self.standing = views.Standing()
        self.varied: set[str] | None = None  # the tables of the records that are not as stored; None: none is there yet


class ConnectionPool:
    """The warehouse of a folder and the period that is decided over it; `then` has the records that an edition knew.

    What a choice does not touch stays as the choice before it left it, for two threads of choices at the most. Over few
    records a connection is kept for each query; over many, whose tables take room, for the last one alone.
    """

    def __init__(
        self,
        folder: Path,
        period: Period,
        delivered: set[str],
        then: Mapping[str, Any] | None = None,
        options: RunOptions = USUAL,
    ) -> None:
        """Open nothing yet."""
        self._folder, self._period, self._delivered = folder, period, delivered
        self._then, self._options = then, options
        self._free: list[_PooledConnection] = []
        self._lock = Lock()
        self._keeps_each = warehouse.has_few_records(folder)

    def __enter__(self) -> Self:
        """Begin nothing yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close every connection."""
        while self._free:
            self._free.pop().leave.close()

    def decide(self, policy: Policy, control: str, variation: Variation | None) -> ControlResult:
        """Decide one control over the records, or over a variation of them."""
        with self._made(policy, control, variation) as connection:
            return controls.run(connection, policy, self._delivered, only=control)[0]

    def count(self, policy: Policy, leg: str) -> int:
        """Count what contradicts a test of the records in the time in question."""
        with self._made(policy, leg, None) as connection:
            return expectations.count_in_period(connection, leg)

    @contextmanager
    def _made(self, policy: Policy, query: str, variation: Variation | None) -> Iterator[warehouse.Connection]:
        """Make what a control or a test of the records reads, over the records or a variation of them."""
        with self._borrowed(query) as pooled:
            if variation or pooled.varied != set():
                varied = varied_records.put_in_place(pooled.connection, variation, is_copy=bool(self._then))
                pooled.standing.change_records(varied | (pooled.varied or set()))
                pooled.varied = varied
            views.build(pooled.connection, policy, self._period, only=query, standing=pooled.standing)
            yield pooled.connection

    @contextmanager
    def _borrowed(self, query: str) -> Iterator[_PooledConnection]:
        """Lend the connection that last answered this query, or a new one; one that failed is not lent again."""
        with self._lock:
            pooled = next((one for one in self._free if one.query == query), None)
            if pooled:
                self._free.remove(pooled)
            elif self._free and not self._keeps_each:
                self._free.pop().leave.close()
        pooled = pooled or self._opened(query)
        try:
            yield pooled
        except BaseException:
            pooled.leave.close()
            raise
        if self._then and pooled.varied:  # a copy is not put back as it was
            pooled.leave.close()
        else:
            self._free.append(pooled)

    def _opened(self, query: str) -> _PooledConnection:
        with ExitStack() as stack:
            connection = stack.enter_context(warehouse.open_read_only(self._folder, self._options))
            if self._then:
                as_of.restrict_records_to(connection, self._folder, self._then, same_reading=True)
            else:
                varied_records.keep_stored(connection, self._folder)
            warehouse.lock_down(connection)
            return _PooledConnection(connection, query, stack.pop_all())
