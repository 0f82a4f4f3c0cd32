"""Times that are known only as between two moments: one span, in a period if they may be, decided three ways."""

import re
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest

from reporter import warehouse
from reporter.audit import self_test
from reporter.config import policy
from reporter.config.period import period
from reporter.errors import PolicyError
from reporter.evidence import verify, verify_pack
from reporter.workflows import explain, run
from tests.support import possible_worlds
from tests.support.jail import Jail, audit_json, quiet

SETTINGS = 'columns = { released_at = { after = "last seen", by = "gone by" } }'
HEADER = "booking_id|person_id|facility_id|booked_at|commitment|release_reason|last seen|gone by"
CHECKS = "check_id|booking_id|completed_at|result"
UNDETERMINED = ("undetermined", "between_periods")


def stay(name: str, after: str, by: str, *, commitment: str = "criminal_court", reason: str = "bail") -> str:
    return f"{name}|P{name}|MAIN|2026-09-28 08:00|{commitment}|{reason}|{after}|{by}"


def jail_of(folder: Path, stays: list[str], checks: list[str] | None = None, settings: str = SETTINGS) -> Jail:
    jail = Jail(folder)
    jail.log_settings["bookings"] = settings
    jail.deliver("bookings", "\n".join([HEADER, *stays]))
    jail.deliver("checks", "\n".join([CHECKS, *(checks or [])]))
    jail.deliver("notifications", "notification_id|booking_id|sent_at")
    jail.manifest("2026-09-01", "2026-11-30")
    return jail


def held(folder: Path, query: str) -> list[tuple[object, ...]]:
    with warehouse.open_writable(folder) as connection:
        return warehouse.rows(connection, query)


def test_the_span_is_from_the_earliest_of_the_one_to_the_latest_of_the_other(tmp_path: Path) -> None:
    stays = [
        stay("minutes", "2026-10-05 10:00", "2026-10-05 12:00"),
        stay("days", "2026-10-05", "2026-10-06"),
        stay("one", "2026-10-05 10:00", "2026-10-05 10:00"),
        stay("end", "2026-10-05 23:00", "2026-10-05 24:00"),
        stay("open", "", ""),
    ]
    jail = jail_of(tmp_path / "county", stays)
    jail.ingest()
    said = held(
        jail.folder,
        "select booking_id, released_at_text, strftime(released_at_earliest, '%d %H:%M:%S'), "
        "strftime(released_at_latest, '%d %H:%M:%S'), day(released_at_on), day(released_at_until) "
        "from bookings order by line",
    )
    assert said == [
        ("minutes", "2026-10-05 10:00 .. 2026-10-05 12:00", "05 14:00:00", "05 16:00:59", 5, 5),
        ("days", "2026-10-05 .. 2026-10-06", "05 04:00:00", "07 03:59:59", 5, 6),
        ("one", "2026-10-05 10:00 .. 2026-10-05 10:00", "05 14:00:00", "05 14:00:59", 5, 5),
        ("end", "2026-10-05 23:00 .. 2026-10-05 24:00", "06 03:00:00", "06 04:00:59", 5, 5),
        ("open", None, None, None, None, None),
    ]


def test_a_pair_that_cannot_be_is_set_aside(tmp_path: Path) -> None:
    stays = [
        stay("order", "2026-10-05 12:00", "2026-10-05 11:59"),
        stay("half", "2026-10-05 12:00", ""),
        stay("text", "2026-10-05 12:00", "noon"),
        stay("year", "1926-10-05 12:00", "2026-10-05 13:00"),
        stay("three", "2026-10-05 12:00 .. 2026-10-05 13:00", "2026-10-05 14:00"),
        stay("before", "2026-09-27 12:00", "2026-09-27 13:00"),
        stay("good", "2026-10-05 12:00", "2026-10-05 12:00"),
    ]
    jail = jail_of(tmp_path / "county", stays)
    jail.ingest()
    assert held(jail.folder, "select key, reasons from quarantine order by line") == [
        ("order", ["impossible_order:released_at"]),
        ("half", ["part_missing:released_at"]),
        ("text", ["unreadable_time:released_at"]),
        ("year", ["year_out_of_range:released_at"]),
        ("three", ["unreadable_time:released_at"]),
        ("before", ["impossible_order"]),
    ]
    assert held(jail.folder, "select received, accepted, quarantined from delivered where log = 'bookings'") == [
        (7, 1, 6)
    ]


