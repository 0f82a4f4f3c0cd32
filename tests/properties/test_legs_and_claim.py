"""Engine and verify.py give each test of the records the same state, and the same claim, in random small jails."""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from reporter import warehouse
from reporter.audit import controls, expectations, views
from reporter.audit.claim import claim
from reporter.config import policy
from reporter.config.period import period
from reporter.errors import InputRefused
from reporter.evidence import verify
from reporter.model import HEADLINE
from tests.support import random_jail, random_whole
from tests.support.jail import Jail

# WHOLE_JAILS=2000 (make proof) compares more; the seeds are always the same.
JAILS = int(os.environ.get("WHOLE_JAILS", "8"))
States = dict[str, str]


def both(jail: Jail) -> tuple[States, States]:
    """Return what the engine says of each test of the records, and of the claim, and what verify.py says."""
    jail.ingest()
    chosen = policy.load(jail.folder / "policy.toml")
    with warehouse.open_read_only(jail.folder) as connection, TemporaryDirectory() as made:
        views.build(connection, chosen, period(random_whole.PERIOD))
        flat = Path(made) / "flat"
        random_jail.export(connection, chosen, random_whole.PERIOD, flat)
        delivered = {row[0] for row in warehouse.rows(connection, "select distinct log from records.delivered")}
        decided = controls.run(connection, chosen, delivered, only=HEADLINE)
        legs = expectations.run(connection, chosen, delivered, {})
        pack = verify.Pack(flat)
        outcomes = Counter(outcome for outcome, _ in pack.decide_control(HEADLINE).values())
        states = pack.legs()
    said = {leg.id: leg.state for leg in legs} | {"claim": claim(decided, legs, chosen, unread_count=0).state}
    return said, states | {"claim": pack.claim(outcomes, states, [])}


def test_legs_and_claim_agree_in_random_jails(make_jail: Callable[..., Jail]) -> None:
    seen: Counter[tuple[str, str]] = Counter()
    for seed in range(JAILS):
        jail = random_whole.county(seed, make_jail())
        try:
            engine, verifier = both(jail)
        except InputRefused:
            seen["files", "refused"] += 1
            continue
        assert engine == verifier, f"seed {seed}"
        seen.update(engine.items())
    print(*(f"{what} {state}: {count}" for (what, state), count in sorted(seen.items())), sep="\n")  # noqa: T201
    assert {state for what, state in seen if what == "claim"} >= {"demonstrated", "not_demonstrated"}
