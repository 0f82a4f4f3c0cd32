"""A change planted in what decides is noticed, a broken one is no statement, and afterwards all is as it was."""

from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from tests.mutants.compared import ALIKE, ENDLESS, KINDS, NOTICED, UNBOUND, Counties
from tests.mutants.spots import Mutant, all_mutants, sample

SPOTS = 24  # the first of them all in the order in which `make mutants` takes them


def test_changes_are_noticed_and_leave_nothing_behind(tmp_path: Path) -> None:
    mutants = [one for one in sample(all_mutants(), 1) if one.file.startswith(KINDS)]
    with ExitStack() as stack:
        counties = Counties(tmp_path, (1,), stack)
        fates = Counter(counties.fate(one) for one in mutants[:SPOTS])
        assert min(fates[NOTICED], fates[ALIKE]) > SPOTS / 4  # by one county alone
        assert fates[UNBOUND] + fates[ENDLESS] < SPOTS / 4
        assert counties.fate(_unchanged(mutants[0])) == ALIKE


def _unchanged(mutant: Mutant) -> Mutant:
    text = (Path(__file__).parents[2] / "queries" / mutant.file).read_text(encoding="utf-8")
    return Mutant(file=mutant.file, line=1, kind="none", before="", after="", text=text)
