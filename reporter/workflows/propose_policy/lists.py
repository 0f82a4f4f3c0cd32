"""Finds daily lists of those in custody: the same stays on list after list, and no release; asks if they are."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from reporter.text import count_of
from reporter.workflows.propose_policy.names import quoted
from reporter.workflows.propose_policy.samples import Sample
from reporter.workflows.propose_policy.time_forms import SERIAL, format_of, moment_of, order_of

_FEWEST_LISTS = 3
_FEWEST_STAYS = 3  # on several lists
_IN_NAME = {  # the parts of a day, in the order in which a name has them
    "Ymd": re.compile(r"(?<!\d)(?P<Y>(?:19|20)\d\d)(?P<mark>[-_.]?)(?P<m>\d\d)(?P=mark)(?P<d>\d\d)(?!\d)"),
    "mdY": re.compile(r"(?<!\d)(?P<m>\d\d)(?P<mark>[-_.]?)(?P<d>\d\d)(?P=mark)(?P<Y>(?:19|20)\d\d)(?!\d)"),
    "dmY": re.compile(r"(?<!\d)(?P<d>\d\d)(?P<mark>[-_.]?)(?P<m>\d\d)(?P=mark)(?P<Y>(?:19|20)\d\d)(?!\d)"),
}


@dataclass(frozen=True, kw_only=True)
class _Lists:
    """When each list was taken, as policy says it, and the stays on it."""

    taken_at: str
    where: str
    stays: dict[datetime, list[str]]


def with_lists_asked(group: Sequence[Sample]) -> list[Sample]:
    """Ask whether samples of stays are lists of all in custody, where nothing in them speaks against it."""
    first = group[0]
    if first.log != "bookings" or first.events or "released_at" in first.columns or "released_at" in first.timeless:
        return list(group)
    if "booking_id" not in first.columns or any(one.faulty_count for one in group):
        return list(group)
    named = [found for order in _IN_NAME if (found := _by_name(group, order))]
    ways = [one for one in (*named, *_by_column(group)) if _told(one)]
    if len(ways) != 1:
        return list(group)
    gaps = Counter(after - before for before, after in pairwise(sorted(ways[0].stays)))
    hours = round(gaps.most_common(1)[0][0].total_seconds() / 3600)
    told = (
        f"DECIDE: {_told(ways[0])}. Is each list everyone in custody then, so that who is missing has left? Then add:",
        f'snapshots = {{ taken_at = {quoted(ways[0].taken_at)}, ends = "released_at", at_most = "{max(hours, 1)}h" }}',
    )
    return [replace(one, told=(*one.told, *told)) for one in group]


def _by_name(group: Sequence[Sample], order: str) -> _Lists | None:
    """Take the day of each list from its file's name, where the names differ in nothing else; none is another's day."""
    stays: dict[datetime, list[str]] = {}
    forms = set()
    for one in group:
        stem = Path(one.path.name.removesuffix(".gz")).stem
        days = list(_IN_NAME[order].finditer(stem))
        if len(days) != 1 or "%" in stem:
            return None
        found = days[0]
        form = found["mark"].join(f"%{part}" for part in order)
        forms.add(f"{stem[: found.start()]}{form}{stem[found.end() :]}")
        try:
            stays.setdefault(datetime(int(found["Y"]), int(found["m"]), int(found["d"])), []).extend(_ids(one))
        except ValueError:
            return None
    return _Lists(taken_at=f"file:{forms.pop()}", where="by the files' names", stays=stays) if len(forms) == 1 else None


def _by_column(group: Sequence[Sample]) -> Iterator[_Lists]:
    """Take the time of each list from a column that is not used and has one in every row."""
    for name in group[0].spare:
        texts = [text for one in group for text in one.under(name)]
        ids = [text for one in group for text in _ids(one)]
        if len(texts) != len(ids) or len(ids) != sum(len(one.rows) for one in group):
            continue
        if not all(format_of(text) and not SERIAL.fullmatch(text) for text in texts):
            continue
        one, two, doubt = order_of([text for text in texts if (format_of(text) or "").startswith("slashed")])
        slashed = any((format_of(text) or "").startswith("slashed") for text in texts)
        moments = [moment_of(text, one, two) for text in texts]
        if (slashed and doubt) or not all(moments):
            continue
        stays: dict[datetime, list[str]] = {}
        for moment, stay in zip(moments, ids, strict=True):
            if moment:
                stays.setdefault(moment.replace(tzinfo=None), []).append(stay)
        yield _Lists(taken_at=name, where=f"by {quoted(name)}", stays=stays)


def _ids(sample: Sample) -> list[str]:
    return sample.values("booking_id")


def _told(lists: _Lists) -> str:
    """Say what the lists show, if stays stand on several, some end, and none comes back after a list that lacks it."""
    inside = [lists.stays[when] for when in sorted(lists.stays)]
    if len(inside) < _FEWEST_LISTS or any(len(set(one)) < len(one) for one in inside):
        return ""
    places: dict[str, list[int]] = {}
    for number, stays in enumerate(inside):
        for stay in stays:
            places.setdefault(stay, []).append(number)
    several = [one for one in places.values() if len(one) > 1]
    ended = [one for one in places.values() if one[-1] + 1 < len(inside)]
    whole = all(one[-1] - one[0] + 1 == len(one) for one in places.values())
    if len(several) < _FEWEST_STAYS or not ended or not whole:
        return ""
    counts = f"{len(several):,} of {count_of(len(places), 'stay stands', 'stays stand')} on several"
    return f"{len(inside)} lists {lists.where}; {counts}, {len(ended):,} end before the last, none comes back"
