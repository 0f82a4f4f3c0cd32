"""Harmful texts in every layout: each row is read, set aside, folded or left out, and no message repeats a name."""

import csv
import sys
from collections import Counter
from pathlib import Path

from reporter.config.faults import checked
from reporter.config.log_policy import LOG_KEYS, LogPolicy
from reporter.config.log_schemas import LogSchema, schemas
from reporter.config.mapping import Source
from reporter.errors import InputRefused
from reporter.ingest import joined_rows, readers, spool_rows
from reporter.ingest.layouts.find_columns import needed_names
from tests.support.hostile import CASES, tally
from tests.support.hostile.layouts import PLANTED, Case, case

READER = "a layout"
YEARS = (1990, 2100)
NOT_HERE = {
    "layouts",
    "values",
    "constants",
    "timestamp_format",
    "precision",
    "offsets",
    "system",
}  # of one cell's text
COLUMNS = {name: dict(one.columns) for name, one in schemas().items()}


def taken(made: Case, path: Path, intake: Path) -> str:
    """Read a file as each layout of its log does, up to the rows that the engine loads; say what became of it."""
    log = schemas()[made.log]
    mapping = checked(LogPolicy, made.settings, Source(schema=log, years=YEARS, system=log.name))
    fates = {
        _spooled(
            path, intake, joined_rows.schema_of(log, number), layout, joined_rows.columns_read(log, mapping, number)
        )
        for number, layout in joined_rows.readings_of(mapping).items()
    }
    return next(
        one for one in (tally.REFUSED.format(InputRefused.exit_code), tally.SET_ASIDE, tally.ACCEPTED) if one in fates
    )


def _spooled(path: Path, intake: Path, schema: LogSchema, mapping: LogPolicy, columns: list[str]) -> str:
    expected = needed_names(schema, mapping, columns)
    try:
        with readers.open_source(path, layout=mapping, expected=expected) as source:
            if mapping.events:
                spooled = spool_rows.spool_events(source, schema, mapping, path.name, intake)
            else:
                layout = spool_rows.open_layout(source, schema, mapping, path.name, columns)
                spooled = spool_rows.spool(source, layout, intake)
        with readers.open_source(path, layout=mapping, expected=expected) as again:
            received = sum(1 for _ in again.rows) + again.aside.total()
    except InputRefused as refusal:
        said = str(refusal)
        assert not any(part in said for part in (PLANTED.partition(",")[0], str(path.parent))), f"leak: {said}"
        return tally.REFUSED.format(refusal.exit_code)
    with intake.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert all(len(row) == len(spool_rows.FIELDS) + len(spooled.columns) for row in rows)
    own = [row for row in rows if row[4] == "1"]
    assert len(rows) == spooled.written
    assert spooled.received == received
    assert spooled.received == len(own) + spooled.folded + spooled.others, "unclosed account"
    assert spooled.others == spooled.set_aside + sum(spooled.left_out.values()), "unclosed account"
    return tally.SET_ASIDE if any(row[1] for row in own) else tally.ACCEPTED


def test_no_text_in_any_layout_crashes_leaks_or_is_lost(tmp_path: Path) -> None:
    csv.field_size_limit(sys.maxsize)
    seen: Counter[str] = Counter()
    drawn: Counter[str] = Counter()
    for seed in range(CASES):
        made = case(seed, COLUMNS)
        path = tmp_path / f"fuzzed{made.suffix}"
        path.write_bytes(made.data)
        try:
            fate = taken(made, path, tmp_path / "intake.csv")
        except Exception as error:
            tally.count(READER, next((one for one in tally.FAULTS if str(error).startswith(one)), "crash"))
            error.add_note(f"case {seed}, {made.suffix}, {made.settings}")
            raise
        seen[tally.count(READER, fate)] += 1
        drawn.update(made.drawn)
    assert min(seen[one] for one in (tally.ACCEPTED, tally.SET_ASIDE, tally.REFUSED.format(4))) > 0
    assert {key for key in LOG_KEYS if not drawn[key]} - NOT_HERE == set()
