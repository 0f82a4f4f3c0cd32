"""How the rows of a sample stand: below which titles its header is, and which lines below it are footers."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from reporter.config.log_policy import LogPolicy
from reporter.errors import InputRefused
from reporter.ingest.readers import Row, open_source
from reporter.ingest.readers.csv_reader import DELIMITERS
from reporter.ingest.readers.source_file import Parquet
from reporter.text import count_of
from reporter.workflows.propose_policy.names import quoted

_ROWS_READ = 50_000
_LOOK_BELOW = 50  # rows within which a header is looked for
_HEADER_TEXTS = 3
_TEXT = (".csv", ".tsv", ".txt")
_FOOTER = re.compile(r"\b(?:(?:sub|grand )?totals?|records?|page|printed|generated|end of report)\b", re.IGNORECASE)
_CUT = re.compile(r"\d|:|\s{2}|(?<= by)\s")
_FEWEST_LETTERS = 4
Fit = Callable[[Sequence[str]], float]  # how well a row of names fits a log; 0: none


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A sample as it can be read: its header, its rows, and the lines of policy that it needs, with their evidence."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    lines: tuple[str, ...] = ()


def read(path: Path, parquet: Parquet | None, fit: Fit) -> Reading:
    """Read a sample as it stands or, where its first row fits no log, below the row that does.

    Raises InputRefused as the reader does where no row fits.
    """
    layout = LogPolicy()
    lines: list[str] = []
    try:
        plain = _opened(path, parquet, layout)
    except InputRefused:
        found = _below_titles(path, parquet, fit)
        if found is None:
            raise
        layout, plain, lines = found
    else:
        if not fit(plain.header) and (found := _below_titles(path, parquet, fit)):
            layout, plain, lines = found
    footers = _footers(plain)
    if footers:
        footed = _opened(path, parquet, replace(layout, footer=tuple(footers)))
        if footed.header == plain.header and len(footed.rows) == len(plain.rows) - footers.total():
            told = f"{count_of(footers.total(), 'row begins', 'rows begin')} so, each with one filled cell"
            lines = [*lines, f"footer = [{', '.join(map(quoted, sorted(footers)))}]   # {told}"]
            plain = footed
    return replace(plain, lines=tuple(lines))


def _opened(path: Path, parquet: Parquet | None, layout: LogPolicy) -> Reading:
    with open_source(path, parquet=parquet, layout=layout) as source:
        return Reading(header=source.header, rows=tuple(islice(source.rows, _ROWS_READ)))


def _below_titles(path: Path, parquet: Parquet | None, fit: Fit) -> tuple[LogPolicy, Reading, list[str]] | None:
    """Find the one way of splitting the rows in which a row below the first fits a log best; none in doubt."""
    is_text = path.name.lower().removesuffix(".gz").endswith(_TEXT)
    found: list[tuple[float, str | None, int, tuple[str, ...]]] = []
    for delimiter in DELIMITERS if is_text else (None,):
        for place, cells in enumerate(_first_rows(path, parquet, delimiter)):
            if score := fit(cells):
                found.append((score, delimiter, place, cells))
    best = max((one[0] for one in found), default=0)
    if len({one[1] for one in found if one[0] == best}) != 1:
        return None
    _, delimiter, place, cells = next(one for one in found if one[0] == best)
    texts = [cell for cell in cells if cell and cells.count(cell) == 1][:_HEADER_TEXTS]
    for chosen in dict.fromkeys((None, delimiter)):
        layout = LogPolicy(header=tuple(texts), delimiter=chosen)
        try:
            reading = _opened(path, parquet, layout)
        except InputRefused:
            continue
        if [one.strip() for one in reading.header[: len(cells)] if one] == [one for one in cells if one]:
            lines = [f"delimiter = {quoted(chosen)}"] if chosen else []
            told = count_of(place, "row stands above it", "rows stand above it")
            lines.append(f"header = [{', '.join(map(quoted, texts))}]   # {told}")
            return layout, reading, lines
    return None


def _first_rows(path: Path, parquet: Parquet | None, delimiter: str | None) -> Iterator[tuple[str, ...]]:
    try:
        with open_source(path, parquet=parquet, layout=LogPolicy(headless=True, delimiter=delimiter)) as source:
            for row in islice(source.rows, _LOOK_BELOW):
                yield tuple((cell or "").strip() for cell in row.cells)
    except InputRefused:
        return


def _footers(reading: Reading) -> Counter[str]:
    """Count the texts with which lines of totals, pages and printing begin, and no row with more than one cell."""
    alone: Counter[str] = Counter()
    others = set()
    if len(reading.header) <= 2:
        return alone
    for row in reading.rows:
        filled = [cell.strip() for cell in row.cells if cell and cell.strip()]
        if len(filled) == 1 and _FOOTER.search(filled[0]):
            alone[filled[0]] += 1
        elif filled:
            others.add(filled[0])
    found: Counter[str] = Counter()
    for text, count in alone.items():
        begins = _CUT.split(text, maxsplit=1)[0].rstrip()
        if sum(letter.isalpha() for letter in begins) >= _FEWEST_LETTERS:
            found[begins] += count
    return Counter({one: count for one, count in found.items() if not any(text.startswith(one) for text in others)})
