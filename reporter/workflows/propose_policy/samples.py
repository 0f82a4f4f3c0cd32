"""One sample file: which log it looks like, and which of its columns is which."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from reporter.ingest.layouts.compose import without_midnight
from reporter.ingest.readers.cells import BrokenCell
from reporter.ingest.readers.grid import IN_CELLS
from reporter.ingest.readers.source_file import Parquet
from reporter.text import name_shown
from reporter.workflows.propose_policy import layouts
from reporter.workflows.propose_policy.clocks import clocks_of, lacks_its_clock, zeros_of
from reporter.workflows.propose_policy.columns import (
    Cells,
    Known,
    add_by_codes,
    add_own_id,
    columns_of,
    is_foreign,
    score_of,
    without_names,
)
from reporter.workflows.propose_policy.event_tables import EventsFound
from reporter.workflows.propose_policy.events import events_of, lacking_in_events
from reporter.workflows.propose_policy.misfits import is_in_order, settle_codes, settle_times, without_misfits
from reporter.workflows.propose_policy.names import plainly
from reporter.workflows.propose_policy.parts_apart import without_parts_apart
from reporter.workflows.propose_policy.reading import Reading
from reporter.workflows.propose_policy.records_within import below_checks, readings_within
from reporter.workflows.propose_policy.repeated_names import as_in_header, labelled


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One sample file: the log it looks like, and which of its columns is which; `columns` is canonical -> theirs.

    `clocks` are the columns that hold the clock of a day in another; `zeros` are the widths of what lost zeros.
    `timeless` are columns of days whose clock is not known; `beside` are the columns put before those of an id.
    """

    path: Path
    reading: Reading
    rows: tuple[tuple[str | None, ...], ...]
    faulty_count: int
    log: str
    rivals: tuple[str, ...]
    columns: Mapping[str, str]
    is_by_name: bool = False
    clocks: Mapping[str, str] = field(default_factory=dict)
    zeros: Mapping[str, int] = field(default_factory=dict)
    timeless: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)
    events: EventsFound | None = None
    told: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file's name."""
        return name_shown(self.path.name)

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns as they were read."""
        return self.reading.header

    @property
    def spare(self) -> list[str]:
        """Their columns that are not taken for any of ours."""
        taken = {*self.columns.values(), *self.clocks.values(), *self.beside.values()}
        return [name for name in self.header if name not in taken]

    def values(self, column: str) -> list[str]:
        """Return the filled values under a canonical column; of a day and its clock, both."""
        if self.events and column in self.events.filled:
            return self.events.texts(column, self.header, self.rows)
        if column in self.beside:
            places = [self.header.index(name) for name in (self.beside[column], self.columns[column])]
            parts = [[(cells[place] or "").strip().replace("-", "--") for place in places] for cells in self.rows]
            return ["-".join(pair) for pair in parts if all(pair)]
        if column not in self.clocks:
            return self.under(self.columns[column])
        day, clock = (self.header.index(name) for name in (self.columns[column], self.clocks[column]))
        width = self.zeros.get(self.clocks[column], 0)
        pairs = ([(cells[day] or "").strip(), _padded((cells[clock] or "").strip(), width)] for cells in self.rows)
        return [" ".join(filter(None, without_midnight(pair))) for pair in pairs if any(pair)]

    def with_columns(self, names: Collection[str]) -> "Sample":
        """Return this sample with these of our columns alone, of the log that it has been proved to be of."""
        columns = {ours: theirs for ours, theirs in self.columns.items() if ours in names}
        clocks = {ours: clock for ours, clock in self.clocks.items() if ours in columns}
        timeless = {ours: day for ours, day in self.timeless.items() if ours in columns}
        return replace(self, columns=columns, clocks=clocks, timeless=timeless, is_by_name=False, rivals=())

    def under(self, name: str) -> list[str]:
        """Return the filled values under one of their columns."""
        place = self.header.index(name)
        return [text for cells in self.rows if (text := (cells[place] or "").strip())]


def _padded(text: str, width: int) -> str:
    return text.zfill(width) if text.isdigit() else text


def samples_of(
    path: Path, logs: Mapping[str, Mapping[str, str]], known: Known, parquet: Parquet | None, stated: str = ""
) -> list[Sample]:
    """Read one sample and find the log whose columns and name it fits best, unless a person stated which it is.

    If the columns fit no log well enough, a file name that fits one log alone decides, and the policy says so. A file
    with the rows of several logs gives a sample for each. Raises InputRefused as the reader does.
    """

    def fit(header: Sequence[str], record: str = "") -> float:
        if is_foreign(path.name, header, known):
            return 0
        fits = {log: columns_of(header, columns, known.columns.get(log, {}), record) for log, columns in logs.items()}
        return max(score_of(fits[log], logs[log], path.name, known.files.get(log, []), header) for log in logs)

    found = [sample_from(path, one, logs, known, stated) for one in layouts.read(path, parquet, fit)]
    if any(one.log and not one.is_by_name for one in found):
        return [*found, *(_within(path, found[0], logs, known) if len(found) == 1 else ())]
    return [event for one in found for event in _of_events(one, logs, known)] or [
        _unfit(one, logs, known) for one in found
    ]


def _unfit(sample: Sample, logs: Mapping[str, Mapping[str, str]], known: Known) -> Sample:
    """Leave a file with one row an event to no log by its name alone; say what its events lack."""
    lacking = lacking_in_events(sample.header, sample.rows, logs, known)
    if not lacking:
        return sample
    told = f"It has one row an event, among them bookings, but no column for {' and '.join(lacking)}."
    return replace(sample, log="", is_by_name=False, told=(told,))


def _within(path: Path, stays: Sample, logs: Mapping[str, Mapping[str, str]], known: Known) -> list[Sample]:
    """Return a sample for each log of records that lie within the rows of stays.

    Of elements within each other, the one with the most columns is the record, and of those the innermost.
    """
    number = stays.columns.get("booking_id") if stays.log == "bookings" else None
    best: dict[str, Sample] = {}
    for reading in readings_within(path, stays.reading, number) if number else ():
        sample = sample_from(path, reading, logs, known)
        way = (reading.layout.record or "").partition("/")[2]
        if way and any(name.startswith(f"{way}/") for name in stays.columns.values()):
            continue  # the stay's own, such as its release
        if not sample.log or sample.is_by_name or not sample.columns.get("booking_id", "").startswith("../"):
            continue
        if sample.log != "holds" and next(iter(logs[sample.log])) not in sample.columns:
            continue  # it may be anything: only a hold is known by its kind and its time
        if sample.log != "bookings" and (sample.log not in best or _weight(sample) > _weight(best[sample.log])):
            best[sample.log] = sample
    notices, checks = best.get("notifications"), best.get("checks")
    if notices and checks and "check_id" in checks.columns and "check_id" not in notices.columns:
        above = notices.columns["booking_id"], checks.columns["check_id"]
        if below := below_checks(path, notices.reading, checks.reading, *above):
            best["notifications"] = sample_from(path, below, logs, known)
    return list(best.values())


def _weight(sample: Sample) -> tuple[int, int]:
    return len(sample.columns), len(sample.reading.layout.record or "")


def _of_events(sample: Sample, logs: Mapping[str, Mapping[str, str]], known: Known) -> list[Sample]:
    """Return a sample for each log that a file with one row an event holds."""
    return [
        replace(sample, log=log, rivals=(), is_by_name=False, columns={**one.columns, **one.filled}, events=one)
        for log, one in events_of(sample.header, sample.rows, logs, known).items()
    ]


def sample_from(
    path: Path, reading: Reading, logs: Mapping[str, Mapping[str, str]], known: Known, stated: str = ""
) -> Sample:
    """Say which log a reading is of, and which of its columns is which."""
    header, name = reading.header, path.name
    rows = tuple(
        tuple(None if isinstance(cell, BrokenCell) else cell for cell in row.cells)
        for row in reading.rows
        if row.fault in (None, IN_CELLS)
    )
    record = reading.layout.record or ""
    labels = labelled(header, reading.labels)
    found = {log: columns_of(labels, columns, known.columns.get(log, {}), record) for log, columns in logs.items()}
    fits = {log: as_in_header(fit, header, reading.labels) for log, fit in found.items()}
    scores = {
        log: score_of(fits[log], logs[log], name, known.files.get(log, []), header)
        * is_in_order(log, fits[log], header, rows)
        * (not is_foreign(name, header, known))
        for log in logs
    }
    best = max(scores, key=lambda log: scores[log])
    named = [
        one
        for one in logs
        if (fits[one] or reading.layout.headless) and any(word in plainly(name) for word in known.files.get(one, []))
    ]
    is_by_name = not stated and scores[best] <= 0 and len(named) == 1 and not is_foreign(name, header, known)
    best = stated or (named[0] if is_by_name else best)
    log = best if stated or is_by_name or scores[best] > 0 else ""
    rivals = tuple(one for one in logs if log and one != best and 0 < scores[one] == scores[best])
    return Sample(
        path=path,
        reading=reading,
        rows=rows,
        faulty_count=len(reading.rows) - len(rows),
        log=log,
        rivals=rivals,
        columns=fits[best],
        is_by_name=is_by_name,
    )


def _without_misfits(
    sample: Sample, columns: dict[str, str], rows: Cells, kinds: Mapping[str, str], known: Known
) -> list[str]:
    """Take out columns that their values contradict, put others of such a name in their place; return the doubts."""
    doubts: list[str] = []
    out: set[str] = set()
    while found := without_misfits(columns, sample.header, rows, kinds):
        doubts += found.values()
        out |= {*found}
        left = [name for name in sample.header if name not in out]
        record, labels = sample.reading.layout.record or "", sample.reading.labels
        names = columns_of(labelled(left, labels), kinds, known.columns.get(sample.log, {}), record)
        for ours, name in as_in_header(names, left, labels).items():
            if ours not in columns and name not in columns.values():
                columns[ours] = name
    return doubts


def by_values(samples: Sequence[Sample], logs: Mapping[str, Mapping[str, str]], known: Known) -> list[Sample]:
    """Settle by the values of all samples of one header what its names leave open: weak names, clocks, lost zeros.

    A column of days is not mapped where what stands beside it may be its clock, and not every value says so.
    """
    first = samples[0]
    header, rows, kinds = first.header, [cells for one in samples for cells in one.rows], logs[first.log]
    if first.events:
        found = events_of(header, list(dict.fromkeys(rows)), logs, known).get(first.log, first.events)
        return [replace(one, columns={**found.columns, **found.filled}, events=found) for one in samples]
    columns = dict(first.columns)
    without_names(columns, header, rows)
    doubts = _without_misfits(first, columns, rows, kinds, known)
    add_own_id(columns, header, rows, kinds)
    add_by_codes(columns, header, rows, first.log, kinds, known)
    doubts += settle_times(columns, header, rows, kinds, known.columns.get(first.log, {}))
    doubts += settle_codes(columns, header, rows, kinds, known.columns.get(first.log, {}), known.codes)
    clocks = clocks_of(columns, kinds, header, rows)
    doubts += without_parts_apart(columns, clocks, header, rows, kinds)
    timeless = {
        ours: theirs
        for ours, theirs in columns.items()
        if kinds[ours].startswith("time") and ours not in clocks and lacks_its_clock(header, rows, theirs, columns)
    }
    columns = {one: columns[one] for one in kinds if one in columns and one not in timeless}
    clocks = {ours: clock for ours, clock in clocks.items() if ours in columns}
    zeros = zeros_of(clocks, header, rows)
    return [
        replace(one, columns=columns, clocks=clocks, zeros=zeros, timeless=timeless, told=(*one.told, *doubts))
        for one in samples
    ]
