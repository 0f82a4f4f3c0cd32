"""Decides random counties again with one spot of a query changed: what then differs from verify.py is noticed.

The counties are those of `tests/properties/test_differential.py`, which compares the two in the same way: a change that
is noticed here is one at which that test fails. It takes a second in place of minutes, for only what reads the changed
query is made again, over records that were taken in once.
"""

import os
import re
import shutil
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from reporter import resources, warehouse
from reporter.audit import controls, expectations, views
from reporter.config import policy
from reporter.config.period import period
from reporter.errors import IntegrityError
from reporter.model import Period
from reporter.options import RunOptions
from reporter.warehouse import query_files
from tests.mutants.spots import Mutant
from tests.properties.test_differential import LIKE, differences
from tests.support import random_jail

ROOT = Path(__file__).parents[2]
KINDS = ("intervals/", "populations/", "controls/")
STAYS = int(os.environ.get("STAYS_COMPARED", "1000"))  # of a county
SECONDS, MEMORY = 20, "1GB"  # a change that takes more of either has no end that anyone waits for
NOTICED, ALIKE, UNBOUND, ENDLESS = "noticed", "alike", "no statement", "unfinished"
_CANNOT_BIND = (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException)
_WITHOUT_END = (duckdb.InterruptException, duckdb.OutOfMemoryException)
_WORD = re.compile(r"\w+")


@cache
def words_of(text: str) -> frozenset[str]:
    """Return the words of a statement, among them what it reads."""
    return frozenset(_WORD.findall(text))


def use(root: Path) -> None:
    """Let this process read queries/ and report_templates/ from another folder."""
    resources._PACKAGE = root / "reporter"
    resources.data_dir.cache_clear()


