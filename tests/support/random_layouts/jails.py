"""Makes up a jail: logs, each in one layout or two, what their files hold, and what a careful person reads there."""

import csv
import random
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime, timedelta

from reporter.config.log_schemas import LogSchema, code_lists, schemas
from tests.support.random_layouts import breaks, files, spellings, tables
from tests.support.random_layouts.made import Delivered, Jail, Row, Want
from tests.support.random_layouts.spellings import Cell, Cells, Layout, Spelling

LOGS = (
    "bookings",
    "checks",
    "notifications",
    "holds",
    "claims",
    "interviews",
    "complaints",
    "authorizations",
    "training",
    "daily_record",
    "movements",
    "census",
)
FORMS = ("csv", "csv", "csv", "fixed", "fixed", "xlsx", "xlsx", "xlsx", "json", "jsonl", "xml", "parquet", "parquet")
_CONSTANTS = {
    "facility_id": "MAIN",
    "commitment": "civil",
    "kind": "sentence",
    "course": "basic",
    "channel": "fax",
    "method": "by phone",
    "reason": "court",
}
_ENDINGS = {"csv": (".txt", ".csv", ".tsv"), "fixed": (".txt",), "jsonl": (".jsonl", ".ndjson")}
_ODD_HOURS = (
    datetime(2026, 11, 1, 1, 30),
    datetime(2026, 3, 8, 2, 30),
    datetime(2026, 3, 8, 3),
    datetime(2025, 11, 2, 2),
)
_GAP = date(2026, 3, 8)
_ORDER = ("committed_at", "booked_at", "release_authorized_at", "released_at", "requested_at", "completed_at")
_WORDS = ("fax line", "by phone", "note 12", "a, b", "x; y | z", "he said", "Größe 4", "-- none")
_MAKE = {"text": spellings.texts, "flag": spellings.flags, "number": spellings.numbers, "day": spellings.days}


def jail(seed: int) -> Jail:
    """Make up a jail."""
    from tests.support.random_layouts import stories

    rng, made = random.Random(seed), Jail()
    for log in rng.sample(LOGS, 3):
        made.wants[log] = {}
        story = rng.random()
        layouts = []
        for era in range(rng.choice((1, 1, 2))):
            if log in ("bookings", "checks") and story < 0.3:
                layouts.append(stories.events(rng, made, log, era))
            elif log in stories.BEGINS and story < 0.6:
                layouts.append(stories.snapshots(rng, made, log, era))
            else:
                layouts.append(plain(rng, made, log, era))
        made.logs[log] = layouts[0] if len(layouts) == 1 else {"layouts": layouts}
    return made


def start(rng: random.Random, forms: Sequence[str] = FORMS) -> Layout:
    """Draw the format and the clock of one layout."""
    form = rng.choice(forms)
    encoding = rng.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"))
    if form in ("xlsx", "parquet"):
        encoding = "utf-8"
    if form in ("json", "jsonl"):
        encoding = rng.choice(("utf-8", "utf-8-sig", "utf-16"))
    layout = Layout(rng=rng, form=form, encoding=encoding, unit=rng.choice(("minute", "minute", "second")))
    layout.day_format = rng.choice(spellings.DAYS)
    layout.how["packed"] = form not in ("xlsx", "parquet") and rng.random() < 0.15
    layout.how["line_end"] = rng.choice(("\n", "\r\n"))
    if form == "xml":
        layout.record = rng.choice(("Booking", "Stays/Stay", "All/Inmates/Row"))
    elif form in ("json", "jsonl"):
        layout.record = rng.choice(("", "rows", "data.rows", "result.page.items"))
    if layout.record:
        layout.settings["record"] = layout.record
    if rng.random() < 0.3:
        layout.settings["precision"] = rng.choice(("second", "minute", "minute", "hour", "day"))
    if form not in ("xlsx", "json", "jsonl", "parquet") and rng.random() < 0.2:
        layout.settings["decimal"] = ","
    elif rng.random() < 0.05:
        layout.settings["decimal"] = "."
    if rng.random() < 0.2:
        layout.settings["system"] = rng.choice(("jms", "live scan", "ice"))
    return layout


