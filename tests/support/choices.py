"""The choices of a jail's policy, each with what the default gives, listed without the filing of an edition."""

from unittest.mock import patch

from reporter import warehouse
from reporter.audit import self_test
from reporter.config import policy as policies
from reporter.config.period import period
from reporter.model import Choice, Claim
from reporter.options import USUAL
from reporter.workflows import decide, with_default
from tests.support.jail import Jail, quiet


def listed(jail: Jail, days: str = "2026-10") -> tuple[Claim, list[Choice]]:
    """Return the claim, and the choices as an edition would list them."""
    jail.ingest()
    policy = policies.load(jail.folder / "policy.toml")
    with warehouse.open_read_only(jail.folder) as connection, patch.object(self_test, "run", return_value={}):
        warehouse.lock_down(connection)
        with with_default.Choosing(connection, jail.folder, policy, period(days), 0, 0, None, USUAL) as choosing:
            judged = decide.judge_records(connection, jail.folder, policy, period(days), quiet, [], USUAL)
            choosing.go_by(judged)
            return judged.claim, choosing.found()