def changed_copy(mutant: Mutant, root: Path) -> Path:
    """Make a folder with the queries, one of them changed, and return it."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(ROOT / "queries", root / "queries")
    (root / "report_templates").symlink_to(ROOT / "report_templates")
    (root / "queries" / mutant.file).write_text(mutant.text, encoding="utf-8")
    return root


class Asked:
    """Records that were taken in once, and what is asked of them: with the queries as they are, and with a change.

    All is made once; with a change, what is changed and what reads it, and what the change before it had left.
    """

    def __init__(
        self, folder: Path, chosen: policy.Policy, days: Period, stack: ExitStack, only: str | None = None
    ) -> None:
        """Open them and ask; of one control or test of the records alone, if it is named as `only`."""
        options = RunOptions(threads=1, memory=MEMORY)
        self._connection = stack.enter_context(warehouse.open_read_only(folder, options))
        given = warehouse.rows(self._connection, "select distinct log from records.delivered")
        self._given = {row[0] for row in given}
        intervals = query_files.folder("intervals")
        self._kept = {one.id for one in intervals if one.header.get("materialized")} | {"coverage_spans"}
        self._controls = [one for one in controls.catalogue() if only in (None, one.id)]
        self._legs = [one for one in query_files.folder("expectations") if only in (None, one.id)]
        needed = None if self._legs else self._all_needed()  # of a test of the records the count of what is tested too
        self._statements = {
            name or statement: (statement, words_of(statement))
            for name, statement in views.named_statements(chosen, days, self._kept)
            if needed is None or not name or name in needed
        }
        for statement, _ in self._statements.values():
            self._connection.execute(statement)
        tested = controls.run(self._connection, chosen, set(chosen.logs), only=only) if self._controls else []
        decided = {one.id for one in tested if one.testable and not one.suspended_because}
        self._controls = [one for one in self._controls if one.id in decided]
        self._changed_before: set[str] = set()
        self._honest = {one.id: self._outcomes(one) for one in self._controls}
        self._honest_legs = {leg.id: self._leg(leg) for leg in self._legs}

    def reads(self, file: str) -> bool:
        """Tell whether a change of a view, population, control or test of the records could be noticed here."""
        kind, _, stem = file.removesuffix(".sql").rpartition("/")
        return stem in {"controls": self._controls_by_id(), "expectations": self._legs_by_id()}.get(
            kind, self._statements
        )

    def notices(self, mutant: Mutant) -> str:
        """Decide again all that reads what is changed."""
        clock = threading.Timer(SECONDS, self._connection.interrupt)
        clock.start()
        kind, _, stem = mutant.file.removesuffix(".sql").rpartition("/")
        try:
            changed_file = query_files._parsed(stem, kind, mutant.text)
            changed = self._remake(changed_file) | {f"{kind}/{stem}"}
            for file in self._controls:
                population = f"population_{file.header['population']}"
                if changed.isdisjoint({*words_of(file.sql), population, f"controls/{file.id}"}):
                    continue
                now = self._outcomes(changed_file if f"{kind}/{stem}" == f"controls/{file.id}" else file)
                then = self._honest[file.id]
                if any(self._differs(now.get(item), then.get(item)) for item in now.keys() | then.keys()):
                    return NOTICED
            for leg in self._legs:
                reads = {
                    *words_of(leg.sql),
                    *words_of(str(leg.header)),
                    expectations.PLACED_BY,
                    f"expectations/{leg.id}",
                }
                is_changed = f"{kind}/{stem}" == f"expectations/{leg.id}"
                found = () if changed.isdisjoint(reads) else self._leg(changed_file if is_changed else leg)
                if found != () and found != self._honest_legs[leg.id]:
                    return NOTICED
        except (IntegrityError, duckdb.Error) as error:
            cause = error.__cause__ or error
            return (
                UNBOUND if isinstance(cause, _CANNOT_BIND) else ENDLESS if isinstance(cause, _WITHOUT_END) else NOTICED
            )
        finally:
            clock.cancel()
        return ALIKE

    def _controls_by_id(self) -> set[str]:
        return {one.id for one in self._controls}

    def _legs_by_id(self) -> set[str]:
        return {one.id for one in self._legs}

    def _all_needed(self) -> set[str]:
        """Return what the controls asked for read, near and far."""
        populations = {one.header["population"] for one in self._controls}
        beside = [one for one in query_files.folder("populations") if one.id in populations]
        return query_files.read_by([*self._controls, *beside], query_files.folder("intervals")) | populations

    def _remake(self, changed_file: query_files.SqlFile) -> set[str]:
        """Make a changed view or population, what was changed before, and what reads either; return all of these."""
        stem, population = changed_file.id, changed_file.kind == "populations"
        again = self._changed_before
        changed, self._changed_before = {*again}, again | {stem}  # both, until all of it is made
        for name, (statement, words) in self._statements.items():
            if (name == stem and changed_file.kind in ("intervals", "populations")) or name in again:
                new = statement
                if name == stem:
                    table = f"population_{stem}" if population else stem
                    kept = population or stem in self._kept
                    new = warehouse.create_statement(table, changed_file.sql, kept=kept)
            elif changed.isdisjoint(words):
                continue
            else:
                new = statement
            changed |= {name, f"population_{name}"}
            self._connection.execute(new)
        self._changed_before = {stem}
        return changed

    def _outcomes(self, control: query_files.SqlFile) -> dict[str, Any]:
        """Return what a control says of each item; one answered twice, never or unasked has its own."""
        found = warehouse.rows(
            self._connection,
            f"select item, outcome, reason, len(witness) > 0, count(*) over (partition by item) from ({control.sql})",
        )
        asked = warehouse.rows(self._connection, f"select item from population_{control.header['population']}")
        unasked = {item for item, *_ in found} - {item for (item,) in asked}
        said = {item: ["made up"] if item in unasked else answer for item, *answer in found}
        return said | {item: ["nothing"] for (item,) in asked if item not in said}

    def _leg(self, leg: query_files.SqlFile) -> Any:
        return random_jail.of_leg(self._connection, leg, self._given)

    def _differs(self, one: Any, other: Any) -> bool:
        return _differ(one, other)


class County(Asked):
    """One random county, decided once with the queries as they are."""

    def __init__(self, seed: int, folder: Path, stack: ExitStack) -> None:
        """Take it in and decide it; raises RuntimeError where engine and verify.py differ without any change."""
        made = random_jail.county(seed, STAYS)
        if told := next(differences(made, folder), None):
            raise RuntimeError(f"They differ without any change: {told}")
        super().__init__(folder / "county", policy.load(folder / "county" / "policy.toml"), period(made.days), stack)


def _differ(one: Any, other: Any) -> bool:
    if one == other:
        return False
    if one is None or other is None or one[0] != other[0] or one[0] != "undetermined":
        return True
    return one[2:] != other[2:] or not {one[1], other[1]} <= LIKE


class Counties:
    """The counties over which changes are compared."""

    def __init__(self, room: Path, seeds: Sequence[int], stack: ExitStack) -> None:
        """Take them in."""
        self._counties = [County(seed, room / f"county-{seed}", stack) for seed in seeds]

    def fate(self, mutant: Mutant) -> str:
        """Say whether a change is noticed, makes no difference to any outcome here, is no statement, or has no end."""
        fates = (county.notices(mutant) for county in self._counties)
        return next((fate for fate in fates if fate != ALIKE), ALIKE)
