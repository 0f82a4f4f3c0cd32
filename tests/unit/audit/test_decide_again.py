"""A pool that goes on from choice to choice decides as a new one does, whatever the choice before it left standing."""

from dataclasses import replace
from pathlib import Path

from reporter.audit.decide_again import ConnectionPool
from reporter.config import policy as policies
from reporter.config.period import period
from reporter.config.policy import Policy
from reporter.ingest.varied_records import CodeRead, Variation
from reporter.model import HEADLINE
from tests.layouts import test_joined
from tests.support import rich
from tests.support.jail import Jail

Choice = tuple[Policy, str, Variation | None]


def hold(folder: Path, label: str, logs: set[str], choices: list[Choice]) -> None:
    """Decide each choice by one pool, and by a new one, and compare."""
    counts, in_new = set(), []
    with ConnectionPool(folder, period(label), logs) as pool:
        for policy, control, variation in choices:
            found = pool.decide(policy, control, variation)
            choice = (policy, control, variation)
            if choice not in [one for one, _ in in_new]:
                with ConnectionPool(folder, period(label), logs) as new:
                    in_new.append((choice, new.decide(policy, control, variation)))
            assert found == next(decided for one, decided in in_new if one == choice), variation
            counts.add((found.met, found.exception, found.undetermined, found.out_of_scope))
    assert 2 * len(counts) >= len(choices)  # choices that change nothing would show nothing


def test_what_a_choice_does_not_reach_may_stand(jail: Jail) -> None:
    jail.extra = rich.POLICY
    rich.deliver(jail, rich.draw(11))
    jail.ingest()
    policy = policies.load(jail.folder / "policy.toml")
    clocks, final = replace(policy, clock_error={}), replace(policy, final_results=("clear",))
    slow = replace(policy, limits=replace(policy.limits, release_within=0))
    as_clear = CodeRead(log="checks", layout=0, column="result", theirs="wanted", instead="clear")
    unread = CodeRead(log="checks", layout=0, column="result", theirs="wanted", instead=None)
    moved = CodeRead(log="bookings", layout=0, column="release_reason", theirs="bail", instead="transfer")
    steps: list[Choice] = [
        (policy, HEADLINE, None),
        (final, HEADLINE, None),
        (policy, HEADLINE, moved),
        (policy, HEADLINE, "first_delivered"),
        (final, HEADLINE, unread),
        (clocks, HEADLINE, None),
        (policy, "not_held_too_long", moved),
        (slow, "not_held_too_long", None),
        (policy, "not_held_too_long", None),
        (policy, HEADLINE, "none_void"),
        (final, HEADLINE, as_clear),
        (policy, HEADLINE, None),
    ]
    hold(jail.folder, rich.PERIOD, set(rich.HEADS), steps)


def test_joined_rows_fill_the_records_of_each_choice_again(tmp_path: Path) -> None:
    jail = test_joined.jail_of(tmp_path / "jail")
    jail.ingest()
    policy = policies.load(jail.folder / "policy.toml")
    moved = CodeRead(log="bookings", layout=1000, column="release_reason", theirs="BO", instead="transfer")
    steps: list[Choice] = [(policy, HEADLINE, one) for one in (None, moved, None, "first_delivered")]
    hold(jail.folder, "2026-10", {"bookings", "checks"}, steps)