def spell(layout: Layout, schema: LogSchema, columns: Sequence[str]) -> dict[str, Callable[[int], object]]:
    """Spell these columns of a log; return what draws the values of its ids."""
    drawn: dict[str, Callable[[int], object]] = {}
    for column in columns:
        kind = schema.kind(column)
        if kind == "id":
            layout.columns[column], drawn[column] = spellings.ids(layout, column)
        elif kind.startswith("code:"):
            layout.columns[column] = spellings.codes(layout, column, code_lists()[kind[5:]])
        elif kind == "time":
            required = column in schema.required
            layout.columns[column] = spellings.times(layout, column, is_required=required)
        else:
            make = {
                "text": spellings.texts,
                "flag": spellings.flags,
                "number": spellings.numbers,
                "day": spellings.days,
            }
            layout.columns[column] = make[kind](layout, column)
        if (
            (kind == "text" or kind.startswith("code:"))
            and column not in schema.required
            and layout.rng.random() < 0.15
        ):
            layout.columns[column] = spellings.emptied(layout, column, layout.columns[column])
    return drawn


def draw(layout: Layout, schema: LogSchema, drawn: dict[str, Callable[[int], object]], n: int) -> Row:
    """Draw what one row says."""
    rng, row = layout.rng, dict[str, object]()
    base = datetime(2001, 1, 1) + timedelta(minutes=rng.randrange(13_000_000))
    if rng.random() < 0.1:
        base = rng.choice(_ODD_HOURS)
    if rng.random() < 0.1:
        base = base.replace(hour=0, minute=0)
    columns = sorted(layout.columns, key=lambda one: _ORDER.index(one) if one in _ORDER else 9)
    for column in columns:
        kind, required = schema.kind(column), column in schema.required
        base += timedelta(minutes=rng.choice((0, 1, 25, 59, 1440, 3000)))
        if layout.unit == "second":
            base += timedelta(seconds=rng.randrange(60))
        if kind == "id":
            number = n if column in schema.key else rng.randrange(1, 4)
            row[column] = drawn[column](number)
        elif not required and rng.random() < 0.3:
            row[column] = None
        elif kind.startswith("code:"):
            row[column] = rng.choice(code_lists()[kind[5:]])
        elif kind == "time":
            if isinstance(layout.columns[column].theirs, dict) and base.date() == _GAP:
                base += timedelta(days=1)  # a clock that never was has no order
            later = base + timedelta(minutes=rng.choice((0, 5, 600)))
            row[column] = (base, later) if isinstance(layout.columns[column].theirs, dict) else base
            never_was = base.date() == _GAP and base.hour == 2  # with an offset it is an hour later by the wall
            base = later + timedelta(hours=never_was)
        elif kind == "day":
            row[column] = base.date()
        elif kind == "flag":
            row[column] = rng.random() < 0.5
        elif kind == "number":
            row[column] = rng.choice((n, 1980, 123_456_789_012))
        else:
            row[column] = rng.choice(_WORDS)
    return row


def constants(layout: Layout, schema: LogSchema) -> Want:
    """Draw which columns are the same in every row."""
    found: Want = {}
    for column, value in _CONSTANTS.items():
        if column in schema.columns and column not in schema.key and layout.rng.random() < 0.3:
            found[column] = value
    if found:
        layout.settings["constants"] = dict(found)
    return found


def chosen_columns(layout: Layout, schema: LogSchema, fixed: Want) -> list[str]:
    """Draw which columns of ours a layout maps."""
    optional = [column for column in schema.columns if column not in schema.required and column not in fixed]
    some = set(layout.rng.sample(optional, layout.rng.randrange(len(optional) + 1)))
    return [one for one in schema.columns if (one in schema.required or one in some) and one not in fixed]


def wanted(layout: Layout, row: Row, fixed: Want) -> Want:
    """Return what is read of a row."""
    return {column: spelling.want(row[column]) for column, spelling in layout.columns.items()} | fixed


def cells_of(layout: Layout, row: Row) -> Cells:
    """Spell a row, and remember whose it is: by the id under which what it says is known."""
    found: Cells = {}
    for column, spelling in layout.columns.items():
        found |= spelling.write(row[column])
    key = str(layout.how.get("key", ""))
    return found | {tables.KEY: str(layout.columns[key].want(row[key])) if key else ""}


