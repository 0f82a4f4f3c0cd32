"""Finds a stay's number that is printed once for the rows below it, in the first of them or in a row of its own.

It is proposed where another log names the same stays, where the times of the rows lie within the stays above them, or
where every row is either a number alone or a record alone; else it is asked.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from reporter.text import count_of
from reporter.workflows.propose_policy.names import quoted
from reporter.workflows.propose_policy.samples import Sample
from reporter.workflows.propose_policy.within_stays import (
    Placed,
    Span,
    all_within,
    cells_under,
    spans_of,
    time_filled,
    told_by_times,
)

_FEWEST = 5  # blank numbers that another log must confirm; fewer blank ones are not looked at
Groups = Mapping[str, list[list[Sample]]]


def with_numbers_filled_down(groups: Groups) -> dict[str, list[list[Sample]]]:
    """Propose `fill_down` for a stay's number where each blank one that another log knows is the one above it."""
    known = {
        pair for group in groups.get("notifications", []) for one in group for pair in _links(one, "check_id").items()
    }
    spans = spans_of(groups)
    stays = {
        text
        for group in groups.get("bookings", [])
        for one in group
        if "booking_id" in one.columns and not one.events
        for text in one.values("booking_id")
    }
    return {
        log: many
        if log == "bookings"
        else [_below_headers(group, stays, spans) or _filled(group, dict(known), spans) for group in many]
        for log, many in groups.items()
    }


def _links(sample: Sample, key: str) -> dict[str, str]:
    """Return the stay's number by the id of each record, where both are filled."""
    if sample.events or not {key, "booking_id"} <= sample.columns.keys():
        return {}
    places = [sample.header.index(sample.columns[one]) for one in (key, "booking_id")]
    pairs = ([(cells[place] or "").strip() for place in places] for cells in sample.rows)
    return {one: stay for one, stay in pairs if one and stay}


def _below_headers(group: list[Sample], stays: set[str], spans: Mapping[str, Span]) -> list[Sample]:
    """Propose `fill_down` and `only_filled` where each row is a stay's number alone or a record without one."""
    first = group[0]
    key = next(iter(first.columns), "")
    has_id = key != "booking_id"
    if first.log == "holds" and not has_id:
        key = next((one for one in ("placed_at", "kind") if one in first.columns), key)
    if first.events or "booking_id" not in first.columns or key == "booking_id" or not first.rows:
        return []
    numbers, records, is_sound = 0, 0, True
    for one in group:
        own = {ours: cells_under(one, ours) for ours in one.columns}
        heads = [n for n, text in enumerate(own["booking_id"]) if text]
        details = [n for n, text in enumerate(own[key]) if text]
        ids = [own[key][n] for n in details]
        alone = all(not texts[n] for ours, texts in own.items() if ours != "booking_id" for n in heads)
        numbered = [own["booking_id"][n] for n in heads]
        if one.faulty_count or not alone or sorted([*heads, *details]) != list(range(len(one.rows))):
            return []
        in_order = heads[:1] == [0] and details[-1:] == [len(one.rows) - 1]
        is_sound = is_sound and in_order and (len(set(ids)) == len(ids) or not has_id) and set(numbered) <= stays
        is_sound = is_sound and all(one != two for one, two in pairwise(numbered))
        if spans and is_sound and (moments := time_filled(one, details)):
            above = [own["booking_id"][max(head for head in heads if head < n)] for n in details]
            placed = [
                Placed(moment=at, above=stay, below="", is_blank=True) for at, stay in zip(moments, above, strict=True)
            ]
            is_sound = all_within(placed, spans)
        numbers, records = numbers + len(heads), records + len(details)
    if min(numbers, records) < _FEWEST:
        return []
    name, record = first.columns["booking_id"], first.columns[key]
    seen = (
        f"{count_of(numbers, 'row has', 'rows have')} {quoted(name)} alone and {records:,} {quoted(record)} without it"
    )
    if is_sound:
        told = f"{seen}; each number is one of the stays, the first row is a number and the last none"
        return [_with_layout(one, told, fill_down=(name,), only_filled=(record,)) for one in group]
    lines = f"fill_down = [{quoted(name)}] and only_filled = [{quoted(record)}]"
    asked = f"DECIDE: {seen}. Is the number printed above the rows that it is of? Then add {lines}"
    return [replace(one, told=(*one.told, asked)) for one in group]


