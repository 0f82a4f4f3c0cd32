"""vetted_before_release: each outcome and each reason, rows named by their story."""

import random
from collections import Counter
from collections.abc import Callable
from math import inf

from tests.support.jail import Jail

CONTROL = "vetted_before_release"
BOOKINGS = """
booking_id | person_id | facility_id | booked_at        | commitment     | released_at      | release_reason
vetted     | p1        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | bail
never      | p2        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | bail
receipt    | p3        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | bail
after      | p4        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | bail
same       | p5        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | bail
asked_again | p13      | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | bail
no_end     | p6        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | bail
civil      | p7        | MAIN        | 2026-10-05 08:00 | civil          | 2026-10-05 14:05 | bail
moved      | p8        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | transfer
to_ice     | p9        | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | to_ice
no_reason  | p10       | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 |
still_in   | p11       | MAIN        | 2026-10-05 08:00 | criminal_court |                  |
september  | p12       | MAIN        | 2026-09-05 08:00 | criminal_court | 2026-09-30 23:59 | bail
at_last    | p14       | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05 | bail
one_second | p15       | MAIN        | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05:30 | bail
"""
CHECKS = """
check_id | booking_id | result       | requested_at     | completed_at
c1       | vetted     | clear        | 2026-10-05 09:00 | 2026-10-05 14:04
c3       | receipt    | acknowledged | 2026-10-05 09:00 | 2026-10-05 09:00
c4       | after      | clear        | 2026-10-05 09:00 | 2026-10-05 14:06
c5       | same       | clear        | 2026-10-05 09:00 | 2026-10-05 14:05
c11      | asked_again | clear        | 2026-10-05 09:00 | 2026-10-05 14:05
c12      | asked_again | acknowledged | 2026-10-05 09:00 |
c6       | no_end     | clear        | 2026-10-05 09:00 |
c7       | civil      | clear        | 2026-10-05 09:00 | 2026-10-05 09:30
c9       | to_ice     | wanted       | 2026-10-05 09:00 | 2026-10-05 09:30
c10      | no_reason  | undetermined | 2026-10-05 09:00 | 2026-10-05 09:30
c13      | at_last    | clear        | 2026-10-05 09:00 | 2026-10-05 14:05:59.999999
c14      | one_second | clear        | 2026-10-05 14:05:30 |
"""
DECIDED = {
    "vetted": ("met", "before_release"),
    "never": ("exception", "no_check"),
    "receipt": ("exception", "no_final_result"),
    "after": ("exception", "after_release"),
    "same": ("undetermined", "precision"),
    "asked_again": ("undetermined", "precision"),  # the end that is missing is that of a receipt, which vets nobody
    "no_end": ("undetermined", "time_missing"),
    "civil": ("out_of_scope", "commitment_out_of_scope"),
    "moved": ("out_of_scope", "not_released"),
    "to_ice": ("met", "before_release"),
    "no_reason": ("met", "before_release"),
    "at_last": ("exception", "after_release"),  # the last moment that the release may mean
    "one_second": ("undetermined", "time_missing"),  # asked for in the second of the release
}


def deliver(jail: Jail, bookings: str = BOOKINGS, checks: str = CHECKS) -> Jail:
    jail.deliver("bookings", bookings)
    jail.deliver("checks", checks)
    jail.manifest("2026-09-01", "2026-11-30")
    return jail


def test_each_story_has_its_outcome(jail: Jail) -> None:
    assert deliver(jail).outcomes(CONTROL) == DECIDED


def test_absence_counts_only_where_the_checks_log_covers_the_whole_stay(jail: Jail) -> None:
    deliver(jail).manifest("2026-10-05", "2026-10-04")
    without = {
        stay: ("undetermined", "not_covered") for stay, (outcome, _) in DECIDED.items() if outcome == "exception"
    }
    assert jail.outcomes(CONTROL) == DECIDED | without


