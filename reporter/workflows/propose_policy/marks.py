"""Asks of columns that are not used and may say that a row does not count: voided, deleted, a test."""

import re
from collections import Counter
from collections.abc import Sequence

from reporter.text import is_codelike
from reporter.workflows.propose_policy.names import quoted
from reporter.workflows.propose_policy.samples import Sample

_MARKS = re.compile(
    r"void|delet|cancel|status|(?<![a-z])(?:in)?active|(?<![a-z])(?:in)?valid|environment|(?<![a-z])(?:is)?test(?![a-z])"
    r"|(?<![a-z])action|prelim|result ?type|supersed|withdr|failed|error",
    re.IGNORECASE,
)
_MOST = 8  # different values of a column that marks rows


def asked_of(samples: Sequence[Sample]) -> list[str]:
    """Return a line to decide for each such column whose rows differ in it; a log's own `void` is a column of ours."""
    lines = []
    for name in samples[0].spare if samples[0].log != "bookings" else ():
        spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]", " ", name)
        if not _MARKS.search(spaced) or any(name not in one.header for one in samples):
            continue
        counts = Counter((cells[one.header.index(name)] or "").strip() for one in samples for cells in one.rows)
        if 1 < len(counts) <= _MOST and all(map(is_codelike, counts)):
            told = ", ".join(f"{quoted(code) if code else 'blank'} ({n})" for code, n in sorted(counts.items()))
            usual = next((code for code, _ in counts.most_common() if code), "...")
            lines.append(
                f"# DECIDE: {quoted(name)} is not used, and may say that a row does not count: {told}. Take those "
                f"alone that do: only = {{ {quoted(name)} = [{quoted(usual)}] }}"
            )
    return lines
