"""Says which entries of an event log other entries replace, and of which that cannot be said."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """The entries of a file that others replace; `unclear` are those of which it cannot be said what holds.

    Of those that are replaced `surely`, entries of the same file replace `here`. The `unknown` are replaced by an entry
    of the file, and no file has them.
    """

    surely: frozenset[str] = frozenset()
    here: frozenset[str] = frozenset()
    unclear: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()


NONE = TakenBack()


def in_circles(pairs: Iterable[tuple[str, str]]) -> set[str]:
    """Return the entries that replace each other in a circle, and those that these replace; a pair is by and of.

    One that names itself replaces nothing.
    """
    replaced = defaultdict[str, list[str]](list)
    for by, of in {pair for pair in pairs if pair[0] != pair[1]}:
        replaced[by].append(of)
    counts = Counter(of for each in replaced.values() for of in each)
    free = [by for by in replaced if not counts[by]]
    while free:
        for of in replaced.get(free.pop(), ()):
            counts[of] -= 1
            if not counts[of]:
                free.append(of)
    return {of for of, count in counts.items() if count}