def plain(rng: random.Random, made: Jail, log: str, era: int) -> dict[str, object]:
    """Make a layout with one row a record; of bookings the release may stand in joined files."""
    schema = schemas()[log]
    layout = start(rng)
    fixed = constants(layout, schema)
    columns = chosen_columns(layout, schema, fixed)
    halves = [one for one in columns if one not in schema.required]
    joins = log in ("bookings", "checks", "holds") and halves and rng.random() < 0.6
    taken = rng.sample(halves, rng.randrange(1, len(halves) + 1)) if joins else []
    parted = rng.randrange(1, len(taken)) if len(taken) > 1 and rng.random() < 0.5 else len(taken)
    drawn = spell(layout, schema, [one for one in columns if one not in taken])
    first = 1 + 300 * era
    rows = [draw(layout, schema, drawn, first + n) for n in range(rng.randrange(2, 14))]
    if layout.record and "facility_id" in layout.columns:
        rows.sort(key=lambda row: str(row["facility_id"]))
    wants = {str(layout.columns[schema.key[0]].want(row[schema.key[0]])): wanted(layout, row, fixed) for row in rows}
    layout.how |= {"wants": wants, "key": schema.key[0]}
    if rng.random() < 0.25:
        layout.settings["one_row_per"] = list(schema.key)
        layout.how["whole"] = True
        again = _rows_a_charge(made, layout, schema, rows, drawn, wants, fixed)
        settings = deliver(made, layout, log, era, again)
    else:
        settings = deliver(made, layout, log, era, rows)
    if taken and wants:
        halves_of = [one for one in (taken[:parted], taken[parted:]) if one]
        settings["joined"] = [
            _joined(rng, made, schema, era, n, one, wants, {*columns, *fixed}) for n, one in enumerate(halves_of)
        ]
    made.wants[log] |= wants
    return settings


def _rows_a_charge(
    made: Jail,
    layout: Layout,
    schema: LogSchema,
    rows: Sequence[Row],
    drawn: dict[str, Callable[[int], object]],
    wants: dict[str, Want],
    fixed: Want,
) -> list[Cells]:
    """Spell some rows several times, alike in all that is mapped; of some records the rows disagree, so none counts."""
    rng, key = layout.rng, schema.key[0]
    cells = []
    for row in rows:
        name = str(layout.columns[key].want(row[key]))
        own = cells_of(layout, row)
        copies = rng.choice((1, 1, 2, 3))
        cells += [dict(own) for _ in range(copies)]
        if len(wants) > 1 and len(schema.key) == 1 and rng.random() < 0.12:
            other = draw(layout, schema, drawn, 0) | {key: row[key]}
            unlike = cells_of(layout, other)
            if wanted(layout, other, fixed) != wants[name]:
                cells.append(unlike)
                made.aside[schema.name]["conflicting_rows"] += copies + 1
                made.doubted[schema.name][name] = [wants.pop(name), wanted(layout, other, fixed)]
                layout.how["is_doubted"] = True
    if rng.random() < 0.5:
        rng.shuffle(cells)
    return cells


def _joined(
    rng: random.Random,
    made: Jail,
    schema: LogSchema,
    era: int,
    number: int,
    taken: Sequence[str],
    wants: dict[str, Want],
    base: Collection[str],
) -> dict[str, object]:
    """Write the other half of some rows into files of a layout of their own, under the same ids."""
    layout = start(rng)
    drawn = spell(layout, schema, taken)
    key = schema.key[0]
    drawn[key] = lambda n: ""
    name, width = layout.name(key), max(map(len, wants))
    lost = all(one.isdigit() and len(one) == width for one in wants) and rng.random() < 0.6
    if lost:  # a program dropped the zeros of the ids in this half
        layout.table("restore_zeros")[name] = width
    layout.columns[key] = Spelling(
        theirs=name,
        names=(name,),
        write=lambda value: {name: layout.as_number(str(value)) if lost else str(value)},
        want=lambda value: value,
    )
    same: Want = {}
    if "method" in schema.columns and "method" not in {*base, *taken} and rng.random() < 0.5:
        layout.settings["constants"] = same = {"method": "by wire"}
    if rng.random() < 0.2:
        layout.settings["one_row_per"] = [key]
    rows = []
    for n, (one, want) in enumerate(wants.items()):
        want |= dict.fromkeys((*taken, *same))
        if rng.random() < 0.8:
            row = draw(layout, schema, drawn, n) | {key: one}
            rows.append(_after(row, want))
    if not rows:
        rows.append(draw(layout, schema, drawn, 0) | {key: next(iter(wants))})
    for row in rows:
        wants[str(row[key])] |= {column: layout.columns[column].want(row[column]) for column in taken} | same
    return deliver(made, layout, f"{schema.name}_half{number or ''}", era, rows) | {"on": [key]}


