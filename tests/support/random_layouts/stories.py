"""Records that are told in several rows: events of a journal, and daily lists of those in custody."""

import random
from datetime import datetime, timedelta

from reporter.config.log_schemas import schemas
from tests.support.random_layouts.jails import Jail, draw, spell, start, wanted, write
from tests.support.random_layouts.spellings import Cells, times

_FILLS = {
    "bookings": {"BOOKED": ["booked_at"], "COMMITTED": ["committed_at"], "RELEASED": ["released_at", "release_reason"]},
    "checks": {"ASKED": ["requested_at"], "ANSWERED": ["completed_at", "result"]},
}


def events(rng: random.Random, made: Jail, log: str, era: int) -> dict[str, object]:
    """Make a layout with one row an event."""
    schema, layout = schemas()[log], start(rng)
    fills = _FILLS[log]
    filled = [column for columns in fills.values() for column in columns]
    always = [one for one in schema.required if one not in filled]
    drawn = spell(layout, schema, always + [one for one in filled if schema.kind(one) != "time"])
    clock = times(layout, "event_at", is_required=True, may_span=False)
    for column in filled:
        if schema.kind(column) == "time":
            layout.columns[column] = clock
    kind, entry, replaces = layout.name("event"), layout.name("entry"), layout.name("replaces")
    corrects = rng.random() < 0.4
    cells: list[Cells] = []
    blank = {name: "" for one in layout.columns.values() for name in one.names}
    blank |= {kind: "", entry: "", replaces: ""} if corrects else {kind: ""}
    number = 0

    def add(event: str, told: Cells, old: int | None = None) -> int:
        nonlocal number
        number += 1
        more: Cells = {kind: event}
        if corrects:
            more |= {entry: f"L{number}", replaces: "" if old is None else f"L{old}"}
        cells.append(blank | told | more)
        return number

    for n in range(rng.randrange(2, 10)):
        row = draw(layout, schema, drawn, 1 + 300 * era + n)
        base: Cells = {}
        for column in always:
            base |= layout.columns[column].write(row[column])
        for event, columns in fills.items():
            required = any(one in schema.required for one in columns)
            if not required and rng.random() < 0.25:
                row |= dict.fromkeys(columns)
                continue
            row |= {one: row[one] or datetime(2029, 5, 6, 7, 8) for one in columns if schema.kind(one) == "time"}
            told = dict(base)
            for column in columns:
                told |= layout.columns[column].write(row[column])
            if corrects and rng.random() < 0.2:
                wrong = dict(told)
                wrong |= clock.write(datetime(2011, 3, 4, 5, 6))
                add(event, told, add(event, wrong))
            else:
                add(event, told)
            if rng.random() < 0.2:
                add("MEAL", base | clock.write(datetime(2026, 2, 3, 4, 5)))
        key = str(layout.columns[schema.key[0]].want(row[schema.key[0]]))
        made.wants[log][key] = wanted(layout, row, {})
    columns = {column: layout.columns[column].theirs for column in always}
    told_by: dict[str, object] = {}
    for event, filled_by in fills.items():
        told_by[event] = {column: layout.columns[column].theirs for column in filled_by}
        if len(filled_by) == 1 and rng.random() < 0.7:
            told_by[event] = filled_by[0]
    layout.settings["events"] = {"event": kind, "time": clock.theirs, "fills": told_by}
    if corrects:
        layout.settings["events"] |= {"entry": entry, "supersedes": replaces}  # type: ignore[operator]
    layout.how["whole"] = True
    return write(made, layout, log, era, cells, columns)


def snapshots(rng: random.Random, made: Jail, log: str, era: int) -> dict[str, object]:
    """Make a layout of daily lists, each row of which tells a stay again."""
    schema, layout = schemas()[log], start(rng)
    drawn = spell(layout, schema, [one for one in schema.required if one != "booked_at"])
    layout.columns["booked_at"] = times(layout, "booked_at", is_required=True, may_span=False)
    taken = times(layout, "taken_at", is_required=True, may_span=False)
    days = [datetime(2026, 5, 1, 6, 30) + timedelta(days=n) for n in range(rng.randrange(2, 7))]
    cells: list[Cells] = []
    lists: list[list[Cells]] = [[] for _ in days]
    spans = [taken.want(day) for day in days]
    for n in range(rng.randrange(2, 9)):
        row = draw(layout, schema, drawn, 1 + 300 * era + n)
        first = rng.randrange(len(days))
        last = rng.randrange(first, len(days))
        row["booked_at"] = days[first] - timedelta(days=1, minutes=rng.randrange(99))
        told: Cells = {}
        for column in schema.required:
            told |= layout.columns[column].write(row[column])
        for at in range(first, last + 1):
            lists[at].append(dict(told) | taken.write(days[at]))
        key = str(layout.columns[schema.key[0]].want(row[schema.key[0]]))
        made.wants[log][key] = {column: layout.columns[column].want(row[column]) for column in schema.required} | {
            "released_at": (last, n)
        }
    known = [at for at, one in enumerate(lists) if one]
    for want in made.wants[log].values():
        released = want.get("released_at")
        if isinstance(released, tuple) and isinstance(released[0], int):
            later = [at for at in known if at > released[0]]
            after, by = spans[released[0]], spans[later[0]] if later else None
            want["released_at"] = (after[0], by[1]) if by else None  # type: ignore[index]
    cells = [one for found in lists for one in found]
    layout.settings["snapshots"] = {"taken_at": taken.theirs, "at_most": "48h"}
    layout.how["whole"] = True
    columns = {column: layout.columns[column].theirs for column in schema.required}
    return write(made, layout, log, era, cells, columns)
