"""Whether the records below a stay's number lie within that stay: told by the times of both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import prod

from reporter.config.log_schemas import schemas
from reporter.workflows.propose_policy.nothing import nothing_in
from reporter.workflows.propose_policy.samples import Sample
from reporter.workflows.propose_policy.time_forms import SERIAL, format_of, moment_of, order_of

_BY_CHANCE = 1e-6  # that so many records would lie within the stays that they were put to
Groups = Mapping[str, list[list[Sample]]]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Placed:
    """One record: when it was, the stay above it and the one below, and whether it has no number itself."""

    moment: datetime
    above: str
    below: str
    is_blank: bool


def spans_of(groups: Groups) -> dict[str, Span]:
    """Return when each stay of the samples was; a stay without a release lasts. Empty where any cannot be read."""
    found: dict[str, Span] = {}
    for one in (one for group in groups.get("bookings", []) for one in group):
        if one.events or one.faulty_count or not {"booking_id", "booked_at"} <= one.columns.keys():
            return {}
        booked = moments_of(one, "booked_at")
        released = moments_of(one, "released_at") if "released_at" in one.columns else [None] * len(one.rows)
        numbers = cells_under(one, "booking_id")
        if booked is None or released is None or not all(booked) or set(numbers) & found.keys():
            return {}
        if len(set(numbers)) < len(numbers):
            return {}
        for number, start, end in zip(numbers, booked, released, strict=True):
            if start:
                found[number] = start, _end_of(end) if end else datetime.max
    return found


def cells_under(sample: Sample, ours: str) -> list[str]:
    """Return the text of each row under one of our columns, blank ones too; of a day and its clock, both."""
    names = [sample.columns[ours], *filter(None, [sample.clocks.get(ours)])]
    places = [sample.header.index(name) for name in names]
    widths = [sample.zeros.get(name, 0) for name in names]
    rows = ([(cells[place] or "").strip() for place in places] for cells in sample.rows)
    return [
        " ".join(text.zfill(width) if text.isdigit() else text for text, width in zip(row, widths, strict=True)).strip()
        for row in rows
    ]


def moments_of(sample: Sample, ours: str) -> list[datetime | None] | None:
    """Return the moment of each row, None where it has none; None for all where one cannot be read or in doubt."""
    texts = cells_under(sample, ours)
    nothing = nothing_in(schemas()[sample.log].columns, {ours: list(filter(None, texts))}).get(ours, {})
    texts = ["" if text in nothing else text for text in texts]
    forms = [format_of(text) or "" for text in texts if text]
    slashed = [text for text in texts if (format_of(text) or "").startswith("slashed")]
    one, two, doubt = order_of(slashed)
    if (slashed and doubt) or any(not form or "%z" in form for form in forms):
        return None
    if any(SERIAL.fullmatch(text) for text in texts):
        return None
    found = [moment_of(text, one, two) if text else None for text in texts]
    return None if any(text and not moment for text, moment in zip(texts, found, strict=True)) else found


def time_filled(sample: Sample, rows: Sequence[int]) -> list[datetime] | None:
    """Return the first time of ours that each of these rows has, in the order of the log's columns."""
    for ours in schemas()[sample.log].of_kind("time"):
        if ours in sample.columns and ours != "recorded_at":
            moments = moments_of(sample, ours)
            own = [moments[n] for n in rows] if moments else [None]
            if all(own):
                return [one for one in own if one]
    return None


def all_within(placed: Iterable[Placed], spans: Mapping[str, Span]) -> bool:
    """Say whether each record lies within the stay that is put to it."""
    return all(one.above in spans and _is_in(one.moment, spans[one.above]) for one in placed)


def told_by_times(placed: Sequence[Placed], spans: Mapping[str, Span]) -> str:
    """Say that the stays above are those of the records, where no chance and no other order would put them so."""
    blank = [one for one in placed if one.is_blank]
    if not spans or not all_within(placed, spans):
        return ""
    chance = prod(sum(_is_in(one.moment, span) for span in spans.values()) / len(spans) for one in blank)
    not_below = sum(one.below not in spans or not _is_in(one.moment, spans[one.below]) for one in blank)
    if chance > _BY_CHANCE or not not_below:
        return ""
    return (
        f"all {len(placed):,} rows lie within the stay at or above them, by chance less than once in a million; "
        f"{not_below:,} of the blank ones not within the stay below"
    )


def _end_of(end: datetime) -> datetime:
    """Return the last moment of a release, of which the day alone may be known, or the minute."""
    longer = timedelta(days=1) if end.time() == datetime.min.time() else timedelta(minutes=1)
    return end + min(longer, datetime.max - end)


def _is_in(moment: datetime, span: Span) -> bool:
    return span[0] - moment <= timedelta(days=moment.time() == datetime.min.time()) and moment <= span[1]
