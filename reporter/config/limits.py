"""How long things may take: [limits] of the policy."""

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, Field, with_config
from pydantic import WithJsonSchema as Written

from reporter.config.faults import HERE, Wrong
from reporter.config.kinds import CLOSED, HOUR, MINUTE, Duration


def _months(every: object) -> int | None:
    match = re.fullmatch(r"([0-9]{1,4})\s*mo", every) if isinstance(every, str) else None
    if every != "none" and match is None:
        raise Wrong(f'{HERE} = {every!r} must be "none" or months, such as "24mo".', str(every))
    return int(match[1]) if match else None


_Months = Annotated[
    int | None,
    BeforeValidator(_months),
    Written({"type": "string", "pattern": r"^(none|\d+\s*mo)$", "default": "none"}),
]


@with_config(CLOSED)
@dataclass(frozen=True, kw_only=True)
class Limits:
    """Durations in microseconds; `refresher_every_months` is None when no refresher is asked."""

    notify_within: Duration = 15 * MINUTE
    """From a hit to the notice to ICE."""
    release_within: Duration = 4 * HOUR
    """From the order to release to the release."""
    check_before_booking: Duration = 0
    """A check surely earlier than this before the booking is no check of the stay."""
    claim_within: Duration = HOUR
    """From a claim of citizenship to its report."""
    complaint_within: Duration = 48 * HOUR
    """From a complaint to its forwarding, weekends not counted."""
    record_within: Duration = 24 * HOUR
    """From an event to its record."""
    max_silence: Duration = 24 * HOUR
    """The longest time in which a core log may have no event."""
    refresher_every_months: Annotated[_Months, Field(alias="refresher_every")] = None
    """Months within which an officer needs a new course, such as "24mo"; or "none"."""
