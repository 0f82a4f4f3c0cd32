"""Records that may not be the stay's: too early, nearly named, unreadable or changed by what could not be read."""

from collections.abc import Callable

import pytest

from tests.support.jail import Jail

BOOKINGS = """
booking_id|person_id|facility_id|booked_at|commitment|release_authorized_at|released_at|release_reason
0001|p1|MAIN|2026-10-05 08:00|criminal_court|2026-10-06 10:00|2026-10-06 14:00 | to_ice
0002|p2|MAIN|2026-10-05 08:00|criminal_court|2026-10-06 10:00|2026-10-06 14:01 | to_ice
AB-3|p3|MAIN|2026-10-05 08:00|criminal_court|2026-10-06 10:00|2026-10-06 14:01 | bail
"""
CHECKS = """
check_id | booking_id | result | completed_at
c1       | 0001       | wanted | 2026-10-05 09:00
c2       | 0002       | wanted | 2026-10-05 09:00
c3       | AB-3       | wanted | 2026-10-05 09:00
"""
NOTICES = """
notification_id | booking_id | sent_at
n1              | 0001       | 2026-10-05 09:05
n2              | 0002       | 2026-10-05 09:05
n3              | AB-3       | 2026-10-05 09:05
"""
HOLDS = """
hold_id | booking_id | kind     | placed_at
h1      | AB-3       | sentence | 2026-10-05 09:00
"""
FIRST = ("vetted_before_release", "hit_notified_before_release", "notified_in_time", "check_in_scope")


def delivered(
    jail: Jail, bookings: str = BOOKINGS, checks: str = CHECKS, notices: str = NOTICES, holds: str = HOLDS
) -> Jail:
    for log, table in (("bookings", bookings), ("checks", checks), ("notifications", notices), ("holds", holds)):
        jail.deliver(log, table)
    jail.manifest("2026-09-01", "2026-11-30")
    return jail


def decide(jail: Jail, **tables: str) -> dict[str, dict[str, tuple[str, str]]]:
    return delivered(jail, **tables).decide()


def test_a_check_before_the_booking_is_no_check_of_the_stay(jail: Jail) -> None:
    early = CHECKS.replace("0001       | wanted | 2026-10-05 09:00", "0001       | wanted | 2026-10-05 07:58")
    decided = decide(jail, checks=early)
    doubt = ("undetermined", "before_booking")
    assert [decided[control]["0001"] for control in FIRST[:3]] == [doubt] * 3
    assert decided["check_in_scope"]["c1"] == doubt
    for minutes, outcome in (("1m", "undetermined"), ("2m", "met")):  # the minute of the check ends at 07:59
        jail.extra = f'\n[limits]\ncheck_before_booking = "{minutes}"\n'
        assert jail.outcomes("vetted_before_release")["0001"][0] == outcome


def test_the_link_shows_that_a_record_came_after_the_booking_where_the_times_do_not(jail: Jail) -> None:
    same = CHECKS.replace("0001       | wanted | 2026-10-05 09:00", "0001       | clear | 2026-10-05 08:00")
    assert delivered(jail, checks=same).outcomes("vetted_before_release")["0001"] == ("met", "before_release")


def test_a_second_check_decides_where_the_first_is_too_early(jail: Jail) -> None:
    again = CHECKS + "c4 | 0001 | wanted | 2026-10-04 09:00\nc5 | 0002 | clear | 2026-10-03 09:00\n"
    decided = decide(jail, checks=again)
    assert decided["vetted_before_release"]["0001"] == ("met", "before_release")
    assert decided["notified_in_time"]["0001"] == ("met", "notified_in_time")
    assert decided["check_in_scope"]["c5"] == ("undetermined", "before_booking")


def test_a_record_that_is_too_early_is_not_the_cause_of_a_doubt(jail: Jail) -> None:
    """Its end is missing, or its hour came twice; the doubt is in the seconds of the other record alone."""
    checks = "check_id | booking_id | result | requested_at | completed_at | recorded_at"
    for n in (1, 2):
        checks += f"\nc{n} | 000{n} | wanted | | 2026-10-06 14:00 |"
        checks += f"\ne{n} | 000{n} | wanted | 2026-10-04 09:00 | | 2026-10-04 09:01"
    notices = NOTICES.replace("0002       | 2026-10-05 09:05", "0002 | 2026-10-06 14:01")
    notices += "n4 | 0002 | 2025-11-02 01:30\n"
    decided = decide(jail, checks=checks, notices=notices)
    assert decided["vetted_before_release"]["0001"] == ("undetermined", "precision")
    assert decided["hit_notified_before_release"]["0002"] == ("undetermined", "precision")


