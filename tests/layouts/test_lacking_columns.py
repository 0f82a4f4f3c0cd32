"""A file that lacks a column its log needs is refused with the column whose values fit, or with none."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from reporter import warehouse
from reporter.cli import cli
from reporter.errors import InputRefused
from tests.support.jail import Jail, audit_json, clean

DAY = "2026-10-05 08:00"
EVENTS = """
[logs.bookings.events]
event = "EventType"
time = "EventTime"
fills = { BOOKED = "booked_at" }
"""


class Story(NamedTuple):
    """A file of one row, and what is named as the column that it lacks: "" for nothing."""

    header: str
    row: str
    named: str = ""
    settings: str = ""


WHO = "booking_id,person_id,facility_id"
STORIES = {
    "the likeliest name holds words": Story(
        f"{WHO},commitment,booked_by,book_dt", f"B1,P1,MAIN,civil,GREY,{DAY}", "'book_dt': columns = { booked_at = "
    ),
    "no values fit": Story(f"{WHO},commitment,booked_by", "B1,P1,MAIN,civil,GREY"),
    "no values at all": Story(f"{WHO},commitment,booked_on", "B1,P1,MAIN,civil,"),
    "a name that is mapped": Story(
        f"{WHO},commitment,booked_to", f"B1,P1,MAIN,civil,{DAY}", settings='columns = { released_at = "booked_to" }'
    ),
    "codes that are mapped": Story(
        f"{WHO},booked_at,commit_no,commit_cd",
        f"B1,P1,MAIN,{DAY},77,CC",
        "'commit_cd': columns = { commitment = ",
        'values.commitment = { CC = "criminal_court" }',
    ),
    "codes that are not mapped": Story(f"{WHO},booked_at,commit_cd", f"B1,P1,MAIN,{DAY},CC"),
    "two columns that lack": Story(
        "booking_no,person_no,facility_id,booked_at,commitment",
        f"B1,P1,MAIN,{DAY},civil",
        "'booking_no': columns = { booking_id = ",
    ),
    "an id that a spreadsheet damaged": Story(
        "booking_no,person_id,facility_id,booked_at,commitment", f"8.8E+10,P1,MAIN,{DAY},civil"
    ),
    "a part of a time": Story(
        f"{WHO},commitment,BookDate,BookTyp,BookTm",
        "B1,P1,MAIN,civil,2026-10-05,X,08:00",
        "'BookTm'. ",
        'columns = { booked_at = ["BookDate", "BookTime"] }',
    ),
    "a column that picks rows": Story(
        "No,Pid,Site,In,By,RecTypes,RecTyp",
        f"B1,P1,MAIN,{DAY},civil,7,B",
        "'RecTyp'. ",
        'only = { RecType = ["B"] }\n'
        'columns = { booking_id = "No", person_id = "Pid", facility_id = "Site", booked_at = "In", commitment = "By" }',
    ),
    "the event of a row": Story(
        f"{WHO},commitment,EventTypeNo,Event_Type,EventTime",
        f"B1,P1,MAIN,civil,1,BOOKED,{DAY}",
        "'Event_Type'.",
        EVENTS,
    ),
    "persons in the first line": Story("BOOKINS IDA,PERSON IAN,MAIN,B1,civil", f"B2,P1,MAIN,{DAY},civil"),
}


@pytest.mark.parametrize("name", STORIES)
def test_what_is_named_for_a_column_that_lacks_has_values_that_fit(tmp_path: Path, name: str) -> None:
    story = STORIES[name]
    jail = Jail(tmp_path / "jail")
    jail.logs.append("bookings")
    jail.log_settings["bookings"] = story.settings
    (jail.folder / "inbox" / "bookings.csv").write_text(f"{story.header}\n{story.row}\n", encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        jail.ingest()
    _, found, named = str(refused.value).partition("The nearest that is not mapped and whose values fit is ")
    assert (bool(found), named[: len(story.named)]) == (bool(story.named), story.named), str(refused.value)


def test_a_first_file_without_releases_is_told_by_both_programs_until_it_comes_again(tmp_path: Path) -> None:
    jail = clean(Jail(tmp_path / "jail"))
    inbox = jail.folder / "inbox"
    head, *rows = (inbox / "bookings.csv").read_text(encoding="utf-8").splitlines()
    short = [",".join((cells := line.split(","))[:7] + cells[8:]) for line in (head, *rows[:9])]
    (inbox / "bookings.csv").write_text("\n".join(short), encoding="utf-8")
    (inbox / "bookings_2.csv").write_text("\n".join([head, *rows[9:]]), encoding="utf-8")
    jail.manifest()
    jail.write_policy()
    folder = str(jail.folder)
    assert CliRunner().invoke(cli, ["run", "--folder", folder, "--period", "2026-10"]).exit_code == 3
    headline = audit_json(jail.folder, "2026-10", 1)["controls"][0]
    assert (headline["id"], headline["testable"]) == ("vetted_before_release", False)
    assert "bookings.released_at in 1 file" in headline["not_testable_because"]
    checked = CliRunner().invoke(cli, ["verify", str(jail.folder / "reports/2026-10/r1/pack")])
    assert checked.exit_code == 0, checked.output

    (inbox / "bookings_3.csv").write_text("\n".join([head, *rows[:9]]), encoding="utf-8")
    jail.manifest()
    assert len(jail.outcomes("vetted_before_release")) == len(rows)


SHORT = """
[logs.bookings]
files = "stays*"
record = "RECORD"
columns = { released_at = "Out" }
"""
STAY = {"booking_id": "B1", "person_id": "P1", "facility_id": "MAIN", "booked_at": DAY, "commitment": "civil"}
LATER = "2026-10-06 09:00"
SHORT_FILES = {  # what the only stay of the second file has besides, what that of the first has, and what is named
    "nobody was released": ({}, {"Out": LATER}, ""),
    "an empty element": ({"Out": "", "Gone": LATER}, {"Out": LATER}, ""),
    "another name": ({"Gone": LATER}, {"Out": LATER}, "Gone"),
    "another name in both": ({"Gone": LATER}, {"Gone": LATER}, "Gone"),
    "a column of its own": ({"Seen": LATER}, {"Out": LATER, "Seen": DAY}, ""),
    "no time": ({"Gone": "home"}, {"Out": LATER}, ""),
    "a plan": ({"OutDue": LATER}, {"Out": LATER}, ""),
    "the time of printing": ({"Printed": LATER}, {"Out": LATER}, ""),
    "the nearest of two": ({"Seen": LATER, "OutTime": LATER}, {"Out": LATER}, "OutTime"),
}


@pytest.mark.parametrize("story", SHORT_FILES)
@pytest.mark.parametrize("kind", ["json", "xml"])
def test_a_short_file_in_which_a_time_stands_in_no_row_is_taken_in_unless_a_new_name_may_be_it(
    tmp_path: Path, story: str, kind: str
) -> None:
    second, first, named = SHORT_FILES[story]
    jail = Jail(tmp_path / "jail", SHORT.replace("RECORD", "data" if kind == "json" else "A/B"))
    for number, more in enumerate((first, second), 1):
        row = STAY | {"booking_id": f"B{number}"} | more
        text = json.dumps({"data": [row]})
        if kind == "xml":
            text = f"<A><B>{''.join(f'<{name}>{value}</{name}>' for name, value in row.items())}</B></A>"
        (jail.folder / "inbox" / f"stays{number}.{kind}").write_text(text, encoding="utf-8")
    if not named:
        jail.ingest()
        query = "select booking_id, released_at_text is not null from bookings order by all"
        with warehouse.open_writable(jail.folder) as connection:
            assert warehouse.rows(connection, query) == [("B1", True), ("B2", False)]
        return
    words = f"stays2.{kind} has 'Out' in no row, and '{named}', which is not mapped, may be it: "
    with pytest.raises(InputRefused, match=f'{words}columns = {{ released_at = "{named}" }}'):
        jail.ingest()


def test_a_column_of_times_that_lacks_is_named_whatever_its_name(tmp_path: Path) -> None:
    for number, settings in enumerate(("", 'columns = { released_at = "released_at" }')):
        jail = Jail(tmp_path / f"jail{number}", f'\n[logs.bookings]\nfiles = "stays*"\n{settings}\n')
        for part, (name, out) in enumerate((("released_at", LATER), ("x,gone", f"7,{LATER}"))):
            text = f"{','.join(STAY)},{name}\n{','.join(STAY.values()).replace('B1', f'B{part}')},{out}\n"
            (jail.folder / "inbox" / f"stays{part}.csv").write_text(text, encoding="utf-8")
        with pytest.raises(InputRefused, match="nearest that is not mapped and whose values fit is 'gone'"):
            jail.ingest()
