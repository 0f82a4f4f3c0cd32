"""not_held_too_long: released within the limit of the authorisation, or lawfully held for all the time past it."""

from tests.jail import Jail

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
"""


def test_each_story_has_its_outcome(jail: Jail) -> None:
    jail.deliver("bookings", BOOKINGS)
    jail.deliver("holds", HOLDS)
    jail.manifest()
    assert jail.decide()[CONTROL] == {
        "prompt": ("met", "released_in_time"),
        "limit": ("undetermined", "precision"),
        "late": ("exception", "late_release"),
        "ice_only": ("exception", "ice_hold_only"),
        "warrant": ("met", "covered_by_hold"),
        "two_holds": ("met", "covered_by_hold"),
        "gap": ("exception", "late_release"),
        "touching": ("undetermined", "precision"),
        "ends_early": ("exception", "late_release"),
        "no_authority_time": ("undetermined", "authorization_time_missing"),
        "moved": ("out_of_scope", "not_released"),
    }


def test_without_a_holds_log_a_late_release_is_undetermined(jail: Jail) -> None:
    jail.deliver("bookings", BOOKINGS)
    jail.manifest()
    decided = jail.decide()[CONTROL]
    assert decided["late"] == ("undetermined", "holds_not_covered")
    assert decided["prompt"] == ("met", "released_in_time")
