"""Each completeness leg: what contradicts it, and that a clean jail does not."""

from collections.abc import Callable

import pytest

from reporter import warehouse
from reporter.warehouse import query_files
from tests.support.jail import Jail, clean

# The columns of the checks of clean(): every later file of a log has those of its first.
CHECKS = "check_id|booking_id|result|requested_at|completed_at|officer_id"
LEGS = [file.id for file in query_files.folder("expectations")]


def test_nothing_contradicts_a_leg_in_a_clean_jail(jail: Jail) -> None:
    clean(jail).deliver(
        "census",
        "facility_id|counted_at|headcount\nMAIN|2026-10-01 07:00|0\nMAIN|2026-10-15 12:00|1\nMAIN|2026-10-31 07:00|0",
    )
    jail.manifest()
    asked = [one for one in LEGS if one not in ("no_silent_time", "daily_record_agrees")]
    assert jail.all_contradictions(asked) == {leg: {} for leg in asked}


def test_links_resolve_names_every_orphan(jail: Jail) -> None:
    clean(jail)
    jail.deliver("checks", f"{CHECKS}\nX1|nobody|clear|2026-10-05 09:00|2026-10-05 09:30|O1", "checks_2.csv")
    jail.deliver(
        "notifications",
        "notification_id|booking_id|sent_at|check_id\nX2|nobody|2026-10-05 09:00|\nX3|B1|2026-10-05 09:00|C999",
        "notifications_2.csv",
    )
    assert jail.contradictions("links_resolve") == {
        "checks:X1": "no_stay",
        "notifications:X2": "no_stay",
        "notifications:X3": "no_check",
    }
    jail.deliver("checks", f"{CHECKS}\nX4|b-01|clear|2026-10-05 09:00|2026-10-05 09:30|O1", "checks_3.csv")
    jail.deliver(
        "notifications", "notification_id|booking_id|sent_at|check_id\nX5|b1|2026-10-05 09:00|", "notifications_3.csv"
    )
    told = jail.contradictions("links_resolve")
    assert {one: told[one] for one in ("checks:X4", "notifications:X5", "checks:X1")} == {
        "checks:X4": "no_stay",  # b01 is not b1: zeros within a number count
        "notifications:X5": "nearly_a_stay",
        "checks:X1": "no_stay",
    }


def test_links_resolve_says_whether_a_number_is_that_of_a_person_or_nearly_of_a_stay(jail: Jail) -> None:
    head = "booking_id|person_id|facility_id|booked_at|commitment"
    jail.deliver(
        "bookings",
        f"{head}\nB1|P1|MAIN|2026-10-01 08:00|criminal_court\nB2|b-2|MAIN|2026-10-01 08:00|criminal_court",
    )
    checks = [f"X{n}|{one}|clear|2026-10-05 09:30" for n, one in enumerate(("p1", "b-1", "b 2", "b3"))]
    jail.deliver("checks", "\n".join(["check_id|booking_id|result|completed_at", *checks]))
    notices = [f"N{n}|{one}|2026-10-05 09:30" for n, one in enumerate(("p1", "b-1", "b 2", "b3"))]
    jail.deliver("notifications", "\n".join(["notification_id|booking_id|sent_at", *notices]))
    said = ("a_person", "nearly_a_stay", "nearly_a_stay", "no_stay")
    assert jail.contradictions("links_resolve") == {
        f"{log}:{letter}{n}": what
        for log, letter in (("checks", "X"), ("notifications", "N"))
        for n, what in enumerate(said)
    }


def test_fields_complete_falls_with_a_quarantined_row_until_it_is_mended(jail: Jail) -> None:
    clean(jail)
    jail.deliver("checks", f"{CHECKS}\nX1|B1|CLR|2026-10-05 09:00|2026-10-05 09:30|O1", "checks_2.csv")
    assert jail.contradictions("fields_complete") == {"checks:X1": "unknown_code:result"}
    jail.deliver("checks", f"{CHECKS}\nX1|B1|clear|2026-10-05 09:00|2026-10-05 09:30|O1", "checks_3.csv")
    assert jail.contradictions("fields_complete") == {}


