"""custody_not_rewritten: an ICE hold that starts just at a release to ICE, with no movement, is a change on paper."""

from collections.abc import Callable

from tests.support.jail import Jail

CONTROL = "custody_not_rewritten"
STORIES = ("paper", "served", "apart", "near", "moved", "no_hold", "other_hold", "an_hour", "over_an_hour")
STORIES += ("after_hour", "long_after", "one_near", "back", "earlier_move", "still_out")
STORIES += ("back_at_once", "back_at_last", "left_at_last", "left_at_once", "warrant_served")
STORIES += ("served_that_day", "served_and_moved", "served_just_before", "served_within", "served_within_moved")
BOOKINGS = (
    "booking_id|person_id|facility_id|booked_at|commitment|release_authorized_at|released_at|release_reason\n"
    + "\n".join(
        f"{stay}|{stay}|MAIN|2026-10-05 08:00|criminal_court|2026-10-06 09:30|2026-10-06 10:00|to_ice"
        for stay in STORIES
    )
    + "\nno_authority|p|MAIN|2026-10-05 08:00|criminal_court||2026-10-06 10:00|to_ice"
    + "\nbail|bail|MAIN|2026-10-05 08:00|criminal_court|2026-10-06 09:30|2026-10-06 10:00|bail"
)
HOLDS = """
hold_id | booking_id   | kind             | placed_at        | served_at
h1      | paper        | ice_warrant      | 2026-10-06 10:00 |
h2      | served       | ice_warrant      | 2026-10-05 09:00 | 2026-10-06 10:00
h3      | apart        | ice_detainer     | 2026-10-05 09:00 |
h4      | near         | ice_detainer     | 2026-10-06 09:30 |
h5      | moved        | ice_warrant      | 2026-10-06 10:00 |
h6      | other_hold   | judicial_warrant | 2026-10-06 10:00 |
h7      | an_hour      | ice_detainer     | 2026-10-06 09:00 |
h8      | over_an_hour | ice_detainer     | 2026-10-06 08:59 |
h9      | after_hour   | ice_detainer     | 2026-10-06 11:00 |
h10     | long_after   | ice_detainer     | 2026-10-06 11:01 |
h11     | one_near     | ice_detainer     | 2026-10-05 09:00 |
h12     | one_near     | ice_warrant      | 2026-10-06 09:30 |
h13     | back         | ice_detainer     | 2026-10-05 09:00 | 2026-10-06 10:00
h14     | earlier_move | ice_warrant      | 2026-10-06 10:00 |
h15     | still_out    | ice_warrant      | 2026-10-06 10:00 |
h16     | no_authority | ice_warrant      | 2026-10-06 10:00 |
h17     | back_at_once | ice_warrant      | 2026-10-06 10:00 |
h18     | back_at_last | ice_detainer     | 2026-10-05 09:00 | 2026-10-06 10:00
h19     | left_at_last | ice_warrant      | 2026-10-06 10:00 |
h20     | left_at_once | ice_detainer     | 2026-10-05 09:00 | 2026-10-06 10:00
h21     | warrant_served | ice_detainer     | 2026-10-05 09:00 |
h22     | warrant_served | judicial_warrant | 2026-10-05 09:00 | 2026-10-06 10:00
h23     | served_that_day | ice_warrant      | 2026-10-05 09:00 | 2026-10-06
h24     | served_and_moved | ice_detainer    | 2026-10-05 09:00 | 2026-10-06 10:00
h26     | served_within  | ice_detainer     | 2026-10-05 09:00 | 2026-10-06 10:00:30
h27     | served_within_moved | ice_detainer | 2026-10-05 09:00 | 2026-10-06 10:00:30
h25     | served_just_before | ice_detainer  | 2026-10-05 09:00 | 2026-10-06 09:59
"""
MOVES = """
booking_id   | out_at           | in_at            | reason
moved        | 2026-10-06 09:40 | 2026-10-06 09:50 | court
back         | 2026-10-06 09:40 | 2026-10-06 09:50 | court
earlier_move | 2026-10-06 09:00 | 2026-10-06 09:29 | court
still_out    | 2026-10-06 09:00 |                  | hospital
no_authority | 2026-10-06 09:00 | 2026-10-06 09:29 | court
back_at_once | 2026-10-06 09:00 | 2026-10-06 09:30:00.000000 | court
back_at_last | 2026-10-06 09:00 | 2026-10-06 09:30:59.999999 | court
served_and_moved | 2026-10-06 09:00 | 2026-10-06 09:30 | court
served_just_before | 2026-10-06 09:00 | 2026-10-06 09:30 | court
served_within_moved | 2026-10-06 09:00 | 2026-10-06 09:30 | court
"""
LEAVINGS = """
left_at_last | 2026-10-06 10:00:59.999999 | | court
left_at_once | 2026-10-06 10:00:00.000000 | | court
"""


def deliver(jail: Jail) -> Jail:
    for log, table in (("bookings", BOOKINGS), ("holds", HOLDS), ("movements", MOVES)):
        jail.deliver(log, table)
    return jail


