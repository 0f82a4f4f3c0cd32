"""Finds text in columns of fixed width without a header: every row is blank between them, and a trailer may end it."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from reporter.config.log_policy import LogPolicy
from reporter.text import count_of
from reporter.workflows.propose_policy.reading import Reading, tried
from reporter.workflows.propose_policy.rows import widths

_FEWEST_ROWS = 5  # rows that must agree on where the blanks are
_FEWEST_COLUMNS = 3
_MOST_MARKS = 2  # lines that begin and end a file, such as HDR20261102 and TRL000150
_MARK = re.compile(r"[A-Z]{3,}")


def reading_of(path: Path) -> Reading | None:
    """Read a file by the places that are blank in every row, without the short lines that begin and end it."""
    lines = widths.lines_of_sample(path)
    marks = _marks(lines)
    rows = [line for line in lines if not line.startswith(tuple(marks) or "\0")]
    if len(rows) < _FEWEST_ROWS:
        return None
    spans = widths.spans_by_blanks(rows)
    if len(spans) < _FEWEST_COLUMNS:
        return None
    layout = LogPolicy(
        widths={str(number): (first + 1, last) for number, (first, last) in enumerate(spans, 1)},
        headless=True,
        footer=tuple(marks),
    )
    told = {
        "widths": f"what lies between them is blank in {len(rows):,} of {len(rows):,} rows",
        "footer": f"{count_of(sum(marks.values()), 'short line begins', 'short lines begin')} so, and no row",
    }
    reading = tried(path, None, layout, told)
    return reading if reading and len(reading.rows) == len(rows) else None


def _marks(lines: Sequence[str]) -> Counter[str]:
    """Count the words in capitals with which lines begin that are far shorter than the others, at either end."""
    usual = median(map(len, lines)) if lines else 0
    ends = [*lines[:_MOST_MARKS], *lines[-_MOST_MARKS:]]
    found = {match[0] for line in ends if 2 * len(line) < usual and (match := _MARK.match(line))}
    counts = Counter(one for line in lines for one in found if line.startswith(one))
    return Counter({one: count for one, count in counts.items() if count <= _MOST_MARKS})
