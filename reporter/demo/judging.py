"""The controls on stays over the drawn year, in plain Python and from the agreed definitions alone.

This is no second engine: it knows the moments that were drawn, every log covers the whole year, and each planted row
that cannot be read is known. It shares no code with the queries, so that one can be held against the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from reporter.demo.records import FINAL, ICE_HOLDS, NOT_RELEASED, Check, County, Notice, Stay
from reporter.demo.time_spans import ALWAYS, HOUR, MINUTE, NEVER, SECOND, Span, in_repeated_hour, span

JMS, VET, DESK = 60 * SECOND, 30 * SECOND, 30 * SECOND
_RELEASE_WITHIN, _NOTIFY_WITHIN = 4 * HOUR, 15 * MINUTE


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """One item's outcome; `reason` is None where the agreement names no code."""

    item: str
    outcome: str
    reason: str | None = None


def decided(sure: bool, possible: bool) -> str:
    """Return met if true in every reading, exception if in none."""
    return "met" if sure else "undetermined" if possible else "exception"


def within(moment: datetime | None, first: date, last: date) -> bool:
    """Say whether the recorded local date lies in the period."""
    return moment is not None and first <= moment.date() <= last


def _released(county: County, first: date, last: date) -> Iterator[tuple[Stay, Span]]:
    for stay in county.in_custody():
        if stay.released is not None and first <= stay.released.date() <= last:
            yield stay, span(stay.released, MINUTE)


def _done(check: Check) -> Span:
    if check.completed is not None:
        return span(check.completed, SECOND)
    recorded = span(check.recorded, SECOND)[1] if check.recorded else NEVER
    return span(check.requested, SECOND)[0], recorded


def _readable(stay: Stay) -> list[Check]:
    return [check for check in stay.checks if not check.spoiled or check.mended]


def readable_notices(stay: Stay) -> list[Notice]:
    """Return the notices whose rows can be read."""
    return [notice for notice in stay.notices if not notice.spoiled]


def _vetted(stay: Stay, leaves: Span, slack: int) -> str:
    finals = [_done(check) for check in _readable(stay) if check.result in FINAL]
    sure = any(last + slack < leaves[0] for _, last in finals)
    return decided(sure, any(first - slack < leaves[1] for first, _ in finals))


def vetted_before_release(county: County, first: date, last: date) -> Iterator[Judged]:
    """Judge whether a final result surely came before the release."""
    for stay, leaves in _released(county, first, last):
        if stay.reason in NOT_RELEASED or stay.commitment != "criminal_court":
            reason = "not_released" if stay.reason in NOT_RELEASED else "commitment_out_of_scope"
            yield Judged(item=stay.booking_id, outcome="out_of_scope", reason=reason)
            continue
        outcome = _vetted(stay, leaves, JMS + VET)
        checks = _readable(stay)
        finals = [check for check in checks if check.result in FINAL]
        reason = ""
        if outcome == "exception" and len(checks) < len(stay.checks):
            outcome, reason = "undetermined", "record_unreadable"
        elif outcome == "exception":
            reason = "after_release" if finals else "no_final_result" if checks else "no_check"
        elif outcome == "undetermined":
            reason = _cause(stay, leaves, finals)
        yield Judged(item=stay.booking_id, outcome=outcome, reason=reason)


def _cause(stay: Stay, leaves: Span, finals: list[Check]) -> str:
    if _vetted(stay, leaves, 0) != "undetermined":
        return "clock_error"
    if in_repeated_hour(stay.released) or any(in_repeated_hour(check.completed) for check in finals):
        return "repeated_hour"
    return "time_missing" if any(check.completed is None for check in finals) else "precision"


def recorded_before_release(county: County, first: date, last: date) -> Iterator[Judged]:
    """Judge whether the record that decided was itself made before the release."""
    met = {one.item for one in vetted_before_release(county, first, last) if one.outcome == "met"}
    for stay, leaves in _released(county, first, last):
        if stay.booking_id not in met:
            continue
        slack = JMS + VET
        deciding = [c for c in _readable(stay) if c.result in FINAL and _done(c)[1] + slack < leaves[0]]
        spans = [span(check.recorded, SECOND) if check.recorded else (ALWAYS, NEVER) for check in deciding]
        sure = any(late + slack < leaves[0] for _, late in spans)
        yield Judged(item=stay.booking_id, outcome=decided(sure, any(early - slack <= leaves[1] for early, _ in spans)))


def hit_notified_before_release(county: County, first: date, last: date) -> Iterator[Judged]:
    """Judge whether ICE was told of a hit before the release."""
    slack = JMS + DESK
    for stay, leaves in _released(county, first, last):
        hits = [_done(check) for check in _readable(stay) if check.result == "wanted"]
        if not any(early - JMS - VET < leaves[1] for early, _ in hits):
            continue
        if stay.reason in NOT_RELEASED:
            yield Judged(item=stay.booking_id, outcome="out_of_scope", reason="not_released")
            continue
        sent = [span(notice.sent, SECOND) for notice in readable_notices(stay)]
        sure = any(late + slack < leaves[0] for _, late in sent)
        possible = any(early - slack < leaves[1] for early, _ in sent)
        surely_hit = any(late + JMS + VET < leaves[0] for _, late in hits)
        outcome, reason = decided(sure, possible or not surely_hit), None
        if outcome == "exception" and len(sent) < len(stay.notices):
            outcome, reason = "undetermined", "record_unreadable"
        yield Judged(item=stay.booking_id, outcome=outcome, reason=reason)


