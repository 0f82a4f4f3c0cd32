"""Lists the choices of one edition, each with what its default would give."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from reporter import warehouse
from reporter.audit import controls, policy_choices
from reporter.audit.decide_again import ConnectionPool
from reporter.audit.decide_choice import Answers, Judgement
from reporter.config.policy import Policy
from reporter.editions.build import Judged
from reporter.ingest import deliveries
from reporter.model import Choice, Period
from reporter.options import RunOptions
from reporter.warehouse import Connection


class Choosing:
    """The choices of one edition, of all records or of those that it knew `then`.

    Over few records they are decided beside the edition itself, from when this is entered on: planning a query keeps
    one processor busy, and leaves the other free. Over many they wait, for their tables would stand beside its own.
    """

    def __init__(
        self,
        connection: Connection,
        folder: Path,
        policy: Policy,
        period: Period,
        unread_count: int,
        ignored_count: int,
        then: Mapping[str, Any] | None,
        options: RunOptions,
    ) -> None:
        """Decide nothing yet."""
        delivered = deliveries.delivered_logs(connection)
        self._connection, self._policy = connection.cursor(), policy
        self._judged = Future[Judged]()
        self._found: Future[list[Choice]] | None = None
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._pool = ConnectionPool(folder, period, delivered, then, options)
        self.is_beside = warehouse.has_few_records(folder) and options.threads != 1
        self._judgement = Judgement(
            answers=self._answers,
            testable=controls.testable(connection, policy, delivered),
            unread_count=unread_count,
            ignored_count=ignored_count,
            decide=self._pool.decide,
            count=self._pool.count,
            at_once=2 if self.is_beside else 1,
        )

    def __enter__(self) -> Self:
        """Begin, if it is to be done beside the edition."""
        if self.is_beside:
            self._begun()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop what has not been decided yet, and close the connections."""
        self._judged.cancel()
        self._thread.shutdown(cancel_futures=True)
        self._pool.__exit__(kind, error, at)

    def go_by(self, judged: Judged) -> None:
        """Take what was decided with the policy as it is, which each choice is held against."""
        self._judged.set_result(judged)

    def found(self) -> list[Choice]:
        """Return the choices."""
        return self._begun().result()

    def _begun(self) -> Future[list[Choice]]:
        if self._found is None:
            self._found = self._thread.submit(policy_choices.choices, self._connection, self._policy, self._judgement)
        return self._found

    def _answers(self) -> Answers:
        judged = self._judged.result()
        return judged.controls, judged.legs
