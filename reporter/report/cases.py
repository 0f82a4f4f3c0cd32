"""The cases as a reviewer sees them: each time placed on its stay's line, and as many cases as a page can carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from reporter.model import Audit, Case, RecordedTime, Response
from reporter.report import sections
from reporter.text import duration

# A page of cases stays under 1.5 MB: what all of them may cost in bytes, and what a case, one of its times, a line
# close up, a source and an answer cost beside their own texts.
_ROOM, _CASE, _TIME, _CLOSE_UP, _SOURCE, _ANSWER = 1_200_000, 960, 165, 100, 60, 130

# A span narrower than this many hundredths of its line is a mark without a width; times nearer than so many hundredths
# of the stay to one another are drawn once more, close up.
_THIN, _NEAR = 1, 2
_MANY = 5  # cases that are alike: what is said of each is printed once
CASES_NAMED = 6  # of each control, in the board's edition


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Where one recorded time lies on a line, in hundredths of it; without a width it is a mark too thin to measure."""

    left: str
    width: str


@dataclass(frozen=True, kw_only=True)
class TimelineBar:
    """One recorded time on the line of its stay and, beside others that it nearly meets, on a line close up."""

    whole: Bar
    zoomed: Bar | None
    near_span: str


@dataclass(frozen=True, kw_only=True)
class ShownCase(Case):
    """A case with its place on the page, its times on their line, the officials' answers, and links to its files."""

    span: str
    places: Sequence[TimelineBar]
    has_near: bool
    answers: Sequence[Response]
    anchor: str
    sources: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class CaseGroup:
    """The cases of one control, as many as there is room for, and how many more there are.

    `alike`: what is said of every one of many cases that have no times of their own, so that it stands there once.
    """

    title: str
    id: str
    cases: Sequence[ShownCase]
    more: int
    alike: str = ""


def groups(audit: Audit) -> list[CaseGroup]:
    """Return each control's cases; where there is no room for all, the controls share it evenly, first cases first."""
    answers: dict[tuple[str, str], list[Response]] = {}
    for answer in audit.responses:
        answers.setdefault((answer.control, answer.item), []).append(answer)
    files = {(one.log, one.file): sections.file_anchor(at) for at, one in enumerate(audit.inputs)}
    own = {
        one.id: [_shown(case, answers, files) for case in audit.cases if case.control == one.id]
        for one in audit.controls
    }
    kept = _share(own)
    found = []
    for control in audit.controls:
        cases = own[control.id][: kept[control.id]]
        if cases:
            more = control.exception + control.undetermined - len(cases)
            shown = CaseGroup(title=control.title, id=control.id, cases=cases, more=max(more, 0), alike=_alike(cases))
            found.append(shown)
    return found


def _alike(cases: Sequence[ShownCase]) -> str:
    """Return the words that many cases share whole; nothing where one has times, an answer or other words."""
    said = {(case.outcome, case.sentence, case.settles) for case in cases}
    if len(cases) < _MANY or len(said) > 1 or any(case.times or case.answers for case in cases):
        return ""
    (_, sentence, settles) = said.pop()
    return f"{sentence} What would settle it: {settles}" if settles else sentence


def _share(own: Mapping[str, Sequence[ShownCase]]) -> dict[str, int]:
    """Return how many cases of each control are shown: the first of each, then the second of each, and so on."""
    kept, room = dict.fromkeys(own, 0), _ROOM
    for place in range(max(map(len, own.values()), default=0)):
        for id_, cases in own.items():
            if place < len(cases):
                room -= _cost(cases[place])
                if room < 0:
                    return kept
                kept[id_] = place + 1
    return kept


def _cost(case: ShownCase) -> int:
    """Return about how many bytes of the page a case takes."""
    texts = [case.sentence, case.settles, case.reason, case.reason]
    for time in case.times:
        texts += [time.label, time.text, time.doubt, time.earliest, time.latest]
    for source in case.witnesses:
        texts += [source.log, source.file]
    for said in case.answers:
        texts += [said.reason_given, said.authority, said.name]
    zoomed = sum(one.zoomed is not None for one in case.places)
    parts = _CASE + _TIME * len(case.times) + _CLOSE_UP * zoomed
    parts += _SOURCE * len(case.witnesses) + _ANSWER * len(case.answers)
    return parts + len(escape("".join(texts)).encode("utf-8", "replace"))


