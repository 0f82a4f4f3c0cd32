"""Decides random counties again with one spot of a query changed: what then differs from verify.py is noticed.

The counties are those of `tests/properties/test_differential.py`, which compares the two in the same way: a change that
is noticed here is one at which that test fails. It takes a second in place of minutes, for only what reads the changed
query is made again, over records that were taken in once.
"""

import re
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from reporter import resources, warehouse
from reporter.audit import controls, expectations, views
from reporter.config import policy
from reporter.config.period import period
from reporter.errors import IntegrityError
from reporter.options import RunOptions
from reporter.warehouse import query_files
from tests.mutants.spots import Mutant
from tests.properties.test_differential import LIKE, differences
from tests.support import random_jail

ROOT = Path(__file__).parents[2]
KINDS = ("intervals/", "populations/", "controls/")
STAYS = 2000  # of a county
SECONDS, MEMORY = 20, "1GB"  # a change that takes more of either has no end that anyone waits for
NOTICED, ALIKE, UNBOUND, ENDLESS = "noticed", "alike", "no statement", "unfinished"
_CANNOT_BIND = (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException)
_WITHOUT_END = (duckdb.InterruptException, duckdb.OutOfMemoryException)
_WORD = re.compile(r"\w+")

Outcomes = dict[str, tuple[str, str]]


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


class County:
    """One random county, decided once with the queries as they are."""

    def __init__(self, seed: int, folder: Path, stack: ExitStack) -> None:
        """Take it in and decide it; raises RuntimeError where engine and verify.py differ without any change."""
        made = random_jail.county(seed, STAYS)
        if told := next(differences(made, folder), None):
            raise RuntimeError(f"They differ without any change: {told}")
        self._policy = policy.load(folder / "county" / "policy.toml")
        self._period = period(made.days)
        options = RunOptions(threads=1, memory=MEMORY)
        self._connection = stack.enter_context(warehouse.open_read_only(folder / "county", options))
        given = warehouse.rows(self._connection, "select distinct log from records.delivered")
        self._given = {row[0] for row in given}
        self._standing = views.Standing()
        intervals = query_files.folder("intervals")
        self._kept = {one.id for one in intervals if one.header.get("materialized")} | {"coverage_spans"}
        self._build()
        self._honest = {file.id: self._outcomes(file.id) for file in controls.catalogue()}
        self._honest_legs = {leg.id: self._leg(leg) for leg in query_files.folder("expectations")}

    def notices(self, mutant: Mutant) -> str:
        """Decide again all that reads what is changed; the queries changed must be in use."""
        clock = threading.Timer(SECONDS, self._connection.interrupt)
        clock.start()
        try:
            changed = self._build()
            for file in controls.catalogue():
                reads = {*_WORD.findall(file.sql), f"population_{file.header['population']}"}
                if not changed.isdisjoint(reads) or mutant.file == f"controls/{file.id}.sql":
                    now, then = self._outcomes(file.id), self._honest[file.id]
                    if any(_differ(now.get(item), then.get(item)) for item in now.keys() | then.keys()):
                        return NOTICED
            for leg in query_files.folder("expectations"):
                reads = {*_WORD.findall(leg.sql), *_WORD.findall(str(leg.header)), expectations.PLACED_BY}
                if not changed.isdisjoint(reads) and self._leg(leg) != self._honest_legs[leg.id]:
                    return NOTICED
        except (IntegrityError, duckdb.Error) as error:
            cause = error.__cause__ or error
            return (
                UNBOUND if isinstance(cause, _CANNOT_BIND) else ENDLESS if isinstance(cause, _WITHOUT_END) else NOTICED
            )
        finally:
            clock.cancel()
        return ALIKE

    def restore(self) -> None:
        """Make all as it was; the queries as they are must be in use."""
        self._build()

    def _build(self) -> set[str]:
        """Make what is not standing, without asking first of every query, changed or not, whether it can be bound."""
        self._standing.change_records(())
        for name, statement in views.named_statements(self._policy, self._period, self._kept):
            if not self._standing.is_made(name, statement):
                with warehouse.guarded_query(self._connection, name):
                    self._connection.execute(statement)
        return self._standing._changed

    def _outcomes(self, control: str) -> Outcomes:
        delivered = set(self._policy.logs)
        (one,) = controls.run(self._connection, self._policy, delivered, only=control)
        if not one.testable or one.suspended_because:
            return {}
        found = warehouse.rows(self._connection, f"select item, outcome, reason from results.{control}")
        return {item: (outcome, reason) for item, outcome, reason in found}

    def _leg(self, leg: query_files.SqlFile) -> tuple[str, str]:
        return random_jail.of_leg(self._connection, leg, self._given)


def _differ(one: tuple[str, str] | None, other: tuple[str, str] | None) -> bool:
    if one == other:
        return False
    if one is None or other is None or one[0] != other[0] or one[0] != "undetermined":
        return True
    return not {one[1], other[1]} <= LIKE


class Counties:
    """The counties over which changes are compared."""

    def __init__(self, room: Path, seeds: Sequence[int], stack: ExitStack) -> None:
        """Take them in."""
        self._room = room
        self._counties = [County(seed, room / f"county-{seed}", stack) for seed in seeds]

    def fate(self, mutant: Mutant) -> str:
        """Say whether a change is noticed, makes no difference to any outcome here, is no statement, or has no end."""
        root = changed_copy(mutant, self._room / "compared")
        try:
            for county in self._counties:
                with _in_use(root):
                    fate = county.notices(mutant)
                county.restore()
                if fate != ALIKE:
                    return fate
        finally:
            query_files._without_comment.cache_clear()  # it goes by the folder, which is the same for each change
        return ALIKE


@contextmanager
def _in_use(root: Path) -> Iterator[None]:
    use(root)
    try:
        yield
    finally:
        use(ROOT)
