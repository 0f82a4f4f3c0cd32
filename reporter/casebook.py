"""The cases as a reviewer sees them: each time placed on its stay's line, and as many cases as a page can carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import log2

from reporter.terms import Audit, Case, RecordedTime, Response

# A page of cases stays under 1.5 MB: what one case costs in characters, and what all of them may cost.
_ROOM, _CASE, _TIME = 1_100_000, 900, 420


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Where one recorded time lies on the stay's own line, in hundredths of it."""

    left: str
    width: str


@dataclass(frozen=True, kw_only=True)
class ShownCase(Case):
    """A case with the place of each of its times and the officials' answers to it, verbatim."""

    bars: Sequence[Bar]
    answers: Sequence[Response]


@dataclass(frozen=True, kw_only=True)
class CaseGroup:
    """The cases of one control, as many as there is room for, and how many more there are."""

    title: str
    id: str
    cases: Sequence[ShownCase]
    more: int


def groups(audit: Audit) -> list[CaseGroup]:
    """Return each control's cases; where there is no room for all, the controls share it evenly, first cases first."""
    own = {one.id: [case for case in audit.cases if case.control == one.id] for one in audit.controls}
    answers: dict[tuple[str, str], list[Response]] = {}
    for answer in audit.responses:
        answers.setdefault((answer.control, answer.item), []).append(answer)
    shown = _share(own)
    found = []
    for control in audit.controls:
        cases = [_shown(case, answers) for case in own[control.id][: shown[control.id]]]
        if cases:
            more = control.exception + control.undetermined - len(cases)
            found.append(CaseGroup(title=control.title, id=control.id, cases=cases, more=max(more, 0)))
    return found


def _share(own: Mapping[str, Sequence[Case]]) -> dict[str, int]:
    """Return how many cases of each control are shown: the first of each, then the second of each, and so on."""
    shown, room = dict.fromkeys(own, 0), _ROOM
    for place in range(max(map(len, own.values()), default=0)):
        for id_, cases in own.items():
            if place < len(cases):
                room -= _CASE + _TIME * len(cases[place].times)
                if room < 0:
                    return shown
                shown[id_] = place + 1
    return shown


def _shown(case: Case, answers: Mapping[tuple[str, str], Sequence[Response]]) -> ShownCase:
    own = {key: getattr(case, key) for key in Case.__dataclass_fields__}
    return ShownCase(**own, bars=bars(case.times), answers=answers.get((case.control, case.item), ()))


def bars(times: Sequence[RecordedTime]) -> list[Bar]:
    """Place each time from the first moment to the last: in order, with long stretches drawn shorter than they are.

    Between one bound and the next the line grows with the logarithm of the seconds. So a doubt of a minute can be seen
    in a stay of a year, two times that overlap overlap here, and two that do not do not.
    """
    spans = [(_microseconds(one.earliest), _microseconds(one.latest)) for one in times]
    bounds = sorted({bound for span in spans for bound in span})
    along = dict.fromkeys(bounds[:1], 0.0)
    for before, after in pairwise(bounds):
        along[after] = along[before] + log2(1 + (after - before) / 1_000_000)
    whole = max(along.values(), default=0.0) or 1.0
    places = [(along[low] * 100 / whole, along[high] * 100 / whole) for low, high in spans]
    return [Bar(left=f"{min(left, 99):.2f}", width=f"{max(right - left, 1):.2f}") for left, right in places]


def _microseconds(moment: str) -> int:
    at = datetime.fromisoformat(moment.removesuffix("Z"))
    return (at - datetime(1970, 1, 1)) // timedelta(microseconds=1)
