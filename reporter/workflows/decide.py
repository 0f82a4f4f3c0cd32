"""Decides legs, controls and the claim of a period; nothing is filed."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from difflib import get_close_matches
from pathlib import Path
from types import TracebackType
from typing import Self

from reporter import warehouse
from reporter.audit import controls, expectations, self_test, views
from reporter.audit.claim import claim
from reporter.config.policy import Policy
from reporter.editions.build import Judged
from reporter.errors import PolicyError
from reporter.ingest import deliveries, unread_files
from reporter.model import ControlResult, Period, Progress
from reporter.options import USUAL, RunOptions
from reporter.warehouse import Connection
from reporter.worker import Worker
from reporter.workflows import take_in


class Beside:
    """What needs no record: the self-test, by a thread of its own, and what judges the legs, loaded by another process.

    The engine works without Python, which is free meanwhile; so files are taken in, and controls decided, beside it.
    """

    def __init__(self, folder: Path, options: RunOptions, *workers: Worker) -> None:
        """Take the processes to start beside the one that judges the legs, for what is to be made later."""
        self._folder, self._options = folder, options
        self._workers = (expectations.judge, *workers)
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._proof: Future[dict[str, int]] | None = None

    def __enter__(self) -> Self:
        """Begin nothing yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Wait for what was begun; leave out what was not."""
        self._thread.shutdown(cancel_futures=True)

    def begin(self) -> Future[dict[str, int]]:
        """Begin, unless it has begun; return what will tell of the planted faults."""
        if self._proof is None:
            for worker in self._workers:
                worker.start()
            self._proof = self._thread.submit(self_test.run, self._folder, self._options)
        return self._proof


def judge(folder: Path, period: Period, tell: Progress, options: RunOptions = USUAL) -> Judged:
    """Decide legs, controls and the claim; nothing is filed."""
    policy = take_in.ready(folder, tell, options)
    with warehouse.open_read_only(folder, options) as connection:
        warehouse.lock_down(connection)
        not_read = take_in.files_not_read(connection, folder, policy)
        waiting = len(unread_files.waiting(connection, folder, policy))
        return judge_records(connection, folder, policy, period, tell, not_read, options, waiting_count=waiting)


def judge_one(folder: Path, period: Period, control: str, tell: Progress, options: RunOptions = USUAL) -> ControlResult:
    """Decide one control alone: without the others, without the completeness legs, and so without a claim.

    Raises PolicyError naming the nearest control when there is none with that id.
    """
    known = [file.id for file in controls.catalogue()]
    if control not in known:
        near = get_close_matches(control, known, n=1, cutoff=0.0)[0]
        raise PolicyError(
            f"There is no control {control!r}. The nearest is {near!r}; docs/reference/controls.md has all."
        )
    policy = take_in.ready(folder, tell, options)
    with warehouse.open_read_only(folder, options) as connection:
        warehouse.lock_down(connection)
        views.build(connection, policy, period, only=control)
        delivered = deliveries.delivered_logs(connection)
        return controls.run(connection, policy, delivered, only=control)[0]


def whole_span(folder: Path, tell: Progress, options: RunOptions = USUAL) -> Period:
    """Return the days from the first to the last booking or release on record."""
    take_in.ready(folder, tell, options)
    with warehouse.open_read_only(folder, options) as connection:
        first, last = warehouse.rows(
            connection,
            "select min(booked_at_on)::varchar, "
            "greatest(max(booked_at_on), max(coalesce(released_at_until, released_at_on)))::varchar "
            "from records.bookings where standing",
        )[0]
    if first is None:
        raise PolicyError("There is no booking on record. Put the files into inbox/ and run `reporter ingest`.")
    return Period(label=f"{first}..{last}", first=first, last=last)


def judge_records(
    connection: Connection,
    folder: Path,
    policy: Policy,
    period: Period,
    tell: Progress,
    unread: Sequence[Mapping[str, str]],
    options: RunOptions,
    *,
    waiting_count: int = 0,
    beside: Beside | None = None,
) -> Judged:
    """Decide over the records of a connection; the self-test decides its planted records `beside` it."""
    tell("looking for the planted faults")
    with nullcontext(beside) if beside else Beside(folder, options) as own:
        proof = own.begin()
        views.build(connection, policy, period)
        delivered = deliveries.delivered_logs(connection)
        tell("deciding the controls")
        decided = controls.run(connection, policy, delivered)
    tell("asking how complete the logs are")
    missing = {"fields_complete": {"missing_share": views.missing_share_by_field(connection)}}
    legs = expectations.run(connection, policy, delivered, missing)
    found = claim(decided, legs, policy, unread_count=len(unread), waiting_count=waiting_count)
    proved = proof.result()
    not_read = len(unread) + waiting_count
    return Judged(claim=found, controls=decided, legs=legs, delivered=delivered, self_test=proved, not_read=not_read)
