"""Records that are told in several rows: events of a journal, and daily lists of those in custody."""

import random
from datetime import datetime, timedelta

from reporter.config.log_schemas import code_lists, schemas
from tests.support.random_layouts.jails import FORMS, draw, spell, start, wanted, write
from tests.support.random_layouts.made import Jail
from tests.support.random_layouts.spellings import Cells, Layout, read_span, times

_FILLS = {
    "bookings": {"BOOKED": ["booked_at"], "COMMITTED": ["committed_at"], "RELEASED": ["released_at", "release_reason"]},
    "checks": {"ASKED": ["requested_at"], "ANSWERED": ["completed_at", "result"]},
}
BEGINS = {"bookings": "booked_at", "holds": "placed_at"}  # the time before which no list names a stay
_NAMES = {"%Y%m%d": "day", "%Y-%m-%d": "day", "%d-%b-%Y": "day", "%Y%m%d_%H%M": "minute", "%m-%d-%Y %H%M%S": "second"}


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
    told_alone = [one for one in filled if schema.kind(one).startswith("code:") and rng.random() < 0.5]
    kind, entry, replaces = layout.name("event"), layout.name("entry"), layout.name("replaces")
    corrects = rng.random() < 0.4
    cells: list[Cells] = []
    blank = {name: "" for ours, one in layout.columns.items() for name in one.names if ours not in told_alone}
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
                if column not in told_alone:
                    told |= layout.columns[column].write(row[column])
                elif row[column] is not None:
                    event = f"{event} {row[column]}"
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
        for column in {*filled_by} & {*told_alone}:  # the event alone says which code
            without = {one: layout.columns[one].theirs for one in filled_by if one != column}
            told_by[event] = without
            for code in code_lists()[schema.kind(column)[5:]]:
                told_by[f"{event} {code}"] = without | {column: {"is": code}}
    for column in told_alone:
        _forget(layout, column)
    layout.settings["events"] = {"event": kind, "time": clock.theirs, "fills": told_by}
    if corrects:
        layout.settings["events"] |= {"entry": entry, "supersedes": replaces}  # type: ignore[operator]
    layout.how["whole"] = True
    return write(made, layout, log, era, cells, columns)


def _tells_columns(layout: Layout) -> bool:
    """Say whether a file without a row tells that it is one of the layout."""
    return layout.form != "xml" and bool(layout.form != "json" or layout.record)


def _forget(layout: Layout, column: str) -> None:
    """Take out of the policy what it says of a column that no cell tells."""
    for key in ("values", "empty"):
        table = layout.settings.get(key, {})
        assert isinstance(table, dict)
        table.pop(column, None)
        if not table:
            layout.settings.pop(key, None)


def snapshots(rng: random.Random, made: Jail, log: str, era: int) -> dict[str, object]:
    """Make a layout of daily lists, each row of which tells a stay again; the day stands in each row or in a name."""
    schema, begins = schemas()[log], BEGINS[log]
    is_named = rng.random() < 0.5
    layout = start(rng, [one for one in FORMS if not is_named or one != "jsonl"])
    ends = rng.choice([one for one in schema.of_kind("time") if one not in schema.required])
    if "released_at" in schema.columns and rng.random() < 0.5:
        ends = "released_at"
    if is_named:  # the time of a name is told as ISO 8601
        layout.day_format = rng.choice(("%m/%d/%Y", "%d.%m.%Y", "%d-%b-%Y", "%m-%d-%y", "%B %d, %Y"))
    drawn = spell(layout, schema, [one for one in schema.required if one != begins])
    layout.columns[begins] = times(layout, begins, is_required=True, may_span=False)
    days = [datetime(2026, 5, 1, 6, 30) + timedelta(days=n) for n in range(rng.randrange(2, 7))]
    lists: list[list[Cells]] = [[] for _ in days]
    ended: dict[str, int] = {}
    form, mark = rng.choice([*_NAMES]), "ab"[era]  # no digit of its own in a name's form
    if is_named:
        spans = [read_span(layout, day, _NAMES[form]) for day in days]
    else:
        taken = times(layout, "taken_at", is_required=True, may_span=False)
        spans = [taken.want(day) for day in days]  # type: ignore[misc]
    for n in range(rng.randrange(2, 9)):
        row = draw(layout, schema, drawn, 1 + 300 * era + n)
        first = rng.randrange(len(days))
        last = rng.randrange(first, len(days))
        row[begins] = days[first] - timedelta(days=1, minutes=rng.randrange(99))
        told: Cells = {}
        for column in schema.required:
            told |= layout.columns[column].write(row[column])
        for at in range(first, last + 1):
            lists[at].append(dict(told) | ({} if is_named else taken.write(days[at])))
        key = str(layout.columns[schema.key[0]].want(row[schema.key[0]]))
        made.wants[log][key] = {column: layout.columns[column].want(row[column]) for column in schema.required}
        ended[key] = last
    cells = [one for found in lists for one in found]
    told_by = f"file:{log}_{mark}_{form}" if is_named else taken.theirs
    layout.settings["snapshots"] = {"taken_at": told_by}
    if ends != "released_at" or rng.random() < 0.5:
        layout.settings["snapshots"]["ends"] = ends  # type: ignore[index]
    if rng.random() < 0.7:
        layout.settings["snapshots"]["at_most"] = rng.choice(("12h", "24h", "48h"))  # type: ignore[index]
    layout.how["whole"] = True
    columns = {column: layout.columns[column].theirs for column in schema.required}
    named = [(f"{log}_{mark}_{day.strftime(form)}", found) for day, found in zip(days, lists, strict=True)]
    settings = write(made, layout, log, mark if is_named else era, cells, columns, named if is_named else ())
    # A list of no one is a list all the same. One that does not say what its columns or elements are called is
    # refused, and so is not delivered here.
    has_empty = is_named and settings.get("header") != "none" and _tells_columns(layout)
    made.features["a list of no one"] += has_empty and not all(lists)
    known = [at for at, one in enumerate(lists) if one or has_empty]
    for key, last in ended.items():
        later = [at for at in known if at > last]
        made.wants[log][key][ends] = (spans[last][0], spans[later[0]][1]) if later else None
    return settings
