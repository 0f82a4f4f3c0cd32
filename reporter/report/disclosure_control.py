"""Rolls up small groups of people so that no published count, and no difference of published counts, is 1 to 10."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

LEAST = 11
MEASURE = "screening_by_group"
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


def reveals_beside(
    shown: Mapping[str, Sequence[int]], attribute: str, period: Mapping[str, str], earlier: Sequence[Mapping[str, Any]]
) -> bool:
    """Tell whether a table reveals a small count beside what editions filed before show of days of its period.

    Each of `earlier` has its `period` and its `tables` by attribute, or no tables where it is lost: whoever kept a copy
    knows what it showed.
    """
    for other in earlier:
        if not overlap(other["period"], period):
            continue
        if other["tables"] is None:
            return True
        before = other["tables"].get(attribute)
        if before is not None and (other["period"] != period or reveals(shown, before)):
            return True
    return False


def breakdowns(measures: Mapping[str, Any]) -> dict[str, dict[str, Cells]]:
    """Return how many of each group were checked and were not, by attribute, from the measure of screening by group."""
    found: dict[str, dict[str, Cells]] = {}
    for row in measures.get(MEASURE) or []:
        cells = (row["checked_count"], row["stay_count"] - row["checked_count"])
        found.setdefault(row["attribute"], {})[row["group"]] = cells
    return found


def overlap(one: Mapping[str, str], two: Mapping[str, str]) -> bool:
    """Tell whether two periods have a day in common."""
    return one["from"] <= two["to"] and two["from"] <= one["to"]


def _sum(rows: Sequence[Cells]) -> Cells:
    return tuple(sum(column) for column in zip(*rows, strict=True))
