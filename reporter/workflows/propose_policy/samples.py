"""One sample file: which log it looks like, and which of its columns is which."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reporter.ingest.layouts.compose import without_midnight
from reporter.ingest.readers.source_file import Parquet
from reporter.workflows.propose_policy import layouts
from reporter.workflows.propose_policy.names import plainly

_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]00:00(?::00)?)?|\d{1,2}([/.-])(?:\d{1,2}|[A-Za-z]{3})\1(?:\d{4}|\d\d)")
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?: ?[AaPp][Mm])?|(?:[01]\d|2[0-4])[0-5]\d")
_OF_TIME = re.compile(r"date|time|clock|day|dt|tm")
Words = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One sample file: the log it looks like, and which of its columns is which; `columns` is canonical -> theirs.

    `clocks` are the columns that hold the clock of a day in another; `lines` say in a policy how the rows stand.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    faulty_count: int
    log: str
    rivals: tuple[str, ...]
    columns: Mapping[str, str]
    is_by_name: bool = False
    clocks: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    @property
    def spare(self) -> list[str]:
        """Their columns that are not taken for any of ours."""
        taken = {*self.columns.values(), *self.clocks.values()}
        return [name for name in self.header if name not in taken]

    def values(self, column: str) -> list[str]:
        """Return the filled values under a canonical column; of a day and its clock, both."""
        if column not in self.clocks:
            return self.under(self.columns[column])
        day, clock = (self.header.index(name) for name in (self.columns[column], self.clocks[column]))
        pairs = ([(cells[place] or "").strip() for place in (day, clock)] for cells in self.rows)
        return [" ".join(filter(None, without_midnight(pair))) for pair in pairs if any(pair)]

    def under(self, name: str) -> list[str]:
        """Return the filled values under one of their columns."""
        place = self.header.index(name)
        return [text for cells in self.rows if (text := (cells[place] or "").strip())]


def sample_of(
    path: Path,
    logs: Mapping[str, Mapping[str, str]],
    files: Words,
    names: Mapping[str, Words],
    parquet: Parquet | None,
    stated: str = "",
) -> Sample:
    """Read one sample and find the log whose columns and name it fits best, unless a person stated which it is.

    Where the columns say too little, the file's name decides if it speaks for one log alone, and that is told. Raises
    InputRefused as the reader does.
    """

    def scores_of(header: Sequence[str]) -> dict[str, float]:
        fits = {log: _columns(header, columns, names.get(log, {})) for log, columns in logs.items()}
        return {log: _score(fits[log], logs[log], path.name, files.get(log, [])) for log in logs}

    reading = layouts.read(path, parquet, lambda header: max(scores_of(header).values()))
    header = reading.header
    rows = tuple(row.cells for row in reading.rows if not row.fault)
    fits = {log: _columns(header, columns, names.get(log, {})) for log, columns in logs.items()}
    for fit in fits.values():
        _without_names(fit, header, rows)
    scores = {log: _score(fits[log], logs[log], path.name, files.get(log, [])) for log in logs}
    best = max(scores, key=lambda log: scores[log])
    named = [one for one in logs if fits[one] and any(word in plainly(path.name) for word in files.get(one, []))]
    is_by_name = not stated and scores[best] <= 0 and len(named) == 1
    best = stated or (named[0] if is_by_name else best)
    log = best if stated or is_by_name or scores[best] > 0 else ""
    rivals = tuple(one for one in logs if log and one != best and 0 < scores[one] == scores[best])
    return Sample(
        name=path.name,
        header=header,
        rows=rows,
        faulty_count=len(reading.rows) - len(rows),
        log=log,
        rivals=rivals,
        columns=fits[best],
        is_by_name=is_by_name,
        clocks=_clocks(fits[best], logs[best], header, rows),
        lines=reading.lines,
    )


def _filled(header: Sequence[str], rows: Sequence[Sequence[str | None]], name: str) -> list[str]:
    place = header.index(name)
    return [text for cells in rows if (text := (cells[place] or "").strip())]


def _without_names(fit: dict[str, str], header: Sequence[str], rows: Sequence[Sequence[str | None]]) -> None:
    """Take out a column taken for a person's number where a value has no digit: it could be a name."""
    if "person_id" in fit and not all(re.search(r"\d", text) for text in _filled(header, rows, fit["person_id"])):
        del fit["person_id"]


def _clocks(
    fit: Mapping[str, str],
    columns: Mapping[str, str],
    header: Sequence[str],
    rows: Sequence[Sequence[str | None]],
) -> dict[str, str]:
    """Find, for each time whose column holds days alone, the one spare column of its name that holds a clock alone."""
    found = {}
    clocks = [name for name in header if name not in fit.values() and _all(_CLOCK, _filled(header, rows, name))]
    for ours, theirs in fit.items():
        if not columns[ours].startswith("time") or not _all(_DAY, _filled(header, rows, theirs)):
            continue
        stem = _OF_TIME.sub("", plainly(theirs))
        named = [name for name in clocks if stem and _OF_TIME.sub("", plainly(name)) == stem]
        if len(named) == 1:
            found[ours] = named[0]
    return found


def _all(pattern: re.Pattern[str], texts: Sequence[str]) -> bool:
    return bool(texts) and all(pattern.fullmatch(text) for text in texts)


def _score(fit: Mapping[str, str], columns: Mapping[str, str], name: str, hints: Sequence[str]) -> float:
    """Weigh the columns found and the file's name; nothing without half the required columns or four of any."""
    required = [column for column, words in columns.items() if words.endswith(" required")]
    hits = sum(column in fit for column in required)
    if len(fit) < 2 or (2 * hits < len(required) and len(fit) < 4):
        return 0
    named = any(word in plainly(name) for word in hints)
    return hits + len(fit) + 3 * hits / len(required) + 2 * named


def _columns(header: Sequence[str], columns: Mapping[str, str], names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Find canonical columns by name, each of theirs used once; exact names are served before synonyms."""
    theirs = {plainly(name.replace("#", "No")): name for name in reversed(header)}
    fit: dict[str, str] = {}
    for column in columns:
        if (name := theirs.get(plainly(column))) is not None:
            fit[column] = name
    for column in columns:
        for word in names.get(column, []):
            name = theirs.get(word)
            if column not in fit and name is not None and name not in fit.values():
                fit[column] = name
    return {column: fit[column] for column in columns if column in fit}