def test_a_check_between_the_two_moments_is_neither_surely_before_nor_after(tmp_path: Path) -> None:
    checked = {  # the clock at which the check of each stay was completed
        "09:59": ("met", "before_release"),
        "10:00": ("undetermined", "precision"),
        "12:00": ("undetermined", "precision"),
        "12:01": ("exception", "after_release"),
    }
    stays = [stay(clock, "2026-10-05 10:00", "2026-10-05 12:00") for clock in checked]
    jail = jail_of(tmp_path / "county", stays, [f"C{clock}|{clock}|2026-10-05 {clock}|clear" for clock in checked])
    assert jail.outcomes("vetted_before_release") == checked


def test_a_stay_whose_end_may_lie_in_either_period_is_in_both_and_undetermined_in_both(tmp_path: Path) -> None:
    stays = [
        stay("across", "2026-10-31 10:00", "2026-11-02 12:00"),
        stay("round", "2026-09-30 23:00", "2026-11-02 12:00"),
        stay("october", "2026-10-31 10:00", "2026-10-31 24:00"),
        stay("november", "2026-11-01 00:00", "2026-11-02 24:00"),
        stay("other", "2026-10-31 10:00", "2026-11-02 12:00", commitment="civil"),
        stay("moved", "2026-10-31 10:00", "2026-11-02 12:00", reason="transfer"),
    ]
    checks = [f"C{n}|{name.partition('|')[0]}|2026-09-29 10:00|clear" for n, name in enumerate(stays)]
    jail = jail_of(tmp_path / "county", stays, checks)
    doubtful = {"across": UNDETERMINED, "round": UNDETERMINED}
    beyond = {"other": ("out_of_scope", "commitment_out_of_scope"), "moved": ("out_of_scope", "not_released")}
    control = "vetted_before_release"
    october = jail.decide("2026-10")
    assert october[control] == {**doubtful, **beyond, "october": ("met", "before_release")}
    assert october["recorded_before_release"].keys() == {"october"}
    assert jail.outcomes(control, "2026-11") == {**doubtful, **beyond, "november": ("met", "before_release")}
    assert jail.outcomes(control, "2026-10-20..2026-11-10")["across"] == ("met", "before_release")
    assert jail.outcomes(control, "2026-09") == {"round": UNDETERMINED}


def test_events_of_every_log_may_lie_between_two_moments(tmp_path: Path) -> None:
    jail = jail_of(tmp_path / "county", [stay("B1", "2026-10-31 10:00", "2026-10-31 12:00")])
    edge = "2026-10-31 23:00|2026-11-01 01:00"
    for log, columns, row, time in (
        ("checks", "check_id|booking_id|result|officer_id", "C1|B1|wanted|O1", "completed_at"),
        ("notifications", "notification_id|booking_id", "N1|B1", "sent_at"),
        ("claims", "claim_id|booking_id|reported_at", "K1|B1|", "raised_at"),
        ("interviews", "interview_id|booking_id|interpreter_question", "I1|B1|yes", "held_at"),
        ("complaints", "complaint_id|forwarded_at", "Q1|", "received_at"),
        ("holds", "hold_id|booking_id|kind", "H1|B1|ice_detainer", "placed_at"),
    ):
        jail.log_settings[log] = f'columns = {{ {time} = {{ after = "a", by = "b" }} }}'
        jail.deliver(log, f"{columns}|a|b\n{row}|{edge}")
    jail.deliver("authorizations", "officer_id|authorized_from|authorized_to\nO1|2026-01-01|")
    jail.deliver("training", "officer_id|course|completed_on|exam_passed\nO1|basic|2026-01-01|true")
    jail.extra = (
        '[[regimes]]\nname = "Ban"\nfrom = 2026-01-01\nforbids = ["check"]\nstatus = "in force"\ncitation = "x"\n'
    )
    for days in ("2026-10", "2026-11"):
        decided = jail.decide(days)
        for control, item in (
            ("notified_in_time", "B1"),
            ("check_in_scope", "C1"),
            ("officer_authorized", "C1"),
            ("training_current", "C1"),
            ("claim_reported_in_time", "K1"),
            ("interpreter_asked", "I1"),
            ("complaint_forwarded", "Q1"),
            ("permitted_by_law", "check:C1"),
            ("permitted_by_law", "notification:N1"),
            ("permitted_by_law", "hold:H1"),
        ):
            assert decided[control][item] == UNDETERMINED, (days, control)


