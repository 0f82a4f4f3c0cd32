"""The controls on acts - checks, claims, interviews, complaints, notices and holds - over the drawn year."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from reporter.demo import judging
from reporter.demo.judging import Judged, decided, within
from reporter.demo.records import ICE_HOLDS, Check, County, Stay
from reporter.demo.time_spans import HOUR, MINUTE, NEVER, span, working_span

Judge = Callable[[County, date, date], Iterator[Judged]]

_BAN = date(2026, 8, 25)
_CLAIM_WITHIN = HOUR


def _checks(county: County, first: date, last: date) -> Iterator[tuple[Check, Stay | None]]:
    owner = {id(check): stay for stay in county.stays for check in stay.checks}
    for check in county.checks():
        if within(check.moment, first, last) and (not check.spoiled or check.mended):
            yield check, owner.get(id(check))


def check_in_scope(county: County, first: date, last: date) -> Iterator[Judged]:
    """Judge whether the person checked was there, sent by a judge for a crime."""
    for check, stay in _checks(county, first, last):
        reason = "no_booking" if stay is None else ""
        if stay is not None and stay.commitment != "criminal_court":
            reason = "commitment_out_of_scope"
        yield Judged(item=check.check_id, outcome="exception" if reason else "met", reason=reason)


def officer_authorized(county: County, first: date, last: date) -> Iterator[Judged]:
    """Judge whether the officer's letter was in force on the day of the check."""
    officers = {officer.officer_id: officer for officer in county.officers}
    for check, _ in _checks(county, first, last):
        outcome, reason, day = "met", None, check.moment.date().isoformat()
        officer = officers.get(check.officer)
        if not check.officer:
            outcome, reason = "undetermined", "officer_missing"
        elif officer is None or not officer.letter_from or (officer.letter_from > day and not officer.spoiled):
            outcome = "exception"
        elif officer.spoiled:
            outcome, reason = "undetermined", "record_unreadable"
        elif officer.revoked_on and officer.revoked_on <= day:
            outcome = "undetermined" if officer.revoked_on == day else "exception"
        yield Judged(item=check.check_id, outcome=outcome, reason=reason)


def training_current(county: County, first: date, last: date) -> Iterator[Judged]:
    """Judge whether the officer had passed the basic course on a day before the check."""
    officers = {officer.officer_id: officer for officer in county.officers}
    for check, _ in _checks(county, first, last):
        outcome, reason, day = "met", None, check.moment.date().isoformat()
        officer = officers.get(check.officer)
        if officer is None:
            outcome = "undetermined"
        elif officer.course != "basic" or officer.exam == "F" or officer.completed_on > day:
            outcome = "exception"
        elif not officer.exam:
            outcome, reason = "undetermined", "exam_not_recorded"
        elif officer.completed_on == day:
            outcome = "undetermined"
        yield Judged(item=check.check_id, outcome=outcome, reason=reason)


def claim_reported_in_time(county: County, first: date, last: date) -> Iterator[Judged]:
    """Judge whether a claim of citizenship was passed on within the hour."""
    for claim in (claim for stay in county.in_custody() for claim in stay.claims):
        if within(claim.raised, first, last):
            told = claim.reported
            raised, reported = span(claim.raised, MINUTE), span(told, MINUTE) if told else (NEVER, NEVER)
            outcome = decided(reported[1] - raised[0] <= _CLAIM_WITHIN, reported[0] - raised[1] <= _CLAIM_WITHIN)
            yield Judged(item=claim.claim_id, outcome=outcome)


def interpreter_asked(county: County, first: date, last: date) -> Iterator[Judged]:
    """Judge whether the interpreter question was recorded."""
    for interview in (interview for stay in county.in_custody() for interview in stay.interviews):
        if within(interview.held, first, last):
            yield Judged(item=interview.interview_id, outcome="met" if interview.question else "exception")


def complaint_forwarded(county: County, first: date, last: date) -> Iterator[Judged]:
    """Judge whether a complaint went on within 48 hours, weekends left out; none was drawn near the limit."""
    for complaint in county.complaints:
        if within(complaint.received, first, last):
            spent = working_span(complaint.received, complaint.forwarded) if complaint.forwarded else timedelta.max
            yield Judged(item=complaint.complaint_id, outcome="met" if spent < timedelta(hours=48) else "exception")


def permitted_by_law(county: County, first: date, last: date) -> Iterator[Judged]:
    """Judge whether the rules in force on the day let the county do what it did."""
    acts = [(f"check:{check.check_id}", check.moment) for check, _ in _checks(county, first, last)]
    for stay in county.in_custody():
        acts += [(f"notification:{notice.notification_id}", notice.sent) for notice in judging.readable_notices(stay)]
        acts += [(f"hold:{h.hold_id}", h.placed) for h in stay.holds if h.kind in ICE_HOLDS and not h.spoiled]
    for item, moment in acts:
        if within(moment, first, last):
            banned = moment.date() >= _BAN  # by a rule that is contested in court
            yield Judged(item=item, outcome="undetermined" if banned else "met", reason="contested" if banned else None)


CONTROLS: dict[str, Judge] = {
    judge.__name__: judge
    for judge in (
        judging.vetted_before_release,
        judging.hit_notified_before_release,
        judging.notified_in_time,
        judging.not_held_too_long,
        check_in_scope,
        officer_authorized,
        training_current,
        claim_reported_in_time,
        interpreter_asked,
        complaint_forwarded,
        judging.pickup_has_notice,
        judging.recorded_before_release,
        judging.custody_not_rewritten,
        permitted_by_law,
    )
}
