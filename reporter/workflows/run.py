"""Files an edition: the order of the steps of `reporter run`."""

from dataclasses import dataclass
from pathlib import Path

from reporter import warehouse
from reporter.audit import answers
from reporter.config import policy as policies
from reporter.editions import basis as resting
from reporter.editions import case_key, index_page, ledger, ledger_check, responses, store
from reporter.ingest import guards
from reporter.model import Period, Progress
from reporter.options import USUAL, RunOptions
from reporter.report import charts, what_moved
from reporter.workflows import decide, doctor, folder_lock, make_edition, take_in


@dataclass(frozen=True, kw_only=True)
class Filed:
    """The edition that stands after a run."""

    path: Path
    number: int
    is_new: bool
    claim: str
    sentence: str
    exit_code: int
    notes: tuple[str, ...] = ()
    root_digest: str = ""
    ledger_digest: str = ""
    not_read: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()  # of the first page, the claim first: it speaks of vetting alone


@folder_lock.with_folder_lock
def run(
    folder: Path,
    period: Period,
    tell: Progress,
    key: bytes | None = None,
    *,
    even_if_empty: bool = False,
    options: RunOptions = USUAL,
) -> Filed:
    """Ingest, judge and file an edition; with nothing new the last one stands."""
    with decide.Beside(folder, options, charts.drawer) as beside:
        return _run(folder, period, tell, key, even_if_empty=even_if_empty, options=options, beside=beside)


def _run(
    folder: Path,
    period: Period,
    tell: Progress,
    key: bytes | None,
    *,
    even_if_empty: bool,
    options: RunOptions,
    beside: decide.Beside,
) -> Filed:
    take_in.rules(folder, tell, options)
    tell("holding the editions filed against the ledger")
    book = ledger_check.hold(folder, "Nothing was filed.", tell)
    key = case_key.ready(folder, key)
    take_in.ingest(folder, tell, options=options, found_new=beside.begin)  # then there is a report to make
    policy = policies.load(folder / "policy.toml")
    last = book.newest(period.label)
    is_here = bool(last) and store.place(folder, period.label, last).is_dir()
    with warehouse.open_read_only(folder, options) as connection:
        if not even_if_empty:
            guards.refuse_empty(connection, period)
            guards.refuse_unreached(connection, period)
        unread = take_in.files_not_read(connection, folder, policy)
        known = resting.edition_basis(
            connection, policy, responses.files(connection), case_key.fingerprint(key), unread
        )
        digest = resting.digest(known, period)
    if is_here and store.filed(folder, period.label, last)["digest"] == digest:
        index_page.write(folder, store.all_filed(folder))
        return _filed(folder, period, last, is_new=False)
    with store.being_filed(folder, period.label, last + 1) as draft:
        make_edition.make(folder, policy, period, last + 1, draft, tell, book, key, options=options, beside=beside)
        ledger.announce(folder, ledger.line_of(draft, store.filed_in(draft)))
    ledger.settle(folder)
    index_page.write(folder, store.all_filed(folder))
    return _filed(folder, period, last + 1, is_new=True)


def _filed(folder: Path, period: Period, number: int, *, is_new: bool) -> Filed:
    audit = store.filed(folder, period.label, number)
    return Filed(
        path=store.place(folder, period.label, number),
        number=number,
        is_new=is_new,
        claim=audit["claim"]["state"],
        sentence=audit["claim"]["sentence"],
        exit_code=audit["exit_code"],
        notes=(*audit.get("notes", ()), *what_moved.ledger_notes(audit.get("ledger", {})), *doctor.reminders(folder)),
        root_digest=store.root_digest(folder, period.label, number),
        ledger_digest=ledger.read(folder).digest,
        not_read=tuple(take_in.strays(folder)),
        answers=tuple(answers.as_text(answers.of_edition(audit))),
    )