def test_a_rule_and_a_course_are_held_against_every_day_between(tmp_path: Path) -> None:
    jail = jail_of(tmp_path / "county", [stay("B1", "2026-10-09 10:00", "2026-10-09 12:00")])
    jail.log_settings["checks"] = 'columns = { completed_at = { after = "a", by = "b" } }'
    days = range(3, 8)  # of the course of an officer each, who made a check each
    checks = "".join(f"\nC{day}|B1|clear|O{day}|2026-10-04 10:00|2026-10-06 10:00" for day in days)
    jail.deliver("checks", f"check_id|booking_id|result|officer_id|a|b{checks}")
    courses = "".join(f"\nO{day}|basic|2026-10-{day:02d}|true" for day in days)
    jail.deliver("training", f"officer_id|course|completed_on|exam_passed{courses}")
    trained = jail.outcomes("training_current")
    ban_from = 'name = "Ban"\nforbids = ["check"]\nstatus = "in force"\ncitation = "x"\nfrom = 2026-10'
    for day, ban, said in (
        (3, "exception", ("met", "trained")),
        (4, "exception", ("undetermined", "precision")),
        (5, "undetermined", ("undetermined", "precision")),
        (6, "undetermined", ("undetermined", "precision")),
        (7, "met", ("exception", "no_basic_course")),
    ):
        jail.extra = f"[[regimes]]\n{ban_from}-{day:02d}\n"
        assert jail.outcomes("permitted_by_law")[f"check:C{day}"][0] == ban, day
        assert trained[f"C{day}"] == said, day


def test_events_joined_files_and_texts_for_nothing_know_both_moments(tmp_path: Path) -> None:
    jail = Jail(tmp_path / "county")
    jail.log_settings["bookings"] = """
empty.released_at = ["01/01/1900"]
timestamp_format = ["%m/%d/%Y %H:%M", "%m/%d/%Y"]
constants = { facility_id = "MAIN", commitment = "criminal_court" }

[logs.bookings.events]
event = "What"
time = "At"
fills.IN = "booked_at"
fills.OUT = { released_at = { after = ["D", "Seen"], by = "At" } }
fills.NO = { released_at = { after = "D", by = "D" } }
"""
    jail.deliver(
        "bookings",
        "booking_id|person_id|What|At|D|Seen\nB1|P1|IN|10/05/2026 10:00||\n"
        "B1|P1|OUT|10/05/2026 20:00|10/05/2026|18:00\n"
        "B2|P2|IN|10/05/2026 10:00||\nB2|P2|NO|10/05/2026 10:00|01/01/1900|",
    )
    jail.ingest()
    query = "select booking_id, released_at_text from bookings order by 1"
    assert held(jail.folder, query) == [("B1", "10/05/2026 18:00 .. 10/05/2026 20:00"), ("B2", None)]


@pytest.mark.parametrize(
    ("log", "settings", "words"),
    [
        ("deliveries", 'columns = { covers_to = { after = "a", by = "b" } }', "must be one moment"),
        ("bookings", 'timestamp_format = "%m/%d .. %Y"', "stands between two moments"),
    ],
)
def test_what_could_not_be_told_apart_is_refused(tmp_path: Path, log: str, settings: str, words: str) -> None:
    jail = jail_of(tmp_path / "county", [])
    jail.log_settings[log] = settings
    jail.write_policy()
    with pytest.raises(PolicyError, match=re.escape(words)):
        policy.load(jail.folder / "policy.toml")


def test_the_edition_says_both_moments_and_three_ways_agree_from_the_pack(tmp_path: Path) -> None:
    stays = [
        stay("B1", "2026-10-05 10:00", "2026-10-05 12:00"),
        stay("B2", "2026-10-31 10:00", "2026-11-02 12:00"),
        stay("B3", "2026-10-05 12:00", "2026-10-05 11:00"),
        stay("B4", "2026-11-01 01:10", "2026-11-01 01:50"),
    ]
    jail = jail_of(tmp_path / "county", stays, [f"C{n}|B{n}|2026-10-05 11:00|clear" for n in range(1, 5)])
    jail.write_policy()
    with patch.object(self_test, "run", return_value={}):
        filed = run.run(jail.folder, period("2026-10"), quiet)
    place = filed.path
    audit = audit_json(jail.folder, "2026-10", 1)
    own = next(one for one in audit["controls"] if one["id"] == "vetted_before_release")
    assert own["reasons"] == {"between_periods": 1, "precision": 1}
    told = "2026-10-05 10:00 .. 2026-10-05 12:00"
    assert told in (place / "state.html").read_text(encoding="utf-8")
    assert told in str(explain.explain(jail.folder, "B1", period("2026-10"), quiet))
    assert verify.main([str(place / "pack")]) == 0
    assert verify_pack.verify(place / "pack", verify_pack.Asked(), quiet).differences == []
    found = verify.Pack(place / "pack" / "data")
    assert list(possible_worlds.disagreements(found, possible_worlds.decided(found))) == []
    assert found.stays["B2"].released_at[2:] == (date(2026, 10, 31).toordinal(), 0, date(2026, 11, 2).toordinal())
