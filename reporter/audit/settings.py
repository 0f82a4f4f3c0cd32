"""Writes what the policy and the period give to the queries: settings, rules that forbid acts, federal holidays."""

from functools import cache
from itertools import combinations

from reporter import warehouse
from reporter.config.log_schemas import schemas
from reporter.config.policy import Policy
from reporter.model import Period
from reporter.warehouse import literal

_REACHING_ON = ("notify_within", "release_within", "claim_within", "complaint_within", "record_within", "max_silence")


def chosen(policy: Policy, period: Period) -> str:
    """Return the one row of `settings`: period, limits in microseconds, lists of codes, slack between clocks."""
    zone, limits = literal(policy.timezone), policy.limits
    first, last = f"timestamp {literal(period.first)}", f"timestamp {literal(period.last + ' 23:59:59.999999')}"
    columns = {
        "zone": zone,
        "period_first": f"date {literal(period.first)}",
        "period_last": f"date {literal(period.last)}",
        "trend_first": f"date {literal(_trend_first(period))}",
        "period_earliest": _reading(first, between="most_us"),
        "period_latest": _reading(last, between="least_us"),
        "scope_commitments": _list(policy.scope_commitments),
        "not_released": _list(policy.not_released),
        "final_results": _list(policy.final_results),
        "check_after_commitment": str(policy.check_after_commitment).lower(),
        "require_authorized_officer": str(policy.require_authorized_officer).lower(),
        "system_of_bookings": literal(policy.system("bookings")),
        "system_of_holds": literal(policy.system("holds")),
        "refresher_every_months": f"{limits.refresher_every_months or 'null'}::integer",
    }
    for limit in (*_REACHING_ON, "check_before_booking"):
        columns[limit] = f"{getattr(limits, limit)}::bigint"
    columns["longest_limit"] = f"{max(getattr(limits, limit) for limit in _REACHING_ON)}::bigint"
    for one, two in combinations(sorted(schemas()), 2):
        columns[f"slack_{one}_{two}"] = f"{policy.slack(one, two)}::bigint"
    return warehouse.row(columns)


def _trend_first(period: Period) -> str:
    """The first of the twelve months that end with the period."""
    year, month = int(period.last[:4]), int(period.last[5:7])
    return f"{year:04d}-01-01" if month == 12 else f"{year - 1:04d}-{month + 1:02d}-01"


def regimes(policy: Policy) -> str:
    """One row a rule that forbids kinds of acts, with the days on which it is in force; typed when there is none."""
    rules = [
        warehouse.row(
            {
                "place": str(place),
                "name": literal(one.name),
                "starts": f"date {literal(one.starts.isoformat())}",
                "ends": f"date {literal(one.ends.isoformat())}" if one.ends else "null::date",
                "forbids": _list(one.forbids),
                "status": literal(one.status),
            }
        )
        for place, one in enumerate(policy.regimes, 1)
    ]
    none = (
        "select 0 as place, ''::varchar as name, null::date as starts, null::date as ends, []::varchar[] as forbids, "
        "''::varchar as status where false"
    )
    return warehouse.union(rules) if rules else none


def _reading(moment: str, *, between: str) -> str:
    of_week = f"calendar = 'local' and week = zone_week({moment})"
    read = f"utc_of(epoch_us({moment}), before_until, after_from, before_us, {between}, after_us)"
    return warehouse.subquery(warehouse.select(f"make_timestamp({read})", "zone_weeks", where=of_week))


def _list(values: tuple[str, ...]) -> str:
    return "[" + ", ".join(literal(value) for value in values) + "]::varchar[]"


def federal_holidays(period: Period) -> str:
    """The United States federal holidays around the period, as one list: some clocks stand still on them."""
    days = ", ".join(f"date {literal(day)}" for day in _days_off(int(period.first[:4]) - 2, int(period.last[:4]) + 2))
    return warehouse.row({"days": f"[{days}]"})


@cache
def _days_off(first_year: int, last_year: int) -> list[str]:
    import holidays

    return [day.isoformat() for day in sorted(holidays.country_holidays("US", years=range(first_year, last_year + 1)))]
