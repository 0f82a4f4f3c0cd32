"""A county's months in one folder, with all that happens to deliveries and rules (`make endurance` for ten years)."""

from pathlib import Path

from benchmarks import endurance, long_county
from reporter.editions import ledger

# Filed with the late file, before a code was mapped, and under signed rules; `make endurance` makes all again.
_AGAIN = ["2016-04/r2", "2016-05/r1", "2016-06/r1"]


def test_months_of_late_corrected_lost_and_withdrawn_deliveries_are_counted_rightly_and_made_again(
    tmp_path: Path,
) -> None:
    """Raises where a count is not what was on record, or an edition made again differs by a byte."""
    found = endurance.endure(
        tmp_path / "county", 6, long_county.SAMPLE, long_county.LEAST_STAYS, runs_a_process=0, again=_AGAIN
    )
    assert found.happened == dict.fromkeys(endurance.HAPPENINGS, 1)
    assert {one.name: one.moved for one in found.filed if one.moved} == {
        "2016-01/r2": {"correction": 2},
        "2016-02/r2": {"late_record": 33, "correction": 7},
        "2016-04/r2": {"late_record": 59, "correction": 5},
        "2016-05/r2": {"policy_change": 6, "correction": 1},
    }
    assert len(found.filed) == len(ledger.read(tmp_path / "county").editions()) == 11
    assert [one.name for one in found.made_again if one.is_read_again] == ["2016-04/r2", "2016-05/r1"]
    said = endurance.account(found).splitlines()
    assert said[1] == (
        "11 editions, each with the counts that were on record; outcomes moved: 15 correction, 92 late_record, "
        "6 policy_change."
    )
    assert said[2].startswith("3 of 11 editions made again, 0 differences; of 2 the files had to be read as they were ")
