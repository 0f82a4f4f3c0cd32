"""What `init` says where a file lacks what it needs, and what the intake says of a policy that lacks it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reporter.errors import InputRefused
from reporter.workflows.propose_policy import propose
from tests.support.export_files import STAYS, write_stays, write_text
from tests.support.jail import Jail
from tests.support.proposals import LOGS


def test_a_log_with_the_numbers_of_people_alone_is_not_linked_by_them(tmp_path: Path) -> None:
    write_stays(tmp_path)
    rows = [f"K{n},{person},2026-10-{n + 12} 09:{n:02d},CLEAR" for _, person, _, n, _ in STAYS]
    write_text(tmp_path, "checks.csv", "\n".join(["CheckNo,Number,Requested,Result", *rows]))
    text = propose([tmp_path / "inbox" / "stays.csv", tmp_path / "inbox" / "checks.csv"], logs=LOGS)
    assert '# DECIDE: "Number" has the numbers of people, and no column those of stays.' in text
    assert 'booking_id = "Number"' not in text


def test_a_journal_that_lacks_the_people_of_its_stays_is_no_log_by_its_name(tmp_path: Path) -> None:
    people = [f"{number},{person},{name},{kind}" for number, person, name, _, kind in STAYS]
    events = []
    for number, _, _, n, _ in STAYS:
        events.append(f"{n},{number},BOOKED IN,2026-10-{n + 12} 08:{n:02d}")
        events.append(f"{n + 50},{number},RELEASED,2026-10-{n + 13} 09:{n:02d}")
    write_text(tmp_path, "register.csv", "\n".join(["BookNo,PersonNo,Last,First,CommitmentType", *people]))
    write_text(tmp_path, "movement_journal.csv", "\n".join(["Entry,BookNo,Event,Event Time", *events]))
    text = propose(sorted((tmp_path / "inbox").iterdir()), logs=LOGS)
    assert "It has one row an event, among them bookings, but no column for person_id and commitment." in text
    assert "\n[logs.movements]" not in text


def test_a_code_of_checks_without_an_answer_is_not_taken_for_a_final_result(tmp_path: Path) -> None:
    write_stays(tmp_path)
    rows = []
    for number, _, _, n, _ in STAYS:
        answer = f"2026-10-{n + 12} 10:{n:02d},NIR" if n % 3 else ",NR"
        rows.append(f"K{n},{number},2026-10-{n + 12} 09:{n:02d},{answer}")
    write_text(tmp_path, "checks.csv", "\n".join(["CheckNo,BookNo,Requested,Completed,Result", *rows]))
    text = propose([tmp_path / "inbox" / "checks.csv"], logs=LOGS)
    assert '# DECIDE: values.result: "NR" = ?   (4 rows)' in text


def test_two_times_that_could_be_the_release_and_differ_are_left_to_a_person(tmp_path: Path) -> None:
    rows = [
        f"{number},{person},2026-10-{n + 12} 08:{n:02d},{kind},2026-10-{n + 13} 09:{n:02d},2026-10-{n + 14} 09:{n:02d}"
        for number, person, _, n, kind in STAYS
    ]
    write_text(
        tmp_path, "stays.csv", "\n".join(["BookNo,PersonNo,Booked,CommitmentType,Release Date,Discharge Date", *rows])
    )
    text = propose([tmp_path / "inbox" / "stays.csv"], logs=LOGS)
    assert '# DECIDE: "Release Date" and "Discharge Date" could each be released_at, and they differ.' in text
    assert "released_at =" not in text


def test_of_two_results_none_is_taken_and_of_two_types_that_with_known_codes(tmp_path: Path) -> None:
    stays, checks = ["BookNo,PersonNo,Booked,Custody Type,Booking Type"], ["CheckNo,BookNo,Requested,Result,ICE Result"]
    for number, person, _, n, kind in STAYS:
        stays.append(f"{number},{person},2026-10-{n + 12} 08:{n:02d},{('MIN', 'MAX')[n % 2]},{kind}")
        checks.append(f"K{n},{number},2026-10-{n + 12} 09:{n:02d},CLEAR,{('NO RECORD', 'WANTED')[n % 2]}")
    write_text(tmp_path, "stays.csv", "\n".join(stays))
    write_text(tmp_path, "checks.csv", "\n".join(checks))
    text = propose(sorted((tmp_path / "inbox").iterdir()), logs=LOGS)
    assert '# DECIDE: "Result" and "ICE Result" could each be result, and they differ.' in text
    assert 'result = "' not in text
    assert 'commitment = "Booking Type"' in text


def test_the_number_of_a_row_is_no_number_of_a_stay(tmp_path: Path) -> None:
    rows = ["Seq,BookNo,PersonNo,Booked,CommitmentType,Charge"]
    for number, person, _, n, kind in STAYS:
        rows += [f"{2 * n + k},{number},{person},2026-10-{n + 12} 08:{n:02d},{kind},{k}" for k in range(2)]
    write_text(tmp_path, "stays.csv", "\n".join(rows))
    text = propose([tmp_path / "inbox" / "stays.csv"], logs=LOGS)
    assert '# "Seq" is not taken for sequence_no: a stay has several' in text
    assert 'one_row_per = ["booking_id"]' in text


def test_an_event_log_without_the_id_of_its_records_is_refused_by_name(make_jail: Callable[..., Jail]) -> None:
    jail = make_jail()
    jail.deliver("checks", "Book | What | At\nB1 | ASKED | 2026-10-02 08:10\n")
    jail.log_settings["checks"] = (
        'columns = { booking_id = "Book" }\n[logs.checks.events]\nevent = "What"\ntime = "At"\n'
        'fills = { ASKED = "requested_at" }\n'
    )
    with pytest.raises(InputRefused, match="has no column 'check_id', which"):
        jail.ingest()


@pytest.mark.parametrize(
    ("name", "word", "hour", "told"),
    [
        pytest.param("Meridian", "PM", 1, '["Sent", "Meridian"], with %I and %p in timestamp_format', id="after noon"),
        pytest.param("Half", "A/P", 1, '["Sent", "Half"], with %I and %p in timestamp_format', id="one letter"),
        pytest.param("TZ", "UTC", 8, '["Sent", "TZ"], with offsets that say what each stands for', id="another zone"),
    ],
)
def test_a_time_of_which_a_part_stands_in_another_column_is_left_to_a_person(
    tmp_path: Path, name: str, word: str, hour: int, told: str
) -> None:
    words = word.split("/")
    rows = [
        f"K{n},{number},2026-10-{n + 12} {hour:02d}:{n:02d},{words[n % len(words)]},CLEAR"
        for number, _, _, n, _ in STAYS
    ]
    write_text(tmp_path, "checks.csv", "\n".join([f"CheckNo,BookNo,Sent,{name},Result", *rows]))
    text = propose([tmp_path / "inbox" / "checks.csv"], logs=LOGS)
    assert f"Put it behind each, such as requested_at = {told}" in text
    assert "requested_at = " not in text.partition("\ncolumns = ")[2]


def test_an_event_has_its_half_of_the_day_and_its_zone_behind_its_clock(tmp_path: Path) -> None:
    rows = []
    for number, person, _, n, kind in STAYS:
        for event, detail, half in (("BOOKED IN", kind, "AM"), ("MEAL", "", "AM"), ("RELEASED", "BOND", "PM")):
            day = f"10/{n + 12:02d}/2026,{1 + n % 11}:{n:02d}"
            rows.append(f"{number},{person},{event},{day},{half},UTC,{detail}")
    head = "BookNo,PersonNo,Event,Event Date,Event Time,AM/PM,Zone,Detail"
    write_text(tmp_path, "journal.csv", "\n".join([head, *rows]))
    text = propose([tmp_path / "inbox" / "journal.csv"], logs=LOGS)
    assert 'time = ["Event Date", "Event Time", "AM/PM", "Zone"]' in text
    assert 'timestamp_format = "%m/%d/%Y %I:%M %p"' in text
    assert 'offsets = { UTC = "+00:00" }' in text


def test_clocks_that_never_pass_noon_or_midnight_are_asked(tmp_path: Path) -> None:
    rows = [f"{n},P{n},2026-10-{n:02d} {1 + n % 12:02d}:15,ARREST" for n in range(1, 31)]
    for place, asked in ((0, True), (12, False)):
        later = [row.replace(" 12:", " 00:") if place and n == place - 2 else row for n, row in enumerate(rows)]
        write_text(tmp_path, "stays.csv", "\n".join(["BookNo,PersonNo,Booked,CommitmentType", *later]))
        text = propose([tmp_path / "inbox" / "stays.csv"], logs=LOGS)
        assert ("# DECIDE: no hour of 30 times of booked_at is 0 or above 12." in text) is asked


@pytest.mark.parametrize(
    ("times", "format_", "asked"),
    [
        pytest.param("26-10-{0:02d} 08:15", "%y-%m-%d %H:%M", False, id="the year first"),
        pytest.param("{0:02d}-10-26 08:15", "%d-%m-%y %H:%M", False, id="the year last"),
        pytest.param("26-10-05 08:{0:02d}", "%d-%m-%y %H:%M", True, id="one day"),
    ],
)
def test_the_first_of_three_short_numbers_is_the_year_where_the_last_changes(
    tmp_path: Path, times: str, format_: str, asked: bool
) -> None:
    rows = [f"{n},P{n},{times.format(n)},ARREST" for n in range(1, 31)]
    write_text(tmp_path, "stays.csv", "\n".join(["BookNo,PersonNo,Booked,CommitmentType", *rows]))
    text = propose([tmp_path / "inbox" / "stays.csv"], logs=LOGS)
    assert f'timestamp_format = "{format_}"' in text
    assert ("# DECIDE: no date tells day-month-year from year-month-day" in text) is asked
