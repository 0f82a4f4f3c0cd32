"""A row that cannot be read names the stay that it is of: that stay is no exception for want of the record."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from reporter import warehouse
from tests.support.jail import Jail

HEAD = "check_id,booking_id,result,completed_at"
SITE = 'columns = { booking_id = ["Site", "No"] }'
ZEROS = 'columns = { booking_id = "No" }\nrestore_zeros = { No = 4 }'
EVENTS = f"""{SITE}
[logs.checks.events]
event = "What"
time = "At"
fills = {{ DONE = "completed_at" }}"""
AT = "2026-10-05 08:00"
GOOD = {"check_id": "C1", "booking_id": "B1", "result": "clear", "completed_at": AT}
JSON = json.dumps(GOOD)


class Story(NamedTuple):
    """A file of checks, and the stays that its one unreadable row must name."""

    text: str
    named: set[str]
    settings: str = ""
    ending: str = "csv"


STORIES = {
    "another delimiter": Story(f"{HEAD}\nC1,B1,clear,{AT}\nC2;B2;clear;{AT}", {"B2"}),
    "a quote that swallows rows": Story(
        f'check_id,booking_id,result,completed_at,note\nC1,B1,clear,{AT},"x\nC2,B2,clear,{AT},\nC3,B3,clear,{AT},y"',
        {"B1", "B2", "B3"},
    ),
    "parts of an id": Story(f"check_id,Site,No,result,completed_at\nC2,MAIN,7-1,clear\0,{AT}", {"MAIN-7--1"}, SITE),
    "parts of an id, and too few fields": Story(
        f"check_id,Site,No,result,completed_at\nC1,MAIN,1,clear,{AT}\nC2,MAIN,2,clear", {"MAIN-2"}, SITE
    ),
    "zeros": Story(f"check_id,No,result,completed_at\nC2,7,cl\0ear,{AT}", {"0007"}, ZEROS),
    "an event without its time": Story("check_id,Site,No,result,What,At\nC2,MAIN,2,clear,DONE,", {"MAIN-2"}, EVENTS),
    "a value nearly named": Story(
        f"check_id,Site,No,result,completed_at,Kind\nC2,MAIN,2,clear,{AT},own",
        {"MAIN-2"},
        f'{SITE}\nonly.Kind = ["Own"]',
    ),
    "JSON cut off": Story(f"{JSON}\n{JSON.replace('1', '2')[:-4]}", {"B2"}, ending="jsonl"),
    "JSON, two rows in a line": Story(
        f"{JSON}\n{JSON.replace('1', '2')}{JSON.replace('1', '3')}", {"B2", "B3"}, ending="jsonl"
    ),
    "a row moved sideways": Story(
        f"C1  B1  clear   {AT}\n  C2  B2  clear   {AT}",
        {"B2"},
        'header = "none"\n'
        "widths = { check_id = [1, 3], booking_id = [5, 7], result = [9, 15], completed_at = [17, 32] }",
        "txt",
    ),
}


@pytest.mark.parametrize("name", STORIES)
def test_a_row_that_cannot_be_read_names_its_stay(tmp_path: Path, name: str) -> None:
    story = STORIES[name]
    jail = Jail(tmp_path / "jail")
    jail.logs.append("checks")
    jail.log_settings["checks"] = story.settings
    (jail.folder / "inbox" / f"checks.csv.{story.ending}").write_text(f"{story.text}\n", encoding="utf-8")
    jail.write_policy()
    policy = jail.folder / "policy.toml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("checks*.csv", "checks*"), encoding="utf-8")
    jail.write_policy = lambda: None  # type: ignore[method-assign]
    jail.ingest()
    with warehouse.open_read_only(jail.folder) as connection:
        found = warehouse.rows(connection, "select cells from records.quarantine")
    assert len(found) == 1
    assert story.named <= set(found[0][0])
