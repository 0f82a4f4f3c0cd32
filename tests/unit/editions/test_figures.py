"""What a later edition of the same days contradicts of what was published."""

from typing import Any

from reporter.audit import audit_json
from reporter.editions import figures
from tests.support.audits import audit


def test_a_limit_of_the_policy_is_no_figure_that_a_later_edition_contradicts() -> None:
    def measured(limit: int, late: int) -> dict[str, Any]:
        made = audit(measures={"release_limit_seconds": limit, "released_past_the_limit_count": late})
        return audit_json.as_json(made, 0)

    first = measured(14_400, 4)
    days = {"period": "2026-10", "edition": 1, "from": first["period"]["from"], "to": first["period"]["to"]}
    published = [{**days, "figures": figures.of(first)}]
    assert figures.contradictions(published, measured(7_200, 4)) == []
    assert figures.contradictions(published, measured(7_200, 9)) == [
        "Plain measures that are not what was published: 1. The ledger has each."
    ]
