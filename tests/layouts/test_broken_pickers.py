"""A cell that cannot be read picks no row, names no event and fills no cell below it: its row is quarantined."""

import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from reporter import warehouse
from tests.support.jail import Jail

HEAD = ["booking_id", "person_id", "facility_id", "booked_at", "commitment", "Kind"]
ONLY = 'only = { Kind = ["Own"] }'
EVENTS = """
[logs.bookings.events]
event = "Kind"
time = "booked_at"
fills = { Own = "booked_at" }
"""
NO_VALUE, ERROR = "formula_without_value", "not_text"


def row(number: int, kind: object, **cells: object) -> list[object]:
    plain = dict(zip(HEAD, [f"B{number}", f"P{number}", "MAIN", "2026-10-01 08:00", "civil", kind], strict=True))
    return [*(plain | cells).values()]


def taken(folder: Path, file: str, content: bytes, settings: str) -> tuple[dict[str, str], list[list[str]]]:
    """Return the facility of each stay that was taken, and the reasons of each row that is set aside."""
    jail = Jail(folder)
    jail.logs.append("bookings")
    jail.log_settings["bookings"] = settings
    (jail.folder / "inbox" / file).write_bytes(content)
    jail.write_policy()
    policy = jail.folder / "policy.toml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("bookings*.csv", "bookings.*"), encoding="utf-8")
    jail.write_policy = lambda: None  # type: ignore[method-assign]
    jail.ingest()
    with warehouse.open_read_only(jail.folder) as connection:
        stays = warehouse.rows(connection, "select booking_id, facility_id from records.bookings")
        aside = warehouse.rows(connection, "select reasons from records.quarantine order by line")
    return dict(stays), [one for (one,) in aside]


def book(*rows: list[object]) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for one in (HEAD, *rows):
        sheet.append(one)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.mark.parametrize("settings", [ONLY, EVENTS], ids=["only", "events"])
def test_a_broken_cell_neither_picks_nor_leaves_out_its_row(tmp_path: Path, settings: str) -> None:
    content = book(row(1, "Own"), row(2, '="O"&"wn"'), row(3, "#REF!"), row(4, "Other"))
    stays, aside = taken(tmp_path / "jail", "bookings.xlsx", content, settings)
    assert [*stays] == ["B1"]
    assert aside == [[NO_VALUE], [ERROR]]


def test_a_name_with_two_values_does_not_pick_its_row(tmp_path: Path) -> None:
    kinds = "<K>Own</K>", "<K>Own</K><K>Other</K>", "<K>Other</K><K>Own</K>"
    rows = "".join(f"<B><N>B{n}</N><P>P{n}</P><T>2026-10-01 08:00</T>{kind}</B>" for n, kind in enumerate(kinds, 1))
    settings = """record = "A/B"
columns = { booking_id = "N", person_id = "P", booked_at = "T" }
constants = { facility_id = "MAIN", commitment = "civil" }
only = { K = ["Own"] }"""
    stays, aside = taken(tmp_path / "jail", "bookings.xml", f"<A>{rows}</A>".encode(), settings)
    assert [*stays] == ["B1"]
    assert aside == [["conflicting_rows"]] * 2


FILL = 'fill_down = ["facility_id"]'


def test_a_group_whose_first_row_cannot_be_read_takes_no_value_from_the_group_before(tmp_path: Path) -> None:
    rows = [HEAD, row(1, "x"), row(2, "x", facility_id=""), row(3, "x", facility_id="EAST")[:5]]
    rows += [row(4, "x", facility_id=""), row(5, "x"), row(6, "x", facility_id="")]
    text = "\n".join(",".join(map(str, one)) for one in rows)
    stays, aside = taken(tmp_path / "jail", "bookings.csv", text.encode(), FILL)
    assert stays == dict.fromkeys(["B1", "B2", "B5", "B6"], "MAIN")
    assert aside == [["too_few_fields"], ["above_unread"]]


def test_a_group_whose_value_is_a_broken_cell_takes_none_from_the_group_before(tmp_path: Path) -> None:
    content = book(row(1, "x"), row(2, "x", facility_id='="EA"&"ST"'), row(3, "x", facility_id=None), row(4, "x"))
    stays, aside = taken(tmp_path / "jail", "bookings.xlsx", content, FILL)
    assert stays == dict.fromkeys(["B1", "B4"], "MAIN")
    assert aside == [[NO_VALUE], ["above_unread"]]


def test_a_row_of_json_that_cannot_be_read_ends_what_the_group_before_gives(tmp_path: Path) -> None:
    rows = [dict(zip(HEAD, one, strict=True)) for one in (row(1, "x"), row(2, "x"), row(3, "x", facility_id=None))]
    lines = [json.dumps(one) for one in rows]
    lines[1] = lines[1][:-3]
    stays, aside = taken(tmp_path / "jail", "bookings.jsonl", "\n".join(lines).encode(), FILL)
    assert [*stays] == ["B1"]
    assert aside == [["not_json"], ["above_unread"]]
