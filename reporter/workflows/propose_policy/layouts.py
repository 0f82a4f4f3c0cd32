"""How the rows of a sample stand: as a plain table, or as one of the kinds of `rows/`; and which lines are footers."""

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from reporter.config.log_policy import LogPolicy
from reporter.errors import InputRefused
from reporter.ingest.readers.source_file import Parquet
from reporter.text import count_of
from reporter.workflows.propose_policy import headless, rows
from reporter.workflows.propose_policy.footers import footers_of, set_aside
from reporter.workflows.propose_policy.reading import Fit, Reading, Readings, opened


def read(path: Path, parquet: Parquet | None, fit: Fit) -> list[Reading]:
    """Read a sample as it stands or, where its first row fits no log, in the one other way that does.

    A file that holds the rows of several logs has several readings. Raises InputRefused as the reader does where
    nothing fits.
    """
    try:
        plain = opened(path, parquet, LogPolicy())
    except InputRefused:
        found = _otherwise(path, parquet, fit) or _headless(path, parquet)
        if not found:
            raise
    else:
        found = [] if fit(plain.header) else _otherwise(path, parquet, fit) or _headless(path, parquet)
        found = found or [plain]
    return [_without_footers(path, parquet, one) for one in found]


def _otherwise(path: Path, parquet: Parquet | None, fit: Fit) -> list[Reading]:
    """Ask each kind of `rows/`; the one whose header fits best has the word, and none in doubt."""
    kinds = [one for known in _kinds() if (one := known(path, parquet, fit))]
    best = [max(fit(reading.header, reading.layout.record or "") for reading in found) for found in kinds]
    leading = [found for found, score in zip(kinds, best, strict=True) if score == max(best)]
    return leading[0] if len(leading) == 1 else []


def _headless(path: Path, parquet: Parquet | None) -> list[Reading]:
    reading = headless.reading_of(path, parquet)
    return [reading] if reading else []


def _kinds() -> Iterator[Readings]:
    for module in sorted(iter_modules(rows.__path__), key=lambda one: one.name):
        yield import_module(f"{rows.__name__}.{module.name}").readings


def _without_footers(path: Path, parquet: Parquet | None, plain: Reading) -> Reading:
    """Propose the footers of a reading that has none yet, where they are all that reading it again takes away."""
    if plain.layout.footer or not (footers := footers_of(plain)):
        return plain
    with_one = all(sum(bool(cell and cell.strip()) for cell in one.cells) == 1 for one in set_aside(plain, footers))
    others = "" if with_one else ", or a total and numbers"
    told = f"{count_of(footers.total(), 'row begins', 'rows begin')} so, each with one filled cell{others}"
    footed = _labelled(
        plain,
        opened(path, parquet, replace(plain.layout, footer=tuple(sorted(footers))), {**plain.told, "footer": told}),
    )
    if footed.header == plain.header and len(footed.rows) == len(plain.rows) - footers.total():
        return footed
    return plain


def _labelled(plain: Reading, again: Reading) -> Reading:
    return replace(again, labels=plain.labels)
