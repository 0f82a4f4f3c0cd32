"""pickup_has_notice: a release to ICE has a notice or an ICE hold on record before it."""

from collections.abc import Callable

from tests.support.jail import Jail

CONTROL = "pickup_has_notice"
STORIES = ("noticed", "held", "neither", "late_notice", "same_minute", "warrant", "unreadable")
BOOKINGS = "booking_id|person_id|facility_id|booked_at|commitment|released_at|release_reason\n" + "\n".join(
    f"{stay}|{stay}|MAIN|2026-10-05 08:00|criminal_court|2026-10-06 10:00|to_ice" for stay in STORIES
) + "\nbail|bail|MAIN|2026-10-05 08:00|criminal_court|2026-10-06 10:00|bail"  # fmt: skip
NOTICES = """
notification_id | booking_id  | sent_at
n1              | noticed     | 2026-10-06 09:59
n2              | late_notice | 2026-10-06 10:01
n3              | same_minute | 2026-10-06 10:00
n4              | unreadable  | soon
"""
HOLDS = """
hold_id | booking_id | kind             | placed_at
h1      | held       | ice_detainer     | 2026-10-05 09:00
h2      | warrant    | judicial_warrant | 2026-10-05 09:00
"""


def deliver(jail: Jail) -> Jail:
    for log, table in (("bookings", BOOKINGS), ("notifications", NOTICES), ("holds", HOLDS)):
        jail.deliver(log, table)
    return jail


def test_each_story_has_its_outcome(jail: Jail) -> None:
    deliver(jail).manifest()
    assert jail.outcomes(CONTROL) == {
        "noticed": ("met", "notice_or_hold_on_record"),
        "held": ("met", "notice_or_hold_on_record"),
        "neither": ("exception", "no_notice_or_hold"),
        "late_notice": ("exception", "no_notice_or_hold"),
        "same_minute": ("undetermined", "precision"),
        "warrant": ("exception", "no_notice_or_hold"),
        "unreadable": ("undetermined", "record_unreadable"),
    }


def test_the_clocks_of_two_systems_may_explain_it(make_jail: Callable[..., Jail]) -> None:
    jail = deliver(make_jail('\n[systems.notifications]\nclock_error = "2m"\n'))
    jail.manifest()
    decided = jail.outcomes(CONTROL)
    assert decided["noticed"] == ("undetermined", "clock_error")
    assert decided["late_notice"] == ("undetermined", "clock_error")
    assert decided["neither"] == ("exception", "no_notice_or_hold")
    jail.manifest("2026-10-06", "2026-10-31")
    assert jail.outcomes(CONTROL)["late_notice"] == (
        "undetermined",
        "not_covered",
    )  # perfect clocks would not settle it
    jail.manifest(but=["holds"])
    assert jail.outcomes(CONTROL)["late_notice"] == ("undetermined", "holds_not_covered")
    jail.deliver("notifications", NOTICES.replace("n4              | unr", "n4 | late_notice | soon\nn5 | unr"))
    jail.manifest()
    assert jail.outcomes(CONTROL)["late_notice"] == ("undetermined", "record_unreadable")


def test_absence_counts_only_where_both_logs_cover_the_stay(jail: Jail) -> None:
    deliver(jail).manifest(but=["holds"])
    assert jail.outcomes(CONTROL)["neither"] == ("undetermined", "holds_not_covered")
    jail.manifest("2026-10-06", "2026-10-31")
    assert jail.outcomes(CONTROL)["neither"] == ("undetermined", "not_covered")
