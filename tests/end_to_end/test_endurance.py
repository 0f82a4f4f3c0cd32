"""Month after month in one folder: each files one edition, and none of those before it changes (`make endurance`)."""

from pathlib import Path

from benchmarks import endurance
from reporter.editions import store


def test_three_months_one_after_the_other_leave_three_editions_and_take_the_memory_of_one(tmp_path: Path) -> None:
    found = endurance.endure(tmp_path / "county", 3, 5)  # raises where an edition is not what it was when filed
    assert [one.label for one in found] == ["2016-01", "2016-02", "2016-03"]
    assert [store.latest(tmp_path / "county", one.label) for one in found] == [1, 1, 1]
    assert len({one.root for one in found}) == 3
    assert found[2].peak_mib - found[1].peak_mib < 40
    assert found[0].folder_mib < found[1].folder_mib < found[2].folder_mib