def test_clock_error_counts_between_systems_and_not_within_one(make_jail: Callable[..., Jail]) -> None:
    clocks, doubt = (
        '\n[systems.jms]\nclock_error = "60s"\n[systems.vet]\nclock_error = "30s"\n',
        ("undetermined", "clock_error"),
    )
    for system, expected in (("vet", {"vetted": doubt, "after": doubt, "at_last": doubt}), ("jms", {})):
        jail = deliver(make_jail(clocks))
        jail.log_settings = {"bookings": 'system = "jms"', "checks": f'system = "{system}"'}
        assert jail.outcomes(CONTROL) == DECIDED | expected


def test_a_time_in_the_repeated_hour_cannot_be_decided(jail: Jail) -> None:
    deliver(
        jail,
        """
        booking_id | person_id | facility_id | booked_at        | commitment     | released_at
        unsure     | p1        | MAIN        | 2026-10-31 20:00 | criminal_court | 2026-11-01 01:40
        sure       | p2        | MAIN        | 2026-10-31 20:00 | criminal_court | 2026-11-01 01:40
        offset     | p3        | MAIN        | 2026-10-31 20:00 | criminal_court | 2026-11-01T01:40-05:00
        either     | p4        | MAIN        | 2026-10-31 20:00 | criminal_court | 2026-11-01 01:30
        no_end     | p5        | MAIN        | 2026-10-31 20:00 | criminal_court | 2026-11-01 00:30
        """,
        # the last check came after the first 01:30 and before the second; its missing end is not what leaves it open
        """
        check_id | booking_id | result | requested_at           | completed_at           | recorded_at
        c1       | unsure     | clear  |                        | 2026-11-01 01:10       |
        c2       | sure       | clear  |                        | 2026-11-01 00:59       |
        c3       | offset     | clear  |                        | 2026-11-01T01:10-04:00 |
        c4       | either     | clear  | 2026-11-01T01:40-04:00 |                        | 2026-11-01T01:45-04:00
        c5       | no_end     | clear  | 2026-11-01 00:10       |                        |
        c6       | no_end     | clear  |                        | 2026-11-01 01:30       |
        """,
    )
    assert jail.outcomes(CONTROL, "2026-11") == {
        "unsure": ("undetermined", "repeated_hour"),
        "sure": ("met", "before_release"),
        "offset": ("met", "before_release"),
        "either": ("undetermined", "repeated_hour"),
        "no_end": ("undetermined", "time_missing"),  # the check in the hour that came twice was too late in any case
    }


def test_the_checks_must_be_covered_to_the_last_moment_that_a_release_may_mean(jail: Jail) -> None:
    jail.deliver(
        "bookings", BOOKINGS.splitlines()[1] + "\nn | p | MAIN | 2026-10-30 08:00 | criminal_court | 2026-10-31T14 |"
    )
    jail.deliver("checks", CHECKS.splitlines()[1] + "\nc | other | clear | |")
    for covered_to, expected in (
        ("2026-10-31 14:30", ("undetermined", "not_covered")),
        ("2026-10-31 14:59", ("exception", "no_check")),
    ):
        jail.manifest("2026-09-01", covered_to)
        assert jail.outcomes(CONTROL) == {"n": expected}


def test_the_checks_must_be_covered_from_the_first_moment_that_the_booking_may_mean(jail: Jail) -> None:
    jail.deliver("bookings", HEADS["bookings"] + "\nn | p | MAIN | 2026-10-05 | criminal_court | 2026-10-06 14:00")
    jail.deliver("checks", CHECKS.splitlines()[1] + "\nc | other | clear | |")
    for covered_from, expected in (
        ("2026-10-05 00:01", ("undetermined", "not_covered")),
        ("2026-10-05 00:00", ("exception", "no_check")),
    ):
        jail.manifest(covered_from)
        assert jail.outcomes(CONTROL) == {"n": expected}