def test_events_in_order_names_only_what_is_surely_out_of_order(jail: Jail) -> None:
    jail.deliver(
        "bookings",
        """
        booking_id | person_id | facility_id | booked_at        | commitment | released_at      | release_authorized_at
        same       | p1        | MAIN        | 2026-10-05 08:00 | civil      | 2026-10-05 08:00 |
        backwards  | p2        | MAIN        | 2026-10-05 08:00 | civil      | 2026-10-05 07:59 |
        unruly     | p3        | MAIN        | 2026-10-05 08:00 | civil      | 2026-10-05 09:00 | 2026-10-05 09:01
        skipped    | p4        | MAIN        | 2026-03-08 02:30 | civil      |                  |
        """,
    )
    jail.deliver(
        "checks", "check_id|booking_id|result|requested_at|completed_at\nc|same|clear|2026-10-05 09:00|2026-10-05 08:59"
    )
    assert jail.all_contradictions(["events_in_order", "fields_complete"]) == {
        "events_in_order": {
            "bookings:unruly": "released_before_authorised",
            "bookings:skipped": "time_that_never_was",
            "checks:c": "completed_before_requested",
        },
        "fields_complete": {"bookings:backwards": "impossible_order"},
    }
    jail.manifest("2026-01-01", "2026-10-04")
    found = jail.all_contradictions(["events_in_order", "logs_cover_period"])
    assert "bookings:same" not in found["events_in_order"]
    assert found["logs_cover_period"]["bookings:same"] == "after_cover"


def test_logs_cover_period_wants_every_day_from_the_manifest(jail: Jail) -> None:
    clean(jail)
    assert jail.contradictions("logs_cover_period", "2026-10-01..2026-10-31") == {}
    assert set(jail.contradictions("logs_cover_period", "2026-10-01..2026-11-01")) == {
        "bookings",
        "checks",
        "notifications",
    }


def test_a_line_of_the_manifest_without_its_file_covers_nothing(jail: Jail) -> None:
    clean(jail)
    (jail.folder / "inbox" / "deliveries.csv").unlink()
    jail.manifest(but=["checks"])
    with (jail.folder / "inbox" / "deliveries.csv").open("a", encoding="utf-8") as file:
        file.write("checks,another.csv,2026-10-01,2026-10-31,20,\n")
    assert jail.all_contradictions(["logs_cover_period", "deliveries_match"]) == {
        "logs_cover_period": {"checks": "period_not_covered"},
        "deliveries_match": {
            "deliveries:checks:another.csv": "no_such_file",
            "checks:checks.csv": "not_in_manifest",
        },
    }


def rewrite(jail: Jail, file: str, old: str, new: str) -> None:
    path = jail.folder / "inbox" / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "kind"),
    [
        ("checks.csv", "09:30", "09:31", "digest_differs"),
        ("deliveries.csv", "checks.csv,2026-10-01,2026-10-31,20", "checks.csv,2026-10-01,2026-10-31,21", "rows_differ"),
        ("deliveries.csv", "checks,checks.csv", "checks,nowhere/other.csv", "other_name"),
    ],
)
def test_a_row_of_the_manifest_covers_only_with_its_file_its_rows_and_its_digest(
    jail: Jail, file: str, old: str, new: str, kind: str
) -> None:
    clean(jail)
    rewrite(jail, file, old, new)
    other = kind == "other_name"  # the digest finds the file whatever its name: it covers, and the name is told
    named = "nowhere/other.csv" if other else "checks.csv"
    assert jail.all_contradictions(["deliveries_match", "logs_cover_period"]) == {
        "deliveries_match": {f"deliveries:checks:{named}": kind},
        "logs_cover_period": {} if other else {"checks": "period_not_covered"},
    }


@pytest.mark.parametrize("has_digests", [True, False])
def test_a_file_exchanged_after_it_was_taken_in_has_no_row_where_the_row_of_its_name_has_another_digest(
    jail: Jail, has_digests: bool
) -> None:
    clean(jail)
    manifest = jail.folder / "inbox" / "deliveries.csv"
    if not has_digests:
        lines = manifest.read_text(encoding="utf-8").splitlines()
        manifest.write_text("".join(f"{line.rpartition(',')[0]}\n" for line in lines), encoding="utf-8")
    jail.ingest()
    rewrite(jail, "checks.csv", "2026-10-09 09:30", "2026-10-09 09:31")
    unlisted = {"checks:checks.csv": "not_in_manifest"} if has_digests else {}
    assert jail.contradictions("deliveries_match") == unlisted
    jail.manifest() if has_digests else None
    assert jail.contradictions("deliveries_match") == {}, "the first file had its row when it came"


