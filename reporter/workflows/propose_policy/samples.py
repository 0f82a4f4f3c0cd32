"""One sample file: which log it looks like, and which of its columns is which."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from reporter.ingest.readers import open_source
from reporter.ingest.readers.source_file import Parquet

_ROWS_READ = 50_000
Words = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One sample file: the log it looks like, and which of its columns is which; `columns` is canonical -> theirs."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    faulty_count: int
    log: str
    rivals: tuple[str, ...]
    columns: Mapping[str, str]
    is_by_name: bool = False

    @property
    def spare(self) -> list[str]:
        """Their columns that are not taken for any of ours."""
        return [name for name in self.header if name not in self.columns.values()]

    def values(self, column: str) -> list[str]:
        """Return the filled values under a canonical column."""
        return self.under(self.columns[column])

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
    with open_source(path, parquet=parquet) as source:
        rows = list(islice(source.rows, _ROWS_READ))
        header = source.header
    fits = {log: _columns(header, columns, names.get(log, {})) for log, columns in logs.items()}
    scores = {log: _score(fits[log], logs[log], path.name, files.get(log, [])) for log in logs}
    best = max(scores, key=lambda log: scores[log])
    named = [one for one in logs if fits[one] and any(word in plainly(path.name) for word in files.get(one, []))]
    is_by_name = not stated and scores[best] <= 0 and len(named) == 1
    best = stated or (named[0] if is_by_name else best)
    log = best if stated or is_by_name or scores[best] > 0 else ""
    sound = tuple(row.cells for row in rows if not row.fault)
    rivals = tuple(one for one in logs if log and one != best and 0 < scores[one] == scores[best])
    return Sample(
        name=path.name,
        header=header,
        rows=sound,
        faulty_count=len(rows) - len(sound),
        log=log,
        rivals=rivals,
        columns=fits[best],
        is_by_name=is_by_name,
    )


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


def plainly(name: str) -> str:
    """Return a name or code for comparing: lower case, letters and digits only."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


def quoted(text: str) -> str:
    """Write text as a TOML string, fit for a comment too: no character of it breaks the line."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def listed(names: Sequence[str]) -> str:
    """Write names in a row."""
    return ", ".join(quoted(name) for name in names) or "none"
