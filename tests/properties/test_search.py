"""A sample of the search for folders that make the program say more than the records do; `make search` tries more."""

import os
from pathlib import Path

import pytest

from tests import search
from tests.support.odd_exports import DEEDS, County

FIRST, EACH = 0, 6
PENDING = 2  # the first seed of which the county is guilty where a check that is pending is the only guilt there is


@pytest.mark.parametrize("part", range(int(os.environ.get("SEARCHES", "6")) // EACH))
def test_no_county_says_more_than_its_records(part: int) -> None:
    ended, faults = search.search(FIRST + part * EACH, EACH, tell=lambda words: None)
    assert [(one.fault, one.seed, one.deeds, one.sentence) for one in faults] == []
    assert sum(ended.values()) == EACH


def test_the_search_finds_what_is_planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that read a pending check as final would be found out."""
    monkeypatch.setattr(search, "DEEDS", {"rows in another order": DEEDS["rows_in_another_order"]})
    monkeypatch.setattr(search, "GUILT", ("check pending",))
    told: list[str] = []
    honest, none = search.search(PENDING, 1, tell=told.append)
    assert (none, told) == ([], [])
    assert honest == {"released before vetting: exceptions": 1}
    made = search.write

    def forged(one: County, folder: Path) -> None:
        checks = one.files["checks"]
        for row in checks.rows:
            row[checks.at("result")] = "clear"
        made(one, folder)

    monkeypatch.setattr(search, "write", forged)
    _, faults = search.search(PENDING, 1, tell=told.append)
    assert [one.fault for one in faults] == ["false all-clear"]
    assert len(told) == len(faults)
