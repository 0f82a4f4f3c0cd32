"""complaint_forwarded: within 48 hours, Saturdays and Sundays not counted. 2 October 2026 is a Friday."""

import pytest

from tests.support import jail as jails
from tests.support.jail import Jail

CONTROL = "complaint_forwarded"
HEAD = "complaint_id | received_at | forwarded_at\n"
COMPLAINTS = (
    HEAD
    + """
midweek     | 2026-10-05 09:00 | 2026-10-07 08:59
limit       | 2026-10-05 09:00 | 2026-10-07 09:00
late        | 2026-10-05 09:00 | 2026-10-07 09:02
over_it     | 2026-10-02 12:00 | 2026-10-06 11:59
over_late   | 2026-10-02 12:00 | 2026-10-06 12:02
on_saturday | 2026-10-03 15:00 | 2026-10-06 23:59
sent_sunday | 2026-10-01 12:00 | 2026-10-04 12:00
never       | 2026-10-05 09:00 |
other_month | 2026-09-30 09:00 |
too_near    | 2026-10-30 09:00 |
"""
)


def test_each_story_has_its_outcome(jail: Jail) -> None:
    jail.deliver("complaints", COMPLAINTS)
    jail.manifest()
    assert jail.outcomes(CONTROL) == {
        "midweek": ("met", "forwarded_in_time"),
        "limit": ("undetermined", "precision"),
        "late": ("exception", "forwarded_late"),
        "over_it": ("met", "forwarded_in_time"),
        "over_late": ("exception", "forwarded_late"),
        "on_saturday": ("met", "forwarded_in_time"),  # Monday and Tuesday are the 48 hours
        "sent_sunday": ("met", "forwarded_in_time"),  # Thursday noon to the end of Friday
        "never": ("exception", "not_forwarded"),
        "too_near": ("undetermined", "not_covered"),  # the 48 hours end on Tuesday, after what the log covers
    }


def test_the_hour_that_comes_twice_is_a_sunday_and_costs_nothing(jail: Jail) -> None:
    jail.deliver("complaints", HEAD + "around | 2026-11-01 01:30 | 2026-11-03 23:00\n")
    jail.manifest("2026-10-01", "2026-11-30")
    assert jail.outcomes(CONTROL, "2026-11") == {"around": ("met", "forwarded_in_time")}


def test_an_hour_lost_on_a_working_day_is_not_taken_from_the_days_that_follow(
    jail: Jail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jails, "POLICY", jails.POLICY.replace("America/New_York", "Africa/Cairo"))
    jail.deliver(
        "complaints",
        # In Cairo the clocks went forward at the start of Friday 24 April 2026.
        HEAD
        + """
        before_it | 2026-04-23 12:00 | 2026-04-27 12:59
        too_late  | 2026-04-23 12:00 | 2026-04-27 13:02
        after_it  | 2026-04-24 12:00 | 2026-04-28 11:59
        late      | 2026-04-24 12:00 | 2026-04-28 12:02
        """,
    )
    jail.manifest("2026-04-01", "2026-05-31")
    assert jail.outcomes(CONTROL, "2026-04") == {
        "before_it": ("met", "forwarded_in_time"),
        "too_late": ("exception", "forwarded_late"),
        "after_it": ("met", "forwarded_in_time"),
        "late": ("exception", "forwarded_late"),
    }
