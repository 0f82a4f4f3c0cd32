"""permitted_by_law: each act against every rule in force on its local day; contested rules are named as such."""

from collections.abc import Callable

import pytest

from reporter import warehouse
from reporter.audit import claim, controls, views
from reporter.config import policy
from reporter.config.period import period
from reporter.errors import PolicyError
from tests.support.jail import Jail

CONTROL = "permitted_by_law"
BOOKINGS = """
booking_id | person_id | facility_id | booked_at        | commitment
B1         | P1        | MAIN        | 2026-10-05 08:00 | criminal_court
"""
CHECKS = """
check_id | booking_id | result | requested_at     | completed_at
before   | B1         | wanted |                  | 2026-10-14 23:59
from_day | B1         | clear  |                  | 2026-10-15 00:00
pending  | B1         | clear  | 2026-10-20 09:00 |
earlier  | B1         | clear  |                  | 2026-09-30 09:00
"""
NOTICES = """
notification_id | booking_id | sent_at
n1              | B1         | 2026-10-16 09:00
"""
HOLDS = """
hold_id  | booking_id | kind             | placed_at
ice      | B1         | ice_detainer     | 2026-10-16 09:00
judicial | B1         | judicial_warrant | 2026-10-16 09:00
"""
BAN = """
[[regimes]]
name = "Ban"
from = 2026-10-15
forbids = ["check", "notification"]
status = "contested"
citation = "Laws of 2026"
"""
RULING = """
[[regimes]]
name = "Ruling"
from = 2026-10-16
to = 2026-10-16
forbids = ["notification", "ice_hold"]
status = "in force"
"""


def deliver(jail: Jail) -> Jail:
    for log, table in (("bookings", BOOKINGS), ("checks", CHECKS), ("notifications", NOTICES), ("holds", HOLDS)):
        jail.deliver(log, table)
    return jail


def test_without_a_rule_there_is_nothing_to_test_against(jail: Jail) -> None:
    assert deliver(jail).outcomes(CONTROL) == {}
    with warehouse.open_read_only(jail.folder) as connection:
        chosen = policy.load(jail.folder / "policy.toml")
        views.build(connection, chosen, period("2026-10"))
        one = next(one for one in controls.run(connection, chosen, set(jail.logs)) if one.id == CONTROL)
    assert not one.was_run
    assert one.not_run_because == "The policy names no rule: there is no [[regimes]]."


def test_outside_the_days_of_each_rule_each_act_is_permitted(make_jail: Callable[..., Jail]) -> None:
    jail = deliver(make_jail(BAN.replace("2026-10-15", "2026-11-15")))
    assert set(jail.outcomes(CONTROL).values()) == {("met", "permitted")}


def test_a_rule_counts_on_its_days_and_for_its_acts_alone(make_jail: Callable[..., Jail]) -> None:
    assert deliver(make_jail(BAN + RULING)).outcomes(CONTROL) == {
        "check:before": ("met", "permitted"),
        "check:from_day": ("undetermined", "contested"),
        "check:pending": ("undetermined", "contested"),
        "notification:n1": ("exception", "Ban (contested); Ruling (in force)"),
        "hold:ice": ("exception", "Ruling (in force)"),
    }


def test_one_check_can_be_authorised_by_the_agreement_and_barred_by_the_state_on_one_day(
    make_jail: Callable[..., Jail],
) -> None:
    jail = deliver(make_jail(BAN))
    jail.deliver(
        "checks", CHECKS.replace("completed_at", "completed_at | officer_id").replace("00:00\n", "00:00 | O1\n")
    )
    jail.deliver("authorizations", "officer_id | authorized_from\nO1 | 2020-06-10")
    decided = jail.decide()
    assert decided["officer_authorized"]["from_day"] == ("met", "authorized")
    assert decided[CONTROL]["check:from_day"] == ("undetermined", "contested")
    in_force = make_jail(BAN.replace("contested", "in force"))
    assert deliver(in_force).outcomes(CONTROL)["check:from_day"] == ("exception", "Ban (in force)")


def test_the_rules_are_printed_with_their_days_and_a_contested_one_is_called_so(make_jail: Callable[..., Jail]) -> None:
    jail = deliver(make_jail(BAN + RULING))
    jail.write_policy()
    assert claim.settings(policy.load(jail.folder / "policy.toml"))["Rules that forbid acts"] == (
        "Ban (contested), from 15 October 2026, forbids: check, notification. Laws of 2026; "
        "Ruling (in force), from 16 October 2026 to 16 October 2026, forbids: notification, ICE hold"
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("from = 2026-10-15", "from = 2026-10-15T00:00:00", "must be days without quotes"),
        ("from = 2026-10-15", "from = 2026-10-15\nto = 2026-10-14", "is before its from"),
        ('name = "Ban"', "", "needs a name"),
    ],
)
def test_a_rule_that_could_never_be_in_force_or_named_is_refused(
    make_jail: Callable[..., Jail], old: str, new: str, said: str
) -> None:
    jail = make_jail(BAN.replace(old, new))
    jail.write_policy()
    with pytest.raises(PolicyError, match=said):
        policy.load(jail.folder / "policy.toml")
