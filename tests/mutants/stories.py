"""Asks again, with one spot of a query changed, what the tests of the controls and of the records ask of their jails.

The tests run once without a change, and each jail that one of them has asked is kept as it was taken in. Where with a
change an answer or a witness differs, the tests that asked for it are run with the change: what they say counts.
"""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from reporter import warehouse
from reporter.audit import expectations, views
from reporter.config import policy
from reporter.config.period import period
from reporter.warehouse import query_files
from tests.mutants.compared import ALIKE, Asked
from tests.mutants.spots import Mutant

PLACES = ("tests/controls", "tests/expectations")
AT_ONCE = 80  # jails that are held open
MOST = 5  # tests of one change
_INDEX = "asked.json"


class Keeper:
    """A plugin of pytest that keeps each jail whose views are made, and notes which test asked what of it."""

    def __init__(self, place: Path) -> None:
        self._place, self._now = place, ""
        self.asked: dict[str, dict[str, Any]] = {}
        self._honest = views.build
        place.mkdir()
        views.build = self._noted  # type: ignore[assignment]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._now = item.nodeid
        return (yield)

    def _noted(self, connection: Any, chosen: policy.Policy, span: Any, only: str | None = None, **more: Any) -> None:
        found = warehouse.rows(connection, "select path from duckdb_databases() where database_name = 'records'")
        if found and not more:
            number = f"{len(self.asked):04d}"
            folder = self._place / number
            folder.mkdir()
            shutil.copyfile(found[0][0], folder / "warehouse.duckdb")
            (folder / "policy.toml").write_text(chosen.text, encoding="utf-8")
            days = f"{span.first}..{span.last}"
            self.asked[number] = {"test": self._now, "days": days, "only": only}
        self._honest(connection, chosen, span, only, **more)

    def keep(self) -> None:
        """Write down what was asked, and stop noting."""
        views.build = self._honest
        (self._place / _INDEX).write_text(json.dumps(self.asked), encoding="utf-8")


class Story(Asked):
    """One jail of a test, and what the test asked of it."""

    def __init__(self, folder: Path, asked: dict[str, Any], stack: ExitStack) -> None:
        """Open it and ask."""
        self.test = str(asked["test"])
        only = asked["only"]
        super().__init__(folder, policy.load(folder / "policy.toml"), period(asked["days"]), stack, only)

    def _outcomes(self, control: query_files.SqlFile) -> dict[str, Any]:
        witnesses = warehouse.rows(self._connection, f"select item, witness::varchar from ({control.sql})")
        said = super()._outcomes(control)
        return {item: [answer, *(seen for one, seen in witnesses if one == item)] for item, answer in said.items()}

    def _leg(self, leg: query_files.SqlFile) -> Any:
        if not {*leg.header["needs"]} <= self._given:
            return None
        tested = warehouse.rows(self._connection, expectations.tested_query(leg))
        return tested, warehouse.rows(self._connection, f"select * from ({leg.sql}) order by all")

    def _differs(self, one: Any, other: Any) -> bool:
        return bool(one != other)


def tests_that_differ(mutants: Sequence[Mutant], place: Path) -> dict[str, list[str]]:
    """Return for each mutant, by name, the tests in whose jails something differs with it."""
    asked = json.loads((place / _INDEX).read_text(encoding="utf-8"))
    found: dict[str, list[str]] = {one.name: [] for one in mutants}
    numbers = sorted(asked)
    for first in range(0, len(numbers), AT_ONCE):
        with ExitStack() as stack:
            stories = [Story(place / one, asked[one], stack) for one in numbers[first : first + AT_ONCE]]
            for mutant in mutants:
                for story in stories:
                    told = found[mutant.name]
                    if len(told) < MOST and story.test not in told and story.reads(mutant.file):
                        told += [] if story.notices(mutant) == ALIKE else [story.test]
    return found
