"""Finds text in columns of fixed width: by a ruler below the header, or by the places that are blank in every row."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from pathlib import Path

from reporter.config.log_policy import LogPolicy
from reporter.ingest.readers.encodings import encoding_of, lines_of
from reporter.ingest.readers.grid import is_rule, looks_like_data, same_name
from reporter.ingest.readers.source_file import Delivered, Parquet, numbered
from reporter.text import count_of
from reporter.workflows.propose_policy.footers import FOOTER, beginning, is_of_page
from reporter.workflows.propose_policy.names import quoted
from reporter.workflows.propose_policy.reading import Fit, Reading, is_text, tried

_LINES_READ = 50_000
_LOOK_BELOW = 50  # lines within which a header is looked for
_FEWEST_ROWS = 5  # rows that must agree on where the blanks are
_FEWEST_COLUMNS = 3
_HEADER_TEXTS = 3
_MOST_FOOTERS = 6
_MOST_DETAILS = 2
_RULER = re.compile(r"(?=.*\S\s+\S)[-=_\s]+")  # one that leaves gaps between the columns
_DAY = re.compile(r"\d{4}-\d\d-\d\d|(?:19|20)\d{6}|\d{1,2}([/.-])(?:\d{1,2}|[A-Za-z]{3})\1(?:\d{4}|\d\d)")
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4]):?[0-5]\d(?::[0-5]\d)?(?: ?[AaPp][Mm])?")
_DATED = re.compile(r"\d[/.-]\d")
Span = tuple[int, int]  # first place (from 0) and the place after the last


@dataclass(frozen=True, kw_only=True)
class _Page:
    """The lines of a file: its header, its rows, and what is neither."""

    header: str
    rows: tuple[str, ...]
    others: tuple[str, ...]


def readings(path: Path, parquet: Parquet | None, fit: Fit) -> list[Reading]:
    """Propose the widths of a file whose header, cut by them, fits a log, if they cut every row between its values."""
    del parquet
    if not is_text(path):
        return []
    lines = lines_of_sample(path)
    found: dict[float, Reading] = {}
    for place, header in enumerate(lines[:_LOOK_BELOW]):
        below = lines[place + 1 : place + 2]
        ruler = below[0] if below and _RULER.fullmatch(below[0]) and len(below[0].split()) >= _FEWEST_COLUMNS else ""
        if is_rule([header]) or looks_like_data([header.strip()]) or len(header.split()) < _FEWEST_COLUMNS:
            continue
        if (reading := _reading(path, lines, header, ruler)) and (score := fit(reading.header)):
            found.setdefault(score, reading)
    return [found[max(found)]] if found else []


def lines_of_sample(path: Path) -> list[str]:
    """Return the lines of a text that are not blank."""
    delivered = Delivered(path=path, delimiter=None, parquet=None, layout=LogPolicy())
    with delivered.closing():
        encoding, _ = encoding_of(delivered)
        lines = (line.rstrip("\r\n").removeprefix("\ufeff").rstrip() for line in lines_of(delivered, encoding))
        return [line for line in islice(lines, _LINES_READ) if line]


def _reading(path: Path, lines: Sequence[str], header: str, ruler: str) -> Reading | None:
    """Try one line as the header: cut the rows, read the file so, and return it if nothing else was set aside."""
    page = _page(lines, header)
    if len(page.rows) < _FEWEST_ROWS:
        return None
    details: Counter[str] = Counter()
    aside = ""
    if ruler:
        page, details = _without_details(ruler, page)
    spans = _by_ruler(ruler, page) if ruler else _by_blanks(page)
    names = _names(header, spans)
    if len(spans) < _FEWEST_COLUMNS or not names or looks_like_data(names):
        return None
    footers = _footers(page)
    texts = [name for name in names if not name.isdigit()][:_HEADER_TEXTS]
    if footers is None:
        return None
    if details and any(line.strip().startswith(tuple(details)) for line in page.rows):
        return None
    footers += details
    layout = LogPolicy(
        widths={name: (first + 1, last) for name, (first, last) in zip(names, spans, strict=True)},
        header=tuple(texts),
        footer=tuple(footers),
    )
    how = "a ruler below the header gives them" if ruler else "what lies between them is blank"
    count = count_of(sum(footers.values()), "line begins so", "lines begin so")
    if details:
        others = ", ".join(f"{quoted(word)} ({number})" for word, number in details.items())
        aside = f"; lines with a blank first column: {others}. # DECIDE: are they rows of another log?"
    told = {
        "widths": f"{how} in {len(page.rows):,} of {len(page.rows):,} rows",
        "footer": f"{count}, and no row{aside}",
    }
    reading = tried(path, None, layout, told)
    if reading is None:
        return None
    whole = len(reading.rows) == len(page.rows) and reading.header == tuple(names)
    return reading if whole and all(sum(bool(cell) for cell in row.cells) > 1 for row in reading.rows) else None


def fits(path: Path, layout: LogPolicy) -> bool:
    """Say whether every row of a file is blank between the columns of a layout, and has more than one of them."""
    spans = [(first - 1, last) for first, last in layout.widths.values()]
    lines = lines_of_sample(path)
    header = next((line for line in lines if all(same_name(one) in same_name(line) for one in layout.header)), None)
    if header is None:
        return False
    page = _page(lines, header)
    cells = [[line[first:last] for first, last in spans] for line in page.rows]
    return all(sum(map(bool, map(str.strip, one))) > 1 for one in cells) and not any(
        "".join(one).replace(" ", "") != line.replace(" ", "") for one, line in zip(cells, page.rows, strict=True)
    )


def _page(lines: Sequence[str], header: str) -> _Page:
    """Part the rows below the header from its repetitions, rulers, and the lines of pages and totals."""
    again = same_name(header)
    place = lines.index(header)
    others = [line for line in lines[:place] if not is_rule([line.strip()])]
    titles = {beginning(line) for line in others} - {""}
    rows: list[str] = []
    for line in lines[place + 1 :]:
        if is_rule([line.strip()]) or same_name(line) == again:
            continue
        begins = beginning(line)
        is_footer = begins in titles or (FOOTER.search(begins) and is_of_page(begins) and not _DATED.search(line))
        (others if is_footer else rows).append(line)
    return _Page(header=header, rows=tuple(rows), others=tuple(others))


def _footers(page: _Page) -> Counter[str] | None:
    """Count the words with which the lines begin that are no rows; None where one of them has no such words."""
    found: Counter[str] = Counter(beginning(line) for line in page.others)
    if "" in found or len(found) > _MOST_FOOTERS or looks_like_data(found):
        return None
    return None if found and any(one.strip().startswith(tuple(found)) for one in page.rows) else found


def _without_details(ruler: str, page: _Page) -> tuple[_Page, Counter[str]]:
    """Part the rows from indented lines of another kind below them: few first words, each with the same words after it.

    They leave the first column blank and do not keep to the ruler; where one of them is otherwise, none is parted.
    """
    gaps = [place for place, sign in enumerate(ruler) if sign == " "]
    first = len(ruler.split()[0])
    loose = [line for line in page.rows if any(line[place : place + 1].strip() for place in gaps)]
    by_word: dict[str, list[str]] = {}
    for line in loose:
        by_word.setdefault(line.split()[0], []).append(line)
    for word, lines in by_word.items():
        shared = set.intersection(*({*re.findall(r"(?<!\S)[A-Z]{3,}(?!\S)", line)} - {word} for line in lines))
        indented = not any(line[:first].strip() for line in lines)
        if not (indented and shared and re.fullmatch(r"[A-Z]{3,}", word) and len(lines) >= _FEWEST_ROWS):
            return page, Counter()
    if len(by_word) > _MOST_DETAILS:
        return page, Counter()
    kept = tuple(line for line in page.rows if line.split()[0] not in by_word or line[:first].strip())
    return replace(page, rows=kept), Counter({word: len(lines) for word, lines in by_word.items()})


def _by_ruler(ruler: str, page: _Page) -> list[Span]:
    """Take the columns from the ruler, where no row has a sign between them."""
    spans = [(match.start(), match.end()) for match in re.finditer(r"\S+", ruler)]
    spans[-1] = (spans[-1][0], max(spans[-1][1], *map(len, page.rows)))
    between = [place for (_, end), (start, _) in pairwise([(0, 0), *spans]) for place in range(end, start)]
    return [] if any(line[place : place + 1].strip() for line in page.rows for place in between) else spans


def _by_blanks(page: _Page) -> list[Span]:
    """Cut where every row and the header are blank; each gap goes to the column that could grow into it."""
    width = max(map(len, (page.header, *page.rows)))
    filled = [False] * (width + 1)
    for line in (page.header, *page.rows):
        for place, sign in enumerate(line):
            filled[place] = filled[place] or sign != " "
    runs = _joined(_runs(filled), page)
    spans: list[Span] = []
    for number, (start, end) in enumerate(runs):
        before = runs[number - 1][1] if number else -1
        first = before + 1 if number == 0 or _is_at_the_right(page.rows, start, end) else start
        is_last = number + 1 == len(runs)
        last = end if is_last or _is_at_the_right(page.rows, *runs[number + 1]) else runs[number + 1][0] - 1
        spans.append((first, max(last, end)))
    return spans


def spans_by_blanks(rows: Sequence[str]) -> list[Span]:
    """Cut rows without a header where all are blank; a clock goes with its day."""
    return _by_blanks(_Page(header="", rows=tuple(rows), others=()))


def _runs(filled: Sequence[bool]) -> list[Span]:
    runs, start = [], None
    for place, sign in enumerate(filled):
        if sign and start is None:
            start = place
        elif not sign and start is not None:
            runs.append((start, place))
            start = None
    return runs


def _joined(runs: Sequence[Span], page: _Page) -> list[Span]:
    """Join a clock without a name and its day; none where a word of the header stands above no value beside another.

    Nothing tells then whether the two words are one name or two. A clock that lost its zeros keeps a column of its own,
    in which they can be restored.
    """
    found: list[Span] = []
    for start, end in runs:
        values = _values(page.rows, start, end)
        before = found[-1] if found else (0, -2)
        lost_zeros = all(map(str.isdigit, values)) and len(set(map(len, values))) > 1
        is_clock = not page.header[start:end].strip() and _all(_CLOCK, values) and not lost_zeros
        if start == before[1] + 1 and not (values and _values(page.rows, *before)):
            return []
        if is_clock and _all(_DAY, _values(page.rows, *before)):
            found[-1] = (before[0], end)
        else:
            found.append((start, end))
    return found


def _values(rows: Sequence[str], start: int, end: int) -> list[str]:
    return [text for line in rows if (text := line[start:end].strip())]


def _all(pattern: re.Pattern[str], texts: Sequence[str]) -> bool:
    return bool(texts) and all(pattern.fullmatch(text) for text in texts)


def _is_at_the_right(rows: Sequence[str], start: int, end: int) -> bool:
    """Say whether the values are numbers that end where their column ends, so that a longer one begins before it."""
    values = [line[start:end] for line in rows if line[start:end].strip()]
    return bool(values) and all(one.strip().isdigit() and len(one.rstrip()) == end - start for one in values)


def _names(header: str, spans: Sequence[Span]) -> list[str]:
    """Cut the header into names; none where a word of it would be cut in two, or two columns have one name."""
    names: list[str] = []
    for number, (start, end) in enumerate(spans):
        last = max(end, len(header)) if number + 1 == len(spans) else end
        if len(header[last - 1 : last + 1].split()) == 1 and len(header[last - 1 : last + 1].strip()) == 2:
            return []
        names.append(" ".join(header[start:last].split()) or str(number + 1))
    names = list(numbered([" ".join(name.split()) for name in names]))
    return names if len({same_name(one) for one in names}) == len(names) else []
