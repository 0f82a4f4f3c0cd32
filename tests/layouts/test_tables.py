"""Tables as programs print them: group headers, ruling lines, lines of delimiters alone."""

from pathlib import Path

from reporter import warehouse
from tests.support.jail import Jail

SETTINGS = """
[logs.bookings]
files = "stays*"
constants = { facility_id = "MAIN" }
"""
BY_NAME = """
columns = { booking_id = "No", person_id = "Who", booked_at = "In", commitment = "By", released_at = "Out" }
"""
BY_PLACE = """
columns = { booking_id = "1", person_id = "2", booked_at = "3", commitment = "4", released_at = "5" }
"""


def taken(folder: Path, settings: str, text: str) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Return the records of one file, and its accounts: received, accepted, quarantined, folded, not this log."""
    jail = Jail(folder, SETTINGS + settings)
    (jail.folder / "inbox" / "stays.csv").write_text(text, encoding="utf-8")
    jail.ingest()
    with warehouse.open_writable(jail.folder) as connection:
        records = "booking_id, person_id, released_at_text from bookings order by line"
        accounts = "received, accepted, quarantined, folded, not_this_log from delivered"
        return warehouse.rows(connection, f"select {records}"), warehouse.rows(connection, f"select {accounts}")


def test_a_plain_file_has_its_blank_cells_filled_from_above(tmp_path: Path) -> None:
    text = (
        "No,Who,In,By,Out\n"
        "1,P1,2026-10-01 08:00,arrest,2026-10-02 09:00\n"
        "2,,2026-10-01 08:30,civil,\n"
        "3,P2,2026-10-04 08:00,arrest,2026-10-05 09:00\n"
    )
    assert taken(tmp_path / "jail", f'{BY_NAME}fill_down = ["Who", "Out"]', text) == (
        [("1", "P1", "2026-10-02 09:00"), ("2", "P1", "2026-10-02 09:00"), ("3", "P2", "2026-10-05 09:00")],
        [(3, 3, 0, 0, 0)],
    )


def test_a_constant_fills_no_blank_cell_of_a_column_that_the_file_has(tmp_path: Path) -> None:
    text = "No,Who,In,By,Out,facility_id\n1,P1,2026-10-01 08:00,arrest,,ANNEX\n2,P2,2026-10-01 08:30,civil,,\n"
    assert taken(tmp_path / "jail", BY_NAME, text) == ([("1", "P1", None)], [(2, 1, 1, 0, 0)])


def test_a_row_that_only_rules_is_received_as_nothing_whatever_its_width(tmp_path: Path) -> None:
    text = (
        "No,Who,In,By,Out\n"
        "----,----,----,----,----\n"
        "1,P1,2026-10-01 08:00,arrest,\n"
        ",====,,----,\n"
        "-2,P2,2026-10-03 08:00,civil,\n"
    )
    assert taken(tmp_path / "jail", BY_NAME, text) == ([("1", "P1", None), ("-2", "P2", None)], [(2, 2, 0, 0, 0)])


def test_lines_of_delimiters_alone_do_not_hide_which_delimiter_it_is(tmp_path: Path) -> None:
    text = '""|""|""|""|""\n"1"|"P1"|"2026-10-01 08:00"|"arrest"|""\n"2"|"P2"|"2026-10-03 08:00"|"civil"|""\n'
    assert taken(tmp_path / "jail", f'{BY_PLACE}header = "none"', text) == (
        [("1", "P1", None), ("2", "P2", None)],
        [(2, 2, 0, 0, 0)],
    )


def test_signs_of_a_page_and_of_the_end_of_a_text_are_left_off_before_any_row(tmp_path: Path) -> None:
    row = "{}1,P1,2026-10-01 08:00,arrest,2026-10-02 09:00\n{}2,P2,2026-10-03 08:00,civil,\n"
    for name, sign in (("plain", ""), ("end", "\x1a"), ("page", "\f")):
        text = "No,Who,In,By,Out\n" + row.format("", sign)
        assert taken(tmp_path / name, BY_NAME, text) == (
            [("1", "P1", "2026-10-02 09:00"), ("2", "P2", None)],
            [(2, 2, 0, 0, 0)],
        )