@pytest.mark.parametrize(
    ("first", "second", "rows", "kinds"),
    [
        (("2026-10-01", "2026-10-15"), ("2026-10-16", "2026-10-31"), 20, {}),
        (
            ("2026-10-01", "2026-10-15"),
            ("2026-10-16", "2026-10-31"),
            19,
            {"checks": "period_not_covered"} | {f"checks:C{n}": "after_cover" for n in range(16, 21)},
        ),
        (("2026-10-01", "2026-10-15"), ("2026-10-17", "2026-10-31"), 20, {"checks": "period_not_covered"}),
    ],
)
def test_two_rows_of_the_manifest_for_one_file_cover_their_union(
    jail: Jail, first: tuple[str, str], second: tuple[str, str], rows: int, kinds: dict[str, str]
) -> None:
    clean(jail)
    path = jail.folder / "inbox" / "deliveries.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if not line.startswith("checks,")]
    lines += [f"checks,checks.csv,{first[0]},{first[1]},20,", f"checks,checks.csv,{second[0]},{second[1]},{rows},"]
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    assert jail.all_contradictions(["logs_cover_period", "no_duplicates", "deliveries_match"]) == {
        "logs_cover_period": kinds,
        "no_duplicates": {},
        "deliveries_match": {} if rows == 20 else {"deliveries:checks:checks.csv": "rows_differ"},
    }


def test_booking_numbers_show_gaps_repeats_and_rows_without_one_but_not_voided_ones(jail: Jail) -> None:
    jail.deliver(
        "bookings",
        """
        booking_id | person_id | facility_id | booked_at        | commitment | sequence_no | void
        a          | p1        | MAIN        | 2026-10-05 08:00 | civil      | 1           |
        b          | p2        | MAIN        | 2026-10-05 08:00 | civil      | 2           | yes
        c          | p3        | MAIN        | 2026-10-05 08:00 | civil      | 5           |
        d          | p4        | MAIN        | 2026-10-05 08:00 | civil      | 5           |
        e          | p5        | MAIN        | 2026-10-05 08:00 | civil      |             |
        f          | p6        | ANNEX       | 2026-10-05 08:00 | civil      | 70          |
        g          | p7        | ANNEX       | 2026-10-05 08:00 | civil      | 70          | yes
        h          | p8        | ANNEX       | 2026-10-05 08:00 | civil      |             | yes
        """,
    )
    assert jail.contradictions("booking_numbers_continuous") == {
        "MAIN:3-4": "gap",
        "MAIN:5": "number_used_twice",
        "bookings:e": "no_number",
    }


def test_a_voided_number_without_a_booking_fills_its_gap_at_each_facility(jail: Jail) -> None:
    jail.deliver(
        "bookings",
        """
        booking_id | person_id | facility_id | booked_at        | commitment | sequence_no | void
        a          | p1        | MAIN        | 2026-10-05 08:00 | civil      | 1           |
                   |           | MAIN        |                  |            | 2           | yes
        c          | p3        | MAIN        | 2026-10-05 08:00 | civil      | 3           |
        d          | p4        | ANNEX       | 2026-10-05 08:00 | civil      | 1           |
                   |           | ANNEX       |                  |            | 2           | yes
        e          | p5        | ANNEX       | 2026-10-05 08:00 | civil      | 4           |
        """,
    )
    head = "booking_id | person_id | facility_id | booked_at | commitment | sequence_no | void"
    jail.deliver("bookings", f"{head}\n | | ANNEX | | | 3 | yes", "bookings2.csv")
    assert jail.contradictions("booking_numbers_continuous") == {}
    with warehouse.open_read_only(jail.folder) as connection:
        assert warehouse.count(connection, "records.quarantine") == 0


def test_one_person_in_two_stays_at_once_is_seen(jail: Jail) -> None:
    jail.deliver(
        "bookings",
        """
        booking_id | person_id | facility_id | booked_at        | commitment | released_at
        first      | p1        | MAIN        | 2026-10-05 08:00 | civil      | 2026-10-06 08:00
        follows    | p1        | MAIN        | 2026-10-06 08:00 | civil      | 2026-10-07 08:00
        overlaps   | p1        | MAIN        | 2026-10-06 20:00 | civil      |
        another    | p2        | MAIN        | 2026-10-06 20:00 | civil      |
        """,
    )
    assert jail.contradictions("stays_do_not_overlap") == {"bookings:overlaps": "overlap"}


