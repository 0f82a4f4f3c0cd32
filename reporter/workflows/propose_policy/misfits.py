"""Takes out of a proposal what the values contradict, and what a second column of theirs could be as well."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, time

from reporter.config.mapping import NO, YES
from reporter.workflows.propose_policy.clocks import is_clock, is_no_time
from reporter.workflows.propose_policy.columns import Cells, Words, filled
from reporter.workflows.propose_policy.name_words import means, without_actual
from reporter.workflows.propose_policy.names import plainly, quoted
from reporter.workflows.propose_policy.time_forms import format_of, moment_of, order_of

_FOUR_DIGITS = re.compile(r"(?:\D*\d){4}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_MOST_FACILITIES = 12
_LOOK_AT = 500  # rows in which the order of two times is looked at
_BEGIN_AND_END = {
    "bookings": ("booked_at", "released_at"),
    "daily_record": ("entered_on", "discharged_on"),
    "movements": ("out_at", "in_at"),
    "holds": ("placed_at", "lifted_at"),
}


def without_misfits(
    columns: dict[str, str], header: Sequence[str], rows: Cells, kinds: Mapping[str, str]
) -> dict[str, str]:
    """Take out columns whose values cannot be what their name says; return why, by their names."""
    doubts = {}
    for ours, theirs in list(columns.items()):
        texts = filled(header, rows, theirs)
        if texts and (
            why := _why_not(ours, kinds[ours].split()[0], texts) or _comes_again(ours, columns, header, rows)
        ):
            del columns[ours]
            doubts[theirs] = f"{quoted(theirs)} is not taken for {ours}: {why}"
    return doubts


def _why_not(ours: str, kind: str, texts: Sequence[str]) -> str:
    if kind in ("time", "day"):
        if not any(map(_FOUR_DIGITS.search, texts)):
            return "no value is a time"
        return "every value is a clock without its day" if is_clock(texts) else ""
    if kind == "flag" and any(text.lower() not in (*YES, *NO) for text in texts):
        return "not every value is yes or no"
    if kind == "number" and not all(map(_NUMBER.fullmatch, texts)):
        return "not every value is a number"
    if ours == "facility_id" and len(set(texts)) > _MOST_FACILITIES:
        return f"{len(set(texts))} different values are too many for facilities"
    if kind == "id" and ours not in ("facility_id", "officer_id") and not any(re.search(r"\d", one) for one in texts):
        return "no value has a digit"
    return ""


def _comes_again(ours: str, columns: Mapping[str, str], header: Sequence[str], rows: Cells) -> str:
    """Say whether a number that is to run without gaps is none of stays, such as that of a charge or of the row."""
    if ours != "sequence_no" or "booking_id" not in columns:
        return ""
    names = [columns[one] for one in ("sequence_no", "facility_id", "booking_id") if one in columns]
    places = [header.index(name) for name in names]
    cut = ([(cells[place] or "").strip() for place in places] for cells in rows)
    found = {tuple(texts) for texts in cut if texts[0]}
    if 10 * len({one[:-1] for one in found}) < 9 * len(found):
        return "its numbers come again"
    return "a stay has several" if 10 * len({one[-1] for one in found}) < 9 * len(found) else ""


def settle_times(
    columns: dict[str, str], header: Sequence[str], rows: Cells, kinds: Mapping[str, str], names: Words
) -> list[str]:
    """Take "Actual Release Date" rather than "Release Date", and neither of two that could be one time and differ."""
    doubts = []
    for ours in [one for one in kinds if kinds[one].startswith("time") and one != "recorded_at"]:
        called = names.get(ours, ())
        others = [
            name
            for name in header
            if name not in columns.values() and _is_called(name, ours, called) and _holds_times(header, rows, name)
        ]
        actual = [name for name in others if without_actual(name) is not None]
        chosen = columns.get(ours)
        if len(actual) == 1:
            columns[ours] = actual[0]
        elif chosen is None or not _holds_times(header, rows, chosen) or without_actual(chosen) is not None:
            continue
        else:
            finer = [name for name in others if _begins_with(header, rows, name, chosen)]
            rivals = [name for name in others if name not in finer and not _begins_with(header, rows, chosen, name)]
            if rivals:
                del columns[ours]
                told = " and ".join(map(quoted, [chosen, *rivals]))
                doubts.append(f"DECIDE: {told} could each be {ours}, and they differ. Which one is it?")
            elif len(finer) == 1 and len(header) == len(set(header)):
                columns[ours] = finer[0]
    return doubts


def _is_called(name: str, ours: str, called: Sequence[str]) -> bool:
    return plainly(name) in (plainly(ours), *called) or any(means(name, form) for form in called if " " in form)


def _holds_times(header: Sequence[str], rows: Cells, name: str) -> bool:
    texts = filled(header, rows, name)
    return bool(texts) and not is_clock(texts) and all(format_of(text) or is_no_time(text) for text in texts)


def _begins_with(header: Sequence[str], rows: Cells, name: str, other: str) -> bool:
    """Say whether each value of the one begins with that of the other in its row, and both are blank together."""
    place, start = header.index(name), header.index(other)
    pairs = [((cells[place] or "").strip(), (cells[start] or "").strip()) for cells in rows]
    return all(one.startswith(two) and bool(one) == bool(two) for one, two in pairs)


def is_in_order(log: str, columns: Mapping[str, str], header: Sequence[str], rows: Cells) -> bool:
    """Say whether what ends does so after it began, in half of the rows with both times at least."""
    first, last = _BEGIN_AND_END.get(log, ("", ""))
    if first not in columns or last not in columns:
        return True
    pairs = list(_moments(header, rows[:_LOOK_AT], columns[first], columns[last]))
    return 2 * sum(_is_not_after(one, two) for one, two in pairs) >= len(pairs)


def _is_not_after(one: datetime, two: datetime) -> bool:
    """Compare two moments, by their days where one of them may be a day alone."""
    is_day = time() in (one.time(), two.time())
    return one.date() <= two.date() if is_day else one <= two


def _moments(header: Sequence[str], rows: Cells, first: str, last: str) -> Iterator[tuple[datetime, datetime]]:
    places = header.index(first), header.index(last)
    texts = [[(cells[place] or "").strip() for place in places] for cells in rows]
    day, month, _ = order_of([text for pair in texts for text in pair if (format_of(text) or "").startswith("slashed")])
    for one, two in texts:
        found = [moment_of(text, day, month) for text in (one, two) if format_of(text)]
        if len(found) == 2 and found[0] and found[1]:
            yield found[0].replace(tzinfo=None), found[1].replace(tzinfo=None)


def settle_codes(
    columns: dict[str, str],
    header: Sequence[str],
    rows: Cells,
    kinds: Mapping[str, str],
    names: Words,
    codes: Mapping[str, Words],
) -> list[str]:
    """Take of the columns that could be one code the one whose values are known; none of two such that differ."""
    doubts = []
    for ours in [one for one in kinds if kinds[one].startswith("code:") and one in columns]:
        meanings = codes[kinds[ours].split()[0].removeprefix("code:")]
        words = {plainly(word) for code, many in meanings.items() for word in (code, *many)}
        known = {name: _known_share(header, rows, name, words) for name in header}
        called = names.get(ours, ())
        rivals = [
            name
            for name in header
            if name not in columns.values()
            and known[name] == 1
            and len({*filled(header, rows, name)}) > 1
            and (ours == "result" or plainly(name) in called)
        ]
        chosen = columns[ours]
        rivals = [one for one in rivals if filled(header, rows, one) != filled(header, rows, chosen)]
        if len(rivals) == 1 and known[chosen] == 0:
            columns[ours] = rivals[0]
        elif rivals and known[chosen]:
            del columns[ours]
            told = " and ".join(map(quoted, [chosen, *rivals]))
            doubts.append(f"DECIDE: {told} could each be {ours}, and they differ. Which one is it?")
    return doubts


def _known_share(header: Sequence[str], rows: Cells, name: str, words: Collection[str]) -> float:
    """Return which share of the different values of a column are known codes."""
    texts = set(filled(header, rows, name))
    return sum(plainly(text) in words for text in texts) / len(texts) if texts else 0