def _after(row: Row, want: Want) -> Row:
    """Move the times of a joined row behind those of its other half, or a release would lie before its booking."""
    spans = [one[1] for one in want.values() if isinstance(one, tuple)]
    latest = max(spans, default=None)
    if latest is None:
        return row
    times = [one for value in row.values() for one in (value if isinstance(value, tuple) else (value,))]
    least = min((one for one in times if isinstance(one, datetime)), default=None)
    if least is None or least > latest:
        return row
    shift = timedelta(days=(latest - least).days + 3)

    def moved(value: object) -> object:
        if isinstance(value, tuple):
            return tuple(map(moved, value))
        return value + shift if isinstance(value, datetime) else value

    return {column: moved(value) for column, value in row.items()}


def deliver(made: Jail, layout: Layout, log: str, era: int, rows: Sequence[Row | Cells]) -> dict[str, object]:
    """Lay rows out, write their files, and return the policy of the layout. Rows that fold are spelled already."""
    rng = layout.rng
    folds = "one_row_per" in layout.settings and "wants" in layout.how
    cells: list[Cells] = [dict(row) if folds else cells_of(layout, row) for row in rows]  # type: ignore[arg-type]
    if rng.random() < 0.2 and not folds:
        cells.insert(rng.randrange(len(cells)) + 1, cells[rng.randrange(len(cells))])
    return write(made, layout, log, era, cells, columns_of(layout))


def columns_of(layout: Layout) -> dict[str, object]:
    """Return the policy's `columns`; a column that has our very name need not stand there."""
    return {column: one.theirs for column, one in layout.columns.items()}


def write(
    made: Jail,
    layout: Layout,
    log: str,
    era: int | str,
    cells: Sequence[Cells],
    columns: dict[str, object],
    named: Sequence[tuple[str, Sequence[Cells]]] = (),
) -> dict[str, object]:
    """Write the rows of a layout into one file or two, and return its policy.

    `named` says which rows stand in which file, where that matters; then a file may have none.
    """
    rng, settings = layout.rng, layout.settings
    if layout.formats:
        settings["timestamp_format"] = list(layout.formats)
    settings |= {"files": f"{log}_{era}_*", "columns": columns}
    names = list(dict.fromkeys(name for row in cells for name in row if name != tables.KEY))
    suffix = ".gz" if layout.how["packed"] else ""
    of = next(one for one in LOGS if log.startswith(one))
    cut = (
        rng.randrange(1, len(cells))
        if len(cells) > 1 and not layout.how.get("whole") and rng.random() < 0.4
        else len(cells)
    )
    parts: Sequence[Sequence[Cells]] = [part for part in (cells[:cut], cells[cut:]) if part]
    stems = [f"{log}_{era}_{number}" for number in range(len(parts))]
    if named:
        is_bare = layout.form == "xml" or (layout.form == "json" and not layout.record)
        named = [(stem, rows) for stem, rows in named if rows or not is_bare]
        stems, parts = [stem for stem, _ in named], [rows for _, rows in named]
    if layout.record or layout.form in ("json", "jsonl"):
        if not named:
            breaks.repeat_children(made, layout, of, cells)
        for stem, part in zip(stems, parts, strict=True):
            above = [{name: one for name, one in row.items() if name.startswith("../")} for row in part]
            own = [{name: one for name, one in row.items() if not name.startswith("../")} for row in part]
            make = files.xml_of if layout.form == "xml" else files.json_of
            text = make(layout, own, layout.record, above if any(above) else ())
            data = files.encoded(layout, text)
            end = rng.choice(_ENDINGS.get(layout.form, (f".{layout.form}",)))
            made.inbox[f"{stem}{end}{suffix}"] = Delivered(log=of, data=data, received=len(part))
        return settings
    names += tables.other_columns(layout)
    rng.shuffle(names)
    may_fill = [name for name in names if all(_is_filled(row.get(name, "")) for row in cells) and name in cells[0]]
    tables.choose(layout, names, may_fill)
    if settings.get("fill_down"):
        filled = settings["fill_down"]
        parts = [sorted(part, key=lambda row: [repr(row[name]) for name in filled]) for part in parts]  # type: ignore[attr-defined]
    if named and settings.get("header") == "none":  # a file without a header and without a row is none
        stems, parts = zip(*((stem, part) for stem, part in zip(stems, parts, strict=True) if part), strict=True)  # type: ignore[assignment]
    found = list(_tables(made, layout, names, parts))
    if layout.form == "xlsx":
        breaks.break_cells(made, layout, of, found)
        _workbooks(made, layout, of, stems, found, apart=bool(named))
    elif layout.form == "parquet":
        for stem, table in zip(stems, found, strict=True):
            data = files.parquet(layout, table)
            made.inbox[f"{stem}.parquet"] = Delivered(log=of, data=data, received=table.received())
    else:
        for stem, (table, text) in zip(stems, _texts(layout, found), strict=True):
            data = files.encoded(layout, text)
            end = rng.choice(_ENDINGS[layout.form])
            made.inbox[f"{stem}{end}{suffix}"] = Delivered(log=of, data=data, received=table.received())
    if settings.get("header") == "none" and layout.form != "fixed":
        _number_columns(settings, names)
    elif layout.form != "fixed" and rng.random() < 0.15:
        change = rng.choice((str.upper, str.lower, str.swapcase, lambda name: f" {name} "))
        settings["columns"] = {column: _renamed(theirs, change) for column, theirs in columns.items()}
        made.features["names in other letters"] += 1
    return settings