def _filled(group: list[Sample], known: Mapping[str, str], spans: Mapping[str, Span]) -> list[Sample]:
    first = group[0]
    key = next(iter(first.columns), "")
    if first.events or "booking_id" not in first.columns or key == "booking_id" or not first.rows:
        return group
    if not all(_is_printed_once(one, key) for one in group):
        return group
    name, total = first.columns["booking_id"], sum(len(one.rows) for one in group)
    rows = [row for one in group for row in _with_the_one_above(one, key)]
    blank_count = sum(is_blank for _, _, is_blank in rows)
    if blank_count < _FEWEST:
        return group
    seen = f"{quoted(name)} is blank in {blank_count:,} of {count_of(total, 'row', 'rows')}, never twice the same"
    said = [(known[record], stay, is_blank) for record, stay, is_blank in rows if record in known]
    confirmed = sum(is_blank for _, _, is_blank in said)
    if key == "check_id" and confirmed >= _FEWEST and all(theirs == stay for theirs, stay, _ in said):
        told = f"{seen}; notifications name {confirmed:,} of those checks, each with the stay above it"
        return [_with_layout(one, told, fill_down=(name,)) for one in group]
    contradicted = any(theirs != stay for theirs, stay, _ in said)
    placed = [] if contradicted else [_placed(one) for one in group]
    if placed and all(placed) and (words := told_by_times([one for many in placed for one in many], spans)):
        return [_with_layout(one, f"{seen}; {words}", fill_down=(name,)) for one in group]
    asked = f"DECIDE: {seen}. Is it printed once, for the rows below it? Then add fill_down = [{quoted(name)}]"
    return [replace(one, told=(*one.told, asked)) for one in group]


def _is_printed_once(sample: Sample, key: str) -> bool:
    """Say whether every row is a record of its own, the first has a number, and no two in a row have the same one."""
    numbers = _numbers(sample)
    ids = sample.values(key)
    is_whole = sample.faulty_count == 0 and len(ids) == len(set(ids)) == len(sample.rows)
    return is_whole and bool(numbers[0]) and all(not two or one != two for one, two in pairwise(numbers))


def _numbers(sample: Sample) -> list[str]:
    place = sample.header.index(sample.columns["booking_id"])
    return [(cells[place] or "").strip() for cells in sample.rows]


def _with_the_one_above(sample: Sample, key: str) -> list[tuple[str, str, bool]]:
    """Return each record's id, the number at or above it, and whether it had none itself."""
    found, above = [], ""
    for record, number in zip(sample.values(key), _numbers(sample), strict=True):
        above = number or above
        found.append((record, above, not number))
    return found


def _placed(sample: Sample) -> list[Placed]:
    """Return each record with its time and the numbers above and below it; none where a time is not known."""
    moments = time_filled(sample, range(len(sample.rows)))
    if moments is None:
        return []
    numbers = _numbers(sample)
    below, after = [], ""
    for number in reversed(numbers):
        below.append(after)
        after = number or after
    return [
        Placed(moment=moment, above=above, below=under, is_blank=is_blank)
        for moment, (_, above, is_blank), under in zip(
            moments, _with_the_one_above(sample, next(iter(sample.columns))), reversed(below), strict=True
        )
    ]


def _with_layout(sample: Sample, told: str, *, fill_down: tuple[str, ...], only_filled: tuple[str, ...] = ()) -> Sample:
    reading = sample.reading
    layout = replace(reading.layout, fill_down=fill_down, only_filled=only_filled or reading.layout.only_filled)
    return replace(sample, reading=replace(reading, layout=layout, told={**reading.told, "fill_down": told}))