def _shown(
    case: Case, answers: Mapping[tuple[str, str], Sequence[Response]], files: Mapping[tuple[str, str], str]
) -> ShownCase:
    own = {key: getattr(case, key) for key in Case.__dataclass_fields__}
    found, span = places(case.times)
    has_near = any(one.zoomed for one in found)
    said = answers.get((case.control, case.item), ())
    return ShownCase(
        **own,
        span=span,
        places=found,
        has_near=has_near,
        answers=said,
        anchor=f"case-{case.case_id}-{case.control}",
        sources=[
            (f"{one.log}, {one.file}, line {one.line:,}", files.get((one.log, one.file), "")) for one in case.witnesses
        ],
    )


def places(times: Sequence[RecordedTime]) -> tuple[list[TimelineBar], str]:
    """Place each time on one line, true to scale, from the first moment to the last; and say what the line spans.

    In a stay of weeks a doubt of a minute is a thin mark: it never looks like hours. Whether two times overlap is seen
    on a second line, also true to scale, that spans only the times near one another. Texts that mean nothing on record
    come last and have no place.
    """
    spans = [(_microseconds(one.earliest), _microseconds(one.latest)) for one in times if one.earliest]
    if not spans:
        return [], ""
    whole = (min(low for low, _ in spans), max(high for _, high in spans))
    zoomed = {at: window for window, members in _near(spans, whole) for at in members}
    found = [
        TimelineBar(
            whole=_bar(span, whole),
            zoomed=_bar(span, zoomed[at]) if at in zoomed else None,
            near_span=_length(zoomed[at]) if at in zoomed else "",
        )
        for at, span in enumerate(spans)
    ]
    return found, _length(whole)


def _near(spans: Sequence[tuple[int, int]], whole: tuple[int, int]) -> list[tuple[tuple[int, int], list[int]]]:
    """Return each window that holds two times or more near one another, where the whole line would blur them."""
    length = whole[1] - whole[0]
    windows: list[tuple[tuple[int, int], list[int]]] = []
    for at in sorted(range(len(spans)), key=lambda at: spans[at]):
        low, high = spans[at]
        if windows and (low - windows[-1][0][1]) * 100 <= length * _NEAR:
            (first, last), members = windows[-1]
            windows[-1] = ((first, max(last, high)), [*members, at])
        else:
            windows.append(((low, high), [at]))
    return [(one, members) for one, members in windows if len(members) > 1 and (one[1] - one[0]) * 4 <= length]


def _bar(span: tuple[int, int], line: tuple[int, int]) -> Bar:
    length = max(line[1] - line[0], 1)
    left, width = (span[0] - line[0]) * 100 / length, (span[1] - span[0]) * 100 / length
    if width >= _THIN:
        return Bar(left=f"{left:.2f}", width=f"{width:.2f}")
    return Bar(left=f"{min(max(left + width / 2, 0.5), 99.5):.2f}", width="")


def _length(line: tuple[int, int]) -> str:
    return duration(round((line[1] - line[0]) / 1_000_000)).replace(" ", "\u00a0")


def _microseconds(moment: str) -> int:
    at = datetime.fromisoformat(moment.removesuffix("Z"))
    return (at - datetime(1970, 1, 1)) // timedelta(microseconds=1)


def named(audit: Audit) -> list[tuple[str, Sequence[str], str]]:
    """Name the first exceptions of each control by the pseudonyms of the state's edition, and say how many more."""
    found: list[tuple[str, Sequence[str], str]] = []
    for control in audit.controls:
        ids = [case.case_id for case in audit.cases if (case.control, case.outcome) == (control.id, "exception")]
        more = control.exception - len(ids[:CASES_NAMED])
        if ids:
            found.append((control.title, ids[:CASES_NAMED], f", and {more:,} more" if more else ""))
    return found
