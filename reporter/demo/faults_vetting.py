"""Plants what can go wrong between a check, a notice and a release, in known stays."""

from datetime import date, datetime, timedelta

from reporter.demo.fault_planter import Planter, hit, long_after, move_check, plain, released, to_ice, told
from reporter.demo.random_source import minutes
from reporter.demo.records import Check, Hold, Stay

_VETTED, _RECORDED = "vetted_before_release", "recorded_before_release"
_HIT, _IN_TIME, _HELD = "hit_notified_before_release", "notified_in_time", "not_held_too_long"
_PICKUP, _REWRITTEN = "pickup_has_notice", "custody_not_rewritten"


def plant_vetting(planter: Planter) -> None:
    """Plant every kind of fault of vetting, notice, holding and hand-over."""
    for month in (2, 5, 7, 10, 10, 12):
        _never_checked(planter, month)
    for month in (3, 10, 11):
        _no_result(planter, month, "acknowledged")
    for month in (6, 10):
        _no_result(planter, month, "pending")
    for month in (4, 8, 10, 10, 12):
        _checked_too_late(planter, month)
    for month in (5, 10, 10):
        _moved(planter, month, "same_minute_check_and_release", timedelta(seconds=30), "precision")
    for month in (9, 10):
        _moved(planter, month, "difference_smaller_than_clock_error", timedelta(seconds=-70), "clock_error")
    for month in (7, 10):
        _completion_missing(planter, month)
    _repeated_hour(planter)
    for month in (3, 10, 10):
        _back_dated(planter, month)
    for month in (8, 10):
        _recording_missing(planter, month)
    for month in (2, 10, 10):
        _no_notice(planter, month)
    for month in (6, 10):
        _notice_after_release(planter, month)
    for month in (4, 10, 10):
        _notice_late(planter, month, minutes(47), "notice_late", ("exception", None))
    for month in (5, 10):
        _notice_late(planter, month, timedelta(seconds=870), "notice_near_the_limit", ("undetermined", "clock_error"))
    for month in (1, 6, 10, 10):
        _held_late(planter, month)
    for month in (3, 10):
        _held_on_ice_alone(planter, month)
    for month in (7, 10):
        _held_under_warrant(planter, month)
    for month in (9, 10):
        _authorization_missing(planter, month)
    for month in (4, 10):
        _picked_up_unannounced(planter, month)
    for month in (8, 10):
        _rewritten(planter, month)
    for month in (5, 10):
        _hold_placed_just_before(planter, month)


def _never_checked(planter: Planter, month: int) -> None:
    stay = planter.released_in(month, plain)
    stay.checks.clear()
    planter.note("no_check", stay, "bookings", (_VETTED, stay, "exception", "no_check"))


def _no_result(planter: Planter, month: int, result: str) -> None:
    stay = planter.released_in(month, plain)
    stay.checks[0].result = result
    planter.note(f"only_{result}", stay, "checks", (_VETTED, stay, "exception", "no_final_result"))


def _checked_too_late(planter: Planter, month: int) -> None:
    stay = planter.released_in(month, plain)
    move_check(stay.checks[0], released(stay) + timedelta(minutes=130, seconds=7), lasted=150)
    planter.note("check_after_release", stay, "checks", (_VETTED, stay, "exception", "after_release"))


def _moved(planter: Planter, month: int, kind: str, after: timedelta, reason: str) -> None:
    stay = planter.released_in(month, plain)
    move_check(stay.checks[0], released(stay) + after)
    planter.note(kind, stay, "checks", (_VETTED, stay, "undetermined", reason))


def _completion_missing(planter: Planter, month: int) -> None:
    stay = planter.released_in(month, plain)
    check = stay.checks[0]
    move_check(check, released(stay) + minutes(60), lasted=240)
    check.completed = None
    planter.note("completed_time_missing", stay, "checks", (_VETTED, stay, "undetermined", "time_missing"))


def _repeated_hour(planter: Planter) -> None:
    leaves = datetime(2026, 11, 1, 1, 40)
    stay = planter.any_in(
        lambda stay: (
            plain(stay)
            and datetime(2026, 10, 29) < stay.booked < datetime(2026, 10, 31, 18)
            and (stay.released or leaves) > leaves + minutes(180)
            and not stay.absences
        )
    )
    stay.authorized, stay.released = leaves - minutes(70), leaves
    stay.reason = stay.reason or "bail"
    move_check(stay.checks[0], datetime(2026, 11, 1, 1, 10, 5))
    planter.note("release_in_repeated_hour", stay, "bookings", (_VETTED, stay, "undetermined", "repeated_hour"))


def _back_dated(planter: Planter, month: int) -> None:
    stay = planter.released_in(month, lambda stay: plain(stay) and long_after(stay, 1) and not long_after(stay, 15))
    stay.checks[0].recorded = released(stay) + timedelta(hours=5, seconds=11)
    planter.note("recorded_after_release", stay, "checks", (_RECORDED, stay, "exception", None))


def _recording_missing(planter: Planter, month: int) -> None:
    stay = planter.released_in(month, plain)
    stay.checks[0].recorded = None
    planter.note("recording_time_missing", stay, "checks", (_RECORDED, stay, "undetermined", None))


def _no_notice(planter: Planter, month: int) -> None:
    stay = planter.released_in(month, lambda stay: told(stay) and stay.checks[0].moment.month == month)
    stay.notices.clear()
    says = [(control, stay, "exception", None) for control in (_HIT, _IN_TIME)]
    planter.note("wanted_without_notice", stay, "notifications", *says)


