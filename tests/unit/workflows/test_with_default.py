"""Choices are decided beside the edition, and given up with it."""

from pathlib import Path

import pytest

from reporter import warehouse
from reporter.config import policy as policies
from reporter.config.period import period
from reporter.options import USUAL
from reporter.workflows import with_default
from tests.support.jail import Jail, clean


def _fails(choosing: with_default.Choosing) -> None:
    with choosing:
        assert choosing.is_beside
        raise KeyError("a control could not be decided")


def test_choices_of_an_edition_that_is_not_made_are_given_up(tmp_path: Path) -> None:
    jail = clean(Jail(tmp_path, '[vetting]\nfinal_results = ["clear", "wanted", "no_record", "pending"]\n'))
    jail.ingest()
    policy, days = policies.load(jail.folder / "policy.toml"), period("2026-10")
    with warehouse.open_read_only(jail.folder) as connection:
        warehouse.lock_down(connection)
        choosing = with_default.Choosing(connection, jail.folder, policy, days, 0, 0, None, USUAL)
        with pytest.raises(KeyError):
            _fails(choosing)
        # The controls, which the first choice waits for, never came: it ends all the same.
        assert choosing._found is not None
        assert choosing._found.cancelled() or choosing._found.exception(timeout=1) is not None


def test_a_warehouse_keeps_no_macro(tmp_path: Path) -> None:
    """Each would be one more write that a run waits for."""
    jail = clean(Jail(tmp_path))
    jail.ingest()
    with warehouse.open_read_only(jail.folder) as connection:
        query = "select count(*) from duckdb_functions() where database_name = 'records' and not internal"
        assert warehouse.one(connection, query) == 0
