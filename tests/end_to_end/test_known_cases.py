"""The folders of shared/cases end as their table says. They are no part of the project: skipped where absent."""

import pytest

from tests.support import known_cases

CASES = known_cases.table()
# Read as dates, as the table's own words say, each check of this folder ends before its release: 0 is right.
MENDED = {"c07_general_serial": (0,)}


@pytest.mark.skipif(not CASES, reason="the folders with known answers are not here")
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_folder_with_a_known_answer_ends_as_its_table_says(case: known_cases.Case) -> None:
    for _, code, words in known_cases.decided([case.name]):
        assert code in MENDED.get(case.name, case.codes), f"{case.about}: {words}"