def _renamed(theirs: object, change: Callable[[str], str]) -> object:
    """Change each of their names in what `columns` says of one of ours."""
    if isinstance(theirs, str):
        return change(theirs)
    if isinstance(theirs, list):
        return [_renamed(one, change) for one in theirs]
    assert isinstance(theirs, dict)
    return {key: _renamed(one, change) for key, one in theirs.items()}


def _is_filled(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())


def _tables(made: Jail, layout: Layout, names: list[str], parts: Sequence[Sequence[Cells]]) -> Iterator[tables.Table]:
    for part in parts:
        yield tables.lay_out(layout, names, part)


def _texts(layout: Layout, found: Sequence[tables.Table]) -> Iterator[tuple[tables.Table, str]]:
    """Write each table as text."""
    rng, settings = layout.rng, layout.settings
    if layout.form == "fixed":
        rows = [
            dict(zip(one.names, line.cells, strict=True))
            for one in found
            for line in one.lines
            if line.kind in ("row", "other")
        ]
        widths = files.measure(layout, found[0].names, rows)
        right = {name for name in found[0].names if rng.random() < 0.3}
        settings["widths"] = widths
        for one in found:
            yield one, files.fixed(layout, one, widths, right)
        return
    delimiter = rng.choice(",,;\t|^~")
    if rng.random() < 0.6:
        settings["delimiter"] = delimiter
    layout.how["dialect"] = {
        "delimiter": delimiter,
        "lineterminator": layout.how["line_end"],
        "quoting": rng.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)),
    }
    for one in found:
        yield one, files.delimited(layout, one)


def _workbooks(
    made: Jail, layout: Layout, log: str, stems: Sequence[str], found: Sequence[tables.Table], *, apart: bool
) -> None:
    """Write the tables as sheets of one workbook, or each as a workbook."""
    rng, settings = layout.rng, layout.settings
    hidden = tables.lay_out(layout, list(found[0].names), []) if rng.random() < 0.3 else None
    if apart or len(found) == 1 or rng.random() < 0.5:
        if rng.random() < 0.4:
            settings["sheet"] = "Data"
        for stem, one in zip(stems, found, strict=True):
            data = files.workbook(layout, [("Data", one)], hidden)
            made.inbox[f"{stem}.xlsx"] = Delivered(log=log, data=data, received=one.received())
        made.features["formulas with a value"] += bool(layout.how.get("computed"))
        return
    settings["sheet"] = rng.choice((["Jan 2026", "Feb 2026"], "??? 2026"))
    data = files.workbook(layout, list(zip(("Jan 2026", "Feb 2026"), found, strict=True)), hidden)
    received = sum(one.received() for one in found)
    made.inbox[f"{stems[0]}.xlsx"] = Delivered(log=log, data=data, received=received)
    made.features["formulas with a value"] += bool(layout.how.get("computed"))


def _number_columns(settings: dict[str, object], names: Sequence[str]) -> None:
    """Name the columns of a table without a header by their places."""
    places = {name: str(number) for number, name in enumerate(names, 1)}

    def renamed(value: object) -> object:
        if isinstance(value, str):
            return places.get(value, value)
        if isinstance(value, list):
            return [*map(renamed, value)]
        return {key: renamed(one) for key, one in value.items()} if isinstance(value, dict) else value

    for key in ("columns", "only_filled", "fill_down", "events", "snapshots"):
        if key in settings:
            settings[key] = renamed(settings[key])
    for key in ("only", "restore_zeros"):
        if key in settings:
            settings[key] = {places.get(name, name): one for name, one in settings[key].items()}  # type: ignore[attr-defined]
