"""Plants what can go wrong with officers, claims, interviews and complaints, and in the records themselves."""

from datetime import date, datetime, timedelta

from reporter.demo.fault_planter import Planter, long_after, plain, released, told
from reporter.demo.random_source import SILENCE, minutes
from reporter.demo.records import Check, Complaint, Officer, Stay, month_of

_OFFICER, _TRAINING = "officer_authorized", "training_current"


def plant_officers(planter: Planter) -> None:
    """Plant checks by officers without a letter or without the course, each done by an officer of its own."""
    letter, course = "2025-06-02", "2025-05-19"
    officers = [
        Officer(officer_id="2207", completed_on=course),
        Officer(officer_id="2210", letter_from=letter, revoked_on="2026-10-14", completed_on=course),
        Officer(officer_id="2213", letter_from=letter, course="refresher", completed_on=course),
        Officer(officer_id="2216", letter_from=letter, completed_on=course, exam="F"),
        Officer(officer_id="2219", letter_from=letter, completed_on=course, exam=""),
        Officer(officer_id="2222", letter_from="2025-13-45", completed_on=course, spoiled="letter"),
        Officer(officer_id="2225", letter_from="2026-10-20", completed_on="2026-10-20"),
    ]
    planter.county.officers += officers
    for month in (3, 10):
        _by(planter, planter.checked_in(month), "officer_without_letter", "2207", (_OFFICER, "exception", None))
    _by(planter, planter.checked_on(date(2026, 9, 17)), "officer_before_revocation", "2210")
    revoked = planter.checked_on(date(2026, 10, 14))
    _by(planter, revoked, "officer_on_revocation_day", "2210", (_OFFICER, "undetermined", None))
    revoked = planter.checked_on(date(2026, 10, 16))
    _by(planter, revoked, "officer_after_revocation", "2210", (_OFFICER, "exception", None))
    for month in (5, 10):
        _by(planter, planter.checked_in(month), "basic_course_missing", "2213", (_TRAINING, "exception", None))
    for month in (6, 10):
        _by(planter, planter.checked_in(month), "exam_failed", "2216", (_TRAINING, "exception", None))
    for month in (8, 10):
        says = (_TRAINING, "undetermined", "exam_not_recorded")
        _by(planter, planter.checked_in(month), "exam_not_recorded", "2219", says)
    for month in (4, 10):
        says = (_OFFICER, "undetermined", "record_unreadable")
        _by(planter, planter.checked_in(month), "letter_unreadable", "2222", says)
    course_day = planter.checked_on(date(2026, 10, 20))
    _by(planter, course_day, "course_on_the_day_of_the_check", "2225", (_TRAINING, "undetermined", None))
    for month in (7, 10):
        says_both = (_OFFICER, "undetermined", "officer_missing"), (_TRAINING, "undetermined", None)
        _by(planter, planter.checked_in(month), "officer_missing", "", *says_both)


def _by(planter: Planter, check: Check, kind: str, officer: str, *says: tuple[str, str, str | None]) -> None:
    check.officer = officer
    planter.note(kind, check, "checks", *((control, check, outcome, reason) for control, outcome, reason in says))


def plant_conduct(planter: Planter) -> None:
    """Plant claims, interviews and complaints that were not handled in time."""
    for month, late in ((4, minutes(185)), (10, minutes(190)), (7, None), (10, None)):
        _claim(planter, month, late)
    for month in (2, 10, 10):
        _interview(planter, month)
    complaints = planter.county.complaints
    for friday, hours in (
        (date(2026, 5, 15), 114),
        (date(2026, 10, 9), 114),
        (date(2026, 10, 23), 71),
        (date(2026, 10, 2), 0),
    ):
        received = datetime(friday.year, friday.month, friday.day, 16, 4)
        forwarded = received + timedelta(hours=hours) if hours else None
        complaint = Complaint(complaint_id="", received=received, forwarded=forwarded, resolved=None)
        complaints.append(complaint)
        says = ("complaint_forwarded", complaint, "exception", None)
        if hours == 71:
            planter.note("complaint_forwarded_in_time_over_a_weekend", complaint, "complaints")
        else:
            planter.note(
                "complaint_forwarded_late" if hours else "complaint_not_forwarded", complaint, "complaints", says
            )
    complaints.sort(key=lambda complaint: complaint.received)
    for number, complaint in enumerate(complaints, 1):
        complaint.complaint_id = f"C26-{number:03d}"


def _claim(planter: Planter, month: int, late: timedelta | None) -> None:
    stay = planter.any_in(lambda stay: bool(stay.claims) and stay.claims[0].raised.month == month)
    claim = stay.claims[0]
    claim.reported = claim.raised + late if late else None
    kind = "claim_reported_late" if late else "claim_not_reported"
    planter.note(kind, claim, "claims", ("claim_reported_in_time", claim, "exception", None))


def _interview(planter: Planter, month: int) -> None:
    stay = planter.any_in(
        lambda stay: bool(stay.interviews) and stay.interviews[0].held.month == month and not stay.claims
    )
    interview = stay.interviews[0]
    interview.question = ""
    says = ("interpreter_asked", interview, "exception", None)
    planter.note("interpreter_question_empty", interview, "interviews", says)