def notified_in_time(county: County, first: date, last: date) -> Iterator[Judged]:
    """Judge whether the first notice came soon enough after the first hit."""
    slack = VET + DESK
    for stay in county.in_custody():
        hits = [check for check in _readable(stay) if check.result == "wanted"]
        if not hits or not within(min(check.moment for check in hits), first, last):
            continue
        hit_first, hit_last = min(_done(check)[0] for check in hits), min(_done(check)[1] for check in hits)
        sent = [span(notice.sent, SECOND) for notice in readable_notices(stay)]
        if not sent:
            unreadable = bool(stay.notices)
            outcome = "undetermined" if unreadable else "exception"
            yield Judged(item=stay.booking_id, outcome=outcome, reason="record_unreadable" if unreadable else None)
            continue
        told_first, told_last = min(one[0] for one in sent), min(one[1] for one in sent)
        outcome = decided(
            told_last + slack <= hit_first + _NOTIFY_WITHIN, told_first - slack <= hit_last + _NOTIFY_WITHIN
        )
        exact = decided(told_last <= hit_first + _NOTIFY_WITHIN, told_first <= hit_last + _NOTIFY_WITHIN)
        near = outcome == "undetermined" and exact != "undetermined"
        yield Judged(item=stay.booking_id, outcome=outcome, reason="clock_error" if near else None)


def not_held_too_long(county: County, first: date, last: date) -> Iterator[Judged]:
    """Judge whether the release came soon enough after it was authorised, or another hold covers the time."""
    for stay, leaves in _released(county, first, last):
        if stay.reason in NOT_RELEASED:
            yield Judged(item=stay.booking_id, outcome="out_of_scope", reason="not_released")
            continue
        if stay.authorized is None:
            yield Judged(item=stay.booking_id, outcome="undetermined", reason="authorization_time_missing")
            continue
        allowed = span(stay.authorized, MINUTE)
        others = [hold for hold in stay.holds if hold.kind not in ICE_HOLDS and not hold.spoiled]
        kept = [
            (span(hold.placed, MINUTE), span(hold.lifted, MINUTE) if hold.lifted else (NEVER, NEVER)) for hold in others
        ]
        surely = _cover([(a[1], b[0]) for a, b in kept], allowed[0] + _RELEASE_WITHIN, leaves[1])
        perhaps = _cover([(a[0], b[1]) for a, b in kept], allowed[1] + _RELEASE_WITHIN, leaves[0])
        in_time = leaves[1] - allowed[0] <= _RELEASE_WITHIN
        late = leaves[0] - allowed[1] > _RELEASE_WITHIN
        outcome = decided(in_time or surely, perhaps or not late)
        on_ice = any(
            hold.kind in ICE_HOLDS
            and span(hold.placed, MINUTE)[0] <= leaves[1]
            and (hold.lifted is None or span(hold.lifted, MINUTE)[1] >= allowed[0])
            for hold in stay.holds
        )
        reason = ("ice_hold_only" if on_ice else "late_release") if outcome == "exception" else None
        yield Judged(item=stay.booking_id, outcome=outcome, reason=reason)


def _cover(holds: list[Span], start: int, end: int) -> bool:
    reached = start
    for first, last in sorted(holds):
        if first > reached:
            break
        reached = max(reached, last)
    return bool(holds) and any(first <= start for first, _ in holds) and reached >= end


def pickup_has_notice(county: County, first: date, last: date) -> Iterator[Judged]:
    """Judge whether a notice or an ICE hold came before a release to ICE."""
    for stay, leaves in _released(county, first, last):
        if stay.reason == "to_ice":
            told = [span(notice.sent, SECOND)[1] + JMS + DESK for notice in readable_notices(stay)]
            told += [span(hold.placed, MINUTE)[1] for hold in stay.holds if hold.kind in ICE_HOLDS]
            yield Judged(item=stay.booking_id, outcome="met" if any(one < leaves[0] for one in told) else "exception")


def custody_not_rewritten(county: County, first: date, last: date) -> Iterator[Judged]:
    """Judge whether custody passed to ICE on paper in the very minute of the release."""
    for stay, leaves in _released(county, first, last):
        if stay.reason != "to_ice":
            continue
        ice = [hold for hold in stay.holds if hold.kind in ICE_HOLDS]
        moments = [moment for hold in ice for moment in (hold.placed, hold.served) if moment is not None]
        if any(span(moment, MINUTE)[0] <= leaves[1] and leaves[0] <= span(moment, MINUTE)[1] for moment in moments):
            outcome = "exception"
        elif any(hold.spoiled for hold in stay.holds):
            outcome = "undetermined"
        elif all(span(hold.placed, MINUTE)[1] + HOUR < leaves[0] for hold in ice):
            outcome = "met"
        else:
            outcome = "undetermined"
        yield Judged(item=stay.booking_id, outcome=outcome)
