"""not_held_too_long: released within the limit of the authorisation, or lawfully held for all the time past it."""

from collections.abc import Callable

from tests.support.jail import Jail

CONTROL = "not_held_too_long"
TIMES = {
    "prompt": ("10:00", "13:59"),
    "limit": ("10:00", "14:00"),
    "late": ("10:00", "15:00"),
    "ice_only": ("10:00", "20:00"),
    "warrant": ("10:00", "20:00"),
    "two_holds": ("10:00", "20:00"),
    "gap": ("10:00", "20:00"),
    "touching": ("10:00", "20:00"),
    "ends_early": ("10:00", "20:00"),
    "from_limit": ("10:00", "20:00"),
    "to_the_end": ("10:00", "20:00"),
    "unlifted": ("10:00", "20:00"),
    "ice_before": ("10:00", "20:00"),
    "ice_lifted": ("10:00", "20:00"),
    "no_authority_time": ("", "20:00"),
}
BOOKINGS = (
    "booking_id|person_id|facility_id|booked_at|commitment|release_authorized_at|released_at|release_reason\n"
    + "\n".join(
        f"{stay}|{stay}|MAIN|2026-10-05 08:00|civil|{'2026-10-05 ' + start if start else ''}|2026-10-05 {end}|bail"
        for stay, (start, end) in TIMES.items()
    )
    + "\nmoved|p|MAIN|2026-10-05 08:00|civil|2026-10-05 10:00|2026-10-06 20:00|transfer\n"
)
HOLDS = """
hold_id | booking_id | kind             | placed_at        | lifted_at
h1      | ice_only   | ice_detainer     | 2026-10-05 09:00 | 2026-10-05 20:00
h2      | warrant    | judicial_warrant | 2026-10-05 09:00 |
h3      | warrant    | ice_detainer     | 2026-10-05 09:00 |
h4      | two_holds  | other_agency     | 2026-10-05 09:00 | 2026-10-05 17:00
h5      | two_holds  | sentence         | 2026-10-05 16:00 | 2026-10-05 21:00
h6      | gap        | other_agency     | 2026-10-05 09:00 | 2026-10-05 16:00
h7      | gap        | sentence         | 2026-10-05 17:00 | 2026-10-05 21:00
h8      | touching   | other_agency     | 2026-10-05 09:00 | 2026-10-05 16:00
h9      | touching   | sentence         | 2026-10-05 16:00 | 2026-10-05 21:00
h10     | ends_early | judicial_warrant | 2026-10-05 09:00 | 2026-10-05 19:00
h11     | from_limit | judicial_warrant | 2026-10-05 14:01 | 2026-10-05 21:00
h12     | to_the_end | judicial_warrant | 2026-10-05 13:58 | 2026-10-05 20:01
h13     | unlifted   | judicial_warrant | 2026-10-05 14:03 |
h14     | ice_before | ice_warrant      | 2026-10-05 08:00 | 2026-10-05 09:59
h15     | ice_lifted | ice_warrant      | 2026-10-05 08:00 | 2026-10-05 10:00
"""


def test_each_story_has_its_outcome(jail: Jail) -> None:
    jail.deliver("bookings", BOOKINGS)
    jail.deliver("holds", HOLDS)
    jail.manifest()
    assert jail.outcomes(CONTROL) == {
        "prompt": ("met", "released_in_time"),
        "limit": ("undetermined", "precision"),
        "late": ("exception", "late_release"),
        "ice_only": ("exception", "ice_hold_only"),
        "warrant": ("met", "covered_by_hold"),
        "two_holds": ("met", "covered_by_hold"),
        "gap": ("exception", "late_release"),
        "touching": ("undetermined", "precision"),
        "ends_early": ("exception", "late_release"),
        "from_limit": ("undetermined", "precision"),  # the limit may end with the last microsecond before the hold
        "to_the_end": ("met", "covered_by_hold"),
        "unlifted": ("exception", "late_release"),
        "ice_before": ("exception", "late_release"),  # lifted before the release was authorised
        "ice_lifted": ("exception", "ice_hold_only"),
        "no_authority_time": ("undetermined", "authorization_time_missing"),
        "moved": ("out_of_scope", "not_released"),
    }


def test_without_a_holds_log_a_late_release_is_undetermined(jail: Jail) -> None:
    jail.deliver("bookings", BOOKINGS)
    jail.manifest()
    decided = jail.outcomes(CONTROL)
    assert decided["late"] == ("undetermined", "holds_not_covered")
    assert decided["prompt"] == ("met", "released_in_time")
    assert decided["moved"] == ("out_of_scope", "not_released")


