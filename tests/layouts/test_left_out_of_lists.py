"""A row that `only` leaves out of a list of those in custody names its stay all the same: who is on it has not left."""

from itertools import permutations
from pathlib import Path

import pytest

from tests.layouts.test_snapshots import HEADER, LISTS, NAMED, accounts, county, ends, held, lists, row
from tests.support.jail import Jail

ONLY = 'only = { Class = ["STATE"] }\n'
FILLED = 'only_filled = ["Class"]\n'
OTHERS = [row(day, "X") for day in (2, 3, 4, 5)]

STORIES = {  # of one stay the class on each list, from 2 October on, "" where the list lacks it, and its end
    "another class from the third list on": (["STATE", "STATE", "FED", "FED"], None),
    "left after that": (["STATE", "FED", "FED", ""], "04 06:00 .. 05 06:00"),
    "left at once": (["STATE", "FED", "", ""], "03 06:00 .. 04 06:00"),
    "another class in between": (["STATE", "FED", "STATE", ""], "04 06:00 .. 05 06:00"),
    "another class at first": (["FED", "STATE", "STATE", ""], "04 06:00 .. 05 06:00"),
    "never of this log": (["FED", "FED", "FED", ""], "no stay"),
    "of no list but one": (["", "STATE", "", ""], "03 06:00 .. 04 06:00"),
}


def written(jail: Jail, classes: list[str], days: range, file: str, column: str = "Class") -> None:
    """Write the lists of some days: one stay with its class, and another that is always there."""
    found = [[*row(day, "A"), classes[day - 2]] for day in days if classes[day - 2]]
    found += [[*one, "STATE"] for one in OTHERS if int(one[0][8:10]) in days]
    lines = [[*HEADER, column], *sorted(found)]
    text = "\n".join(",".join(line) for line in lines) + "\n"
    (jail.folder / "inbox" / file).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("settings", [ONLY, FILLED], ids=["only", "only_filled"])
def test_who_is_on_a_list_has_not_left(tmp_path: Path, story: str, settings: str) -> None:
    classes, end = STORIES[story]
    if settings == FILLED:
        classes = [{"FED": " "}.get(one, one) for one in classes]
    jail = county(tmp_path / "county", LISTS + settings)
    written(jail, classes, range(2, 6), "bookings.csv")
    jail.ingest()
    assert ends(jail).get("A", "no stay") == end
    assert held(jail, "select reasons from quarantine") == []
    received, accepted, quarantined, folded = accounts(jail)[0]
    others = held(jail, "select not_this_log from delivered where log = 'bookings'")[0][0]
    assert (received, others) == (4 + sum(map(bool, classes)), sum(one in ("FED", " ") for one in classes))
    assert received == accepted + quarantined + folded + others


@pytest.mark.parametrize("story", STORIES)
def test_lists_a_file_each_in_any_order(tmp_path: Path, story: str) -> None:
    classes, end = STORIES[story]
    for number, order in enumerate(permutations(range(2, 6))):
        if number % 5:
            continue
        jail = county(tmp_path / f"county{number}", NAMED + ONLY)
        for day in order:
            written(jail, classes, range(day, day + 1), f"bookings_2026100{day}.csv")
            jail.ingest()
        assert (order, ends(jail).get("A", "no stay")) == (order, end and end.replace(" 06:00", ""))


def test_a_list_on_which_all_are_of_another_class_is_a_list(tmp_path: Path) -> None:
    jail = county(tmp_path / "county", LISTS + ONLY)
    found = [[*row(2, "A"), "STATE"], [*row(3, "A"), "STATE"], [*row(4, "B"), "FED"]]
    lists(jail, "bookings.csv", [])
    text = "\n".join(",".join(line) for line in [[*HEADER, "Class"], *found]) + "\n"
    (jail.folder / "inbox" / "bookings.csv").write_text(text, encoding="utf-8")
    jail.ingest()
    assert ends(jail) == {"A": "03 06:00 .. 04 06:00"}
