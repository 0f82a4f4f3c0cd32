"""The rules of the policy that forbid kinds of acts from a day on."""

from dataclasses import dataclass
from datetime import date

from reporter.config.toml_tables import refuse, require_known_keys, require_one_of, string_list, typed


@dataclass(frozen=True, kw_only=True)
class Regime:
    """A rule in force from a day on (and until `to`, if given) that forbids kinds of acts."""

    name: str
    starts: date
    ends: date | None
    forbids: tuple[str, ...]
    status: str
    citation: str


def regime(table: object, number: int) -> Regime:
    """Read the nth rule of the policy; raises Fault where it is wrong."""
    where = f"regimes[{number}]"
    found = require_known_keys(table, ("name", "from", "to", "forbids", "status", "citation"), where)
    starts = found.get("from")
    ends = found.get("to")
    if type(starts) is not date or not (ends is None or type(ends) is date):
        refuse(f"{where}.from and {where}.to must be days without quotes, such as 2026-08-25.", where, "from")
    if ends is not None and ends < starts:
        refuse(f"{where}.to = {ends} is before its from = {starts}: it is never in force.", where, str(ends))
    if not found.get("name"):
        refuse(f"{where} needs a name. It is printed beside each act that the rule forbids.", where, "regimes")
    return Regime(
        name=typed(found, "name", str, "", where),
        starts=starts,
        ends=ends,
        forbids=require_one_of(
            string_list(found, "forbids", [], where), ["check", "notification", "ice_hold"], f"{where}.forbids"
        ),
        status=typed(found, "status", str, "in force", where),
        citation=typed(found, "citation", str, "", where),
    )