def test_census_allows_what_the_times_allow_and_no_more(jail: Jail) -> None:
    """At three facilities alike another count is written down on the tenth, the minute of a booking."""
    stays, counts = "booking_id|person_id|facility_id|booked_at|commitment|released_at", ""
    for headcount in (5, 6, 4):
        facility = f"COUNTS{headcount}"
        stays += f"\na{headcount}|p1{headcount}|{facility}|2026-10-05 08:00|civil|"
        stays += f"\non_count{headcount}|p2{headcount}|{facility}|2026-10-10 07:00|civil|"
        counts += f"\n{facility}|2026-10-01 07:00|4\n{facility}|2026-10-10 07:00|{headcount}"
        counts += f"\n{facility}|2026-10-31 07:00|6"
    jail.deliver("bookings", f"{stays}\nz|p|ANNEX|2026-10-05|civil|")
    jail.deliver("census", f"facility_id|counted_at|headcount{counts}")
    found = jail.contradictions("census_reconciles")
    assert found["ANNEX"] == "counts_do_not_span_the_period"
    tenth = {item: what for item, what in found.items() if "10-10" in item}
    assert tenth == {"COUNTS4:2026-10-10 07:00": "count_not_explained"}


def test_daily_record_agrees_both_ways_and_to_the_day(jail: Jail) -> None:
    jail.deliver(
        "bookings",
        """
        booking_id | person_id | facility_id | booked_at        | commitment | released_at
        agrees     | p1        | MAIN        | 2026-10-05 08:00 | civil      | 2026-10-06 08:00
        other_day  | p2        | MAIN        | 2026-10-05 08:00 | civil      | 2026-10-06 08:00
        left_out   | p3        | MAIN        | 2026-10-05 08:00 | civil      |
        """,
    )
    jail.deliver(
        "daily_record",
        "booking_id|entered_on|discharged_on\nagrees|2026-10-05|2026-10-06\nother_day|2026-10-05|2026-10-07\nstranger|2026-10-05|",
    )
    assert jail.contradictions("daily_record_agrees") == {
        "other_day": "other_day_discharged",
        "left_out": "not_in_the_daily_record",
        "stranger": "no_stay",
    }


def test_a_stay_with_a_reason_of_release_has_the_time_of_it(jail: Jail) -> None:
    jail.deliver(
        "bookings",
        """
        booking_id | person_id | facility_id | booked_at        | commitment | released_at      | release_reason | void
        lasts      | p1        | MAIN        | 2026-10-05 08:00 | civil      |                  |                |
        ended      | p2        | MAIN        | 2026-10-05 08:00 | civil      | 2026-10-06 08:00 | bail           |
        no_reason  | p3        | MAIN        | 2026-10-05 08:00 | civil      | 2026-10-06 08:00 |                |
        no_time    | p4        | MAIN        | 2026-10-05 08:00 | civil      |                  | bail           |
        voided     | p5        | MAIN        | 2026-10-05 08:00 | civil      |                  | bail           | yes
        """,
    )
    assert jail.contradictions("fields_complete") == {"bookings:no_time": "released_without_time"}


@pytest.mark.parametrize(
    ("to", "rows", "is_short"),
    [("2026-10-31", 1, False), ("2026-10-30", 1, True), ("2026-10-31", 2, True), ("", 0, False)],
)
def test_an_independent_count_of_which_the_manifest_speaks_covers_the_period(
    jail: Jail, to: str, rows: int, is_short: bool
) -> None:
    """A file that is short, or ends before the period does, speaks for less; of one not named nothing is known."""
    jail.deliver(
        "bookings",
        "booking_id|person_id|facility_id|booked_at|commitment|released_at\n"
        "b|p|MAIN|2026-10-05 08:00|civil|2026-10-06 08:00",
    )
    jail.deliver("daily_record", "booking_id|entered_on|discharged_on\nb|2026-10-05|2026-10-06")
    jail.manifest(but=["daily_record"])
    if to:
        with (jail.folder / "inbox" / "deliveries.csv").open("a", encoding="utf-8") as file:
            file.write(f"daily_record,daily_record.csv,2026-10-01,{to},{rows},\n")
    found = {"daily_record": "period_not_covered"} if is_short else {}
    assert jail.contradictions("daily_record_agrees") == found


