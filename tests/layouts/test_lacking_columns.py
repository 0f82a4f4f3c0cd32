"""A file that lacks a column its log needs is refused with the column whose values fit, or with none."""

from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

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
