"""XML: the element that `record` names is a row; children, attributes and what stands above are its columns."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from reporter import warehouse
from reporter.errors import InputRefused
from tests.support.jail import Jail

SETTINGS = """
[logs.bookings]
files = "bookings*"
record = "Inmate/Booking"
columns.booking_id = "@no"
columns.person_id = "../Number"
columns.facility_id = "Place/@code"
columns.booked_at = "In"
columns.released_at = "Out"
columns.commitment = "By"
"""
ONE = """
 <Inmate><Number>P1</Number>
  <Booking no="B1"><Place code="MAIN"/><In>2026-10-05 10:00</In><Out>2026-10-05 18:00</Out><By>civil</By></Booking>
 </Inmate>"""


def taken(
    folder: Path, rows: str, doctype: str = "", end: str = "", *, settings: str = SETTINGS
) -> list[tuple[object, ...]]:
    """Take one XML file in; return the records and the quarantined rows, each with its line."""
    jail = Jail(folder, settings)
    text = f'<?xml version="1.0"?>\n{doctype}<Roster>{rows}\n</Roster>\n{end}'
    (jail.folder / "inbox" / "bookings.xml").write_text(text, encoding="utf-8")
    jail.ingest()
    with warehouse.open_writable(jail.folder) as connection:
        query = "select line, booking_id, person_id, facility_id, released_at_text from bookings order by all"
        records = warehouse.rows(connection, query)
        return [*records, *warehouse.rows(connection, "select line, reasons from quarantine order by all")]


def test_a_row_has_its_children_its_attributes_and_what_stands_above_it(tmp_path: Path) -> None:
    assert taken(tmp_path / "county", ONE) == [(4, "B1", "P1", "MAIN", "2026-10-05 18:00")]
    assert taken(tmp_path / "dos", ONE, end="\x1a\r\n") == taken(tmp_path / "unix", ONE)


def test_an_element_that_is_empty_in_every_row_is_a_column_without_a_value_and_one_that_never_stands_is_none(
    tmp_path: Path,
) -> None:
    rows = "".join(ONE.replace("B1", f"B{number}").replace("P1", f"P{number}") for number in range(1, 13))
    for name, empty in (("open", "<Out></Out>"), ("short", "<Out/>"), ("nil", '<Out nil="true"/>')):
        records = taken(tmp_path / name, rows.replace("<Out>2026-10-05 18:00</Out>", empty))
        assert [one[1:] for one in records] == [(f"B{n}", f"P{n}", "MAIN", None) for n in range(1, 13)]
    with pytest.raises(InputRefused, match="has no column 'Out'"):
        taken(tmp_path / "none", rows.replace("<Out>2026-10-05 18:00</Out>", ""))


def test_a_mapped_child_with_two_values_conflicts_with_itself_and_one_that_is_not_mapped_does_no_harm(
    tmp_path: Path,
) -> None:
    twice = ONE.replace("<Out>", "<Out>2026-10-05 11:00</Out><Out>")
    alike = ONE.replace("B1", "B2").replace("<Out>", "<Out>2026-10-05 18:00</Out><Out>")
    charges = ONE.replace("B1", "B3").replace("<By>", "<Charge>A</Charge><Charge>B</Charge><By>")
    parents = ONE.replace("B1", "B4").replace("</Number>", "</Number><Number>P9</Number>")
    assert taken(tmp_path / "county", twice + alike + charges + parents) == [
        (7, "B2", "P1", "MAIN", "2026-10-05 18:00"),
        (10, "B3", "P1", "MAIN", "2026-10-05 18:00"),
        (4, ["conflicting_rows"]),
        (13, ["conflicting_rows"]),
    ]


def test_what_stands_above_a_row_is_read_at_any_depth_before_or_after_the_rows(tmp_path: Path) -> None:
    before = """
 <Stay><Number no="B1"/><Place><Site><Code>MAIN</Code></Site></Place><Out>2026-10-05 18:00</Out>
  <Counts><Charges><Charge><Person>P1</Person><In>2026-10-05 10:00</In><By>civil</By></Charge></Charges></Counts>
 </Stay>"""
    above, list_of_rows = before.split("\n")[1].removeprefix(" <Stay>"), before.split("\n")[2]
    after = f"\n <Stay>\n{list_of_rows}{above}</Stay>".replace("B1", "B2").replace("P1", "P2")
    settings = """
