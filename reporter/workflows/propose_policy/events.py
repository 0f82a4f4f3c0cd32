"""Finds in a file with one row an event which logs it holds, and which event fills which column of each."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from reporter.text import MOST_CODES, is_codelike
from reporter.workflows.propose_policy.clocks import clocks_of
from reporter.workflows.propose_policy.columns import Cells, Known, columns_of, filled
from reporter.workflows.propose_policy.event_tables import EventsFound, EventTable
from reporter.workflows.propose_policy.name_words import means, names_event
from reporter.workflows.propose_policy.names import plainly
from reporter.workflows.propose_policy.parts_apart import parts_apart

_TAIL = re.compile(r"\s+[-:/]\s+|:\s+")
_WEAK = ("in", "out")
_WRITTEN_DOWN = "entry time"  # the name of when a row was made, and not of when its event was
_WHEN = re.compile(r"\d{1,4}[/.-](?:\d{1,2}|[A-Za-z]{3})[/.-]\d{1,4}[ T]+\d{1,2}:?\d\d.*")


def events_of(
    header: Sequence[str], rows: Cells, logs: Mapping[str, Mapping[str, str]], known: Known
) -> dict[str, EventsFound]:
    """Return by log what a file with one row an event holds; nothing of a file that is not such."""
    event = event_column(header, rows, known)
    time = _time_of(header, rows, known) if event else None
    if event is None or time is None or len(set(header)) < len(header):
        return {}
    entry, supersedes = _corrections(header, rows, known)
    standing = _standing(header, rows, entry, supersedes)
    taken = {event, *((time,) if isinstance(time, str) else time), entry, supersedes} - {""}
    counts = Counter(filled(header, rows, event))
    read = {text: _meaning(text, known) for text in counts}
    if any(plainly(text) in _WEAK for text in counts) and not _are_once(header, rows, event, known):
        read |= {text: None for text in counts if plainly(text) in _WEAK}
    found: dict[str, EventsFound] = {}
    for log in dict.fromkeys(meaning[0] for meaning in read.values() if meaning):
        mine = {text: meaning for text, meaning in read.items() if meaning and meaning[0] == log}
        table = EventTable(header, standing, event, time, taken, log, logs[log], known, found)
        if one := table.found(mine, entry, supersedes):
            found[log] = one
    used = {text for one in found.values() for text in one.fills}
    unread = {text: count for text, count in sorted(counts.items()) if text not in used and is_codelike(text)}
    last = next(reversed(found), "")
    if last:
        found[last] = replace(found[last], unread=unread)
    if not supersedes and (named := [one for one in header if plainly(one) in known.events["column"]["supersedes"]]):
        found = {log: replace(one, doubtful=named[0]) for log, one in found.items()}
    return found


def _are_once(header: Sequence[str], rows: Cells, event: str, known: Known) -> bool:
    """Say whether each stay has one row that is IN and at most one that is OUT: else they may be walks to the court."""
    numbers = known.columns["bookings"]["booking_id"]
    names = [name for name in header if plainly(name) in numbers]
    if len(names) != 1:
        return False
    place, stay = header.index(event), header.index(names[0])
    pairs = [(plainly(cells[place] or ""), (cells[stay] or "").strip()) for cells in rows]
    entered, left = ([number for word, number in pairs if word == one] for one in _WEAK)
    return len(set(entered)) == len(entered) and len(set(left)) == len(left) and set(left) <= set(entered)


def lacking_in_events(
    header: Sequence[str], rows: Cells, logs: Mapping[str, Mapping[str, str]], known: Known
) -> list[str]:
    """Return what each stay must have and no column of a file with one row an event gives; nothing of other files."""
    event = event_column(header, rows, known)
    books = (
        {meaning[1] for text in filled(header, rows, event) if (meaning := _meaning(text, known))} if event else set()
    )
    if "booked_at" not in books:
        return []
    columns = logs["bookings"]
    fit = columns_of(header, columns, known.columns["bookings"])
    needed = [ours for ours, words in columns.items() if words.endswith(" required") and ours not in books]
    return [ours for ours in needed if ours not in fit and ours != "facility_id"]


def event_column(header: Sequence[str], rows: Cells, known: Known) -> str | None:
    """Find the one column of few codes of which at least two are known events."""
    fits = []
    for name in header:
        is_named = plainly(name) in known.events["column"]["names"] or names_event(name)
        texts = set(filled(header, rows, name)) if is_named else set()
        if 1 < len(texts) <= MOST_CODES and sum(_meaning(text, known) is not None for text in texts) > 1:
            fits.append(name)
    return fits[0] if len(fits) == 1 else None


def _time_of(header: Sequence[str], rows: Cells, known: Known) -> str | tuple[str, ...] | None:
    """Find the one column of moments that every row has, or the day and its clock; with AM and PM, or the zone."""
    found = _moment_of(header, rows, known)
    if found is None:
        return None
    names = (found,) if isinstance(found, str) else found
    apart = parts_apart(names, header, rows)
    return (*names, *apart) if apart else found


def _moment_of(header: Sequence[str], rows: Cells, known: Known) -> str | tuple[str, str] | None:
    recorded = known.columns["bookings"]["recorded_at"]
    full = [name for name in header if len(filled(header, rows, name)) == len(rows)]
    times = [name for name in full if all(_WHEN.fullmatch(text) for text in filled(header, rows, name))]
    if len(times) > 1:
        times = [name for name in times if plainly(name) not in recorded and not means(name, _WRITTEN_DOWN)]
    if times:
        return times[0] if len(times) == 1 else None
    rest = _cut(header, rows, full)
    fit = dict.fromkeys(full, "time")
    clocks = [(day, clock) for day in full for clock in clocks_of({day: day}, fit, full, rest).values()]
    clocks = [one for one in clocks if not means(one[0], _WRITTEN_DOWN)] if len(clocks) > 1 else clocks
    return clocks[0] if len(clocks) == 1 else None


def _cut(header: Sequence[str], rows: Cells, names: Sequence[str]) -> Cells:
    places = [header.index(name) for name in names]
    return [[cells[place] for place in places] for cells in rows]


def _meaning(text: str, known: Known) -> tuple[str, str, str] | None:
    """Return the log, the time that an event fills, and what its last words say, if it is known."""
    head, *tail = _TAIL.split(text, maxsplit=1)
    for log, times in known.events.items():
        for ours, words in times.items():
            if log != "column" and plainly(head) in (plainly(ours), *words):
                return log, ours, tail[0] if tail else ""
    return None


def _corrections(header: Sequence[str], rows: Cells, known: Known) -> tuple[str, str]:
    """Find the column that names the entry which a row takes back, and that of the entries, by name and by values."""
    for name in header:
        replaced = set(filled(header, rows, name))
        if plainly(name) not in known.events["column"]["supersedes"] or not replaced:
            continue
        for entry in header:
            entries = filled(header, rows, entry)
            if entry != name and len(entries) == len(rows) == len(set(entries)) and replaced <= set(entries):
                return entry, name
    return "", ""


def _standing(header: Sequence[str], rows: Cells, entry: str, supersedes: str) -> Cells:
    if not supersedes:
        return rows
    replaced, place = set(filled(header, rows, supersedes)), header.index(entry)
    return [cells for cells in rows if (cells[place] or "").strip() not in replaced]