def test_each_story_has_its_outcome(jail: Jail) -> None:
    deliver(jail)
    jail.deliver("movements", MOVES + LEAVINGS.strip())
    jail.manifest()
    assert jail.outcomes(CONTROL) == {
        "paper": ("exception", "paper_change"),
        "served": ("exception", "paper_change"),
        "apart": ("met", "hold_apart"),
        "near": ("undetermined", "precision"),
        "moved": ("undetermined", "precision"),
        "no_hold": ("met", "no_hold_near"),  # the holds log covers the hour on both sides
        "other_hold": ("met", "no_hold_near"),
        "an_hour": ("undetermined", "precision"),
        "over_an_hour": ("met", "hold_apart"),
        "after_hour": ("undetermined", "precision"),
        "long_after": ("met", "hold_apart"),
        "one_near": ("undetermined", "precision"),
        "back": ("met", "hold_apart"),  # served at the release, but placed the day before, and the person was moved
        "earlier_move": ("exception", "paper_change"),  # back before the release was authorised
        "still_out": ("undetermined", "precision"),
        "no_authority": ("undetermined", "precision"),  # the movement may have followed an authorisation
        "back_at_once": ("undetermined", "precision"),  # the first moment at which the release may have been authorised
        "back_at_last": ("met", "hold_apart"),  # the last such moment: the movement surely reached into the time after
        "left_at_last": ("undetermined", "precision"),
        "left_at_once": ("met", "hold_apart"),
        "warrant_served": ("met", "hold_apart"),  # what was served at the release was a judge's
        "served_that_day": ("undetermined", "precision"),
        "served_and_moved": ("undetermined", "precision"),  # back in the minute in which the release was authorised
        "served_just_before": ("met", "hold_apart"),
        "served_within": ("exception", "paper_change"),  # in a second of the minute of the release
        "served_within_moved": ("undetermined", "precision"),
    }


def test_no_movement_counts_only_where_the_movements_are_covered(jail: Jail) -> None:
    deliver(jail).manifest(but=["movements"])
    assert jail.outcomes(CONTROL)["paper"] == ("undetermined", "not_covered")


def test_an_unreadable_movement_or_hold_may_explain_it(jail: Jail) -> None:
    deliver(jail)
    jail.deliver("movements", MOVES + "paper | then | | court\n")
    jail.deliver("holds", HOLDS + "h17 | no_hold | ice_warrant | then |\n")
    jail.manifest()
    decided = jail.outcomes(CONTROL)
    assert decided["paper"] == ("undetermined", "record_unreadable")
    assert decided["no_hold"] == ("undetermined", "record_unreadable")
    assert decided["served"] == ("exception", "paper_change")


def test_the_clocks_of_two_systems_may_explain_it(make_jail: Callable[..., Jail]) -> None:
    jail = deliver(make_jail('\n[systems.holds]\nclock_error = "5m"\n'))
    jail.manifest()
    decided = jail.outcomes(CONTROL)
    assert decided["paper"] == ("exception", "paper_change")  # it may be the same moment for every error
    assert decided["over_an_hour"] == ("undetermined", "clock_error")
    assert decided["served_just_before"] == ("undetermined", "clock_error")  # to the microsecond
    jail = deliver(make_jail('\n[systems.holds]\nclock_error = "5m"\n'))
    jail.deliver("holds", "\n".join(line for line in HOLDS.splitlines() if "over_an_hour" in line or "hold_id" in line))
    jail.manifest(but=["holds"])  # which then end before the hour after the release
    assert jail.decide()[CONTROL]["over_an_hour"] == ("undetermined", "clock_error")
    jail = deliver(make_jail('\n[systems.movements]\nclock_error = "2m"\n'))
    jail.manifest()
    decided = jail.outcomes(CONTROL)
    assert decided["earlier_move"] == ("undetermined", "clock_error")
    assert decided["back"] == ("met", "hold_apart")


def test_where_only_the_uncovered_movements_keep_it_from_an_exception_that_is_the_cause(
    make_jail: Callable[..., Jail],
) -> None:
    for lacking, wanted in (([], ("exception", "paper_change")), (["movements"], ("undetermined", "not_covered"))):
        jail = deliver(make_jail('\n[systems.holds]\nclock_error = "31m"\n'))
        jail.manifest(but=lacking)
        assert jail.outcomes(CONTROL)["near"] == wanted


def test_the_clock_of_the_movements_may_have_moved_a_movement_out_of_the_time_or_into_it(
    make_jail: Callable[..., Jail],
) -> None:
    jail = make_jail('\n[systems.movements]\nclock_error = "5m"\n')
    jail.deliver("bookings", BOOKINGS)
    jail.deliver("holds", HOLDS)
    moved = """
        booking_id   | out_at           | in_at            | reason
        served       | 2026-10-06 09:20 | 2026-10-06 09:36 | court
        back         | 2026-10-06 09:20 | 2026-10-06 09:35 | court
        back_at_last | 2026-10-06 09:54 | 2026-10-06 09:58 | court
        left_at_once | 2026-10-06 09:55 | 2026-10-06 09:58 | court
        moved        | 2026-10-06 10:05 |                  | court
        paper        | 2026-10-06 10:06 |                  | court
        earlier_move | 2026-10-06 09:00 | 2026-10-06 09:25 | court
        still_out    | 2026-10-06 09:00 | 2026-10-06 09:24 | court
        """
    jail.deliver("movements", moved)
    jail.manifest()
    decided = jail.outcomes(CONTROL)
    assert {row.split()[0]: decided[row.split()[0]] for row in moved.strip().splitlines()[1:]} == {
        "served": ("met", "hold_apart"),
        "back": ("undetermined", "clock_error"),
        "back_at_last": ("met", "hold_apart"),
        "left_at_once": ("undetermined", "clock_error"),
        "moved": ("undetermined", "clock_error"),
        "paper": ("exception", "paper_change"),
        "earlier_move": ("undetermined", "clock_error"),
        "still_out": ("exception", "paper_change"),
    }
