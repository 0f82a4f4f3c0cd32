"""Lays rows out as a program prints them: titles, footers, rules, blank rows, group headers, rows of other logs."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.support.random_layouts.spellings import CANARY, Cell, Cells, Layout

KEY = ""  # in the cells of a row, beside those that are written: the text of its id
FOOTERS = ("Total", "Printed by", "Page ", "*** END")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a table: its kind (title, header, row, other, footer, rule, blank), its cells, whose row it is."""

    kind: str
    cells: tuple[Cell, ...]
    key: str = ""


@dataclass(kw_only=True)
class Table:
    """A table as it is printed, the names of its columns, and how many of its rows are received."""

    names: list[str]
    lines: list[Line] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # first row and column, last row and column
    valueless: set[tuple[int, int]] = field(default_factory=set)  # formulas whose value the program did not keep

    def received(self) -> int:
        return sum(one.kind in ("title", "row", "other", "footer") for one in self.lines)


def other_columns(layout: Layout) -> list[str]:
    """Make up columns that nothing is mapped from."""
    return [layout.name(hint) for hint in ("name", "note", "cell_block")[: layout.rng.randrange(4)]]


def choose(layout: Layout, names: list[str], may_fill: Sequence[str]) -> None:
    """Draw what the layout of a table has beside its columns, and write it into the policy."""
    rng, settings = layout.rng, layout.settings
    kind = rng.choice(("plain", "plain", "titled", "titled", "none", "widths"))
    if layout.form == "parquet":
        kind = "plain"
    elif layout.form == "fixed":
        kind = "widths" if kind in ("plain", "none") else "titled"
    elif kind == "widths":
        kind = "titled"
    if kind in ("none", "widths"):
        settings["header"] = "none"
    elif kind == "titled":
        settings["header"] = rng.sample(names, rng.randrange(1, min(4, len(names)) + 1))
    if layout.form != "parquet" and (rng.random() < 0.5 or kind == "widths"):
        settings["footer"] = list(FOOTERS)
    if may_fill and rng.random() < 0.4:
        settings["fill_down"] = rng.sample(list(may_fill), rng.randrange(1, len(may_fill) + 1))
        parts = settings.get("snapshots", {}).get("taken_at", ())  # type: ignore[attr-defined]
        if layout.form == "parquet" and isinstance(parts, list) and {*parts} & {*settings["fill_down"]}:
            # A row of another log has no clock there: with a day filled down it would tell of a list of that day.
            settings["fill_down"] = [*dict.fromkeys((*settings["fill_down"], *parts))]
    if rng.random() < 0.3:
        picked = layout.name("rec_type")
        names.insert(rng.randrange(len(names) + 1), picked)
        settings["only"] = {picked: rng.choice((["B", "BK 2"], ["B", "BK 2", ""]))}
    if layout.form == "xlsx" and settings.get("header") == "none":  # a last column that is blank is not there
        layout.how["mark"] = layout.name("site")
        names.append(str(layout.how["mark"]))
    if rng.random() < 0.2:
        picked = layout.name("seq")
        names.insert(rng.randrange(len(names)), picked)
        settings["only_filled"] = [picked]


def lay_out(layout: Layout, names: list[str], rows: Sequence[Cells], *, later: bool = False) -> Table:
    """Print rows under their header. `later` is a further sheet or file of the same layout."""
    rng, settings = layout.rng, layout.settings
    table = Table(names=names)
    titled, footed = isinstance(settings.get("header"), list), "footer" in settings
    if titled:
        for n in range(rng.randrange(4)):
            table.lines.append(_line(layout, "title", [f"County Jail {n}: {CANARY}", *["x"] * rng.randrange(3)]))
            if rng.random() < 0.3:
                table.lines.append(_line(layout, "blank", []))
    has_header = settings.get("header") != "none"
    head = Line(kind="header", cells=tuple(names))
    if has_header:
        table.lines.append(head)
    above: dict[str, Cell] = {}
    filled = settings.get("fill_down", [])
    assert isinstance(filled, list)
    for cells in rows:
        if layout.form != "parquet" and rng.random() < 0.06:
            table.lines.append(_line(layout, "blank", []))
        if layout.form != "parquet" and rng.random() < 0.04:
            table.lines.append(_line(layout, "rule", ["-" * 8]))
        if footed and rng.random() < 0.08:
            table.lines.append(_line(layout, "footer", [f"Page 2 of 3 {CANARY}"]))
            if titled and rng.random() < 0.7:
                table.lines.append(head)
        while "only" in settings and rng.random() < 0.25:
            table.lines.append(_row(layout, table, _other(layout, names, above), "other"))
        whole = dict(cells)
        for name in filled:
            others = any(  # a blank row is none, nor one of spaces alone
                str(cell).strip() for other, cell in whole.items() if other not in (name, KEY)
            )
            if above.get(name) == whole[name] and others and rng.random() < 0.8:
                whole[name] = ""
            else:
                above[name] = whole[name]
        table.lines.append(_row(layout, table, whole, "row", key=str(whole.get(KEY, ""))))
    if footed:
        for _ in range(rng.randrange(3)):
            table.lines.append(_line(layout, "footer", [f"Total {len(rows)}", *["7"] * rng.randrange(2)]))
    return table


def _other(layout: Layout, names: Sequence[str], above: dict[str, Cell]) -> Cells:
    """A row of another log in the same table."""
    filled = layout.settings.get("fill_down", [])
    assert isinstance(filled, list)
    found: Cells = {name: layout.rng.choice(("x", "777", CANARY)) for name in names}  # no stay has that number
    for name in filled:
        if above and layout.rng.random() < 0.5:
            found[name] = ""
        else:
            above[name] = found[name] = "other"
    (picked,) = layout.settings["only"]  # type: ignore[misc]
    found |= {str(layout.how["mark"]): "S"} if "mark" in layout.how else {}
    others = ("X", "", "MEAL") if "" not in _picks(layout)[picked] else ("X", "MEAL")
    found |= {picked: layout.rng.choice(others)}
    if not any(cell for name, cell in found.items() if name not in layout.settings.get("only_filled", ())):  # type: ignore[operator]
        found[picked] = "X"  # a row of blanks alone is none
    return found


def _picks(layout: Layout) -> dict[str, list[str]]:
    found = layout.settings.get("only", {})
    assert isinstance(found, dict)
    return found


def _row(layout: Layout, table: Table, cells: Cells, kind: str, *, key: str = "") -> Line:
    rng, settings = layout.rng, layout.settings
    whole = dict(cells)
    for name in table.names:
        if name in whole:
            continue
        if name == layout.how.get("mark"):
            whole[name] = "S"
        elif name in _picks(layout):
            whole[name] = rng.choice(_picks(layout)[name])
        elif name in (settings.get("only_filled") or ()):  # type: ignore[operator]
            whole[name] = str(rng.randrange(1, 99))
        else:
            whole[name] = rng.choice(("", CANARY, "a; b, c", 'he said "no"', "12/31/2026"))
    if kind == "other":
        for name in settings.get("only_filled") or ():  # type: ignore[attr-defined]
            whole[name] = rng.choice(("", "9"))
    return Line(kind=kind, cells=tuple(whole[name] for name in table.names), key=key)


def _line(layout: Layout, kind: str, cells: Sequence[str]) -> Line:
    return Line(kind=kind, cells=tuple(cells))
