"""recorded_before_release: a check that shows vetting before the release was written down before it too."""

from collections.abc import Callable

from tests.support.jail import Jail

CONTROL = "recorded_before_release"
STORIES = ("prompt", "afterwards", "same_minute", "unsaid", "second_saves", "one_unsaid", "never_vetted")
BOOKINGS = "booking_id|person_id|facility_id|booked_at|commitment|released_at\n" + "\n".join(
    f"{stay}|{stay}|MAIN|2026-10-05 08:00|criminal_court|2026-10-06 10:00" for stay in STORIES
)
CHECKS = """
check_id | booking_id   | result | completed_at     | recorded_at
c1       | prompt       | clear  | 2026-10-05 09:00 | 2026-10-05 09:01
c2       | afterwards   | clear  | 2026-10-05 09:00 | 2026-10-06 10:01
c3       | same_minute  | clear  | 2026-10-05 09:00 | 2026-10-06 10:00
c4       | unsaid       | clear  | 2026-10-05 09:00 |
c5       | second_saves | clear  | 2026-10-05 09:00 | 2026-10-07 09:00
c6       | second_saves | clear  | 2026-10-05 11:00 | 2026-10-05 11:05
c7       | one_unsaid   | clear  | 2026-10-05 09:00 | 2026-10-07 09:00
c8       | one_unsaid   | clear  | 2026-10-05 11:00 |
c9       | never_vetted | clear  | 2026-10-07 09:00 | 2026-10-07 09:00
"""


def deliver(jail: Jail) -> Jail:
    jail.deliver("bookings", BOOKINGS)
    jail.deliver("checks", CHECKS)
    jail.manifest()
    return jail


def test_each_story_has_its_outcome_and_only_vetted_stays_are_asked(jail: Jail) -> None:
    assert deliver(jail).outcomes(CONTROL) == {
        "prompt": ("met", "recorded_before"),
        "afterwards": ("exception", "recorded_after_release"),
        "same_minute": ("undetermined", "precision"),
        "unsaid": ("undetermined", "time_missing"),
        "second_saves": ("met", "recorded_before"),
        "one_unsaid": ("undetermined", "time_missing"),
    }


def test_the_clocks_of_two_systems_may_explain_it(make_jail: Callable[..., Jail]) -> None:
    decided = deliver(make_jail('\n[systems.checks]\nclock_error = "5m"\n')).outcomes(CONTROL)
    assert decided["afterwards"] == ("undetermined", "clock_error")
    assert decided["prompt"] == ("met", "recorded_before")


def test_a_release_in_the_hour_that_comes_twice_is_named_only_where_it_is_the_cause(jail: Jail) -> None:
    jail.deliver(
        "bookings",
        "booking_id|person_id|facility_id|booked_at|commitment|released_at\n"
        + "\n".join(
            f"{stay}|{stay}|MAIN|2026-10-31 08:00|criminal_court|2026-11-01 01:40"
            for stay in ("unsaid", "between", "written", "later", "later_unsaid")
        )
        + "\ncivil|civil|MAIN|2026-10-31 08:00|civil|2026-11-01 01:40",
    )
    jail.deliver(
        "checks",
        """
        check_id | booking_id   | result  | completed_at     | recorded_at
        c1       | unsaid       | clear   | 2026-10-31 09:00 |
        c2       | between      | clear   | 2026-10-31 09:00 | 2026-11-01T05:50Z
        c3       | written      | clear   | 2026-10-31 09:00 | 2026-11-01T05:39Z
        c4       | written      | pending | 2026-10-31 09:00 |
        c5       | later        | clear   | 2026-10-31 09:00 | 2026-11-01T06:41Z
        c6       | later_unsaid | clear   | 2026-10-31 09:00 | 2026-11-01T06:41Z
        c7       | later_unsaid | clear   | 2026-10-31 09:00 |
        c8       | later        | clear   | 2026-11-01 03:00 | 2026-10-31 09:00
        c9       | civil        | clear   | 2026-10-31 09:00 | 2026-10-31 09:00
        """,
    )
    assert jail.outcomes(CONTROL, "2026-11") == {
        "unsaid": ("undetermined", "time_missing"),
        "between": ("undetermined", "repeated_hour"),
        "written": ("met", "recorded_before"),
        "later": ("exception", "recorded_after_release"),
        "later_unsaid": ("undetermined", "time_missing"),
    }


def test_only_a_check_that_counts_under_the_policy_shows_anything(make_jail: Callable[..., Jail]) -> None:
    jail = make_jail("\n[vetting]\nrequire_authorized_officer = true\n")
    jail.deliver("bookings", BOOKINGS)
    jail.deliver(
        "checks",
        """
        check_id | booking_id   | result | completed_at     | officer_id | recorded_at
        c1       | second_saves | clear  | 2026-10-05 09:00 | lettered   | 2026-10-07 09:00
        c2       | second_saves | clear  | 2026-10-05 11:00 | stranger   | 2026-10-05 11:05
        c3       | prompt       | clear  | 2026-10-05 09:00 | lettered   | 2026-10-05 09:01
        c4       | unsaid       | clear  | 2026-10-05 09:00 | stranger   | 2026-10-05 09:01
        """,
    )
    jail.deliver("authorizations", "officer_id | authorized_from\nlettered | 2026-01-01")
    jail.manifest(but=["authorizations"])
    assert jail.outcomes(CONTROL) == {
        "second_saves": ("exception", "recorded_after_release"),
        "prompt": ("met", "recorded_before"),
    }
