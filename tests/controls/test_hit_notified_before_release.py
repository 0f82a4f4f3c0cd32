"""hit_notified_before_release: was ICE told of a hit before the person left?"""

from collections.abc import Callable

from tests.support.jail import Jail

CONTROL = "hit_notified_before_release"
BOOKINGS = """
booking_id | person_id | facility_id | booked_at        | commitment     | released_at      | release_reason
told       | p1        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | bail
untold     | p2        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | bail
told_late  | p3        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | bail
same       | p4        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | bail
hit_same   | p5        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | bail
hit_after  | p6        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | bail
no_hit     | p7        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | bail
civil      | p8        | MAIN        | 2026-10-05 08:00 | civil          | 2026-10-05 14:05 | bail
moved      | p9        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | transfer
unread     | p10       | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | bail
"""
CHECKS = """
check_id | booking_id | result | completed_at
c1       | told       | wanted | 2026-10-05 09:00
c2       | untold     | wanted | 2026-10-05 09:00
c3       | told_late  | wanted | 2026-10-05 09:00
c4       | same       | wanted | 2026-10-05 09:00
c5       | hit_same   | wanted | 2026-10-05 14:05
c6       | hit_after  | wanted | 2026-10-05 15:00
c7       | no_hit     | clear  | 2026-10-05 09:00
c8       | civil      | wanted | 2026-10-05 09:00
c9       | moved      | wanted | 2026-10-05 09:00
c10      | unread     | wanted | 2026-10-05 09:00
"""
NOTICES = """
notification_id | booking_id | sent_at
n1              | told       | 2026-10-05 09:05
n3              | told_late  | 2026-10-05 14:06
n4              | same       | 2026-10-05 14:05
n8              | civil      | 2026-10-05 09:05
n10             | unread     | soon
"""


def test_each_story_has_its_outcome_whatever_the_commitment(jail: Jail) -> None:
    for log, table in (("bookings", BOOKINGS), ("checks", CHECKS), ("notifications", NOTICES)):
        jail.deliver(log, table)
    jail.manifest()
    assert jail.outcomes(CONTROL) == {
        "told": ("met", "notice_before_release"),
        "untold": ("exception", "no_notice"),
        "told_late": ("exception", "after_release"),
        "same": ("undetermined", "precision"),
        "hit_same": ("undetermined", "precision"),
        "civil": ("met", "notice_before_release"),
        "moved": ("out_of_scope", "not_released"),
        "unread": ("undetermined", "record_unreadable"),
    }


def test_without_coverage_of_the_notices_nobody_is_accused(jail: Jail) -> None:
    for log, table in (("bookings", BOOKINGS), ("checks", CHECKS), ("notifications", NOTICES)):
        jail.deliver(log, table)
    jail.manifest(but=["notifications"])
    decided = jail.outcomes(CONTROL)
    assert decided["untold"] == ("undetermined", "not_covered")
    assert decided["told"] == ("met", "notice_before_release")


def test_the_clocks_of_two_systems_may_explain_it_but_not_where_another_cause_would_do(
    make_jail: Callable[..., Jail],
) -> None:
    jail = make_jail('\n[systems.notifications]\nclock_error = "5m"\n[systems.checks]\nclock_error = "60s"\n')
    for log, table in (("bookings", BOOKINGS), ("checks", CHECKS), ("notifications", NOTICES)):
        jail.deliver(log, table.replace("14:05\nc6", "14:04\nc6"))
    jail.manifest()
    assert jail.outcomes(CONTROL) == {
        "told": ("met", "notice_before_release"),
        "untold": ("exception", "no_notice"),
        "told_late": ("undetermined", "clock_error"),
        "same": ("undetermined", "precision"),
        "hit_same": ("undetermined", "clock_error"),  # the hit came a minute before, by the clocks
        "civil": ("met", "notice_before_release"),
        "moved": ("out_of_scope", "not_released"),
        "unread": ("undetermined", "record_unreadable"),
    }
    jail.manifest("2026-10-06", "2026-10-31")
    decided = jail.outcomes(CONTROL)
    assert decided["told_late"] == ("undetermined", "not_covered")  # perfect clocks would not settle it
    jail.deliver(
        "notifications", "notification_id | booking_id | sent_at\nn9 | told_late | soon", "notifications_2.csv"
    )
    jail.manifest()
    assert jail.outcomes(CONTROL)["told_late"] == ("undetermined", "record_unreadable")