def plant_rows(planter: Planter) -> None:
    """Plant rows that cannot be read, stand twice, or are put right by a later file."""
    for month in (3, 10):
        stay = planter.released_in(month, plain)
        stay.checks[0].spoiled = "code"
        says = ("vetted_before_release", stay, "undetermined", "record_unreadable")
        planter.note("unmapped_code_row", stay.checks[0], "checks", says, breaks=("fields_complete",))
    stay = planter.released_in(5, lambda stay: plain(stay) and stay.checks[0].moment.month == 5)
    stay.checks[0].spoiled, stay.checks[0].mended = "code", True
    planter.note("unmapped_code_row_put_right_later", stay.checks[0], "checks")
    for month, spoiled in ((6, "time"), (10, "time"), (8, "short"), (10, "short")):
        check = planter.checked_in(month)
        second = _second(planter, check)
        second.spoiled = spoiled
        kind = "unreadable_time_row" if spoiled == "time" else "row_with_too_few_fields"
        planter.note(kind, second, "checks", breaks=("fields_complete",))
    for month in (9, 10):
        _unreadable_notice(planter, month)
    stay = planter.any_in(lambda stay: stay.commitment == "other_agency" and stay.booked.month == 10)
    stay.holds[0].spoiled = "code"
    planter.note("unmapped_hold_row", stay.holds[0], "holds")
    for month in (2, 10):
        check = planter.checked_in(month)
        check.again = "other"
        planter.note("same_id_other_content", check, "checks", breaks=("no_duplicates",))
    for month in (4, 10):
        check = planter.checked_in(month)
        check.again = "same"
        planter.note("same_row_twice", check, "checks")
    for _ in range(3):
        stay = planter.released_in(10, lambda stay: plain(stay) and stay.booked.month == 10)
        stay.first_said_open = True
        planter.note("corrected_by_later_file", stay, "bookings")
    planter.county.sent_twice = "JMS_BOOKINGS_2026-06.csv"
    planter.note("file_delivered_twice", "JMS_BOOKINGS_2026-06_RESEND.csv", "bookings")
    planter.county.counted_wrong = "INTERVIEWS_2026.csv"
    planter.note("manifest_count_off_by_one", "INTERVIEWS_2026.csv", "interviews", breaks=("deliveries_match",))


def _unreadable_notice(planter: Planter, month: int) -> None:
    stay = planter.released_in(month, lambda stay: told(stay) and stay.checks[0].moment.month == month)
    stay.notices[0].spoiled = "time"
    controls = ("hit_notified_before_release", "notified_in_time")
    says = [(control, stay, "undetermined", "record_unreadable") for control in controls]
    planter.note("unreadable_notice", stay.notices[0], "notifications", *says, breaks=("fields_complete",))


def plant_legs(planter: Planter) -> None:
    """Plant what the completeness legs look for: order, overlap, the daily record, silence and late recording."""
    for month in (3, 10):
        check = planter.checked_in(month)
        check.requested = check.moment + minutes(30)
        planter.note("completed_before_requested", check, "checks", breaks=("events_in_order",))
    one = planter.any_in(lambda stay: plain(stay) and _spans_middle_of_october(stay))
    other = planter.any_in(lambda stay: plain(stay) and _spans_middle_of_october(stay))
    other.person = one.person
    planter.note("one_person_in_two_stays", other, "bookings", breaks=("stays_do_not_overlap",))
    for month in (5, 10):
        stay = planter.released_in(month, plain)
        stay.discharge_off_by = 1
        planter.note("daily_record_a_day_off", stay, "daily_record", breaks=("daily_record_agrees",))
    for month in (7, 10):
        stay = planter.released_in(month, plain)
        stay.left_out_of_daily_record = True
        planter.note("missing_in_daily_record", stay, "daily_record", breaks=("daily_record_agrees",))
    for month in (4, 10, 10):
        stay = planter.released_in(month, lambda stay: plain(stay) and long_after(stay, 70))
        stay.checks[0].recorded = released(stay) - timedelta(hours=12)
        planter.note("recorded_late", stay.checks[0], "checks", breaks=("recorded_promptly",))
    first, last = SILENCE
    quiet = f"{first.isoformat(sep=' ', timespec='minutes')}..{last.isoformat(sep=' ', timespec='minutes')}"
    planter.note("silence", quiet, "checks", breaks=("no_silent_time",))
    for stay in planter.county.stays:
        if stay.void:
            planter.note("voided_booking", stay, "bookings")


def _spans_middle_of_october(stay: Stay) -> bool:
    return bool(
        month_of(stay.booked) == 10
        and stay.booked.day <= 12
        and stay.released
        and stay.released > datetime(2026, 10, 16)
    )


def _second(planter: Planter, check: Check) -> Check:
    stay = next(stay for stay in planter.county.stays if check in stay.checks)
    asked = check.moment + minutes(90)
    done = asked + minutes(12)
    second = Check(
        booking_id="", result="clear", requested=asked, completed=done, recorded=done + minutes(1), officer="1131"
    )
    stay.checks.append(second)
    return second
