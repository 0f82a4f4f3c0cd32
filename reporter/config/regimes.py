"""The rules of the policy that forbid kinds of acts from a day on."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field, model_validator, with_config

from reporter.config.faults import HERE, Wrong
from reporter.config.kinds import CLOSED, OneOf, Text, Texts


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
    def _whole(cls, table: dict[str, Any]) -> dict[str, Any]:
        starts, ends = table.get("from"), table.get("to")
        if type(starts) is not date or not (ends is None or type(ends) is date):
            raise Wrong(f"{HERE}.from and {HERE}.to must be days without quotes, such as 2026-08-25.", "from")
        if ends is not None and ends < starts:
            raise Wrong(f"{HERE}.to = {ends} is before its from = {starts}: it is never in force.", str(ends))
        if not table.get("name"):
            raise Wrong(f"{HERE} needs a name. It is printed beside each act that the rule forbids.")
        return table