def test_the_clocks_of_two_systems_may_explain_it_but_not_where_another_cause_would_do(
    make_jail: Callable[..., Jail],
) -> None:
    jail = make_jail('\n[systems.holds]\nclock_error = "5m"\n')
    jail.deliver("bookings", BOOKINGS)
    jail.deliver("holds", HOLDS)
    jail.manifest()
    assert jail.outcomes(CONTROL) == {
        "prompt": ("met", "released_in_time"),
        "limit": ("undetermined", "precision"),
        "late": ("exception", "late_release"),
        "ice_only": ("exception", "ice_hold_only"),
        "warrant": ("met", "covered_by_hold"),
        "two_holds": ("met", "covered_by_hold"),
        "gap": ("exception", "late_release"),
        "touching": ("undetermined", "precision"),
        "ends_early": ("exception", "late_release"),
        "from_limit": ("undetermined", "precision"),
        "to_the_end": ("undetermined", "clock_error"),
        "unlifted": ("undetermined", "clock_error"),
        "ice_before": ("exception", "ice_hold_only"),  # the clocks may be five minutes apart
        "ice_lifted": ("exception", "ice_hold_only"),
        "no_authority_time": ("undetermined", "authorization_time_missing"),
        "moved": ("out_of_scope", "not_released"),
    }
    jail.manifest("2026-10-06", "2026-10-31")
    assert jail.outcomes(CONTROL)["unlifted"] == ("undetermined", "holds_not_covered")
    jail.deliver(
        "holds",
        "hold_id | booking_id | kind | placed_at | lifted_at\nh99 | unlifted | sentence | then |",
        "holds_2.csv",
    )
    jail.manifest()
    assert jail.outcomes(CONTROL)["unlifted"] == ("undetermined", "record_unreadable")


def test_the_hour_that_comes_twice_is_named_as_the_cause(jail: Jail) -> None:
    jail.deliver(
        "bookings",
        """
        booking_id | person_id | facility_id | booked_at        | commitment | release_authorized_at | released_at
        authorized | p1        | MAIN        | 2026-10-31 08:00 | civil      | 2026-11-01 01:30      | 2026-11-01 05:00
        released   | p2        | MAIN        | 2026-10-31 08:00 | civil      | 2026-10-31 22:00      | 2026-11-01 01:30
        held       | p3        | MAIN        | 2026-10-31 08:00 | civil      | 2026-10-31 21:00      | 2026-11-01 08:00
        """,
    )
    jail.deliver(
        "holds",
        """
        hold_id | booking_id | kind             | placed_at        | lifted_at
        h1      | held       | judicial_warrant | 2026-10-31 22:00 | 2026-11-01 01:45
        h2      | held       | sentence         | 2026-11-01 01:15 |
        """,
    )
    jail.manifest("2026-10-01", "2026-11-30")
    assert jail.outcomes(CONTROL, "2026-11") == {
        "authorized": ("undetermined", "repeated_hour"),
        "released": ("undetermined", "repeated_hour"),
        "held": ("undetermined", "repeated_hour"),
    }


def test_holds_must_cover_the_whole_minute_of_the_authorisation(jail: Jail) -> None:
    head = "booking_id | person_id | facility_id | booked_at | commitment | release_authorized_at | released_at"
    jail.deliver("bookings", f"{head}\nlate|p|MAIN|2026-10-05 08:00|arrest|2026-10-06 09:30|2026-10-06 15:00")
    jail.deliver("holds", "hold_id | booking_id | kind | placed_at\nh | other | sentence | 2026-10-07 09:00")
    jail.manifest(but=["holds"])
    spans = "log | file | covers_from | covers_to | rows | sha256\n"
    spans += "holds | holds.csv | 2026-10-06 09:30:30 | 2026-10-31 | 1 |"
    jail.deliver("deliveries", spans, "deliveries_2.csv")
    assert jail.outcomes(CONTROL) == {"late": ("undetermined", "holds_not_covered")}


def test_an_ice_hold_lifted_within_the_minute_of_the_authorisation_may_have_overlapped_it(jail: Jail) -> None:
    head = "booking_id | person_id | facility_id | booked_at | commitment | release_authorized_at | released_at"
    jail.deliver("bookings", f"{head}\nlate|p|MAIN|2026-10-05 08:00|arrest|2026-10-06 09:30|2026-10-06 15:00")
    holds = "hold_id | booking_id | kind | placed_at | lifted_at"
    jail.deliver("holds", f"{holds}\nh | late | ice_detainer | 2026-10-05 09:00 | 2026-10-06 09:30:20")
    jail.manifest()
    assert jail.outcomes(CONTROL) == {"late": ("exception", "ice_hold_only")}


def test_an_ice_hold_known_to_the_minute_may_have_overlapped_a_second_of_it(jail: Jail) -> None:
    jail.deliver(
        "bookings", "\n".join([HEAD, stay("lifted", "09:30:30", "15:00"), stay("placed", "09:30", "15:00:30")])
    )
    holds = [hold("h1", "lifted", "ice_detainer", "09:00", "09:30"), hold("h2", "placed", "ice_detainer", "15:00")]
    jail.deliver("holds", "\n".join([HELD, *holds]))
    jail.manifest()
    assert set(jail.outcomes(CONTROL).values()) == {("exception", "ice_hold_only")}


