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


def written(jail: Jail, stories: dict[str, list[str]], days: range, file: str) -> None:
    """Write the lists of some days: a stay a story with its class, and another stay that is always there."""
    found = [
        [*row(day, stay), classes[day - 2]] for stay, classes in stories.items() for day in days if classes[day - 2]
    ]
    found += [[*one, "STATE"] for one in OTHERS if int(one[0][8:10]) in days]
    lines = [[*HEADER, "Class"], *sorted(found)]
    text = "\n".join(",".join(line) for line in lines) + "\n"
    (jail.folder / "inbox" / file).write_text(text, encoding="utf-8")


CLASSES = {story: classes for story, (classes, _) in STORIES.items()}
ENDS = {story: end for story, (_, end) in STORIES.items()}


def ends_of_stories(jail: Jail) -> dict[str, str | None]:
    """Return the end of each story's stay; the stay that is always there has none."""
    found = ends(jail)
    assert found.pop("X") is None
    return {story: found.get(story, "no stay") for story in STORIES}


@pytest.mark.parametrize("settings", [ONLY, FILLED], ids=["only", "only_filled"])
def test_who_is_on_a_list_has_not_left(tmp_path: Path, settings: str) -> None:
    """The stays of all stories stand on the same lists."""
    other = "FED" if settings == ONLY else " "
    stories = {story: [{"FED": other}.get(one, one) for one in classes] for story, classes in CLASSES.items()}
    jail = county(tmp_path / "county", LISTS + settings)
    written(jail, stories, range(2, 6), "bookings.csv")
    jail.ingest()
    assert ends_of_stories(jail) == ENDS
    assert held(jail, "select reasons from quarantine") == []
    received, accepted, quarantined, folded = accounts(jail)[0]
    others = held(jail, "select not_this_log from delivered where log = 'bookings'")[0][0]
    listed = [one for classes in stories.values() for one in classes if one]
    assert (received, others) == (4 + len(listed), listed.count(other))
    assert received == accepted + quarantined + folded + others


@pytest.mark.parametrize("order", list(permutations(range(2, 6)))[::5])
def test_lists_a_file_each_in_any_order(tmp_path: Path, order: tuple[int, ...]) -> None:
    jail = county(tmp_path / "county", NAMED + ONLY)
    for day in order:
        written(jail, CLASSES, range(day, day + 1), f"bookings_2026100{day}.csv")
        jail.ingest()
    assert ends_of_stories(jail) == {story: end and end.replace(" 06:00", "") for story, end in ENDS.items()}


def test_a_list_on_which_all_are_of_another_class_is_a_list(tmp_path: Path) -> None:
    jail = county(tmp_path / "county", LISTS + ONLY)
    found = [[*row(2, "A"), "STATE"], [*row(3, "A"), "STATE"], [*row(4, "B"), "FED"]]
    lists(jail, "bookings.csv", [])
    text = "\n".join(",".join(line) for line in [[*HEADER, "Class"], *found]) + "\n"
    (jail.folder / "inbox" / "bookings.csv").write_text(text, encoding="utf-8")
    jail.ingest()
    assert ends(jail) == {"A": "03 06:00 .. 04 06:00"}
