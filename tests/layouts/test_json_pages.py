"""JSON as interfaces deliver it: pages with the rows in a list, names within names, ids in the object above."""

import json
from pathlib import Path

import pytest

from reporter import warehouse
from reporter.errors import InputRefused
from reporter.ingest.readers import open_source
from tests.support.jail import Jail

SETTINGS = """
[logs.bookings]
files = "page*"
record = "data.bookings"
constants = { facility_id = "MAIN" }
columns.booking_id = "number"
columns.person_id = "../id"
columns.booked_at = "intake.at"
columns.commitment = "intake.by"
columns.released_at = "release.at"
values.commitment = { CT = "criminal_court" }
"""
OPEN = {"number": "B2", "intake": {"at": "2026-10-06 10:00", "by": "CT"}, "release": None}
DONE = {"number": "B1", "intake": {"at": "2026-10-05 10:00", "by": "CT"}, "release": {"at": "2026-10-05 18:00"}}
PAGE = {"page": 1, "data": [{"id": "P1", "bookings": [DONE, OPEN]}, {"id": "P2", "bookings": None}, {"id": "P3"}]}


def taken(folder: Path, *pages: str, suffix: str = ".json") -> list[tuple[object, ...]]:
    jail = Jail(folder, SETTINGS)
    for number, page in enumerate(pages, 1):
        (jail.folder / "inbox" / f"page{number}{suffix}").write_text(page, encoding="utf-8")
    jail.ingest()
    with warehouse.open_writable(jail.folder) as connection:
        return warehouse.rows(
            connection, "select booking_id, person_id, booked_at_text, released_at_text from bookings order by all"
        ) + warehouse.rows(connection, "select line, reasons from quarantine order by all")


ROWS = [("B1", "P1", "2026-10-05 10:00", "2026-10-05 18:00"), ("B2", "P1", "2026-10-06 10:00", None)]


def test_rows_of_a_list_are_read_with_names_within_names_and_the_object_above(tmp_path: Path) -> None:
    assert taken(tmp_path / "county", json.dumps(PAGE)) == ROWS


def test_a_list_of_pages_and_a_page_a_line_are_read_so_too(tmp_path: Path) -> None:
    empty = {"page": 2, "data": []}
    assert taken(tmp_path / "list", json.dumps([PAGE, empty])) == ROWS
    lines = f"{json.dumps(empty)}\n{json.dumps(PAGE)}\n"
    assert taken(tmp_path / "lines", lines, suffix=".jsonl") == ROWS


@pytest.mark.parametrize("nothing", ["[]", "null"])
def test_a_page_without_rows_lacks_no_column(tmp_path: Path, nothing: str) -> None:
    assert taken(tmp_path / "county", json.dumps(PAGE), f'{{"page": 2, "data": {nothing}}}') == ROWS


def test_a_page_without_the_list_is_refused_for_its_rows_would_be_lost(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"page 2 has no list 'data\.bookings'"):
        taken(tmp_path / "county", json.dumps([PAGE, {"error": "try again"}]))


def test_a_name_that_comes_twice_above_the_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="one name twice above the rows"):
        taken(tmp_path / "county", '{"data": {"bookings": []}, "data": {"bookings": []}}')


def test_a_mapped_name_with_two_values_is_quarantined_and_one_that_is_not_mapped_does_no_harm(tmp_path: Path) -> None:
    twice = {**DONE, "release": [{"at": "2026-10-05 18:00"}, {"at": "2026-10-05 19:00"}]}
    charges = {**OPEN, "charges": [{"code": "A"}, {"code": "B"}], "release": [{"at": None}]}
    page = {"data": {"id": "P1", "bookings": [twice, charges, 7]}}
    assert taken(tmp_path / "county", json.dumps(page)) == [
        ROWS[1],
        (1, ["conflicting_rows"]),
        (3, ["not_an_object"]),
    ]


@pytest.mark.parametrize("page", [PAGE, [DONE, OPEN]], ids=["record", "nested"])
def test_a_name_with_an_invisible_sign_at_its_end_is_refused_for_its_values_would_be_lost(
    tmp_path: Path, page: object
) -> None:
    flat = SETTINGS.replace('record = "data.bookings"\n', "").replace("../id", "number")
    jail = Jail(tmp_path / "county", SETTINGS if page is PAGE else flat)
    text = json.dumps(page).replace('"at": "2026-10-05 18:00"', '"at\\u200b": "2026-10-05 18:00"')
    (jail.folder / "inbox" / "page1.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused, match="odd characters or spaces at its ends"):
        jail.ingest()


OBJECTS = [
    ('{"data": [{"a": 1}], "page": 1}', 'record = "data".'),
    ('{"d": {"results": [{"a": 1}], "links": ["x"]}}', 'record = "d.results".'),
    ('{"bookings": [{"a": 1}], "checks": [{"b": 2}]}', 'record = "bookings" or record = "checks".'),
    ('{"SMITH, ANN": [{"a": 1}]}', "Deliver [ {...}, {...} ]"),
    ('{"a": 1}', "Deliver [ {...}, {...} ]"),
    ('"text"', "Deliver [ {...}, {...} ]"),
]


@pytest.mark.parametrize(("text", "words"), OBJECTS)
def test_an_object_without_record_is_refused_with_the_lists_that_it_has(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "page.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused, match="this is not a JSON array") as refusal, open_source(path):
        pass
    assert words in str(refusal.value)
    assert "SMITH" not in str(refusal.value)


CHECKS = """
[logs.checks]
files = "checks*"
columns.booking_id = "BOOKING"
"""
BROKEN = ["C2 and more", ["C2"], 7, {"check_id": "C2\ud800"}]


@pytest.mark.parametrize("broken", BROKEN, ids=["a text", "a list", "a number", "half a character"])
def test_a_row_that_is_no_object_names_the_stay_above_it(tmp_path: Path, broken: object) -> None:
    settings = CHECKS.replace("columns.", 'record = "checks"\ncolumns.').replace("BOOKING", "../id")
    jail = Jail(tmp_path / "county", settings)
    row = {"check_id": "C1", "result": "clear", "completed_at": "2026-10-05 09:00"}
    pages = [{"id": "B1", "checks": [row]}, {"id": "B2", "checks": [broken]}]
    (jail.folder / "inbox" / "checks.jsonl").write_text("\n".join(map(json.dumps, pages)), encoding="utf-8")
    jail.ingest()
    with warehouse.open_writable(jail.folder) as connection:
        (found,) = warehouse.rows(connection, "select cells from quarantine")
    assert "B2" in found[0]
    assert "B1" not in found[0]


IDS = {
    "an object": "{'number': id, 'of': 'x'}",
    "a list": "[id]",
    "a list of two": "[id, 'B9']",
    "a map": "map {'a': id}",
}


@pytest.mark.parametrize("kind", IDS)
def test_an_id_of_several_parts_in_parquet_names_its_stays(tmp_path: Path, kind: str) -> None:
    jail = Jail(tmp_path / "county", CHECKS.replace("BOOKING", "number"))
    rows = f"select 'C' || id as check_id, {IDS[kind]} as number, 'clear' as result, '2026-10-05 09:00' as completed_at"
    with warehouse.open_writable(jail.folder) as connection:
        place = jail.folder / "inbox" / "checks.parquet"
        connection.execute(f"copy ({rows} from (values ('B1'), ('B2')) as ids(id)) to '{place}' (format parquet)")
    jail.ingest()
    with warehouse.open_writable(jail.folder) as connection:
        found = warehouse.rows(connection, "select list_contains(cells, 'B' || line), reasons from quarantine")
    assert found == [(True, ["not_text"])] * 2