def test_a_hit_that_may_have_been_changed_is_not_the_cause_where_another_hit_is_sure(jail: Jail) -> None:
    jail.deliver("bookings", BOOKINGS)
    jail.deliver("checks", CHECKS + "c4 | 0001 | wanted | 2026-10-05 10:00\n")
    jail.deliver("notifications", NOTICES.replace("n1              | 0001", "n1 | 0003"))
    jail.manifest("2026-09-01", "2026-11-30", but=["notifications"])
    jail.deliver("checks", "check_id | booking_id | result | completed_at\nc4 | 0001 | wanted | soon", "checks_2.csv")
    assert jail.outcomes("hit_notified_before_release")["0001"] == ("undetermined", "not_covered")
    jail.deliver("checks", "check_id | booking_id | result | completed_at\nc1 | 0001 | wanted | soon", "checks_3.csv")
    assert jail.outcomes("hit_notified_before_release")["0001"] == ("undetermined", "record_unreadable")


def test_a_check_under_a_number_of_a_person_accuses_nobody_and_clears_nobody(jail: Jail) -> None:
    by_person = CHECKS.replace("0001       | wanted", "P1         | wanted").replace(
        "c2       | 0002", "c2       | p9  "
    )
    decided = decide(jail, checks=by_person, notices=NOTICES.replace("0001 ", "p1   "))
    doubt = ("undetermined", "link_unclear")
    assert decided["vetted_before_release"]["0001"] == doubt
    assert decided["check_in_scope"]["c1"] == doubt
    assert decided["vetted_before_release"]["0002"] == ("exception", "no_check")  # p9 is the number of nobody
    assert decided["check_in_scope"]["c2"] == ("exception", "no_booking")
    assert decided["vetted_before_release"]["AB-3"] == ("met", "before_release")


def test_a_notice_before_the_booking_is_neither_a_notice_nor_none(jail: Jail) -> None:
    decided = decide(jail, notices=NOTICES.replace("0001       | 2026-10-05 09:05", "0001       | 2026-10-04 09:05"))
    for control in (*FIRST[1:3], "pickup_has_notice"):
        assert decided[control]["0001"] == ("undetermined", "before_booking"), control


NEARLY = {  # how a check names its stay, and the number of the stay
    "11": "0011",
    "12.0": "0012",
    "'0013": "0013",
    "00 14": "0014",
    "0015.0": "0015",
    "0016.00": "0016",
    "N\u0303-77": "\u00d1-77",  # one accent, written as two signs and as one
    "MAIN-18": "MAIN-00018",  # zeros of a part, such as those of a number that is put together from two columns
    "7/019": "007-19",
    "2026-20.0": "2026-0020",
}


NO_NEARER = {"9": "0017", "W021": "W21", "MAIN-230": "MAIN-23"}


def test_a_number_that_nearly_fits_accuses_neither_the_stay_nor_the_record(jail: Jail) -> None:
    """Those of the checks, of two notices and of a hold. Zeros within a part, or at its end, count."""
    stays = "".join(
        f"{stay}|p{stay}|MAIN|2026-10-05 08:00|criminal_court|2026-10-06 10:00|2026-10-06 14:00 | bail\n"
        for stay in (*NEARLY.values(), *NO_NEARER.values())
    )
    named = {**NEARLY, **NO_NEARER}
    checks = "".join(f"c{stay}|{number}|clear|2026-10-05 09:00\n" for number, stay in named.items())
    notices = NOTICES.replace("| 0001 ", "| 1 ").replace("AB-3", "ab3")
    holds = HOLDS.replace("AB-3", "ab 3")
    decided = decide(jail, bookings=BOOKINGS + stays, checks=CHECKS + checks, notices=notices, holds=holds)
    unclear = ("undetermined", "link_unclear")
    for number, stay in NEARLY.items():
        assert decided["vetted_before_release"][stay] == unclear, number
        assert decided["check_in_scope"][f"c{stay}"] == unclear, number
    for control in FIRST[1:3]:
        assert decided[control]["0001"] == decided[control]["AB-3"] == unclear, control
        assert decided[control]["0002"][0] == "met"
    assert decided["not_held_too_long"]["AB-3"] == unclear
    for number, stay in NO_NEARER.items():
        assert decided["vetted_before_release"][stay] == ("exception", "no_check"), number
        assert decided["check_in_scope"][f"c{stay}"] == ("exception", "no_booking"), number


