"""Engine, second implementation and possible worlds decide the same random stays alike."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from reporter.evidence import verify
from tests.support import possible_worlds, random_jail

# STAYS=100000 (make proof) compares more; the seeds are always the same.
STAYS = int(os.environ.get("STAYS", "2000"))
A_COUNTY = 2500 if STAYS > 4000 else 1000
SEEDS = range(1, 1 + -(-STAYS // A_COUNTY))
LIKE = {"repeated_hour", "time_missing"}  # verify.py tries them in turn, the engine which of them alone accounts for it


def differences(
    county: random_jail.County, folder: Path, tally: Counter[str] | None = None
) -> Iterator[tuple[str, str, str]]:
    """Yield each item on which the three do not agree: control, item and what is said of it."""
    random_jail.write(county, folder / "county")
    engine = random_jail.decided(folder / "county", county.days, folder / "flat")
    pack = verify.Pack(folder / "flat")
    verifier = possible_worlds.decided(pack) | random_jail.legs_verified(pack)
    if tally is not None:
        tally["outcomes compared"] += len(engine.keys() | verifier.keys())
    for control, item in sorted(engine.keys() | verifier.keys()):
        one, other = engine.get((control, item), ("nothing", "")), verifier.get((control, item), ("nothing", ""))
        doubts = {one[1], other[1]} <= LIKE and one[0] == other[0] == "undetermined"
        if one != other and not doubts:
            yield control, item, f"engine says {' '.join(one)}, verifier says {' '.join(other)}"
    yield from possible_worlds.disagreements(pack, engine)


def shrunk(county: random_jail.County, control: str, item: str, folder: Path) -> str:
    """Give the stay of an item with its records alone, if it fails alone, else with the words that it does not."""
    if control == random_jail.LEG:
        return "all that the county has counts"
    alone = county.only(item)
    fails = [said for name, which, said in differences(alone, folder) if (name, which) == (control, item)]
    words = fails[0] if fails else "it agrees when alone"
    return f"alone: {words}\n{alone.shown()}"


@pytest.fixture(scope="module")
def tally() -> Iterator[Counter[str]]:
    """Count over all seeds, and say the sum when the last is done."""
    counts: Counter[str] = Counter()
    yield counts
    told = (f"{counts[what]} {what}" for what in ("stays compared", "outcomes compared", "disagreements"))
    print(", ".join(told))  # noqa: T201


@pytest.mark.parametrize("seed", SEEDS)
def test_engine_verifier_and_possible_worlds_agree(seed: int, tmp_path: Path, tally: Counter[str]) -> None:
    county = random_jail.county(seed, A_COUNTY)
    found = list(differences(county, tmp_path / "all", tally))
    tally.update({"stays compared": A_COUNTY, "disagreements": len(found)})
    print(f"seed {seed}: {A_COUNTY} stays compared, {len(found)} disagreements", flush=True)  # noqa: T201
    told = [f"{control}: {item}: {said}" for control, item, said in found]
    if found:
        told.append(shrunk(county, found[0][0], found[0][1], tmp_path / "alone"))
    assert not found, "\n".join(told[:20] + told[-1:])


@pytest.mark.parametrize(("seed", "item"), [(29, "B427"), (35, "B81")])
def test_they_agree_where_they_once_named_other_reasons(seed: int, item: str, tmp_path: Path) -> None:
    """With the clocks' error a hit or a notice is too early. The cause is that of the doubt that is left without it."""
    assert list(differences(random_jail.plain_county(seed, 2500).only(item), tmp_path)) == []
