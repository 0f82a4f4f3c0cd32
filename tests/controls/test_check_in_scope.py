"""check_in_scope: every check belongs to a stay that the programme covers."""

from collections.abc import Callable

from tests.support.jail import Jail

CONTROL = "check_in_scope"
BOOKINGS = """
booking_id | person_id | facility_id | booked_at        | commitment     | committed_at     | void
inside     | p1        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 09:00 |
civil      | p2        | MAIN        | 2026-10-05 08:00 | civil          | 2026-10-05 09:00 |
voided     | p3        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 09:00 | yes
unknown    | p4        | MAIN        | 2026-10-05 08:00 | criminal_court |                  |
unread     | p5        | MAIN        | 2026-10-05 08:00 | COURT          |                  |
"""
CHECKS = """
check_id  | booking_id | result  | requested_at     | completed_at
good      | inside     | clear   | 2026-10-05 09:30 | 2026-10-05 10:00
early     | inside     | pending | 2026-10-05 08:59 |
same      | inside     | clear   | 2026-10-05 08:00 | 2026-10-05 09:00
of_civil  | civil      | clear   | 2026-10-05 09:30 | 2026-10-05 10:00
orphan    | nobody     | clear   | 2026-10-05 09:30 | 2026-10-05 10:00
of_void   | voided     | clear   | 2026-10-05 09:30 | 2026-10-05 10:00
no_time   | unknown    | clear   | 2026-10-05 09:30 | 2026-10-05 10:00
of_unread | unread     | clear   | 2026-10-05 09:30 | 2026-10-05 10:00
november  | nobody     | clear   | 2026-10-31 23:59 | 2026-11-01 00:01
undated   | nobody     | clear   |                  |
"""


def deliver(jail: Jail) -> Jail:
    jail.deliver("bookings", BOOKINGS)
    jail.deliver("checks", CHECKS)
    jail.manifest()
    return jail


def test_each_story_has_its_outcome(jail: Jail) -> None:
    assert deliver(jail).outcomes(CONTROL) == {
        "good": ("met", "in_scope"),
        "early": ("met", "in_scope"),
        "same": ("met", "in_scope"),
        "of_civil": ("exception", "commitment_out_of_scope"),
        "orphan": ("exception", "no_booking"),
        "of_void": ("exception", "no_booking"),
        "no_time": ("met", "in_scope"),
        "of_unread": ("undetermined", "record_unreadable"),
    }


def test_where_the_policy_asks_it_a_check_must_follow_the_commitment(make_jail: Callable[..., Jail]) -> None:
    decided = deliver(make_jail("\n[scope]\ncheck_after_commitment = true\n")).outcomes(CONTROL)
    assert decided["good"] == ("met", "in_scope")
    assert decided["early"] == ("exception", "before_commitment")
    assert decided["same"] == ("undetermined", "precision")
    assert decided["no_time"] == ("undetermined", "time_missing")


def test_a_missing_booking_counts_only_where_the_bookings_cover_the_check(jail: Jail) -> None:
    deliver(jail).manifest(but=["bookings"])
    assert jail.outcomes(CONTROL)["orphan"] == ("undetermined", "not_covered")


def test_the_bookings_must_be_covered_to_the_last_moment_that_a_check_may_mean(jail: Jail) -> None:
    jail.deliver("bookings", BOOKINGS)
    jail.deliver("checks", CHECKS.splitlines()[1] + "\norphan | nobody | clear | | 2026-10-31T14")
    for covered_to, expected in (
        ("2026-10-31 14:30", ("undetermined", "not_covered")),
        ("2026-10-31 14:59", ("exception", "no_booking")),
    ):
        jail.manifest("2026-09-01", covered_to)
        assert jail.outcomes(CONTROL) == {"orphan": expected}


def test_in_the_hour_that_came_twice_the_check_may_precede_the_commitment(make_jail: Callable[..., Jail]) -> None:
    jail = make_jail("\n[scope]\ncheck_after_commitment = true\n")
    stay = "twice | p | MAIN | 2026-10-31 23:00 | criminal_court | 2026-11-01 01:30 |"
    jail.deliver("bookings", BOOKINGS.splitlines()[1] + f"\n{stay}")
    jail.deliver("checks", CHECKS.splitlines()[1] + "\nagain | twice | clear | 2026-11-01 01:40 | 2026-11-01 01:45")
    jail.manifest("2026-10-01", "2026-11-30")
    assert jail.outcomes(CONTROL, "2026-11") == {"again": ("undetermined", "repeated_hour")}