@pytest.mark.parametrize(("rows", "is_short"), [(2, False), (3, True)])
def test_head_counts_of_which_some_are_lost_do_not_span_the_period(jail: Jail, rows: int, is_short: bool) -> None:
    jail.deliver("bookings", "booking_id|person_id|facility_id|booked_at|commitment\nb|p|MAIN|2026-10-05 08:00|civil")
    jail.deliver("census", "facility_id|counted_at|headcount\nMAIN|2026-10-01 07:00|4\nMAIN|2026-10-31 07:00|5")
    jail.manifest(but=["census"])
    with (jail.folder / "inbox" / "deliveries.csv").open("a", encoding="utf-8") as file:
        file.write(f"census,census.csv,2026-10-01 07:00,2026-10-31 07:00,{rows},\n")
    assert jail.contradictions("census_reconciles") == ({"census": "period_not_covered"} if is_short else {})


def test_a_row_of_an_independent_count_that_could_not_be_read_contradicts(jail: Jail) -> None:
    """In each log one row lacks what it counts, and one where it belongs; the latter goes by its line."""
    jail.deliver("bookings", "booking_id|person_id|facility_id|booked_at|commitment|released_at")
    jail.deliver("census", "facility_id|counted_at|headcount\nMAIN|noon|4\nMAIN|2026-10-10 07:00|4x")
    jail.deliver(
        "daily_record",
        "booking_id|entered_on|discharged_on\n|2026-10-05|2026-10-06\nstranger|2026-10-3x|2026-11-02",
    )
    assert jail.all_contradictions(["census_reconciles", "daily_record_agrees"]) == {
        "census_reconciles": {
            "census:line 2": "unreadable_time:counted_at",
            "census:MAIN 2026-10-10 07:00": "not_a_number:headcount",
        },
        "daily_record_agrees": {
            "daily_record:line 2": "missing:booking_id",
            "daily_record:stranger": "unreadable_time:entered_on",
        },
    }


def test_silence_and_late_entries_are_seen(jail: Jail) -> None:
    jail.deliver(
        "bookings",
        """
        booking_id | person_id | facility_id | booked_at        | commitment | recorded_at
        a          | p1        | MAIN        | 2026-10-05 08:00 | civil      | 2026-10-06 08:00
        b          | p2        | MAIN        | 2026-10-06 08:00 | civil      | 2026-10-07 08:01
        c          | p3        | MAIN        | 2026-10-07 08:02 | civil      |
        """,
    )
    assert jail.contradictions("no_silent_time") == {"bookings:2026-10-06T12:00Z": "silence"}
    jail.deliver(
        "checks",
        """
        check_id | booking_id | result | completed_at        | recorded_at
        c1       | a          | clear  | 2026-10-05 08:30:30 | 2026-10-06 08:30
        c2       | a          | clear  | 2026-10-05 08:30:30 | 2026-10-06 08:31
        """,
    )
    jail.deliver(
        "notifications",
        """
        notification_id | booking_id | sent_at             | recorded_at
        n1              | a          | 2026-10-05 08:30:30 | 2026-10-06 08:30
        n2              | a          | 2026-10-05 08:30:30 | 2026-10-06 08:31
        """,
    )
    assert jail.contradictions("recorded_promptly") == dict.fromkeys(
        ("bookings:b", "checks:c2", "notifications:n2"), "recorded_late"
    )


def test_a_voided_booking_is_no_event(jail: Jail) -> None:
    jail.deliver(
        "bookings",
        """
        booking_id | person_id | facility_id | booked_at        | commitment | void | recorded_at      | released_at
        a          | p1        | MAIN        | 2026-10-05 08:00 | civil      |      | 2026-10-05 08:00 |
        b|p2|MAIN|2026-10-06 08:00|civil|yes|2026-10-09 08:00|2026-10-05 08:00
        c          | p1        | MAIN        | 2026-10-06 08:30 | civil      | yes  |                  |
        d          | p3        | MAIN        | 2026-03-08 02:30 | civil      | yes  |                  |
        e          | p4        | MAIN        | 2026-10-07 08:00 | civil      |      | 2026-10-07 08:00 |
        """,
    )
    asked = ("no_silent_time", "recorded_promptly", "events_in_order", "stays_do_not_overlap")
    silence = {"no_silent_time": {"bookings:2026-10-05T12:00Z": "silence"}}
    assert jail.all_contradictions(asked) == {leg: {} for leg in asked} | silence


