"""Finds logs of checks with a row for each status of a check: asked in one row, answered in another."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from reporter.text import MOST_CODES, count_of, is_codelike
from reporter.workflows.propose_policy.columns import Known
from reporter.workflows.propose_policy.event_tables import EventsFound
from reporter.workflows.propose_policy.names import plainly
from reporter.workflows.propose_policy.samples import Sample
from reporter.workflows.propose_policy.time_forms import format_of

_FEWEST = 5  # checks that must have several rows
_ASKED = ("pending", "acknowledged")


def by_status(group: list[Sample], known: Known) -> list[Sample]:
    """Read a log of checks as events where checks come again, each time with another status and its one time."""
    first = group[0]
    if first.log != "checks" or first.events or not {"check_id", "booking_id", "result"} <= first.columns.keys():
        return group
    if any(set(one.clocks) - {"requested_at", "completed_at"} or one.beside for one in group):
        return group
    times = [name for name in first.header if all(_has_time(one, name) for one in group)]
    pairs = [pair for one in group for pair in _pairs(one)]
    counts = Counter(check for check, _ in pairs)
    again = sum(count > 1 for count in counts.values())
    if len(times) != 1 or again < _FEWEST or len(set(pairs)) < len(pairs):
        return group
    statuses = Counter(status for _, status in pairs)
    if len(statuses) > MOST_CODES or not all(map(is_codelike, statuses)):
        return group
    found = _events(first, times[0], statuses, known.codes["result"])
    if len(found.fills) < 2:
        return group
    told = f"{count_of(again, 'check has', 'checks have')} several rows, each with another {first.columns['result']}"
    columns = {**found.columns, **found.filled}
    return [replace(one, columns=columns, clocks={}, events=found, told=(*one.told, told)) for one in group]


def _has_time(sample: Sample, name: str) -> bool:
    texts = sample.under(name) if name in sample.header else []
    return len(texts) == len(sample.rows) > 0 and all("%M" in (format_of(text) or "") for text in texts)


def _pairs(sample: Sample) -> list[tuple[str, str]]:
    places = [sample.header.index(sample.columns[ours]) for ours in ("check_id", "result")]
    return [((cells[places[0]] or "").strip(), (cells[places[1]] or "").strip()) for cells in sample.rows]


def _events(sample: Sample, time: str, statuses: Mapping[str, int], codes: Mapping[str, Sequence[str]]) -> EventsFound:
    meanings = {plainly(word): ours for ours, words in codes.items() for word in (ours, *words)}
    fills: dict[str, dict[str, str]] = {}
    for status in sorted(statuses):
        ours = meanings.get(plainly(status), "")
        if ours in _ASKED:
            fills[status] = {"requested_at": time}
        elif ours:
            fills[status] = {"completed_at": time, "result": f"={ours}"}
    return EventsFound(
        event=sample.columns["result"],
        time=time,
        columns={ours: sample.columns[ours] for ours in ("check_id", "booking_id")},
        fills=fills,
        unread={status: n for status, n in sorted(statuses.items()) if status not in fills},
    )
