"""Decides one control again with another policy, or with records as first delivered, in a room of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reporter import warehouse
from reporter.audit import controls, policy_choices, views
from reporter.audit.policy_choices import Judgement
from reporter.config.policy import Policy
from reporter.editions.build import Judged
from reporter.ingest import as_of, varied_records
from reporter.ingest.varied_records import Variation
from reporter.model import Choice, ControlResult, Period
from reporter.options import RunOptions
from reporter.warehouse import Connection


@dataclass(frozen=True, kw_only=True)
class _Room:
    """The records of one edition, and the period that is decided over them."""

    folder: Path
    period: Period
    delivered: set[str]
    then: Mapping[str, Any] | None
    options: RunOptions

    def decide(self, policy: Policy, control: str, variation: Variation | None) -> ControlResult:
        """Decide one control over the records, or over a variation of them."""
        with warehouse.open_read_only(self.folder, self.options) as connection:
            if self.then:
                as_of.restrict_records_to(connection, self.folder, self.then, same_reading=True)
            if variation:
                varied_records.put_in_place(connection, self.folder, variation, is_copy=bool(self.then))
            warehouse.lock_down(connection)
            views.build(connection, policy, self.period, only=control)
            return controls.run(connection, policy, self.delivered, only=control)[0]


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
    room = _Room(folder=folder, period=period, delivered=judged.delivered, then=then, options=options)
    judgement = Judgement(
        controls=judged.controls,
        legs=judged.legs,
        unread_count=unread_count,
        ignored_count=ignored_count,
        decide=room.decide,
    )
    return policy_choices.choices(connection, policy, judgement)