def test_a_check_that_cannot_be_read_keeps_its_stay_undetermined_until_it_is_mended(jail: Jail) -> None:
    deliver(jail, checks=CHECKS + "c2 | never | CLR | 2026-10-05 09:00 | 2026-10-05 09:30\n")
    assert jail.outcomes(CONTROL)["never"] == ("undetermined", "record_unreadable")
    jail.deliver(
        "checks",
        "check_id|booking_id|result|requested_at|completed_at\nc2|never|clear||2026-10-05 09:30",
        "checks_2.csv",
    )
    assert jail.outcomes(CONTROL)["never"] == ("met", "before_release")


def test_a_row_mended_since_says_nothing_of_the_stay_it_named(jail: Jail) -> None:
    deliver(jail, checks=CHECKS + "c2 | never | CLR | 2026-10-05 09:00 | 2026-10-05 09:30\n").decide()
    jail.deliver(
        "checks",
        "check_id|booking_id|result|requested_at|completed_at\nc2|vetted|clear||2026-10-05 09:30",
        "checks_2.csv",
    )
    assert jail.outcomes(CONTROL)["never"] == ("exception", "no_check")


def test_a_ragged_row_keeps_the_stay_it_names_undetermined(jail: Jail) -> None:
    deliver(jail, checks=CHECKS + "c2 | never | clear\n")
    assert jail.outcomes(CONTROL)["never"] == ("undetermined", "record_unreadable")


def test_an_officer_without_authority_vets_nobody_where_the_policy_says_so(make_jail: Callable[..., Jail]) -> None:
    jail = deliver(
        make_jail("\n[vetting]\nrequire_authorized_officer = true\n"),
        checks="""
        check_id | booking_id | result | completed_at     | officer_id
        c1       | vetted     | clear  | 2026-10-05 09:30 | lettered
        c2       | never      | clear  | 2026-10-05 09:30 | stranger
        c3       | receipt    | clear  | 2026-10-05 09:30 | revoked_today
        c4       | after      | clear  | 2026-10-05 09:30 | garbled
        c5       | same       | clear  | 2026-10-05 09:30 | ragged
        c6       | no_end     | clear  | 2026-10-05 09:30 |
        c7       | to_ice     | clear  |                  | stranger
        """,
    )
    jail.deliver(
        "authorizations",
        """
        officer_id    | authorized_from | revoked_on
        lettered      | 2026-01-01      |
        revoked_today | 2026-01-01      | 2026-10-05
        garbled       | soon            |
        ragged        | 2026-01-01
        """,
    )
    jail.manifest("2026-09-01", "2026-11-30", but=["authorizations"])
    wanted = DECIDED | {
        "vetted": ("met", "before_release"),
        "never": ("exception", "no_final_result"),  # surely not authorised: it counts for nothing
        "receipt": ("undetermined", "authority_unclear"),  # the letter ended that day
        "after": ("undetermined", "record_unreadable"),  # the letter that could not be read may cover the day
        "same": ("undetermined", "record_unreadable"),
        "no_end": ("undetermined", "authority_unclear"),  # no officer is named
        "to_ice": ("undetermined", "time_missing"),
        "asked_again": ("exception", "no_check"),
        "no_reason": ("exception", "no_check"),
        "at_last": ("exception", "no_check"),
        "one_second": ("exception", "no_check"),
    }
    assert jail.outcomes(CONTROL) == wanted
    jail.manifest("2026-09-01", "2026-10-04")
    assert jail.outcomes(CONTROL)["never"][0] == "undetermined"  # the letters listed end on the day before


