"""custody_not_rewritten: an ICE hold that starts just at a release to ICE, with no movement, is a change on paper."""

from collections.abc import Callable

from tests.jail import Jail

CONTROL = "custody_not_rewritten"
STORIES = ("paper", "served", "apart", "near", "moved", "no_hold", "other_hold", "an_hour", "over_an_hour")
BOOKINGS = (
    "booking_id|person_id|facility_id|booked_at|commitment|release_authorized_at|released_at|release_reason\n"
    + "\n".join(
        f"{stay}|{stay}|MAIN|2026-10-05 08:00|criminal_court|2026-10-06 09:30|2026-10-06 10:00|to_ice"
        for stay in STORIES
    )
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
h8      | over_an_hour | ice_detainer     | 2026-10-06 08:58 |
"""
MOVES = """
booking_id | out_at           | in_at            | reason
moved      | 2026-10-06 09:40 | 2026-10-06 09:50 | court
"""


def deliver(jail: Jail) -> Jail:
    for log, table in (("bookings", BOOKINGS), ("holds", HOLDS), ("movements", MOVES)):
        jail.deliver(log, table)
    return jail


def test_each_story_has_its_outcome(jail: Jail) -> None:
    deliver(jail).manifest()
    assert jail.decide()[CONTROL] == {
        "paper": ("exception", "paper_change"),
        "served": ("exception", "paper_change"),
        "apart": ("met", "hold_apart"),
        "near": ("undetermined", "precision"),
        "moved": ("undetermined", "precision"),
        "no_hold": ("undetermined", "not_covered"),
        "other_hold": ("undetermined", "not_covered"),
        "an_hour": ("undetermined", "precision"),
        "over_an_hour": ("met", "hold_apart"),
    }


def test_no_movement_counts_only_where_the_movements_are_covered(jail: Jail) -> None:
    deliver(jail).manifest(but=["movements"])
    assert jail.decide()[CONTROL]["paper"] == ("undetermined", "not_covered")


def test_the_clocks_of_two_systems_may_explain_it(make_jail: Callable[..., Jail]) -> None:
    jail = deliver(make_jail('\n[systems.holds]\nclock_error = "5m"\n'))
    jail.manifest()
    decided = jail.decide()[CONTROL]
    assert decided["paper"] == ("exception", "paper_change")  # it may be the same moment for every error
    assert decided["over_an_hour"] == ("undetermined", "clock_error")
