"""Reads the samples: which log each is of, and which could not be used and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from reporter.config.log_policy import LogPolicy
from reporter.errors import InputRefused
from reporter.ingest.readers.grid import looks_like_data
from reporter.ingest.readers.source_file import Parquet, is_like_rows
from reporter.workflows.propose_policy.agree import agreed, grouped
from reporter.workflows.propose_policy.asking import Ask
from reporter.workflows.propose_policy.columns import Known
from reporter.workflows.propose_policy.names import listed, quoted
from reporter.workflows.propose_policy.reading import Reading, opened
from reporter.workflows.propose_policy.rows import widths
from reporter.workflows.propose_policy.samples import Sample, by_values, sample_from, samples_of

_NO_LOG = (
    "If you know which log it is, delete this policy.toml and run `reporter init` again with --from LOG=FILE, such as "
    "--from checks=FILE."
)
_NO_HEADER = (
    'Write its table by hand, with header = "none" and columns that name "1", "2", ...; '
    "docs/clerk/map-a-jail-system.md has an example."
)
_NOT_JOINED = (
    "Each stay must have these in the log's own files: a joined file cannot fill them. Ask for the events with these "
    "columns, or for a list of stays with their times."
)
_LOOK_BELOW = 300  # rows with which a header is compared


@dataclass(frozen=True, kw_only=True)
class Unused:
    """A sample that could not be used, and why."""

    path: Path
    why: str
    mend: str = ""
    sample: Sample | None = None


@dataclass(kw_only=True)
class Gathered:
    """The samples by log, and those that could not be used."""

    found: dict[str, list[Sample]] = field(default_factory=dict)
    unused: list[Unused] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Gatherer:
    """Reads samples with what is known of logs and of the names that other systems give."""

    logs: Mapping[str, Mapping[str, str]]
    known: Known
    parquet: Parquet | None
    stated: Mapping[Path, str]
    ask: Ask

    def gather(self, files: Sequence[Path]) -> Gathered:
        """Read every sample; one that nothing fits is tried with the layouts that read the others."""
        gathered = Gathered()
        for path in files:
            self._read(path, gathered)
        for unused in list(gathered.unused):
            if sample := self._as_another(unused.path, gathered):
                gathered.found[sample.log].append(sample)
                gathered.unused.remove(unused)
        return gathered

    def groups(self, samples: Sequence[Sample], choose: Callable[[Sample], Sample]) -> list[list[Sample]]:
        """Return the samples of one log that are laid out alike, with what their values settle and a person chooses."""
        same = [
            by_values(one, self.logs, self.known)
            for one in grouped(samples, lambda one: (one.header, bool(one.events)))
        ]
        chosen = [choose(one) for group in same for one in group]
        return [agreed(one, self._again) for one in grouped(chosen, lambda one: (one.columns, one.clocks))]

    def _read(self, path: Path, gathered: Gathered) -> None:
        try:
            samples = samples_of(path, self.logs, self.known, self.parquet, self.stated.get(path, ""))
        except InputRefused as refusal:
            gathered.unused.append(Unused(path=path, why=f"a sample was refused: {quoted(str(refusal))}"))
            return
        first = samples[0]
        columns = listed(first.header)
        is_row = _is_row(first)
        if is_row:
            columns = "not shown, they look like a row"
        elif first.reading.layout.headless:
            columns += "; it has no header"
        question = f"Which log is {quoted(first.name)}? Its columns: {columns}"
        if not (is_row or first.log) and (log := self.ask(question, [*self.logs])):
            samples = samples_of(path, self.logs, self.known, self.parquet, log)
        for sample in samples:
            if is_row:
                why = f"{quoted(sample.name)} has no header: its first row looks like the rows below it"
                gathered.unused.append(Unused(path=path, why=why, mend=_NO_HEADER))
            elif sample.log:
                gathered.found.setdefault(sample.log, []).append(sample)
            else:
                why = " ".join((f"{quoted(sample.name)} looks like no log.", *sample.told, f"Its columns: {columns}"))
                gathered.unused.append(
                    Unused(path=path, why=why, mend=_NOT_JOINED if sample.told else _NO_LOG, sample=sample)
                )

    def _as_another(self, path: Path, gathered: Gathered) -> Sample | None:
        """Read a file in columns of fixed width as another sample was, where its lines are blank between them too."""
        for sample in [one for samples in gathered.found.values() for one in samples if one.reading.layout.widths]:
            layout = sample.reading.layout
            try:
                if not widths.fits(path, layout):
                    continue
                reading = opened(path, self.parquet, layout, sample.reading.told)
            except InputRefused:
                continue
            if reading.header == sample.header:
                return self._sample(sample, path, reading)
        return None

    def _again(self, sample: Sample, layout: LogPolicy, told: Mapping[str, str]) -> Sample:
        reading = opened(sample.path, self.parquet, layout, told)
        return self._sample(sample, sample.path, replace(reading, labels=sample.reading.labels))

    def _sample(self, sample: Sample, path: Path, reading: Reading) -> Sample:
        again = sample_from(path, reading, self.logs, self.known, sample.log)
        return replace(sample, path=path, reading=reading, rows=again.rows, faulty_count=again.faulty_count)


def _is_row(sample: Sample) -> bool:
    """Say whether what stands for a header may be a row, so that no cell of it is shown."""
    below = [row.cells for row in sample.reading.rows[:_LOOK_BELOW]]
    if sample.reading.layout.headless or len(sample.columns) > 1:
        return False
    return looks_like_data(sample.header) or is_like_rows(sample.header, below)