def test_a_doubt_that_the_clocks_alone_account_for_is_theirs_whatever_else_is_in_doubt(
    make_jail: Callable[..., Jail],
) -> None:
    """Without the clocks' error the check at 14:04 decides; the other has no officer, or a row that may be revised."""
    for other, revised in (
        ("c2 | vetted | clear | 2026-10-05 09:30 |", ""),
        ("c2 | vetted | clear | 2026-10-05 09:30 | 1", "c2"),
    ):
        jail = make_jail('\n[vetting]\nrequire_authorized_officer = true\n\n[systems.desk]\nclock_error = "2m"\n')
        jail.log_settings["checks"] = 'system = "desk"'
        head = "check_id | booking_id | result | completed_at | officer_id"
        deliver(jail, checks=f"{head}\nc1 | vetted | clear | 2026-10-05 14:04 | 1\n{other}\n")
        if revised:
            jail.deliver("checks", f"{head}\n{revised} | vetted | clear | soon | 1", "checks_2.csv")
        jail.deliver("authorizations", "officer_id | authorized_from\n1 | 2026-01-01")
        jail.manifest("2026-09-01", "2026-11-30", but=["authorizations"])
        assert jail.outcomes(CONTROL)["vetted"] == ("undetermined", "clock_error"), other


def test_a_check_known_as_between_two_days_is_surely_authorised_on_both_and_possibly_on_either(
    make_jail: Callable[..., Jail],
) -> None:
    """By its completion; or, where that is missing, by the time at which it was asked for."""
    for column in ("completed_at", "requested_at"):
        jail = make_jail("\n[vetting]\nrequire_authorized_officer = true\n")
        jail.log_settings["checks"] = f'columns = {{ {column} = {{ after = "after", by = "by" }} }}'
        officers = ("from_5th", "to_4th", "both", "stranger")
        rows = [f"{one} | p{one} | MAIN | 2026-10-04 08:00 | criminal_court | 2026-10-05 14:05" for one in officers]
        jail.deliver("bookings", "\n".join([HEADS["bookings"], *rows]))
        times = "2026-10-04 23:00 | 2026-10-05 01:00 | 2026-10-05 09:00"
        rows = [f"c{one} | {one} | clear | {one} | {times}" for one in officers]
        jail.deliver(
            "checks", "\n".join(["check_id | booking_id | result | officer_id | after | by | recorded_at", *rows])
        )
        jail.deliver(
            "authorizations",
            """
            officer_id | authorized_from | authorized_to
            from_5th   | 2026-10-05      |
            to_4th     | 2026-01-01      | 2026-10-04
            both       | 2026-01-01      | 2026-10-04
            both       | 2026-10-05      |
            """,
        )
        decided = {
            "from_5th": ("undetermined", "authority_unclear"),
            "to_4th": ("undetermined", "authority_unclear"),
            "both": ("met", "before_release"),
        }
        for covered, expected in (
            (("2026-10-01", "2026-10-31"), ("exception", "no_final_result")),
            (
                ("2026-10-05", "2026-10-31"),
                ("undetermined", "authority_unclear"),
            ),  # a letter of the day before may lack
            (("2026-10-01", "2026-10-04"), ("undetermined", "authority_unclear")),
        ):
            jail.manifest()
            manifest = (jail.folder / "inbox" / "deliveries.csv").read_text(encoding="utf-8").splitlines()
            lines = [line.replace(",", " | ") for line in manifest if not line.startswith("authorizations")]
            lines.append(f"authorizations | authorizations.csv | {covered[0]} | {covered[1]} | 4 |")
            jail.deliver("deliveries", "\n".join(lines))
            assert jail.outcomes(CONTROL) == {**decided, "stranger": expected}, (column, covered)


def test_a_doubt_of_authority_is_named_after_that_of_the_record(make_jail: Callable[..., Jail]) -> None:
    jail = make_jail("\n[vetting]\nrequire_authorized_officer = true\n")
    jail.deliver(
        "bookings", HEADS["bookings"] + "\nb | p | MAIN | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05"
    )
    head = "check_id | booking_id | result | officer_id | completed_at"
    jail.deliver("checks", f"{head}\nc1 | b | clear | 1 | 2026-10-05 09:30\nc2 | b | clear | | 2026-10-05 09:40")
    jail.deliver("checks", f"{head}\nc1 | b | clear | 1 | soon", "checks_2.csv")
    jail.deliver("authorizations", "officer_id | authorized_from\n1 | 2026-01-01")
    jail.manifest(but=["authorizations"])
    assert jail.outcomes(CONTROL) == {"b": ("undetermined", "record_unreadable")}


