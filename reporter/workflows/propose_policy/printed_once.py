"""Finds a stay's number that is printed once for the rows below it; asked unless another log names the same stays."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from reporter.text import count_of
from reporter.workflows.propose_policy.names import quoted
from reporter.workflows.propose_policy.samples import Sample

_FEWEST = 5  # blank numbers that another log must confirm; fewer blank ones are not looked at
Groups = Mapping[str, list[list[Sample]]]


def with_numbers_filled_down(groups: Groups) -> dict[str, list[list[Sample]]]:
    """Propose `fill_down` for a stay's number where each blank one that another log knows is the one above it."""
    known = {
        pair for group in groups.get("notifications", []) for one in group for pair in _links(one, "check_id").items()
    }
    return {
        log: many if log == "bookings" else [_filled(group, dict(known)) for group in many]
        for log, many in groups.items()
    }


def _links(sample: Sample, key: str) -> dict[str, str]:
    """Return the stay's number by the id of each record, where both are filled."""
    if sample.events or not {key, "booking_id"} <= sample.columns.keys():
        return {}
    places = [sample.header.index(sample.columns[one]) for one in (key, "booking_id")]
    pairs = ([(cells[place] or "").strip() for place in places] for cells in sample.rows)
    return {one: stay for one, stay in pairs if one and stay}


def _filled(group: list[Sample], known: Mapping[str, str]) -> list[Sample]:
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
        return [_with_layout(one, name, told) for one in group]
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


def _with_layout(sample: Sample, name: str, told: str) -> Sample:
    reading = sample.reading
    layout = replace(reading.layout, fill_down=(name,))
    return replace(sample, reading=replace(reading, layout=layout, told={**reading.told, "fill_down": told}))
