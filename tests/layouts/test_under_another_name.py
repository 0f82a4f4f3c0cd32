"""A time that one row writes under another name than the rest is no empty cell: the row is set aside."""

import json
from pathlib import Path

import pytest

from reporter import warehouse
from tests.support.jail import Jail

STAY = {"booking_id": "B1", "person_id": "P1", "facility_id": "MAIN", "booked_at": "2026-10-01 08:00"}
STAY |= {"commitment": "civil"}
OUT = "2026-10-05 18:00"
ASIDE = ["under_another_name:released_at"]

STORIES = {  # of two stays: what each says of its release, and what becomes of the second
    "the same name": ({"released_at": OUT}, {"released_at": OUT}, None),
    "in custody": ({"released_at": OUT}, {}, None),
    "in other case": ({"released_at": OUT}, {"Released_At": OUT}, ASIDE),
    "in camel case": ({"released_at": OUT}, {"releasedAt": OUT}, ASIDE),
    "a nearly equal name": ({"released_at": OUT}, {"release_time": OUT}, ASIDE),
    "the old name empty": ({"released_at": OUT}, {"released_at": "", "release_time": OUT}, ASIDE),
    "a plan": ({"released_at": OUT}, {"release_due": OUT}, None),
    "no time": ({"released_at": OUT}, {"released_to": "mother"}, None),
    "two columns of their own": ({"released_at": OUT, "released_on": OUT}, {"released_on": OUT}, None),
    "no name like it": ({"released_at": OUT}, {"modified": OUT}, None),
}


def taken_in(folder: Path, file: str, text: str, settings: str = "") -> list[list[str]]:
    """Return the reasons of each row that is set aside."""
    jail = Jail(folder)
    jail.logs.append("bookings")
    jail.log_settings["bookings"] = settings
    (jail.folder / "inbox" / file).write_text(text, encoding="utf-8")
    jail.write_policy = lambda: None  # type: ignore[method-assign]
    Jail.write_policy(jail)
    policy = jail.folder / "policy.toml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("bookings*.csv", "bookings.*"), encoding="utf-8")
    jail.ingest()
    with warehouse.open_read_only(jail.folder) as connection:
        return [row[0] for row in warehouse.rows(connection, "select reasons from records.quarantine order by line")]


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("kind", ["jsonl", "json", "xml"])
def test_a_row_whose_time_stands_under_another_name_is_set_aside(tmp_path: Path, story: str, kind: str) -> None:
    first, second, aside = STORIES[story]
    rows = [STAY | first, STAY | {"booking_id": "B2"} | second]
    text, settings = json.dumps(rows), ""
    if kind == "jsonl":
        text = "\n".join(map(json.dumps, rows))
    if kind == "xml":
        cells = ["".join(f"<{name}>{value}</{name}>" for name, value in row.items()) for row in rows]
        text, settings = f"<A>{''.join(f'<B>{one}</B>' for one in cells)}</A>", 'record = "A/B"'
    assert taken_in(tmp_path / "jail", f"bookings.{kind}", text, settings) == ([aside] if aside else [])


def test_a_table_that_names_one_column_twice_in_other_signs(tmp_path: Path) -> None:
    lines = [",".join([*STAY, "released_at", "Released At"]), ",".join([*STAY.values(), OUT, ""])]
    lines += [
        ",".join([*STAY.values(), "", OUT]).replace("B1", "B2"),
        ",".join([*STAY.values(), "", ""]).replace("B1", "B3"),
    ]
    assert taken_in(tmp_path / "jail", "bookings.csv", "\n".join(lines)) == [ASIDE]


def test_a_second_name_that_the_policy_maps_is_a_column_of_its_own(tmp_path: Path) -> None:
    rows = [STAY | {"released_at": OUT}, STAY | {"booking_id": "B2", "released": OUT}]
    mapped = 'columns = { release_authorized_at = "released" }'
    assert taken_in(tmp_path / "jail", "bookings.json", json.dumps(rows), mapped) == []
