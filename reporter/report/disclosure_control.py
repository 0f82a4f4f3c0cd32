"""Rolls up small groups of people so that no published count, and no difference of published counts, is 1 to 10."""

from collections.abc import Iterable, Mapping, Sequence

LEAST = 11
OTHERS = "other groups together"

Cells = tuple[int, ...]


def is_safe(cells: Iterable[int]) -> bool:
    """Tell whether each count is 0 or large enough to be published."""
    return all(count == 0 or count >= LEAST for count in cells)


def rolled_up(groups: Mapping[str, Cells]) -> dict[str, Cells] | None:
    """Return the groups with the small ones added up into one, or None where even that would show a small count.

    `groups` maps a group to counts that do not overlap (such as checked, not checked). The smallest groups are added
    up until every cell of what is left, the sum among them, is 0 or at least 11.
    """
    kept = dict(sorted(groups.items(), key=lambda one: (sum(one[1]), one[0]), reverse=True))
    together: list[Cells] = []
    for group in [name for name, cells in kept.items() if not is_safe(cells)]:
        together.append(kept.pop(group))
    while together and not (is_safe(_sum(together)) and len(together) > 1):
        if not kept:
            return None
        together.append(kept.pop(next(reversed(kept))))
    found = {name: kept[name] for name in sorted(kept)}
    if together:
        found[OTHERS] = _sum(together)
    return found if len(found) > 1 else None


def reveals(shown: Mapping[str, Sequence[int]], earlier: Mapping[str, Sequence[int]]) -> bool:
    """Tell whether a table beside an earlier one of its period shows a difference of 1 to 10, or undoes a group."""
    if shown.keys() != earlier.keys():
        return True
    return any(
        not is_safe(abs(new - old) for new, old in zip(shown[name], earlier[name], strict=True)) for name in shown
    )


def _sum(rows: Sequence[Cells]) -> Cells:
    return tuple(sum(column) for column in zip(*rows, strict=True))