[logs.bookings]
files = "bookings*"
record = "Charges/Charge"
columns.booking_id = "../../../Number/@no"
columns.person_id = "Person"
columns.facility_id = "../../../Place/Site/Code"
columns.booked_at = "In"
columns.released_at = "../../../Out"
columns.commitment = "By"
"""
    assert taken(tmp_path / "county", before + after, settings=settings) == [
        (4, "B1", "P1", "MAIN", "2026-10-05 18:00"),
        (7, "B2", "P2", "MAIN", "2026-10-05 18:00"),
    ]


def test_the_text_of_a_row_lists_not_all_who_stand_beside_it(tmp_path: Path) -> None:
    settings = SETTINGS.replace('"../Number"', '"../../@id"')
    jail = Jail(tmp_path / "county", settings)
    broken = "".join(ONE.replace("B1", f"B{n}").replace("P1", f"P{n}").replace("2026-10-05", "soon") for n in range(9))
    (jail.folder / "inbox" / "bookings.xml").write_text(f'<Roster id="P1">{broken}</Roster>', encoding="utf-8")
    jail.ingest()
    with warehouse.open_read_only(jail.folder) as connection:
        assert warehouse.one(connection, "select count(*) from records.quarantine where raw like '%\"P7\"%'") == 1


def test_a_document_type_is_refused_with_every_entity_of_the_files_own(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="document type"):
        taken(tmp_path / "county", ONE, '<!DOCTYPE Roster [<!ENTITY a "b">]>\n')


@pytest.mark.parametrize("harm", [lambda data: data[:-20], lambda data: data[:10] + b"x" + data[11:]])
def test_a_packed_file_that_is_damaged_on_its_way_is_refused_in_words(
    tmp_path: Path, harm: Callable[[bytes], bytes]
) -> None:
    jail = Jail(tmp_path / "county", SETTINGS)
    data = gzip.compress(f"<Roster>{ONE}</Roster>".encode(), mtime=0)
    (jail.folder / "inbox" / "bookings.xml.gz").write_bytes(harm(data))
    with pytest.raises(InputRefused, match=r"bookings.xml.gz: the gzip is damaged or cut off"):
        jail.ingest()


def left_out(folder: Path) -> list[tuple[object, ...]]:
    with warehouse.open_read_only(folder) as connection:
        return warehouse.rows(connection, "select setting, value, rows from records.left_out order by all")


def test_rows_that_stand_elsewhere_than_record_says_are_not_received_and_told(tmp_path: Path) -> None:
    elsewhere = ONE.replace("Inmate>", "Archive>").replace("B1", "B2")
    assert taken(tmp_path / "county", ONE + elsewhere) == [(4, "B1", "P1", "MAIN", "2026-10-05 18:00")]
    assert left_out(tmp_path / "county") == [("record", "Archive/Booking", 1)]


def test_a_row_right_within_a_row_is_set_aside_and_one_further_down_is_told(tmp_path: Path) -> None:
    prior = '<Booking no="B7"><In>2026-09-01 10:00</In><Out>2026-09-02 10:00</Out><By>civil</By></Booking>'
    within = ONE.replace("B1", "B2").replace("<By>", f"{prior}<By>")
    below = ONE.replace("B1", "B3").replace("<By>", f"<Earlier>{prior}</Earlier><By>")
    assert taken(tmp_path / "county", within + below) == [
        (7, "B3", "P1", "MAIN", "2026-10-05 18:00"),
        (4, ["rows_within_row"]),
    ]
    assert left_out(tmp_path / "county") == [("record", "Earlier/Booking", 1)]


def test_visible_sheets_that_the_policy_does_not_name_are_not_received_and_told(tmp_path: Path) -> None:
    book = Workbook()
    for name, count in (("Data", 1), ("Old", 3), ("Hidden", 2), ("Blank", 0)):
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name == "Hidden" else "visible"
        for number in range(count):
            sheet.append(["booking_id", "person_id", "facility_id", "booked_at", "commitment"][: 5 - number])
    del book["Sheet"]
    jail = Jail(tmp_path / "county", '\n[logs.bookings]\nfiles = "bookings*"\nsheet = "Data"\n')
    book.save(jail.folder / "inbox" / "bookings.xlsx")
    jail.ingest()
    assert left_out(jail.folder) == [("sheet", "Old", 3)]
