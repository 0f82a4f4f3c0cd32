"""An id that a program wrote as a fraction or a truth value is lost: its row is set aside, whatever the format."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from reporter import warehouse
from tests.support.jail import Jail

HEADER = ["check_id", "booking_id", "result", "completed_at"]
# the value of an id, and the id that is read, None where it is damaged
VALUES = [(True, None), (False, None), (4.5, None), (0.05, None), (1e300, None), (7, "7"), (7.0, "7"), ("true", "true")]


def taken(folder: Path, suffix: str, rows: list[list[object]]) -> Jail:
    jail = Jail(folder, f'[logs.checks]\nfiles = "checks{suffix}"\n')
    path = jail.folder / "inbox" / f"checks{suffix}"
    if suffix == ".xlsx":
        book = Workbook()
        for row in (HEADER, *rows):
            book.active.append(row)
        book.save(path)
    else:
        objects = [dict(zip(HEADER, row, strict=True)) for row in rows]
        lines = "\n".join(json.dumps(one) for one in objects)
        path.write_text(json.dumps(objects) if suffix == ".json" else lines, encoding="utf-8")
    jail.ingest()
    return jail


@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".xlsx"])
@pytest.mark.parametrize("place", [0, 1], ids=HEADER[:2])
def test_a_fraction_or_a_truth_value_is_no_id(tmp_path: Path, suffix: str, place: int) -> None:
    rows: list[list[object]] = []
    for number, (value, _) in enumerate(VALUES):
        row: list[object] = [f"C{number}", f"B{number}", "clear", "2026-10-05 08:00"]
        row[place] = value
        rows.append(row)
    jail = taken(tmp_path / "county", suffix, rows)
    column = HEADER[place]
    with warehouse.open_read_only(jail.folder) as connection:
        read = [row[0] for row in warehouse.rows(connection, f"select {column} from records.checks order by line")]
        reasons = warehouse.rows(connection, "select reasons from records.quarantine order by line")
    assert read == [one for _, one in VALUES if one]
    assert {row[0][0] for row in reasons} == {f"id_damaged:{column}"}
    assert len(reasons) == sum(one is None for _, one in VALUES)
