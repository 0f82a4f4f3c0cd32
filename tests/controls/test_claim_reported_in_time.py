"""claim_reported_in_time: a claim of citizenship is reported within the hour, for every reading of the times."""

from collections.abc import Callable

from tests.support.jail import Jail

CONTROL = "claim_reported_in_time"
CLAIMS = """
claim_id    | booking_id | raised_at        | reported_at
prompt      | B1         | 2026-10-05 09:00 | 2026-10-05 09:59
limit       | B1         | 2026-10-05 09:00 | 2026-10-05 10:00
just_late   | B1         | 2026-10-05 09:00 | 2026-10-05 10:01
late        | B1         | 2026-10-05 09:00 | 2026-10-05 10:02
never       | B1         | 2026-10-05 09:00 |
day_only    | B1         | 2026-10-05       | 2026-10-05
other_month | B1         | 2026-09-30 23:59 |
last_hour   | B1         | 2026-10-31 23:30 |
"""
AROUND = "repeated | B1 | 2026-11-01 00:50 | 2026-11-01 01:30\n"


def test_each_story_has_its_outcome(jail: Jail) -> None:
    jail.deliver("claims", CLAIMS)
    jail.manifest()
    assert jail.outcomes(CONTROL) == {
        "prompt": ("met", "reported_in_time"),
        "limit": ("undetermined", "precision"),
        "just_late": ("exception", "reported_late"),
        "late": ("exception", "reported_late"),
        "never": ("exception", "not_reported"),
        "day_only": ("undetermined", "precision"),
        "last_hour": ("undetermined", "not_covered"),  # the log ends before the hour is over
    }


def test_the_hour_that_comes_twice_is_named_as_the_cause(jail: Jail) -> None:
    jail.deliver("claims", CLAIMS.splitlines()[1] + "\n" + AROUND)
    jail.manifest("2026-10-01", "2026-11-30")
    assert jail.outcomes(CONTROL, "2026-11") == {"repeated": ("undetermined", "repeated_hour")}


def test_without_a_manifest_the_last_claim_on_record_cannot_be_called_unreported(jail: Jail) -> None:
    jail.deliver("claims", "claim_id|booking_id|raised_at|reported_at\nalone|B1|2026-10-05 09:00|")
    assert jail.outcomes(CONTROL) == {"alone": ("undetermined", "not_covered")}


def test_the_limit_is_the_policys(make_jail: Callable[..., Jail]) -> None:
    jail = make_jail('\n[limits]\nclaim_within = "2h"\n')
    jail.deliver("claims", CLAIMS)
    jail.manifest()
    decided = jail.outcomes(CONTROL)
    assert {item for item, one in decided.items() if one[0] == "exception"} == {"never"}
    assert decided["late"] == ("met", "reported_in_time")