def test_a_check_written_down_before_the_release_and_asked_for_after_it_is_no_want_of_a_check(
    make_jail: Callable[..., Jail],
) -> None:
    """One of the two times is wrong. Whether it shows the vetting hangs on the officer, or on the clocks."""
    jail = make_jail('\n[vetting]\nrequire_authorized_officer = true\n\n[systems.checks]\nclock_error = "2m"\n')
    rows = (
        [HEADS["bookings"]],
        ["check_id | booking_id | result | officer_id | requested_at | completed_at | recorded_at"],
    )
    for name, officer, released, asked, written in (
        ("sure", "1", "14:05", "15:00", "13:58"),
        ("nobody", "", "14:05", "15:00", "13:58"),
        ("clocks", "1", "14:05", "15:00", "14:04"),
        ("late", "1", "14:05", "15:00", "14:06"),
        ("minute", "1", "14:05:10", "15:00", "14:05"),
        ("seconds", "1", "14:05:10", "14:05:30", "14:05"),  # neither need be wrong: but for the clocks it came after
    ):
        rows[0].append(f"{name} | p{name} | MAIN | 2026-10-05 08:00 | criminal_court | 2026-10-05 {released}")
        rows[1].append(f"c{name} | {name} | clear | {officer} | 2026-10-05 {asked} | | 2026-10-05 {written}")
    jail.deliver("bookings", "\n".join(rows[0]))
    jail.deliver("checks", "\n".join(rows[1]))
    jail.deliver("authorizations", "officer_id | authorized_from\n1 | 2026-01-01")
    jail.manifest(but=["authorizations"])
    assert jail.outcomes(CONTROL) == {
        "sure": ("met", "before_release"),
        "nobody": ("undetermined", "authority_unclear"),
        "clocks": ("undetermined", "clock_error"),
        "late": ("undetermined", "clock_error"),
        "minute": ("undetermined", "time_missing"),
        "seconds": ("undetermined", "clock_error"),
    }


def test_what_is_doubtful_of_a_check_counts_where_without_it_the_check_would_have_come_before_the_release(
    make_jail: Callable[..., Jail],
) -> None:
    jail = make_jail("\n[vetting]\nrequire_authorized_officer = true\n")
    head = "check_id | booking_id | result | officer_id | completed_at"
    stories = {
        "first_revised": ("record_unreadable", "1 | 2026-10-05 09:30", "1 | 2026-10-05 15:00"),
        "hour_revised": ("precision", "1 | 2026-10-05 14", ""),
        "first_nobody": ("authority_unclear", " | 2026-10-05 09:30", " | 2026-10-05 15:00"),
        "hour_nobody": ("precision", " | 2026-10-05 14", ""),
        "first_garbled": ("record_unreadable", "2 | 2026-10-05 09:30", "2 | 2026-10-05 15:00"),
        "hour_garbled": ("authority_unclear", "2 | 2026-10-05 14", " | 2026-10-05 09:30"),
    }
    rows = [f"{one} | p{one} | MAIN | 2026-10-05 08:00 | criminal_court | 2026-10-05 14:05" for one in stories]
    jail.deliver("bookings", "\n".join([HEADS["bookings"], *rows]))
    checks = [
        (f"{one}{n} | {one} | clear", told)
        for one, (_, *each) in stories.items()
        for n, told in enumerate(each)
        if told
    ]
    jail.deliver("checks", "\n".join([head, *(f"{named} | {told}" for named, told in checks)]))
    again = [f"{named} | 1 | soon" for named, _ in checks if "revised" in named]
    jail.deliver("checks", "\n".join([head, *again]), "checks_2.csv")
    jail.deliver("authorizations", "officer_id | authorized_from\n1 | 2026-01-01\n2 | soon")
    jail.manifest(but=["authorizations"])
    assert jail.outcomes(CONTROL) == {one: ("undetermined", reason) for one, (reason, *_) in stories.items()}


