"""Each bad export of our own ends as it should: no claim where a release came before vetting, no false accusation."""

from pathlib import Path

import pytest

from reporter import warehouse
from tests.support.bad_exports import BAD_EXPORTS, cells
from tests.support.known_cases import ends
from tests.support.more_bad_exports import MORE_BAD_EXPORTS
from tests.support.odd_numbers import ODD_NUMBERS
from tests.support.odd_workbooks import ODD_WORKBOOKS

ALL = BAD_EXPORTS | MORE_BAD_EXPORTS | ODD_NUMBERS | ODD_WORKBOOKS


def reasons(folder: Path, log: str = "") -> list[str]:
    """Return the first reason of each row that is set aside."""
    query = "select reasons[1] from records.quarantine where log = $1 or $1 = '' order by delivery_id, line"
    with warehouse.open_read_only(folder) as connection:
        return [row[0] for row in warehouse.rows(connection, query, [log])]


@pytest.mark.parametrize("name", ALL)
def test_a_bad_export_ends_as_it_should(tmp_path: Path, name: str) -> None:
    case = ALL[name]
    folder = tmp_path / "county"
    case.make().write(folder)
    code, words = ends(folder, "2026-10")
    assert code in case.codes, words
    if case.reasons:
        assert tuple(reasons(folder)[: len(case.reasons)]) == case.reasons


def test_each_text_that_is_no_value_is_set_aside_with_its_reason(tmp_path: Path) -> None:
    folder = tmp_path / "county"
    county, expected = cells()
    county.write(folder)
    assert ends(folder, "2026-10")[0] == 3
    assert {log: reasons(folder, log) for log in expected} == expected
