"""Decides one control again with another policy, or with other records, in a room of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reporter import warehouse
from reporter.audit import controls, views
from reporter.config.policy import Policy
from reporter.ingest import as_of, varied_records
from reporter.ingest.varied_records import Variation
from reporter.model import ControlResult, Period
from reporter.options import USUAL, RunOptions


@dataclass(frozen=True, kw_only=True)
class Room:
    """The warehouse of a folder and the period that is decided over it; `then` has the records that an edition knew."""

    folder: Path
    period: Period
    delivered: set[str]
    then: Mapping[str, Any] | None = None
    options: RunOptions = USUAL

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
