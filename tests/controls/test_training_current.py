"""training_current: a basic course passed on an earlier day and, where the policy asks one, a refresher in time."""

from collections.abc import Callable

from tests.support.jail import Jail

CONTROL = "training_current"
BOOKINGS = """
booking_id | person_id | facility_id | booked_at        | commitment
B1         | P1        | MAIN        | 2026-10-05 08:00 | criminal_court
"""
OFFICERS = (
    "trained", "failed", "unsaid", "same_day", "later", "refresher_only", "retaken", "not_named", "long_ago", "renewed"
)  # fmt: skip
CHECKS = "check_id|booking_id|result|completed_at|officer_id\n" + "\n".join(
    f"{officer}|B1|clear|2026-10-05 09:00|{officer}" for officer in OFFICERS
) + "\nnobody|B1|clear|2026-10-05 09:00|\nother_month|B1|clear|2026-09-05 09:00|trained"  # fmt: skip
TRAINING = """
officer_id     | course    | completed_on | exam_passed
trained        | basic     | 2026-01-09   | true
failed         | basic     | 2026-01-09   | false
unsaid         | basic     | 2026-01-09   |
same_day       | basic     | 2026-10-05   | true
later          | basic     | 2026-10-06   | true
refresher_only | refresher | 2026-01-09   | true
retaken        | basic     | 2026-01-09   | false
retaken        | basic     | 2026-02-09   | yes
long_ago       | basic     | 2023-01-09   | true
renewed        | basic     | 2023-01-09   | true
renewed        | refresher | 2024-10-05   |
"""


def deliver(jail: Jail, training: str = TRAINING) -> Jail:
    for log, table in (("bookings", BOOKINGS), ("checks", CHECKS), ("training", training)):
        jail.deliver(log, table)
    return jail


def test_each_story_has_its_outcome_where_no_refresher_is_asked(jail: Jail) -> None:
    deliver(jail).manifest(but=["training"])
    assert jail.outcomes(CONTROL) == {
        "trained": ("met", "trained"),
        "failed": ("exception", "exam_failed"),
        "unsaid": ("undetermined", "exam_not_recorded"),
        "same_day": ("undetermined", "same_day"),
        "later": ("exception", "no_basic_course"),
        "refresher_only": ("exception", "no_basic_course"),
        "retaken": ("met", "trained"),
        "not_named": ("undetermined", "not_covered"),
        "long_ago": ("met", "trained"),
        "renewed": ("met", "trained"),
        "nobody": ("undetermined", "officer_missing"),
    }


def test_a_refresher_is_due_by_calendar_months_and_the_basic_course_counts_as_one(
    make_jail: Callable[..., Jail],
) -> None:
    jail = deliver(make_jail('\n[limits]\nrefresher_every = "24mo"\n'))
    jail.manifest(but=["training"])
    decided = jail.outcomes(CONTROL)
    assert {item: decided[item] for item in ("trained", "long_ago", "renewed", "retaken")} == {
        "trained": ("met", "trained"),
        "long_ago": ("exception", "refresher_overdue"),
        "renewed": ("met", "trained"),  # on the very day, twenty-four months before
        "retaken": ("met", "trained"),
    }
    late = TRAINING.replace("2024-10-05", "2024-10-04")
    jail = deliver(make_jail('\n[limits]\nrefresher_every = "24mo"\n'), late)
    jail.manifest(but=["training"])
    assert jail.outcomes(CONTROL)["renewed"] == ("exception", "refresher_overdue")


def test_a_manifest_decides_for_which_days_the_training_log_speaks(jail: Jail) -> None:
    deliver(jail).manifest("2026-10-01", "2026-10-31")
    decided = jail.outcomes(CONTROL)
    assert decided["failed"] == ("undetermined", "not_covered")  # an earlier course may stand in an earlier file
    assert decided["trained"] == ("met", "trained")
    jail.manifest("2026-08-01", "2026-09-15")
    assert jail.outcomes(CONTROL)["failed"] == ("undetermined", "not_covered")


def test_a_log_that_reaches_over_ten_years_or_to_the_first_letter_shows_what_is_not_there(
    make_jail: Callable[..., Jail],
) -> None:
    jail = deliver(make_jail())
    jail.manifest("2016-10-05", "2026-10-31")
    decided = jail.outcomes(CONTROL)
    assert decided["failed"] == ("exception", "exam_failed")
    assert decided["not_named"] == ("exception", "no_basic_course")
    jail = deliver(make_jail())
    jail.manifest("2016-10-06", "2026-10-31")
    assert jail.outcomes(CONTROL)["not_named"] == ("undetermined", "not_covered")
    jail = deliver(make_jail())
    jail.deliver("authorizations", "officer_id | authorized_from\nnot_named | 2025-01-01\nfailed | 2024-12-31")
    jail.manifest("2025-01-01", "2026-10-31")
    decided = jail.outcomes(CONTROL)
    assert decided["not_named"] == ("exception", "no_basic_course")
    assert decided["failed"] == ("undetermined", "not_covered")


def test_a_refresher_is_missing_as_far_back_as_the_log_reaches(make_jail: Callable[..., Jail]) -> None:
    for first, wanted in (
        ("2024-10-05", ("exception", "refresher_overdue")),
        ("2024-10-06", ("undetermined", "not_covered")),
    ):
        jail = deliver(make_jail('\n[limits]\nrefresher_every = "24mo"\n'))
        jail.manifest(first, "2026-10-31")
        assert jail.outcomes(CONTROL)["long_ago"] == wanted


def test_an_unreadable_training_row_leaves_its_officer_undetermined(jail: Jail) -> None:
    deliver(jail, TRAINING + "failed | basic | someday | true\nlong_ago | basic\nrefresher_only | basic\n").manifest(
        but=["training"]
    )
    decided = jail.outcomes(CONTROL)
    assert decided["failed"] == ("undetermined", "record_unreadable")
    assert decided["refresher_only"] == ("undetermined", "record_unreadable")  # named in a row with cells missing
    assert decided["long_ago"] == ("undetermined", "record_unreadable")  # a row without its day may be of this course
    assert decided["later"] == ("exception", "no_basic_course")


def test_a_later_file_corrects_a_course_however_it_writes_the_day(jail: Jail) -> None:
    deliver(jail).decide()
    later = "officer_id|course|completed_on|exam_passed\ntrained|basic|2026-01-09 00:00:00|false"
    jail.deliver("training", later, "training_2.csv")
    assert jail.outcomes(CONTROL)["trained"] == ("exception", "exam_failed")


def test_without_a_training_log_nothing_is_tested(jail: Jail) -> None:
    jail.deliver("bookings", BOOKINGS)
    jail.deliver("checks", CHECKS)
    assert jail.outcomes(CONTROL) == {}
