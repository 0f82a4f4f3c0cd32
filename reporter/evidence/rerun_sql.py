"""Writes rerun.sql: the same statements that decided the controls, for the plain duckdb program inside a pack."""

from collections.abc import Collection, Iterator, Sequence

from reporter.audit import controls, views
from reporter.config.policy import Policy
from reporter.evidence import tables
from reporter.model import ControlResult, Period
from reporter.resources import data_dir
from reporter.warehouse import create_statement, select, subquery, union
from reporter.warehouse.query_files import filled

_HEADER = """\
-- Decides every control again from the tables of this pack, by the queries of data/queries/, and compares the result
-- with data/outcomes.csv. Run it inside the pack's folder: duckdb < rerun.sql
-- The legs and the claim are not in it: `python3 -I verify.py .` and `reporter verify .` judge them too.
"""


def script(policy: Policy, period: Period, decided: Sequence[ControlResult], files: Collection[str]) -> str:
    """Return the whole of rerun.sql for a pack with these tables."""
    text = [_HEADER, "set TimeZone = 'UTC';", (data_dir("queries") / "macros.sql").read_text(encoding="utf-8")]
    text += [f"{one};\n" for one in _statements(policy, period, decided, files)]
    return "\n".join([*text, "", filled("pack/books"), ""])


def _statements(
    policy: Policy, period: Period, decided: Sequence[ControlResult], files: Collection[str]
) -> Iterator[str]:
    yield "create schema records"
    yield from tables.records(policy, "data", files, "records.")
    yield from views.statements(policy, period)
    yield "create schema results"
    run = {one.id for one in decided if one.was_run}
    for file in controls.catalogue():
        if file.id in run:
            yield create_statement(f"results.{file.id}", file.sql, kept=True)
    filed = tables.reader("data/outcomes.csv", tables.OUTCOMES)
    own = select("control, item, outcome, reason", subquery(controls.outcomes_query(decided)))
    sides = [select("1 as side, *", filed), select("2, *", subquery(own))]
    yield create_statement("both_sides", union(sides), kept=True)
