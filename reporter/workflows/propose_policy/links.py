"""Which columns hold the number of a stay, and which zeros it lost: told by the ids of the other logs, all of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from reporter.workflows.propose_policy.columns import filled
from reporter.workflows.propose_policy.names import quoted
from reporter.workflows.propose_policy.samples import Sample

_FEWEST = 5  # ids that must be found before they say anything
_SHORTEST = 3
Groups = Mapping[str, list[list[Sample]]]


def linked(groups: Groups) -> dict[str, list[list[Sample]]]:
    """Return the samples by log, with the numbers of stays that other logs tell, and with the zeros they lost."""
    found = {log: [list(group) for group in many] for log, many in groups.items()}
    if "bookings" in found:
        found["bookings"] = _bookings(found)
    for log, many in found.items():
        if log != "bookings" and "bookings" in found:
            ids, persons = _ids(found, "bookings"), _ids(found, "bookings", column="person_id")
            found[log] = [_of_persons(group, persons) or _with_column(group, _all_in(group[0], ids)) for group in many]
    return _with_zeros(found)


def _of_persons(group: Sequence[Sample], persons: Collection[str]) -> list[Sample]:
    """Say that records have numbers of people and none of stays: whose stay each is of, no number tells."""
    first = group[0]
    if "booking_id" in first.columns or first.events:
        return []
    names = [
        name
        for name in first.spare
        if len(texts := {text for one in group for text in one.under(name)}) >= _FEWEST and texts <= {*persons}
    ]
    if len(names) != 1:
        return []
    told = (
        f"DECIDE: {quoted(names[0])} has the numbers of people, and no column those of stays. Ask for the booking "
        "number: with a person's number as booking_id each stay of that person is undetermined."
    )
    return [replace(one, told=(*one.told, told)) for one in group]


def _ids(groups: Groups, *logs: str, column: str = "booking_id") -> set[str]:
    return {
        text
        for log in logs
        for group in groups[log]
        for one in group
        if column in one.columns
        for text in one.values(column)
    }


def _bookings(groups: Groups) -> list[list[Sample]]:
    """Map the one column of each layout that has another value in each row and, together, all ids of other logs."""
    many = groups["bookings"]
    others = _ids(groups, *(log for log in groups if log not in ("bookings", "deliveries")))
    if any("booking_id" in group[0].columns for group in many) or len(others) < _FEWEST:
        return many
    chosen = []
    held: set[str] = set()
    for group in many:
        names = [name for name in group[0].spare if all(_is_unique(one, name) for one in group)]
        names = [name for name in names if others & _held(group, name)]
        if len(names) != 1:
            return many
        chosen.append(names[0])
        held |= _held(group, names[0])
    if others - held:
        return many
    return [_with_column(group, [name]) for group, name in zip(many, chosen, strict=True)]


def _held(group: Sequence[Sample], name: str) -> set[str]:
    return {text for one in group if name in one.header for text in one.under(name) if len(text) >= _SHORTEST}


def _is_unique(sample: Sample, name: str) -> bool:
    texts = sample.under(name) if name in sample.header else []
    return len(texts) == len(set(texts)) == len(sample.rows)


def _all_in(sample: Sample, ids: set[str]) -> list[str]:
    """Find the one spare column of which every value is a stay's number."""
    if "booking_id" in sample.columns or sample.events:
        return []
    names = [
        name
        for name in sample.spare
        if len(texts := set(filled(sample.header, sample.rows, name))) >= _FEWEST and texts <= ids
    ]
    return names if len(names) == 1 else []


def _with_column(group: Sequence[Sample], names: Sequence[str]) -> list[Sample]:
    if not names or any("booking_id" in one.columns for one in group):
        return list(group)
    told = (
        f"booking_id: each number of a stay in the other logs stands under {names[0]!r}, and no other column has them"
    )
    return [replace(one, columns={**one.columns, "booking_id": names[0]}, told=(*one.told, told)) for one in group]


def _with_zeros(groups: dict[str, list[list[Sample]]]) -> dict[str, list[list[Sample]]]:
    """Give zeros back to numbers of stays where another log has the same numbers with them, each at one width."""
    widths = {width for log, group in _each(groups) if (width := _width(group))}
    if len(widths) != 1 or "bookings" not in groups:
        return groups
    width = widths.pop()
    whole = {text.zfill(width) for text in _ids(groups, "bookings") if text.isdigit()}
    full = {text for _, group in _each(groups) if _width(group) for text in _texts(group)}
    found = {}
    for log, many in groups.items():
        found[log] = [
            _padded(group, width, len(full)) if _has_lost(_texts(group), full, whole, width, log) else group
            for group in many
        ]
    return found


def _each(groups: Groups) -> Iterator[tuple[str, list[Sample]]]:
    for log, many in groups.items():
        for group in many:
            if "booking_id" in group[0].columns and not group[0].events:
                yield log, group


def _texts(group: Sequence[Sample]) -> list[str]:
    return [text for one in group if "booking_id" in one.columns for text in one.values("booking_id")]


def _width(group: Sequence[Sample]) -> int:
    """Return the one width of numbers of which some begin with a zero, or 0."""
    texts = _texts(group)
    sizes = {len(text) for text in texts}
    is_whole = len(texts) >= _FEWEST and len(sizes) == 1 and all(map(str.isdigit, texts))
    return sizes.pop() if is_whole and any(text[0] == "0" for text in texts) else 0


def _has_lost(texts: Sequence[str], full: set[str], whole: set[str], width: int, log: str) -> bool:
    """Say whether numbers lost their zeros: none has its own, and with them each is found where the other logs are."""
    if not texts or any(not text.isdigit() or text[0] == "0" or len(text) >= width for text in texts):
        return False
    padded = {text.zfill(width) for text in texts}
    return full <= padded if log == "bookings" else padded <= whole


def _padded(group: Sequence[Sample], width: int, count: int) -> list[Sample]:
    told = f"booking_id: {len(_texts(group)):,} numbers have fewer than {width} digits; with zeros all links are found"
    return [
        replace(one, zeros={**one.zeros, one.columns["booking_id"]: width}, told=(*one.told, f"{told} ({count:,} ids)"))
        for one in group
    ]