def _notice_after_release(planter: Planter, month: int) -> None:
    stay = planter.released_in(month, hit)
    move_check(stay.checks[0], released(stay) - minutes(8))
    stay.notices[0].sent = released(stay) + minutes(4)
    stay.notices[0].acknowledged = released(stay) + minutes(19)
    planter.note("notice_after_release", stay, "notifications", (_HIT, stay, "exception", None))


def _notice_late(planter: Planter, month: int, late: timedelta, kind: str, outcome: tuple[str, str | None]) -> None:
    stay = planter.released_in(month, lambda stay: told(stay) and stay.checks[0].moment.month == month)
    stay.notices[0].sent = stay.checks[0].moment + late
    stay.notices[0].acknowledged = None
    planter.note(kind, stay, "notifications", (_IN_TIME, stay, *outcome))


def _held_late(planter: Planter, month: int) -> None:
    stay = planter.released_in(month, lambda stay: plain(stay) and long_after(stay, 30))
    stay.authorized = released(stay) - timedelta(hours=7)
    planter.note("held_past_the_limit", stay, "bookings", (_HELD, stay, "exception", "late_release"))


def _held_on_ice_alone(planter: Planter, month: int) -> None:
    stay = planter.released_in(month, lambda stay: told(stay) and long_after(stay, 40))
    leaves = released(stay)
    stay.authorized = leaves - timedelta(hours=9)
    stay.holds = [Hold(kind="ice_detainer", placed=leaves - timedelta(hours=22), lifted=leaves + minutes(20))]
    planter.note("held_on_ice_detainer_only", stay, "holds", (_HELD, stay, "exception", "ice_hold_only"))


def _held_under_warrant(planter: Planter, month: int) -> None:
    stay = planter.released_in(month, lambda stay: plain(stay) and long_after(stay, 40))
    leaves = released(stay)
    stay.authorized = leaves - timedelta(hours=8)
    change = leaves - timedelta(hours=4)
    if month == 10:
        stay.holds.append(
            Hold(kind="judicial_warrant", placed=leaves - timedelta(hours=20), lifted=leaves + minutes(20))
        )
    else:
        stay.holds.append(
            Hold(kind="judicial_warrant", placed=leaves - timedelta(hours=20), lifted=change + minutes(45))
        )
        stay.holds.append(Hold(kind="other_agency", placed=change, lifted=None))
    planter.note("held_late_under_warrant", stay, "holds")


def _authorization_missing(planter: Planter, month: int) -> None:
    stay = planter.released_in(month, plain)
    stay.authorized = None
    planter.note(
        "authorization_time_missing", stay, "bookings", (_HELD, stay, "undetermined", "authorization_time_missing")
    )


def _picked_up_unannounced(planter: Planter, month: int) -> None:
    stay = planter.released_in(month, to_ice)
    stay.checks[-1].result = "clear"
    stay.notices.clear()
    stay.holds.clear()
    says = ((_PICKUP, stay, "exception", None),)
    planter.note("to_ice_without_notice_or_hold", stay, "bookings", *says)


def _rewritten(planter: Planter, month: int) -> None:
    stay = planter.released_in(month, to_ice)
    stay.holds[0].served = stay.released
    planter.note("custody_rewritten", stay, "holds", (_REWRITTEN, stay, "exception", None))


def _hold_placed_just_before(planter: Planter, month: int) -> None:
    stay = planter.released_in(month, to_ice)
    stay.holds[0].placed, stay.holds[0].served = released(stay) - minutes(30), None
    planter.note("hold_placed_half_an_hour_before_ice", stay, "holds", (_REWRITTEN, stay, "undetermined", None))


def plant_scope(planter: Planter) -> None:
    """Plant checks of people whom no judge sent for a crime, and of an unknown booking."""
    for month, commitment in ((3, "federal"), (10, "civil"), (10, "federal"), (12, "arrest")):
        _out_of_scope(planter, month, commitment)
    for day in (date(2026, 4, 22), date(2026, 10, 21)):
        asked = datetime(day.year, day.month, day.day, 13, 5, 9)
        check = Check(
            booking_id=f"M26-9{day.month:04d}",
            result="clear",
            requested=asked,
            completed=asked + minutes(14),
            recorded=asked + minutes(15),
            officer="1118",
        )
        planter.county.loose_checks.append(check)
        says = ("check_in_scope", check, "exception", "no_booking")
        planter.note("check_of_unknown_booking", check, "checks", says, breaks=("links_resolve",))


def _out_of_scope(planter: Planter, month: int, commitment: str) -> None:
    stay = planter.any_in(lambda stay: _boarder(stay, month, commitment))
    check = _extra(stay, stay.booked + minutes(75))
    says = ("check_in_scope", check, "exception", "commitment_out_of_scope")
    planter.note(f"check_of_{commitment}_commitment", check, "checks", says)


def _boarder(stay: Stay, month: int, commitment: str) -> bool:
    return (
        stay.commitment == commitment
        and stay.booked.month == month
        and 2 <= stay.booked.day <= 27
        and not stay.checks
        and long_after(stay, 3)
    )


def _extra(stay: Stay, asked: datetime) -> Check:
    done = asked + timedelta(seconds=731)
    check = Check(
        booking_id="", result="clear", requested=asked, completed=done, recorded=done + minutes(1), officer="1107"
    )
    stay.checks.append(check)
    return check