def test_a_log_is_silent_only_where_no_reading_of_the_times_fills_the_stretch(jail: Jail) -> None:
    jail.deliver(
        "bookings",
        """
        booking_id | person_id | facility_id | booked_at        | commitment
        some_time  | p1        | MAIN        | 2026-10-05       | civil
        early      | p2        | MAIN        | 2026-10-05 01:00 | civil
        next_day   | p3        | MAIN        | 2026-10-06 20:00 | civil
        """,
    )
    jail.deliver(
        "checks",
        """
        check_id | booking_id | result  | requested_at     | completed_at
        a        | early      | pending | 2026-10-05 09:00 |
        b        | early      | clear   | 2026-10-05 08:00 | 2026-10-06 09:00
        c        | early      | clear   | 2026-10-06 10:00 | 2026-10-07 09:02
        """,
    )
    assert jail.contradictions("no_silent_time") == {"checks:2026-10-06T13:00Z": "silence"}


def test_census_counts_movements_by_the_clock_of_their_own_log(make_jail: Callable[..., Jail]) -> None:
    jail = make_jail('\n[systems.movements]\nclock_error = "5m"\n')
    jail.deliver(
        "bookings",
        """
        booking_id | person_id | facility_id | booked_at        | commitment
        a          | p1        | MAIN        | 2026-10-02 08:00 | civil
        b          | p2        | ANNEX       | 2026-10-02       | civil
        """,
    )
    jail.deliver(
        "movements",
        """
        booking_id | out_at           | in_at            | reason
        a          | 2026-10-10 07:03 | 2026-10-20 06:56 | court
        b          | 2026-10-10 07:03 |                  | court
        """,
    )
    jail.deliver(
        "census",
        """
        facility_id | counted_at       | headcount
        MAIN        | 2026-10-01 07:00 | 0
        MAIN        | 2026-10-10 07:00 | 0
        MAIN        | 2026-10-20 07:00 | 1
        MAIN        | 2026-10-30 07:00 | 1
        MAIN        | 2026-10-31 07:00 | 0
        ANNEX       | 2026-10-01 07:00 | 0
        ANNEX       | 2026-10-09 07:00 | 1
        ANNEX       | 2026-10-11 07:00 | 0
        ANNEX       | 2026-10-31 07:00 | 0
        """,
    )
    assert jail.contradictions("census_reconciles") == {"MAIN:2026-10-31 07:00": "count_not_explained"}


def test_head_counts_that_may_stand_in_either_order_are_contradicted_by_neither(jail: Jail) -> None:
    """In the hour that came twice that at 1:45 may have been taken before that at 1:30, the release between them."""
    stays, counts = "booking_id|person_id|facility_id|booked_at|commitment|released_at", ""
    for headcount in (6, 4, 7):
        facility = f"COUNTS{headcount}"
        stays += f"\na{headcount}|p{headcount}|{facility}|2026-10-05 08:00|civil|2026-11-01 01:50"
        counts += f"\n{facility}|2026-10-31 07:00|5\n{facility}|2026-11-01 01:30|5"
        counts += f"\n{facility}|2026-11-01 01:45|{headcount}"
    jail.deliver("bookings", stays)
    jail.deliver("census", f"facility_id|counted_at|headcount{counts}")
    found = jail.contradictions("census_reconciles", "2026-11")
    assert {item: what for item, what in found.items() if "01:45" in item} == {
        "COUNTS7:2026-11-01 01:45": "count_not_explained"
    }


def test_census_names_counts_that_start_late_or_end_early(jail: Jail) -> None:
    jail.deliver(
        "bookings",
        """
        booking_id | person_id | facility_id | booked_at | commitment
        a          | p1        | LATE        | 2026-10-05 | civil
        b          | p2        | EARLY       | 2026-10-05 | civil
        c          | p3        | WHOLE       | 2026-10-05 | civil
        """,
    )
    jail.deliver(
        "census",
        """
        facility_id | counted_at       | headcount
        LATE        | 2026-10-02 00:01 | 0
        LATE        | 2026-10-31 23:00 | 1
        EARLY       | 2026-09-30 23:00 | 0
        EARLY       | 2026-10-30 23:58 | 1
        WHOLE       | 2026-10-02 00:00 | 0
        WHOLE       | 2026-10-30 23:59 | 1
        """,
    )
    assert jail.contradictions("census_reconciles") == {
        "LATE": "counts_do_not_span_the_period",
        "EARLY": "counts_do_not_span_the_period",
    }