HEAD = "booking_id | person_id | facility_id | booked_at | commitment | release_authorized_at | released_at"
HELD = "hold_id | booking_id | kind | placed_at | lifted_at"


def stay(number: str, authorized: str = "10:00", released: str = "20:00") -> str:
    day = "2026-10-05"
    return f"{number} | {number} | MAIN | {day} 08:00 | civil | {day} {authorized} | {day} {released}"


def hold(number: str, of: str, kind: str, placed: str, lifted: str = "") -> str:
    return f"{number} | {of} | {kind} | 2026-10-05 {placed} | {lifted and '2026-10-05 ' + lifted}"


def test_a_hold_counts_from_the_first_moment_past_the_limit_and_not_a_microsecond_later(jail: Jail) -> None:
    jail.deliver("bookings", "\n".join([HEAD, stay("sure"), stay("next"), stay("possible"), stay("beyond")]))
    holds = [
        hold("h1", "sure", "sentence", "14:00:00.000001"),  # the limit may have ended with the moment before
        hold("h2", "next", "sentence", "14:00:00.000002"),
        hold("h3", "possible", "sentence", "14:01:00.000000"),  # it may have ended with the minute
        hold("h4", "beyond", "sentence", "14:01:00.000001"),
    ]
    jail.deliver("holds", "\n".join([HELD, *holds]))
    jail.manifest()
    assert jail.outcomes(CONTROL) == {
        "sure": ("met", "covered_by_hold"),
        "next": ("undetermined", "precision"),
        "possible": ("undetermined", "precision"),
        "beyond": ("exception", "late_release"),
    }


def test_what_the_clocks_alone_leave_open_beside_other_doubts(make_jail: Callable[..., Jail]) -> None:
    jail = make_jail('\n[systems.holds]\nclock_error = "5m"\n')
    stays = [stay("lifted"), stay("placed"), stay("ice_after"), stay("N-1"), stay("beside"), stay("revised")]
    jail.deliver("bookings", "\n".join([HEAD, *stays]))
    holds = [
        hold("h1", "lifted", "sentence", "09:00", "20:03"),
        hold("h2", "placed", "sentence", "14:03"),
        hold("h3", "ice_after", "ice_detainer", "20:03"),
        hold("h4", "N-1", "sentence", "14:03"),
        hold("h5", "N1", "sentence", "09:00"),  # of another stay, or of that one
        hold("h6", "beside", "sentence", "09:00", "20:03"),
        hold("h7", "beside", "sentence", "09:00", "21:00"),
        hold("h8", "revised", "sentence", "09:00", "21:00"),
    ]
    jail.deliver("holds", "\n".join([HELD, *holds]))
    lost = [hold(number, of, "sentence", "then") for number, of in (("h7", "beside"), ("h8", "revised"))]
    jail.deliver("holds", "\n".join([HELD, *lost]), "holds_2.csv")
    jail.manifest()
    assert jail.outcomes(CONTROL) == {
        "lifted": ("undetermined", "clock_error"),
        "placed": ("undetermined", "clock_error"),
        "ice_after": ("exception", "ice_hold_only"),
        "N-1": ("undetermined", "link_unclear"),
        "beside": ("undetermined", "clock_error"),  # the hold that was not revised accounts for it
        "revised": ("undetermined", "record_unreadable"),
    }


def test_holds_must_cover_the_whole_minute_of_the_release(jail: Jail) -> None:
    jail.deliver("bookings", f"{HEAD}\n{stay('late', '09:30', '15:00')}")
    jail.deliver("holds", f"{HELD}\n{hold('h', 'other', 'sentence', '09:00')}")
    jail.manifest(but=["holds"])
    spans = "log | file | covers_from | covers_to | rows | sha256\n"
    for ends, found in (("15:00:30", ("undetermined", "holds_not_covered")), ("15:01", ("exception", "late_release"))):
        jail.deliver(
            "deliveries", f"{spans}holds | holds.csv | 2026-10-01 | 2026-10-05 {ends} | 1 |", "deliveries_2.csv"
        )
        assert jail.outcomes(CONTROL) == {"late": found}


def test_a_period_of_more_than_a_year_asks_of_all_its_releases(jail: Jail) -> None:
    then = stay("then", "10:00", "11:00").replace("2026-10-05", "2025-02-05")
    jail.deliver("bookings", "\n".join([HEAD, stay("now", "10:00", "11:00"), then]))
    jail.manifest("2025-01-01")
    assert jail.outcomes(CONTROL, "2025-01-01..2026-10-31") == {
        "now": ("met", "released_in_time"),
        "then": ("met", "released_in_time"),
    }