def test_without_the_letters_no_officer_is_surely_without_authority(make_jail: Callable[..., Jail]) -> None:
    jail = deliver(
        make_jail("\n[vetting]\nrequire_authorized_officer = true\n"),
        checks=CHECKS.replace("completed_at\n", "completed_at | officer_id\n").replace(":30\n", ":30 | stranger\n"),
    )
    decided = jail.outcomes(CONTROL)
    assert {decided[stay][0] for stay in ("vetted", "to_ice", "no_reason")} == {"undetermined"}


def test_the_newest_delivery_decides_and_a_void_booking_is_no_stay(jail: Jail) -> None:
    deliver(jail)
    jail.deliver(
        "checks",
        "check_id|booking_id|result|requested_at|completed_at\nc4|after|clear||2026-10-05 13:00",
        "checks_2.csv",
    )
    jail.deliver(
        "bookings",
        "booking_id|person_id|facility_id|booked_at|commitment|released_at|release_reason|void\n"
        "never|p2|MAIN|2026-10-05 08:00|criminal_court|2026-10-05 14:05||yes",
        "bookings_2.csv",
    )
    decided = jail.outcomes(CONTROL)
    assert decided["after"] == ("met", "before_release")
    assert "never" not in decided


def test_a_release_known_as_between_two_moments_is_judged_by_both_and_undetermined_where_the_period_ends_between(
    jail: Jail,
) -> None:
    jail.log_settings["bookings"] = 'columns = { released_at = { after = "last_seen", by = "gone_by" } }'
    bookings = "booking_id | person_id | facility_id | booked_at | commitment | last_seen | gone_by"
    for name, after, by in (
        ("vetted", "2026-10-05 14:05", "2026-10-05 18:00"),
        ("between", "2026-10-05 14:04", "2026-10-05 18:00"),
        ("after", "2026-10-05 10:00", "2026-10-05 14:03"),
        ("last_day", "2026-10-31 23:00", "2026-11-01 00:00"),
        ("whole_day", "2026-10-31 23:00", "2026-10-31 24:00"),
    ):
        bookings += f"\n{name} | p{name} | MAIN | 2026-10-05 08:00 | criminal_court | {after} | {by}"
    rows = [line.partition(" ")[0] for line in bookings.splitlines()[1:]]
    checks = "check_id | booking_id | result | completed_at"
    deliver(jail, bookings, "\n".join([checks, *(f"c{one} | {one} | clear | 2026-10-05 14:04" for one in rows)]))
    assert jail.outcomes(CONTROL) == {
        "vetted": ("met", "before_release"),
        "between": ("undetermined", "precision"),
        "after": ("exception", "after_release"),
        "last_day": ("undetermined", "between_periods"),
        "whole_day": ("met", "before_release"),
    }


def test_the_clocks_are_the_cause_where_they_alone_stand_against_a_check_written_down_before_it_was_asked_for(
    make_jail: Callable[..., Jail],
) -> None:
    rows = ([HEADS["bookings"]], [HEADS["checks"]])
    jail = make_jail('\n[systems.checks]\nclock_error = "2m"\n')
    for name, written in (("b", "13:58"), ("at_once", "13:59:30")):
        rows[0].append(f"{name} | p{name} | MAIN | 2026-10-05 08:00 | criminal_court | 2026-10-05 13:59")
        rows[1].append(f"c{name} | {name} | clear | 2026-10-05 15:00 | | 2026-10-05 {written}")
    jail.deliver("bookings", "\n".join(rows[0]))
    jail.deliver("checks", "\n".join(rows[1]))
    jail.manifest(but=["checks"])
    assert jail.outcomes(CONTROL) == {
        "b": ("undetermined", "clock_error"),
        "at_once": ("undetermined", "time_missing"),  # in the minute of the release
    }


