"""Which texts of a sample mean that nothing is on record: zeros for a time, NULL, "IN CUSTODY", the year 9999."""

from collections import Counter
from collections.abc import Mapping, Sequence

from reporter.text import count_of
from reporter.workflows.propose_policy.clocks import is_no_time
from reporter.workflows.propose_policy.names import listed, plainly
from reporter.workflows.propose_policy.samples import Sample
from reporter.workflows.propose_policy.time_forms import format_of, moment_of

_NULLS = ("null", "na", "nil", "none")
_IN_CUSTODY = ("incustody", "stillincustody", "currentlyincustody", "notreleased")
_YEARS = range(1990, 2101)  # as [reading] has them: what is outside can be no time of a record
_FEWEST = 3  # rows of one such time: what stands once may be a slip
_NEVER = 9999
_FIRST_DAYS = ((1, 1, 1), (1753, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1))  # of calendars of programs
Found = Mapping[str, Mapping[str, int]]


def nothing_in(columns: Mapping[str, str], values: Mapping[str, Sequence[str]]) -> Found:
    """Return by column of ours the texts that mean nothing, each with its rows."""
    found = {}
    for ours, texts in values.items():
        kind, *required = columns[ours].split()
        counts = Counter(texts)
        if kind == "time":
            found[ours] = {text: n for text, n in counts.items() if _is_no_time(ours, text, n, bool(required))}
        elif kind.startswith(("id", "code:")) and not required:
            found[ours] = {text: n for text, n in counts.items() if _is_null(text)}
    return {ours: texts for ours, texts in found.items() if texts}


def unanswered_in(samples: Sequence[Sample]) -> set[str]:
    """Return the results of checks whose rows have no time of an answer, most of them, where others have one."""
    rows: Counter[str] = Counter()
    blank: Counter[str] = Counter()
    for one in samples:
        if one.events or not {"result", "completed_at"} <= one.columns.keys():
            return set()
        places = [one.header.index(one.columns[ours]) for ours in ("result", "completed_at")]
        for result, answered in (((cells[place] or "").strip() for place in places) for cells in one.rows):
            rows[result] += 1
            blank[result] += not answered or _is_null(answered) or is_no_time(answered)
    return {code for code, n in rows.items() if 2 * blank[code] > n} if blank.total() < rows.total() else set()


def written(found: Found) -> list[str]:
    """Write the lines of policy, each with its evidence."""
    lines = []
    for ours, counts in found.items():
        told = count_of(sum(counts.values()), "value has", "values have")
        zeros = all(map(is_no_time, counts))
        what = "zeros alone, which is no day" if zeros else "it" if len(counts) == 1 else "them"
        lines.append(f"empty.{ours} = [{listed(sorted(counts))}]   # {told} {what}")
    return lines


def _is_no_time(ours: str, text: str, row_count: int, is_required: bool) -> bool:
    if is_no_time(text):
        return True
    if is_required:
        return False
    if _is_null(text) or (ours == "released_at" and plainly(text) in _IN_CUSTODY):
        return True
    moment = moment_of(text, "%m", "%d") or moment_of(text, "%d", "%m") if format_of(text) else None
    if moment is None or moment.year in _YEARS:
        return False
    return row_count >= _FEWEST or moment.year == _NEVER or (moment.year, moment.month, moment.day) in _FIRST_DAYS


def _is_null(text: str) -> bool:
    return plainly(text) in _NULLS or not plainly(text)