def test_no_duplicates_names_two_different_rows_of_one_delivery_and_no_correction(jail: Jail) -> None:
    clean(jail)
    jail.deliver(
        "holds",
        """
        hold_id | booking_id | kind          | placed_at
        same    | B1         | ice_detainer  | 2026-10-01 09:00
        same    | B1         | ice_detainer  | 2026-10-01 09:00
        doubled | B1         | ice_detainer  | 2026-10-01 09:00
        doubled | B1         | ice_warrant   | 2026-10-01 09:00
        """,
    )
    jail.deliver("checks", f"{CHECKS}\nC1|B1|wanted|2026-10-01 09:00|2026-10-01 09:30|O1", "checks_2.csv")
    assert jail.contradictions("no_duplicates") == {"holds:doubled": "two_rows_one_id"}
    jail.deliver("holds", "hold_id|booking_id|kind|placed_at\ndoubled|B1|sentence|2026-10-01 09:00", "holds_2.csv")
    assert jail.contradictions("no_duplicates") == {}


def test_events_in_order_names_each_pair_and_events_after_what_the_log_covers(jail: Jail) -> None:
    jail.deliver(
        "bookings",
        """
        booking_id|person_id|facility_id|booked_at|commitment|committed_at|released_at|recorded_at
        committed  | p1        | MAIN        | 2026-10-05 08:00 | civil      | 2026-10-05 07:59 |                  |
        same|p2|MAIN|2026-10-05 08:00|civil|2026-10-05 08:00|2026-10-05 08:00|2026-11-30 08:00
        last_day   | p3        | MAIN        | 2026-10-05 08:00 | civil      |                  | 2026-10-31 23:59 |
        to_come    | p4        | MAIN        | 2026-10-05 08:00 | civil      |                  | 2026-11-01 00:00 |
        """,
    )
    jail.deliver(
        "checks",
        """
        check_id | booking_id | result | requested_at     | completed_at
        same     | same       | clear  | 2026-10-05 09:00 | 2026-10-05 09:00
        """,
    )
    jail.deliver(
        "authorizations",
        "officer_id|authorized_from|authorized_to|revoked_on\nO1|2026-10-01|2030-01-01|\nO2|2026-10-01||2026-11-05",
    )
    jail.manifest()
    assert jail.all_contradictions(["events_in_order", "logs_cover_period"]) == {
        "events_in_order": {},
        "logs_cover_period": {
            "notifications": "period_not_covered",
            "bookings:to_come": "after_cover",
            "authorizations:O2\x1f2026-10-01": "after_cover",
        },
    }


# 07:58:59, read to the second, ends a microsecond before 07:59: more than 60 s before 08:00, and less than 61 s.
EARLY = {"checks:early": "check_before_its_stay", "notifications:early": "notice_before_its_stay"}


RULES = (  # of the policy, and what is out of order under them: they are asked of the same records
    ("", EARLY),
    ('\n[limits]\ncheck_before_booking = "60s"\n', EARLY),
    ('\n[limits]\ncheck_before_booking = "61s"\n', {}),
    ('\n[systems.checks]\nclock_error = "60s"\n[systems.notifications]\nclock_error = "60s"\n', EARLY),
    ('\n[systems.checks]\nclock_error = "61s"\n[systems.notifications]\nclock_error = "61s"\n', {}),
)


def test_a_check_or_notice_surely_before_its_stay_is_out_of_order(jail: Jail) -> None:
    jail.deliver("bookings", "booking_id|person_id|facility_id|booked_at|commitment\nB1|P1|MAIN|2026-10-05 08:00|civil")
    jail.deliver(
        "checks",
        """
        check_id | booking_id | result  | requested_at     | completed_at     | recorded_at
        early    | B1         | clear   | 2026-10-05 07:00 | 2026-10-05 07:58:59 |
        same     | B1         | clear   | 2026-10-05 07:00 | 2026-10-05 08:00 |
        unended  | B1         | pending | 2026-10-05 07:00 |                  |
        """,
    )
    jail.deliver(
        "notifications", "notification_id|booking_id|sent_at\nearly|B1|2026-10-05 07:58:59\nsame|B1|2026-10-05 08:00"
    )
    for jail.extra, found in RULES:
        assert jail.contradictions("events_in_order") == found, jail.extra
