"""Rows that must be set aside: cells merged in a sheet, formulas without a value, children that repeat and differ."""

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.support.random_layouts import spellings, tables
from tests.support.random_layouts.made import Jail
from tests.support.random_layouts.spellings import Cells, Layout, Twice


def break_cells(made: Jail, layout: Layout, log: str, found: Sequence[tables.Table]) -> None:
    """Merge titles, and draw rows of which a cell is merged with another or is a formula without a value.

    Where a column is mapped such a row is set aside; where none is, nothing is lost.
    """
    rng, settings = layout.rng, layout.settings
    wants = layout.how.get("wants", {}) if not layout.how.get("is_doubted") else {}
    assert isinstance(wants, dict)
    picking = {*settings.get("only", {}), *settings.get("only_filled", [])}  # type: ignore[misc]
    told = {*_texts_in(settings.get("events")), *_texts_in(settings.get("snapshots"))}
    mapped = {name for one in layout.columns.values() for name in one.names} | picking | told
    filled = set(settings.get("fill_down", []))  # type: ignore[call-overload]
    breaks = rng.random() < 0.5
    sound: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    for table in found:
        taken: set[int] = set()
        free = [n for n, name in enumerate(table.names) if name not in filled]
        bare = [n for n in free if table.names[n] not in mapped]
        for place, line in enumerate(table.lines):
            if line.kind in ("title", "footer") and rng.random() < 0.4 and len(table.names) > 1:
                table.merged.append((place, 0, place, rng.randrange(1, min(5, len(table.names)))))
                made.features["merged titles"] += 1
                taken.add(place)
            if line.kind != "row":
                continue
            sound[line.key] += 1
            if not breaks or place in taken or rng.random() > 0.12:
                continue
            below = place + 1 < len(table.lines) and table.lines[place + 1].kind == "row"
            may = free if wants else bare
            way = rng.choice(("valueless", "across", "down"))
            if not may:
                continue
            column = rng.choice(may if rng.random() < 0.6 or not bare else bare)
            lines = [line]
            columns = [column]
            if way == "valueless":
                table.valueless.add((place, column))
            elif way == "across" and column + 1 in (may if rng.random() < 0.5 else bare):
                columns.append(column + 1)
                table.merged.append((place, column, place, column + 1))
            elif way == "down" and below:
                lines.append(table.lines[place + 1])
                table.merged.append((place, column, place + 1, column))
                taken.add(place + 1)
            else:
                continue
            if not mapped & {table.names[n] for n in columns}:
                made.features[f"{way}, of no column that is mapped"] += 1
                continue
            made.features[way] += 1
            made.aside[log]["formula_without_value" if way == "valueless" else "merged_cell"] += len(lines)
            broken.update(one.key for one in lines)
    for key, count in broken.items():
        if sound[key] == count:
            wants.pop(key)


def _texts_in(value: object) -> Iterator[str]:
    """Yield each text of a key of the policy, a column's name among others."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value if isinstance(value, list) else value.values():
            yield from _texts_in(one)


def repeat_children(made: Jail, layout: Layout, log: str, cells: Sequence[Cells]) -> None:
    """Let a child come twice: with another text, so that its row is set aside, or in XML with the same."""
    rng = layout.rng
    wants = layout.how.get("wants", {}) if not layout.how.get("is_doubted") else {}
    assert isinstance(wants, dict)
    mapped = [name for one in layout.columns.values() for name in one.names]
    alone = [
        name
        for name in mapped
        if not any(sign in name for sign in "@./")
        and not any(one.startswith((f"{name}/", f"{name}.")) for one in mapped)
    ]
    if not wants or not alone or rng.random() < 0.5:
        return
    for row in cells[1:]:
        if rng.random() > 0.1 or sum(one[tables.KEY] == row[tables.KEY] for one in cells) > 1:
            continue
        name = rng.choice(alone)
        if not isinstance(row[name], str) or not str(row[name]).strip():
            continue
        differs = layout.form != "xml" or rng.random() < 0.6
        row[name] = Twice(texts=(str(row[name]), spellings.CANARY if differs else str(row[name])))
        if differs:
            made.aside[log]["conflicting_rows" if layout.form == "xml" else "duplicate_key"] += 1
            wants.pop(str(row[tables.KEY]))
        made.features["a child twice"] += 1
