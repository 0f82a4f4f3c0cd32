"""officer_authorized: the officer had authority at the time of the check, by whole local days."""

import pytest

from tests.support.jail import Jail

CONTROL = "officer_authorized"
CHECKS = """
check_id      | booking_id | result | completed_at     | officer_id
first_day     | b          | clear  | 2026-10-05 00:00 | lettered
last_day      | b          | clear  | 2026-10-20 23:59 | lettered
day_after     | b          | clear  | 2026-10-21 00:00 | lettered
two_letters   | b          | clear  | 2026-10-10       | renewed
between       | b          | clear  | 2026-10-12 10:00 | interrupted
before_end    | b          | clear  | 2026-10-09 10:00 | revoked
revoked_day   | b          | clear  | 2026-10-10 10:00 | revoked
last_moment   | b          | clear  | 2026-10-09 23:59:59.999999 | revoked
first_moment  | b          | clear  | 2026-10-10 00:00:00.000000 | revoked
after_revoked | b          | clear  | 2026-10-11 10:00 | revoked
stranger      | b          | clear  | 2026-10-10 10:00 | stranger
late_stranger | b          | clear  | 2026-10-25 10:00 | stranger
nobody        | b          | clear  | 2026-10-10 10:00 |
day_only      | b          | clear  | 2026-10-20       | lettered
unread        | b          | clear  | 2026-10-10 10:00 | garbled
cut_off       | b          | clear  | 2026-10-10 10:00 | ragged
"""
LETTERS = """
officer_id  | authorized_from | authorized_to | revoked_on
lettered    | 2026-10-05      | 2026-10-20    |
renewed     | 2026-10-01      | 2026-10-10    |
renewed     | 2026-10-11      |               |
interrupted | 2026-10-01      | 2026-10-11    |
interrupted | 2026-10-13      |               |
revoked     | 2026-10-01      |               | 2026-10-10
garbled     | soon            |               |
ragged      | 2026-10-01
"""


def deliver(jail: Jail) -> Jail:
    jail.deliver(
        "bookings", "booking_id|person_id|facility_id|booked_at|commitment\nb|p|MAIN|2026-10-01 08:00|criminal_court"
    )
    jail.deliver("checks", CHECKS)
    jail.deliver("authorizations", LETTERS)
    return jail


def test_each_story_has_its_outcome(jail: Jail) -> None:
    assert deliver(jail).outcomes(CONTROL) == {
        "first_day": ("met", "authorized"),
        "last_day": ("met", "authorized"),
        "day_after": ("exception", "outside_authorization"),
        "two_letters": ("met", "authorized"),
        "between": ("exception", "outside_authorization"),
        "before_end": ("met", "authorized"),
        "revoked_day": ("undetermined", "precision"),
        "last_moment": ("met", "authorized"),
        "first_moment": ("undetermined", "precision"),
        "after_revoked": ("exception", "outside_authorization"),
        "stranger": ("exception", "no_authorization"),
        "late_stranger": ("exception", "no_authorization"),
        "nobody": ("undetermined", "officer_missing"),
        "day_only": ("met", "authorized"),
        "unread": ("undetermined", "record_unreadable"),
        "cut_off": ("undetermined", "record_unreadable"),
    }


def test_a_manifest_that_does_not_reach_the_check_keeps_it_undetermined(jail: Jail) -> None:
    deliver(jail).manifest("2026-10-01", "2026-10-09")
    decided = jail.outcomes(CONTROL)
    assert decided["stranger"] == ("undetermined", "not_covered")
    assert decided["first_day"] == ("met", "authorized")


def test_a_manifest_of_other_logs_says_nothing_of_the_letters(jail: Jail) -> None:
    deliver(jail).manifest(but=["authorizations"])
    assert jail.outcomes(CONTROL)["late_stranger"] == ("exception", "no_authorization")


def test_a_letter_that_was_mended_since_leaves_no_doubt(jail: Jail) -> None:
    deliver(jail).decide()
    mended = LETTERS.replace("soon      ", "2026-11-01").replace("ragged      | 2026-10-01", "ragged | 2026-10-01 | |")
    jail.deliver("authorizations", mended)
    decided = jail.outcomes(CONTROL)
    assert decided["unread"] == ("exception", "outside_authorization")
    assert decided["cut_off"] == ("met", "authorized")


def test_a_letter_that_a_later_file_leaves_out_is_not_mended(jail: Jail) -> None:
    deliver(jail).decide()
    jail.deliver("authorizations", LETTERS.replace("soon      ", "2026-11-01").replace("ragged      | 2026-10-01", ""))
    assert jail.outcomes(CONTROL)["cut_off"] == ("undetermined", "record_unreadable")


REVOKED = "officer_id|authorized_from|authorized_to|revoked_on\n"


def test_a_later_file_revokes_a_letter_however_it_writes_its_first_day(jail: Jail) -> None:
    deliver(jail).decide()
    jail.deliver(
        "authorizations", f"{REVOKED}lettered|2026-10-05 00:00:00|2026-10-20|2026-10-12", "authorizations2.csv"
    )
    assert jail.outcomes(CONTROL)["last_day"] == ("exception", "outside_authorization")


@pytest.mark.parametrize("row", ["lettered|soon|2026-10-20|2026-10-12", "lettered|||2026-10-12", "lettered"])
def test_a_row_without_its_first_day_may_revoke_any_letter_of_its_officer(jail: Jail, row: str) -> None:
    deliver(jail).decide()
    jail.deliver("authorizations", REVOKED + row, "authorizations2.csv")
    decided = jail.outcomes(CONTROL)
    assert decided["last_day"] == ("undetermined", "record_unreadable")
    assert decided["two_letters"] == ("met", "authorized")


def test_a_row_with_another_first_day_revokes_no_letter(jail: Jail) -> None:
    deliver(jail).decide()
    jail.deliver("authorizations", f"{REVOKED}lettered|2026-10-12|2026-10-20|someday", "authorizations2.csv")
    assert jail.outcomes(CONTROL)["last_day"] == ("met", "authorized")


def test_a_letter_under_an_id_in_scientific_notation_accuses_no_officer_whose_id_it_may_mean(jail: Jail) -> None:
    checks = "check_id|booking_id|result|completed_at|officer_id"
    for name, officer in (("meant", "88000000012"), ("other", "70000000012")):
        checks += f"\n{name}|b|clear|2026-10-10 10:00|{officer}"
    deliver(jail).deliver("checks", checks)
    jail.deliver("authorizations", f"{REVOKED}8.8E+10|2026-10-01||")
    assert jail.outcomes(CONTROL) == {
        "meant": ("undetermined", "record_unreadable"),
        "other": ("exception", "no_authorization"),
    }
