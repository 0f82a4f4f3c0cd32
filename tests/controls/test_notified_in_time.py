"""notified_in_time: within fifteen minutes of the earliest wanted result, for every reading of the times."""

from collections.abc import Callable

from tests.support.jail import Jail

CONTROL = "notified_in_time"
BOOKINGS = "booking_id|person_id|facility_id|booked_at|commitment\n" + "\n".join(
    f"{stay}|{stay}|MAIN|{'2026-09-30' if stay == 'other_month' else '2026-10-05'} 08:00|criminal_court"
    for stay in ("prompt", "limit", "just_late", "late", "never", "before", "second_hit", "other_month", "no_end")
)
CHECKS = """
check_id | booking_id  | result | requested_at     | completed_at
c1       | prompt      | wanted |                  | 2026-10-05 09:00
c2       | limit       | wanted |                  | 2026-10-05 09:00
c3       | just_late   | wanted |                  | 2026-10-05 09:00
c4       | late        | wanted |                  | 2026-10-05 09:00
c5       | never       | wanted |                  | 2026-10-05 09:00
c6       | before      | wanted |                  | 2026-10-05 09:00
c7       | second_hit  | wanted |                  | 2026-10-05 09:00
c8       | second_hit  | wanted |                  | 2026-10-06 09:00
c9       | other_month | wanted |                  | 2026-09-30 09:00
c10      | other_month | wanted |                  | 2026-10-06 09:00
c11      | no_end      | wanted | 2026-10-05 09:00 |
"""
NOTICES = """
notification_id | booking_id | sent_at
n1              | prompt     | 2026-10-05 09:14
n2              | limit      | 2026-10-05 09:15
n3              | just_late  | 2026-10-05 09:16
n4              | late       | 2026-10-05 09:17
n6              | before     | 2026-10-05 08:59
n7              | second_hit | 2026-10-06 09:01
n11             | no_end     | 2026-10-05 09:14
"""


def deliver(jail: Jail) -> Jail:
    for log, table in (("bookings", BOOKINGS), ("checks", CHECKS), ("notifications", NOTICES)):
        jail.deliver(log, table)
    return jail


def test_each_story_has_its_outcome(jail: Jail) -> None:
    deliver(jail).manifest()
    assert jail.outcomes(CONTROL) == {
        "prompt": ("met", "notified_in_time"),
        "limit": ("undetermined", "precision"),
        "just_late": ("exception", "notified_late"),
        "late": ("exception", "notified_late"),
        "never": ("exception", "no_notice"),
        "before": ("met", "notified_in_time"),
        "second_hit": ("exception", "notified_late"),
        "no_end": ("met", "notified_in_time"),
    }


def test_an_earlier_notice_may_not_have_been_delivered(jail: Jail) -> None:
    deliver(jail).manifest(but=["notifications"])
    decided = jail.outcomes(CONTROL)
    assert decided["never"] == ("exception", "no_notice")  # between the first and the last notice on record
    jail = deliver(jail)
    jail.manifest("2026-10-05", "2026-10-04")
    decided = jail.outcomes(CONTROL)
    assert decided["late"] == ("undetermined", "not_covered")
    assert decided["never"] == ("undetermined", "not_covered")


def test_the_limit_is_the_policys(make_jail: Callable[..., Jail]) -> None:
    jail = deliver(make_jail('\n[limits]\nnotify_within = "2d"\n'))
    jail.manifest()
    assert {item for item, one in jail.outcomes(CONTROL).items() if one[0] == "exception"} == {"never"}


def test_the_clocks_of_two_systems_may_explain_it_but_not_where_another_cause_would_do(
    make_jail: Callable[..., Jail],
) -> None:
    jail = deliver(make_jail('\n[systems.notifications]\nclock_error = "2m"\n'))
    jail.manifest()
    decided = jail.outcomes(CONTROL)
    assert {
        item: decided[item] for item in ("prompt", "limit", "just_late", "late", "second_hit", "never", "before")
    } == {
        "prompt": ("undetermined", "clock_error"),
        "limit": ("undetermined", "precision"),
        "just_late": ("undetermined", "clock_error"),
        "late": ("undetermined", "clock_error"),
        "second_hit": ("exception", "notified_late"),
        "never": ("exception", "no_notice"),
        "before": ("met", "notified_in_time"),
    }
    jail.manifest("2026-10-05", "2026-10-04")
    assert jail.outcomes(CONTROL)["late"] == ("undetermined", "not_covered")
    jail.deliver("notifications", "notification_id | booking_id | sent_at\nn9 | late | soon", "notifications_2.csv")
    jail.manifest()
    assert jail.outcomes(CONTROL)["late"] == ("undetermined", "record_unreadable")


def test_of_two_hits_one_in_the_hour_that_came_twice_is_enough_to_leave_it_open(jail: Jail) -> None:
    jail.deliver(
        "bookings", "booking_id|person_id|facility_id|booked_at|commitment\nb|p|MAIN|2026-10-31 20:00|criminal_court"
    )
    jail.deliver(
        "checks",
        """
        check_id | booking_id | result | completed_at
        c1       | b          | wanted | 2026-11-01 01:10
        c2       | b          | wanted | 2026-11-01 09:00
        """,
    )
    jail.deliver("notifications", "notification_id | booking_id | sent_at\nn1 | b | 2026-11-01T01:12-05:00")
    jail.manifest("2026-10-01", "2026-11-30")
    assert jail.outcomes(CONTROL, "2026-11") == {"b": ("undetermined", "repeated_hour")}


def test_of_two_hits_one_whose_end_is_missing_is_enough_to_leave_it_open(jail: Jail) -> None:
    jail.deliver("bookings", BOOKINGS)
    jail.deliver(
        "checks",
        """
        check_id | booking_id | result | requested_at     | completed_at
        c1       | no_end     | wanted | 2026-10-05 09:00 |
        c2       | no_end     | wanted | 2026-10-05 09:30 | 2026-10-05 10:00
        """,
    )
    jail.deliver("notifications", "notification_id | booking_id | sent_at\nn1 | no_end | 2026-10-05 09:30")
    jail.manifest()
    assert jail.outcomes(CONTROL) == {"no_end": ("undetermined", "time_missing")}
