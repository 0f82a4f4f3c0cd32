"""Finds booking numbers that come again from one facility to the next, and composes them with the facility's name."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from reporter.text import count_of
from reporter.workflows.propose_policy.names import quoted
from reporter.workflows.propose_policy.samples import Sample

_FEWEST = 3  # numbers that two facilities must have for other people
_STRAYS = 20  # of so many records one may name no stay
Groups = Mapping[str, list[list[Sample]]]


def composed(groups: Groups) -> dict[str, list[list[Sample]]]:
    """Return the samples by log; where two facilities give out the same numbers, each is composed with its facility."""
    found = {log: [list(group) for group in many] for log, many in groups.items()}
    stays = [one for group in found.get("bookings", []) for one in group]
    if not stays or any(
        one.events or not {"booking_id", "facility_id", "person_id"} <= one.columns.keys() for one in stays
    ):
        return found
    rows = [row for one in stays for row in _cells(one, ("facility_id", "booking_id", "person_id"))]
    whose: dict[str, set[tuple[str, str]]] = {}
    for facility, number, person in rows:
        whose.setdefault(number, set()).add((facility, person))
    shared = [one for one in whose.values() if len({facility for facility, _ in one}) > 1]
    others = [one for one in shared if len({person for _, person in one}) == len(one)]
    pairs = [row[:2] for row in rows]
    if len(others) < _FEWEST or len(others) < len(shared) or len(set(pairs)) < len(pairs):
        return found
    told = (
        f"{count_of(len(others), 'booking number stands', 'booking numbers stand')} in two facilities, for other people"
    )
    known = {f"{_part(facility)}-{_part(number)}" for facility, number in pairs}
    facilities = {facility for facility, _ in pairs}
    return {
        log: [
            [replace(one, beside={"booking_id": one.columns["facility_id"]}, told=(*one.told, told)) for one in group]
            if log == "bookings"
            else _with_facility(group, facilities, known)
            for group in many
        ]
        for log, many in found.items()
    }


def _part(text: str) -> str:
    return text.replace("-", "--")


def _cells(sample: Sample, columns: Sequence[str]) -> list[tuple[str, ...]]:
    places = [sample.header.index(sample.columns[one]) for one in columns]
    return [tuple((cells[place] or "").strip() for place in places) for cells in sample.rows]


def _with_facility(group: list[Sample], facilities: Collection[str], known: Collection[str]) -> list[Sample]:
    """Compose the numbers of another log with its one column of facilities; without one they name no stay surely."""
    first = group[0]
    if first.events or "booking_id" not in first.columns:
        return group
    names = [
        name
        for name in [*first.spare, *(first.columns[one] for one in ("facility_id",) if one in first.columns)]
        if set(first.under(name)) <= set(facilities) and len(first.under(name)) == len(first.rows)
    ]
    with_names = [[replace(one, beside={"booking_id": name}) for one in group] for name in names]
    fits = [
        many for many in with_names if _are_found([text for one in many for text in one.values("booking_id")], known)
    ]
    if len(fits) == 1:
        told = f"booking_id: with {quoted(fits[0][0].beside['booking_id'])} each number names one stay"
        return [replace(one, told=(*one.told, told)) for one in fits[0]]
    asked = "DECIDE: booking numbers come again from one facility to the next: which column names the facility here?"
    return [
        replace(
            one,
            columns={ours: name for ours, name in one.columns.items() if ours != "booking_id"},
            told=(*one.told, asked),
        )
        for one in group
    ]


def _are_found(texts: Sequence[str], known: Collection[str]) -> bool:
    return bool(texts) and _STRAYS * sum(text not in known for text in texts) <= len(texts)