def test_of_a_doubtful_hour_and_a_missing_end_the_cause_is_the_one_that_alone_accounts_for_it(jail: Jail) -> None:
    """Against the rule itself, in minutes: without the one doubt, whatever it hides, each answer would be decided."""
    draw = random.Random(1)
    bookings, checks, wanted = [HEADS["bookings"]], [HEADS["checks"]], {}
    for n in range(400):
        stay, released, ended = f"s{n}", draw.randrange(40, 130), []
        begun: list[tuple[float, float]] = []
        for which in range(draw.choice((1, 2, 2))):
            done = max(0, released + draw.choice((-60, -30, -1, 0, 1, 30, 60)))
            asked, written = done + draw.choice((220, 240, 270)), done + draw.choice((240, 270, 300))
            result, is_missing = draw.choice(("clear", "clear", "clear", "pending")), which == 1
            asked = asked if draw.random() < 0.8 else 0
            written = max(written, asked) if draw.random() < 0.5 else 0
            times = (
                f"{in_utc(asked)} | {in_local(done)} | " if not is_missing else f"{in_utc(asked)} | | {in_utc(written)}"
            )
            checks.append(f"{stay}-{which} | {stay} | {result} | {times}")
            if result == "clear" and is_missing:
                begun.append((asked or -inf, written + 1 if written else inf))
            elif result == "clear":
                ended = [readings(done)]
        bookings.append(f"{stay} | {stay} | MAIN | 2026-10-31 08:00 | criminal_court | {in_local(released)}")
        wanted[stay] = of_minutes(readings(released), ended, begun)
    deliver(jail, "\n".join(bookings), "\n".join(checks))
    decided = {
        stay: (outcome, reason if outcome == "undetermined" else "")
        for stay, (outcome, reason) in jail.outcomes(CONTROL, "2026-11").items()
    }
    assert decided == wanted
    often = Counter(wanted.values())
    assert (len(often), min(often.values()) > 2) == (5, True), often


HEADS = {
    "bookings": "booking_id | person_id | facility_id | booked_at | commitment | released_at",
    "checks": "check_id | booking_id | result | requested_at | completed_at | recorded_at",
}
Span = tuple[float, float]  # from a minute of the day in UTC to before another


def in_local(minute: int) -> str:
    """Write a minute of the night in which the clocks go back as the clock shows it."""
    return f"2026-11-01 {minute // 60:02d}:{minute % 60:02d}"


def in_utc(minute: int) -> str:
    return f"2026-11-01T{minute // 60:02d}:{minute % 60:02d}Z" if minute else ""


def readings(minute: int) -> list[Span]:
    """Return what a time of the clock may mean: from 01:00 to 01:59 it came twice, first four hours behind UTC."""
    behind = (240,) if minute < 60 else (240, 300) if minute < 120 else (300,)
    return [(minute + hours, minute + hours + 1) for hours in behind]


def of_minutes(released: list[Span], ended: list[list[Span]], begun: list[Span]) -> tuple[str, str]:
    """Decide by the rule, of one check with an end (`ended`) and one without (`begun`); neither need be there."""

    def outcome(release: Span, done: list[Span]) -> str:
        if any(last <= release[0] for _, last in done):
            return "met"
        return "undetermined" if any(first < release[1] for first, _ in done) else "exception"

    def whole(spans: list[Span]) -> Span:
        return spans[0][0], spans[-1][1]

    at, known = whole(released), [whole(one) for one in ended]
    if (found := outcome(at, [*known, *begun])) != "undetermined":
        return found, ""
    each = [[one] for one in ended[0]] if ended else [[]]
    by_reading = all(outcome(one, [*done, *begun]) != "undetermined" for one in released for done in each)
    repeats = len(released) > 1 or len(each) > 1
    if by_reading or (repeats and outcome(at, known) == "undetermined"):
        return "undetermined", "repeated_hour"
    return "undetermined", "time_missing" if begun else "precision"
