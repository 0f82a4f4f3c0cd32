"""Lists the choices of one edition, each with what its default would give."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reporter import warehouse
from reporter.audit import policy_choices
from reporter.audit.decide_again import Room
from reporter.audit.decide_choice import Judgement
from reporter.config.policy import Policy
from reporter.editions.build import Judged
from reporter.model import Choice, Period
from reporter.options import RunOptions
from reporter.warehouse import Connection


def choices(
    connection: Connection,
    folder: Path,
    policy: Policy,
    period: Period,
    judged: Judged,
    unread_count: int,
    ignored_count: int,
    then: Mapping[str, Any] | None,
    options: RunOptions,
) -> list[Choice]:
    """List the choices of one edition, of all records or of those that it knew `then`."""
    with Room(folder, period, judged.delivered, then, options) as room:
        judgement = Judgement(
            controls=judged.controls,
            legs=judged.legs,
            unread_count=unread_count,
            ignored_count=ignored_count,
            decide=room.decide,
            count=room.count,
            at_once=2 if warehouse.has_few_records(folder) and options.threads != 1 else 1,
        )
        return policy_choices.choices(connection, policy, judgement)
