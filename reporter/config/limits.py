"""How long things may take, and what is forbidden from a day on: [limits] and [[regimes]] of the policy."""

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator, with_config
from pydantic import WithJsonSchema as Written

from reporter.config.faults import HERE, Wrong, known_keys
from reporter.config.kinds import CLOSED, HOUR, MINUTE, Duration, OneOf, Text, Texts, keys_of


def _months(every: object) -> int | None:
    match = re.fullmatch(r"0*([1-9][0-9]{0,3})\s*mo", every) if isinstance(every, str) else None
    if every != "none" and match is None:
        raise Wrong(f'{HERE} = {every!r} must be "none" or months, such as "24mo".', str(every))
    return int(match[1]) if match else None


def _nearly_contested(status: str) -> bool:
    return bool(get_close_matches("contested", re.findall(r"[^\W\d_]+", status.casefold()), n=1, cutoff=0.75))


_Months = Annotated[
    int | None,
    BeforeValidator(_months),
    Written({"type": "string", "pattern": r"^(none|0*[1-9]\d*\s*mo)$", "default": "none"}),
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

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, table: object) -> dict[str, Any]:
        return known_keys(table, keys_of(cls))


@with_config(CLOSED)
@dataclass(frozen=True, kw_only=True)
class Regime:
    """A rule in force from a day on (and until `to`, if given) that forbids kinds of acts."""

    name: Annotated[Text, Field(min_length=1)]
    """Printed beside each act that the rule forbids."""
    starts: Annotated[date, Field(alias="from")]
    """First day, written without quotes."""
    ends: Annotated[date | None, Field(alias="to")] = None
    """Last day, written without quotes; without it the rule goes on."""
    forbids: Annotated[Texts, OneOf(lambda: ["check", "notification", "ice_hold"])] = ()
    status: Annotated[Text, Field(examples=["contested"])] = "in force"
    citation: Text = ""
    """Where the rule stands."""

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, found: object) -> dict[str, Any]:
        table = known_keys(found, keys_of(cls))
        starts, ends = table.get("from"), table.get("to")
        if type(starts) is not date or not (ends is None or type(ends) is date):
            raise Wrong(f"{HERE}.from and {HERE}.to must be days without quotes, such as 2026-08-25.", "from")
        if ends is not None and ends < starts:
            raise Wrong(f"{HERE}.to = {ends} is before its from = {starts}: it is never in force.", str(ends))
        status = table.get("status")
        if isinstance(status, str) and status not in ("contested", "uncontested") and _nearly_contested(status):
            raise Wrong(
                f'{HERE}.status = {status!r} is not "contested", as which only that word counts. What else there is to '
                "say belongs into citation.",
                status,
                "contested",
            )
        if not table.get("name"):
            raise Wrong(f"{HERE} needs a name. It is printed beside each act that the rule forbids.")
        return table