def test_a_number_in_scientific_notation_accuses_no_stay_that_it_may_mean(jail: Jail) -> None:
    """Stays of another first digit each: the check of the first of them is damaged, that of the second is not."""
    meant = {2: "2.6104E+07", 3: "3,61E+07", 4: "4.6104e+7", 5: "56104001E+0"}
    other = {6: "6.6105E+08", 7: "7.5E+07", 8: "8.6104E+400"}
    stay = "{}|p{}|MAIN|2026-10-05 08:00|criminal_court|2026-10-06 10:00|2026-10-06 14:00 | bail"
    bookings, checks = [BOOKINGS.splitlines()[1]], [CHECKS.splitlines()[1]]
    for digit, damaged in {**meant, **other}.items():
        bookings += [stay.format(f"{digit}610400{n}", f"{digit}{n}") for n in (1, 2)]
        checks += [f"c{digit}1|{damaged}|clear|2026-10-05 09:00", f"c{digit}2|{digit}6104002|clear|2026-10-05 09:00"]
    bookings.append(stay.format("9.6104E+07", "91"))  # of a stay it is the number itself that is damaged
    checks.append("c91|96104001|clear|2026-10-05 09:00")
    notices, holds = NOTICES.splitlines()[1], HOLDS.splitlines()[1]
    decided = decide(jail, bookings="\n".join(bookings), checks="\n".join(checks), notices=notices, holds=holds)
    doubt = ("undetermined", "record_unreadable")
    for digit, damaged in meant.items():
        assert decided["vetted_before_release"][f"{digit}6104001"] == doubt, damaged
    for digit, damaged in other.items():
        assert decided["vetted_before_release"][f"{digit}6104001"] == ("exception", "no_check"), damaged
    for digit in (*meant, *other):
        assert decided["vetted_before_release"][f"{digit}6104002"][0] == "met"
    assert decided["check_in_scope"]["c91"] == doubt


def test_a_correction_that_cannot_be_read_leaves_what_it_may_have_changed_undetermined(
    make_jail: Callable[..., Jail],
) -> None:
    doubt = ("undetermined", "record_unreadable")
    jail = delivered(make_jail())
    jail.ingest()
    jail.deliver(
        "bookings", BOOKINGS.splitlines()[1] + "\n0001|p1|MAIN|2026-10-05 08:00|?||never|bail", "bookings2.csv"
    )
    decided = jail.decide()
    for control in ("vetted_before_release", "hit_notified_before_release", "pickup_has_notice", "not_held_too_long"):
        assert decided[control]["0001"] == doubt, control
    assert decided["check_in_scope"]["c1"] == doubt
    assert decided["vetted_before_release"]["0002"][0] == "met"

    jail = delivered(make_jail())
    jail.ingest()
    jail.deliver("checks", "check_id|booking_id|result|completed_at\nc1|0001|?|2026-10-05 09:00", "checks2.csv")
    jail.deliver("notifications", "notification_id|booking_id|sent_at\nn2|0002|soon", "notifications2.csv")
    jail.deliver("holds", "hold_id|booking_id|kind|placed_at\nh1|AB-3|?|2026-10-05 09:00", "holds2.csv")
    decided = jail.decide()
    assert decided["vetted_before_release"]["0001"] == doubt
    assert decided["notified_in_time"]["0001"] == doubt
    assert decided["hit_notified_before_release"]["0001"] == ("met", "notice_before_release")
    assert decided["hit_notified_before_release"]["0002"] == decided["notified_in_time"]["0002"] == doubt
    assert decided["not_held_too_long"]["AB-3"] == doubt
    assert decided["check_in_scope"]["c1"] == doubt


def test_a_check_whose_stay_stands_in_a_row_that_cannot_be_read_is_undetermined(jail: Jail) -> None:
    unread = BOOKINGS.replace("criminal_court|2026-10-06 10:00|2026-10-06 14:00", "?|2026-10-06 10:00|2026-10-06 14:00")
    outcomes = delivered(jail, bookings=unread).outcomes("check_in_scope")
    assert outcomes["c1"] == ("undetermined", "record_unreadable")


def test_a_stay_that_ended_as_no_release_is_out_of_scope_of_the_notice_of_its_hit(jail: Jail) -> None:
    outcomes = delivered(jail, bookings=BOOKINGS.replace("bail", "transfer")).outcomes("hit_notified_before_release")
    assert outcomes["AB-3"] == ("out_of_scope", "not_released")


# what the policy says of an id | how the check that cannot be read names its stay, and what that stay is called
INCOMPLETE = """
restore_zeros = { booking_id = 4 }                  | 2.0  |      | 0002
restore_zeros = { booking_id = 4 }                  | 7.0  |      |
columns = { booking_id = ["Place", "booking_id"] }  | 0002 |      | MAIN-0002
columns = { booking_id = ["booking_id", "Place"] }  | 0002 |      | 0002-MAIN
columns = { booking_id = ["Place", "booking_id"] }  |      | MAIN |
"""


@pytest.mark.parametrize("line", INCOMPLETE.strip().splitlines())
def test_a_row_that_cannot_be_read_accuses_no_stay_that_it_may_be_of(jail: Jail, line: str) -> None:
    settings, number, place, stay = (one.strip() for one in line.split("|"))
    composed = settings.startswith("columns")
    jail.log_settings = dict.fromkeys(("bookings", "checks"), settings)
    stays = BOOKINGS.replace("facility_id", "facility_id|Place", 1).replace("MAIN|", "MAIN|MAIN|")
    jail.deliver("bookings", stays)
    jail.deliver("checks", f"check_id|booking_id|Place|result|completed_at\nc2|{number}|{place}|clear|2026-10-05 09:00")
    jail.deliver("notifications", NOTICES.splitlines()[1])
    jail.manifest("2026-09-01", "2026-11-30")
    decided = jail.outcomes("vetted_before_release")
    names = ["0001", "0002", "AB-3"]
    if composed:
        names = ["MAIN-0001", "MAIN-0002", "MAIN-AB--3"]
        names = names if '"Place", ' in settings else ["0001-MAIN", "0002-MAIN", "AB--3-MAIN"]
    doubt, lacking = ("undetermined", "record_unreadable"), ("exception", "no_check")
    assert decided == {name: doubt if name == stay else lacking for name in names}


def test_a_stay_that_cannot_be_read_accuses_no_check_that_may_be_of_it(jail: Jail) -> None:
    settings = 'columns = { booking_id = ["Place", "booking_id"] }'
    jail.log_settings = dict.fromkeys(("bookings", "checks"), settings)
    stays = BOOKINGS.replace("facility_id", "facility_id|Place", 1).replace("MAIN|", "MAIN|MAIN|")
    jail.deliver("bookings", stays.replace("0002|p2|MAIN|MAIN", "0002|p2|MAIN|"))
    checks = "".join(f"\nc{n}|000{n}|MAIN|clear|2026-10-05 09:00" for n in (1, 2, 7))
    jail.deliver("checks", f"check_id|booking_id|Place|result|completed_at{checks}")
    jail.manifest("2026-09-01", "2026-11-30")
    assert jail.outcomes("check_in_scope") == {
        "c1": ("met", "in_scope"),
        "c2": ("undetermined", "record_unreadable"),
        "c7": ("exception", "no_booking"),
    }


def test_a_hold_that_ends_before_it_begins_accuses_nobody(jail: Jail) -> None:
    late = BOOKINGS.replace("2026-10-06 14:01 | bail", "2026-10-06 19:00 | bail")
    holds = "hold_id|booking_id|kind|placed_at|lifted_at\nh1|AB-3|sentence|2026-10-06 09:00|2026-10-05 20:00"
    assert delivered(jail, bookings=late, holds=holds).outcomes("not_held_too_long")["AB-3"] == (
        "undetermined",
        "record_unreadable",
    )
