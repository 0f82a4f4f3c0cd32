"""The second implementation against the sentences of the agreed interface, on packs made by hand."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from reporter.evidence import verify
from tests.support import possible_worlds, random_jail
from tests.support.jail import Jail

POLICY = '[agency]\nname = "Example"\ntimezone = "America/New_York"\n'
ONE_SYSTEM = "".join(
    f'[logs.{log}]\nsystem = "jms"\n' for log in ("bookings", "checks", "notifications", "holds", "census", "movements")
)
KEPT = "".join(
    f"{n} | deliveries | m.csv | {n} | {log} | {log}.csv | 2026-09-01 | 2026-11-30 | 1\n"
    for n, log in enumerate(("bookings", "checks", "notifications", "holds", "movements", "claims", "complaints"), 1)
)
MANIFEST = "delivery | file | line | log | file | covers_from | covers_to | rows\n" + "".join(
    " | ".join(["1", "m.csv", *line.split(" | ")[3:]]) + "\n" for line in KEPT.splitlines()
)
STAY = "booking_id | person_id | facility_id | booked_at | commitment | released_at | release_reason"
STAY += " | release_authorized_at"
CHECK = "check_id | booking_id | result | requested_at | completed_at | officer_id | recorded_at"
NOTICE = "notification_id | booking_id | sent_at | check_id"
HOLD = "hold_id | booking_id | kind | placed_at | lifted_at | served_at"


def stay(name: str, out: str, authorized: str = "", reason: str = "bail", commitment: str = "criminal_court") -> str:
    return f"{name} | P{name} | MAIN | 2026-10-05 08:00 | {commitment} | {out} | {reason} | {authorized}\n"


def check(name: str, done: str, result: str = "clear", officer: str = "O1", asked: str = "", put: str = "") -> str:
    return f"C{name} | {name} | {result} | {asked} | {done} | {officer} | {put}\n"


def cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines()]


def make(folder: Path, policy: str = ONE_SYSTEM, quarantine: str = "", zone: str = "", **logs: str) -> verify.Pack:
    """Write a pack; a log's rows get delivery 1 and their line unless the header names them."""
    (folder / "records").mkdir(parents=True, exist_ok=True)
    (folder / "policy.toml").write_text((zone or POLICY) + policy)
    (folder / "period.json").write_text('{"label": "2026-10", "from": "2026-10-01", "to": "2026-10-31"}')
    for log, text in logs.items():
        rows = cells(text)
        if rows[0][0] != "delivery":
            rows = [["delivery", "file", "line", *rows[0]]] + [
                ["1", f"{log}.csv", str(n), *row] for n, row in enumerate(rows[1:], 2)
            ]
        with (folder / "records" / f"{log}.csv").open("w", newline="") as file:
            csv.writer(file).writerows(rows)
    head = "delivery | log | file | line | reasons | key | booking_id | officer_id | cells | unmended\n"
    told = "delivery | log | line | column | text\n"
    for name, text in (("quarantine", head + quarantine), ("delivered", delivered(logs)), ("as-delivered", told)):
        with (folder / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows(cells(text))
    return verify.Pack(folder)


def delivered(logs: dict[str, str]) -> str:
    head = "delivery | log | file | sha256 | repeated | received | accepted | quarantined | folded | not_this_log\n"
    return head + "".join(f"1 | {log} | in/{log}.csv | s{log} | false | 1 | 1 | 0 | 0 | 0\n" for log in logs)


def said(pack: verify.Pack, control: str) -> dict[str, str]:
    return {item: " ".join(told) for (name, item), told in possible_worlds.decided(pack).items() if name == control}


# Times


def span(text: str, zone: str = "America/New_York", **settings: object) -> tuple[str, str, str, int]:
    moment = verify.Clock(ZoneInfo(zone), dict(settings)).read(text)
    assert moment is not None
    lo, hi = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment[i]) for i in (0, 1))
    shown = f"{lo:%d %H:%M:%S}", f"{hi + timedelta(microseconds=1):%d %H:%M:%S}"
    return *shown, str(datetime.fromordinal(moment[2]).date()), moment[3]


@pytest.mark.parametrize(
    ("text", "settings", "wanted"),
    [
        ("2026-10-05 14:05", {}, ("05 18:05:00", "05 18:06:00", "2026-10-05", 0)),
        ("2026-10-05T14:05:09", {}, ("05 18:05:09", "05 18:05:10", "2026-10-05", 0)),
        ("2026-10-05", {}, ("05 04:00:00", "06 04:00:00", "2026-10-05", 0)),
        ("2026-10-05T02:05Z", {}, ("05 02:05:00", "05 02:06:00", "2026-10-04", 0)),
        ("2026-10-05T02:05-0400", {}, ("05 06:05:00", "05 06:06:00", "2026-10-05", 0)),
        ("2026-11-01 01:30", {}, ("01 05:30:00", "01 06:31:00", "2026-11-01", verify.REPEATED)),
        ("2026-11-01 01:30-04:00", {}, ("01 05:30:00", "01 05:31:00", "2026-11-01", 0)),
        ("2026-03-08 02:30", {}, ("08 06:30:00", "08 07:31:00", "2026-03-08", verify.SKIPPED)),
        ("2026-11-01", {}, ("01 04:00:00", "02 05:00:00", "2026-11-01", 0)),
        ("2026-10-05 14:05:09", {"precision": "minute"}, ("05 18:05:00", "05 18:06:00", "2026-10-05", 0)),
        ("2026-10-05 14:05:09", {"precision": "hour"}, ("05 18:00:00", "05 19:00:00", "2026-10-05", 0)),
        ("2026-10-05 14:05:09", {"precision": "day"}, ("05 04:00:00", "06 04:00:00", "2026-10-05", 0)),
        ("2026-10-05 14:05", {"precision": "second"}, ("05 18:05:00", "05 18:06:00", "2026-10-05", 0)),
        (
            "10/05/26 2:05 PM",
            {"timestamp_format": "%m/%d/%y %I:%M %p"},
            ("05 18:05:00", "05 18:06:00", "2026-10-05", 0),
        ),
        ("05-Oct-2026", {"timestamp_format": ["%Y", "%d-%b-%Y"]}, ("05 04:00:00", "06 04:00:00", "2026-10-05", 0)),
    ],
)
def test_a_time_is_the_span_it_may_mean(
    text: str, settings: dict[str, object], wanted: tuple[str, str, str, int]
) -> None:
    assert span(text, **settings) == wanted


# In Cairo the hour that the clocks skip is the first of its day.
@pytest.mark.parametrize("name", ["America/New_York", "Africa/Cairo"])
def test_every_minute_of_a_year_has_the_readings_that_the_zone_data_give_it(name: str) -> None:
    zone = ZoneInfo(name)
    clock, at = verify.Clock(zone, {}), datetime(2026, 1, 1)
    while at.year == 2026:
        readings = [at.replace(tzinfo=zone, fold=fold).timestamp() for fold in (0, 1)]
        lo, hi, _, fault, _ = clock.read(at.strftime("%Y-%m-%d %H:%M:%S"))
        assert (lo, hi) == (min(readings) * 1_000_000, max(readings) * 1_000_000 + 999_999)
        assert fault == (readings[0] < readings[1]) * verify.REPEATED + (readings[0] > readings[1]) * verify.SKIPPED
        at += timedelta(minutes=37, seconds=11)


# Controls


def test_vetting_before_release(tmp_path: Path) -> None:
    stays = {
        "early": "2026-10-06 10:00",
        "none": "2026-10-06 10:00",
        "pending": "2026-10-06 10:00",
        "late": "2026-10-06 10:00",
        "tie": "2026-10-06 10:00",
        "open": "2026-10-06 10:00",
        "between": "2026-10-06 10:00",
        "november": "2026-11-01 00:00",
    }
    text = STAY + "\n" + "".join(stay(name, out) for name, out in stays.items())
    text += stay("moved", "2026-10-06 10:00", reason="transfer", commitment="civil")
    text += stay("civil", "2026-10-06 10:00", commitment="civil")
    checks = CHECK + "\n" + check("early", "2026-10-06 09:59") + check("late", "2026-10-06 10:01")
    checks += check("pending", "2026-10-06 09:00", "pending") + check("tie", "2026-10-06 10:00")
    checks += check("open", "", asked="2026-10-06 09:00")
    checks += check("between", "", asked="2026-10-06 09:00", put="2026-10-06 09:30")
    pack = make(tmp_path, bookings=text, checks=checks, deliveries=MANIFEST)
    assert said(pack, "vetted_before_release") == {
        "early": "met before_release",
        "none": "exception no_check",
        "pending": "exception no_final_result",
        "late": "exception after_release",
        "tie": "undetermined precision",
        "open": "undetermined time_missing",
        "between": "met before_release",
        "moved": "out_of_scope not_released",
        "civil": "out_of_scope commitment_out_of_scope",
    }


def test_a_want_counts_only_where_the_log_covers(tmp_path: Path) -> None:
    stays = STAY + "\n" + stay("none", "2026-10-06 10:00")
    pack = make(tmp_path, bookings=stays, checks=CHECK + "\n" + check("other", "2026-10-06 09:00"))
    assert said(pack, "vetted_before_release") == {"none": "undetermined not_covered"}
    pack = make(tmp_path, bookings=stays, checks=CHECK + "\n")
    assert said(pack, "vetted_before_release") == {"none": "undetermined not_covered"}
    around = check("a", "2026-10-05 08:00") + check("b", "2026-10-06 10:00")
    pack = make(tmp_path, bookings=stays, checks=CHECK + "\n" + around)
    assert said(pack, "vetted_before_release") == {"none": "exception no_check"}


def test_a_manifest_row_without_its_file_covers_nothing(tmp_path: Path) -> None:
    stays = STAY + "\n" + stay("none", "2026-10-06 10:00")
    manifest = MANIFEST.replace("checks.csv", "never.csv")
    pack = make(tmp_path, bookings=stays, checks=CHECK + "\n", deliveries=manifest)
    assert said(pack, "vetted_before_release") == {"none": "undetermined not_covered"}


def test_a_clock_error_counts_only_between_two_systems(tmp_path: Path) -> None:
    stays = STAY + "\n" + stay("near", "2026-10-06 10:00")
    checks = CHECK + "\n" + check("near", "2026-10-06 09:58")
    error = '[systems.jms]\nclock_error = "90s"\n'
    pack = make(tmp_path, policy=ONE_SYSTEM + error, bookings=stays, checks=checks)
    assert said(pack, "vetted_before_release") == {"near": "met before_release"}
    pack = make(tmp_path, policy='[logs.bookings]\nsystem = "jms"\n' + error, bookings=stays, checks=checks)
    assert said(pack, "vetted_before_release") == {"near": "undetermined clock_error"}
    pack = make(tmp_path, policy="", bookings=stays, checks=checks)
    assert said(pack, "vetted_before_release") == {"near": "met before_release"}


def test_a_repeated_hour_decides_nothing(tmp_path: Path) -> None:
    period = '{"label": "2026-11", "from": "2026-11-01", "to": "2026-11-30"}'
    make(tmp_path, bookings=STAY + "\n" + stay("fold", "2026-11-01 01:50"), checks=CHECK + "\n")
    (tmp_path / "period.json").write_text(period)
    (tmp_path / "records" / "checks.csv").write_text(
        "delivery,file,line,check_id,booking_id,result,completed_at\n1,c.csv,2,C1,fold,clear,2026-11-01 01:10\n"
    )
    assert said(verify.Pack(tmp_path), "vetted_before_release") == {"fold": "undetermined repeated_hour"}


def test_a_quarantined_row_keeps_a_want_from_counting(tmp_path: Path) -> None:
    stays = STAY + "\n" + "".join(stay(name, "2026-10-06 10:00") for name in ("named", "celled", "mended"))
    quarantine = "1 | checks | checks.csv | 9 | code | | named | | | true\n"
    quarantine += f"1 | checks | checks.csv | 10 | fields | | | | x{chr(31)}celled | true\n"
    quarantine += "1 | checks | checks.csv | 11 | code | | mended | | | false\n"
    pack = make(tmp_path, quarantine=quarantine, bookings=stays, checks=CHECK + "\n", deliveries=MANIFEST)
    assert said(pack, "vetted_before_release") == {
        "named": "undetermined record_unreadable",
        "celled": "undetermined record_unreadable",
        "mended": "exception no_check",
    }
    assert pack.legs()["fields_complete"] == "fails"


def test_the_newest_delivery_stands_and_in_it_the_first_line(tmp_path: Path) -> None:
    head = "delivery | file | line | " + STAY + "\n"
    stays = head + "1 | a.csv | 2 | " + stay("fixed", "2026-10-06 10:00")
    stays += "2 | b.csv | 2 | " + stay("fixed", "2026-10-06 12:00")
    stays += (
        "2 | b.csv | 4 | " + stay("twice", "2026-10-06 13:00") + "2 | b.csv | 3 | " + stay("twice", "2026-10-06 11:00")
    )
    checks = CHECK + "\n" + check("fixed", "2026-10-06 11:00") + check("twice", "2026-10-06 12:00")
    pack = make(tmp_path, bookings=stays, checks=checks, deliveries=MANIFEST)
    assert said(pack, "vetted_before_release") == {"fixed": "met before_release", "twice": "exception after_release"}
    assert pack.legs()["no_duplicates"] == "fails"
    pack = make(tmp_path, bookings=stays.replace("13:00", "11:00"), checks=checks)
    assert pack.legs()["no_duplicates"] == "holds"


def test_a_void_booking_is_no_stay(tmp_path: Path) -> None:
    stays = (STAY + " | void | sequence_no\n") + stay("void", "2026-10-06 10:00").strip() + " | true | 7\n"
    pack = make(tmp_path, bookings=stays, checks=CHECK + "\n" + check("void", "2026-10-06 09:00"), deliveries=MANIFEST)
    assert possible_worlds.decided(pack) == {("check_in_scope", "Cvoid"): ("exception", "no_booking")}


def test_a_hit_is_notified_before_release(tmp_path: Path) -> None:
    names = ("told", "untold", "after", "tie", "clear", "latehit", "tiehit")
    stays = STAY + "\n" + "".join(stay(name, "2026-10-06 10:00") for name in names)
    checks = CHECK + "\n" + "".join(check(n, "2026-10-06 09:00", "wanted") for n in ("told", "untold", "after", "tie"))
    checks += check("clear", "2026-10-06 09:00") + check("latehit", "2026-10-06 10:30", "wanted")
    checks += check("tiehit", "2026-10-06 10:00", "wanted")
    notices = NOTICE + "\nN1 | told | 2026-10-06 09:10\nN2 | after | 2026-10-06 10:10\nN3 | tie | 2026-10-06 10:00\n"
    pack = make(tmp_path, bookings=stays, checks=checks, notifications=notices, deliveries=MANIFEST)
    assert said(pack, "hit_notified_before_release") == {
        "told": "met notice_before_release",
        "untold": "exception no_notice",
        "after": "exception after_release",
        "tie": "undetermined precision",
        "tiehit": "undetermined precision",
    }
    assert said(pack, "notified_in_time") == {
        "told": "met notified_in_time",
        "untold": "exception no_notice",
        "after": "exception notified_late",
        "tie": "exception notified_late",
        "latehit": "exception no_notice",
        "tiehit": "exception no_notice",
    }


def test_a_notice_at_the_limit_is_undetermined(tmp_path: Path) -> None:
    stays = STAY + "\n" + "".join(stay(name, "2026-10-06 12:00") for name in ("by14", "by15", "by17"))
    checks = CHECK + "\n" + "".join(check(name, "2026-10-06 09:00", "wanted") for name in ("by14", "by15", "by17"))
    notices = NOTICE + "\n" + "".join(f"N{n} | by{n} | 2026-10-06 09:{n}\n" for n in (14, 15, 17))
    pack = make(tmp_path, bookings=stays, checks=checks, notifications=notices, deliveries=MANIFEST)
    wanted = {"by14": "met notified_in_time", "by15": "undetermined precision", "by17": "exception notified_late"}
    assert said(pack, "notified_in_time") == wanted


def test_held_too_long(tmp_path: Path) -> None:
    at = "2026-10-06 10:00"
    stays = STAY + "\n" + stay("quick", at, "2026-10-06 07:00") + stay("unknown", at)
    stays += "".join(stay(name, at, "2026-10-06 04:00") for name in ("slow", "ice", "warrant", "relay", "gap", "tie"))
    stays += stay("edge", at, "2026-10-06 06:00")
    holds = (
        HOLD
        + "\nH1 | ice | ice_detainer | 2026-10-06 03:00 | | \nH2 | warrant | judicial_warrant | 2026-10-06 03:00 | | \n"
    )
    holds += "H3 | relay | sentence | 2026-10-06 03:00 | 2026-10-06 09:00 | \n"
    holds += "H4 | relay | other_agency | 2026-10-06 08:30 | |\n"
    holds += (
        "H5 | gap | sentence | 2026-10-06 03:00 | 2026-10-06 09:00 | \nH6 | gap | other_agency | 2026-10-06 09:30 | |\n"
    )
    holds += (
        "H7 | tie | sentence | 2026-10-06 03:00 | 2026-10-06 09:00 | \nH8 | tie | other_agency | 2026-10-06 09:00 | |\n"
    )
    pack = make(tmp_path, bookings=stays, holds=holds, deliveries=MANIFEST)
    assert said(pack, "not_held_too_long") == {
        "quick": "met released_in_time",
        "unknown": "undetermined authorization_time_missing",
        "slow": "exception late_release",
        "ice": "exception ice_hold_only",
        "warrant": "met covered_by_hold",
        "relay": "met covered_by_hold",
        "gap": "exception late_release",
        "tie": "undetermined precision",
        "edge": "undetermined precision",
    }
    (tmp_path / "records" / "holds.csv").unlink()
    (tmp_path / "records" / "deliveries.csv").unlink()
    assert said(verify.Pack(tmp_path), "not_held_too_long")["slow"] == "undetermined holds_not_covered"


def test_a_check_is_in_scope(tmp_path: Path) -> None:
    stays = STAY + " | committed_at\n" + stay("in", "").strip() + " | 2026-10-06 09:00\n"
    stays += stay("civil", "", commitment="civil").strip() + " |\n" + stay("blank", "").strip() + " |\n"
    checks = CHECK + "\n" + "".join(check(name, "2026-10-06 08:00") for name in ("in", "civil", "blank", "ghost"))
    quarantine = "1 | bookings | bookings.csv | 9 | code | | ghost | | | true\n"
    wanted = {
        "Cin": "met in_scope",
        "Ccivil": "exception commitment_out_of_scope",
        "Cblank": "met in_scope",
        "Cghost": "exception no_booking",
    }
    pack = make(tmp_path, bookings=stays, checks=checks, deliveries=MANIFEST)
    assert said(pack, "check_in_scope") == wanted
    policy = ONE_SYSTEM + "[scope]\ncheck_after_commitment = true\n"
    pack = make(tmp_path, policy=policy, quarantine=quarantine, bookings=stays, checks=checks, deliveries=MANIFEST)
    assert said(pack, "check_in_scope") == wanted | {
        "Cin": "exception before_commitment",
        "Cblank": "undetermined time_missing",
        "Cghost": "undetermined record_unreadable",
    }


def test_an_officer_is_authorised(tmp_path: Path) -> None:
    rows = {"O1": "05", "O2": "05", "O3": "06", "O4": "05", "O5": "07", "O6": "05", "O7": "05"}
    checks = CHECK + "\n" + "".join(check(o, f"2026-10-{day} 12:00", officer=o) for o, day in rows.items())
    checks += check("nobody", "2026-10-05 12:00", officer="")
    grants = "officer_id | authorized_from | authorized_to | revoked_on\n"
    grants += "O1 | 2026-10-01 | 2026-10-05 |\nO3 | 2026-10-01 | 2026-10-05 |\nO4 | 2026-10-01 | | 2026-10-05\n"
    grants += "O5 | 2026-10-01 | | 2026-10-06\nO6 | 2026-10-01 | |\n"
    quarantine = "1 | authorizations | authorizations.csv | 9 | date | | | O7 | | true\n"
    pack = make(tmp_path, quarantine=quarantine, checks=checks, authorizations=grants)
    assert said(pack, "officer_authorized") == {
        "CO1": "met authorized",
        "CO2": "exception no_authorization",
        "CO3": "exception outside_authorization",
        "CO4": "undetermined precision",
        "CO5": "exception outside_authorization",
        "CO6": "met authorized",
        "CO7": "undetermined record_unreadable",
        "Cnobody": "undetermined officer_missing",
    }


def test_two_authorisations_that_follow_each_other_are_one(tmp_path: Path) -> None:
    grants = "officer_id | authorized_from | authorized_to | revoked_on\nO1 | 2026-10-01 | 2026-10-05 |\n"
    grants += "O1 | 2026-10-06 | 2026-10-09 |\n"
    policy = '[logs.checks]\nprecision = "day"\n'
    pack = make(tmp_path, policy=policy, checks=CHECK + "\n" + check("a", "2026-10-05"), authorizations=grants)
    assert said(pack, "officer_authorized") == {"Ca": "met authorized"}


def test_an_unauthorised_check_does_not_count_where_the_policy_says_so(tmp_path: Path) -> None:
    stays = STAY + "\n" + stay("a", "2026-10-06 10:00")
    grants = "officer_id | authorized_from | authorized_to | revoked_on\nO2 | 2026-10-01 | |\n"
    policy = ONE_SYSTEM + "[vetting]\nrequire_authorized_officer = true\n"
    checks = CHECK + "\n" + check("a", "2026-10-06 09:00")
    pack = make(tmp_path, policy=policy, bookings=stays, checks=checks, authorizations=grants, deliveries=MANIFEST)
    assert said(pack, "vetted_before_release") == {"a": "exception no_final_result"}
    (tmp_path / "records" / "authorizations.csv").unlink()
    assert said(verify.Pack(tmp_path), "vetted_before_release") == {"a": "undetermined authority_unclear"}


def test_training_is_current(tmp_path: Path) -> None:
    officers = ("good", "same", "unsaid", "failed", "stale", "ghost")
    checks = CHECK + "\n" + "".join(check(o, "2026-10-05 12:00", officer=o) for o in officers)
    courses = "officer_id | course | completed_on | exam_passed\n"
    courses += "good | basic | 2024-10-05 | true\nsame | basic | 2026-10-05 | true\nunsaid | basic | 2026-10-01 |\n"
    courses += "failed | basic | 2026-10-01 | false\nstale | basic | 2024-10-04 | true\n"
    pack = make(tmp_path, policy='[limits]\nrefresher_every = "24mo"\n', checks=checks, training=courses)
    assert {item: told.split()[0] for item, told in said(pack, "training_current").items()} == {
        "Cgood": "met",
        "Csame": "undetermined",
        "Cunsaid": "undetermined",
        "Cfailed": "exception",
        "Cstale": "exception",
        "Cghost": "undetermined",
    }


def test_weekends_do_not_count_for_a_complaint(tmp_path: Path) -> None:
    rows = "complaint_id | received_at | forwarded_at\n"
    rows += "friday | 2026-10-02 12:00 | 2026-10-06 11:00\nlate | 2026-10-02 12:00 | 2026-10-06 12:02\n"
    rows += "edge | 2026-10-02 12:00 | 2026-10-06 12:00\nnever | 2026-10-02 12:00 |\n"
    pack = make(tmp_path, complaints=rows, deliveries=MANIFEST)
    wanted = {"friday": "met", "late": "exception", "edge": "undetermined", "never": "exception"}
    assert {item: told.split()[0] for item, told in said(pack, "complaint_forwarded").items()} == wanted


def test_claims_interviews_and_law(tmp_path: Path) -> None:
    claims = "claim_id | booking_id | raised_at | reported_at\nin | b | 2026-10-02 12:00 | 2026-10-02 12:30\n"
    claims += "late | b | 2026-10-02 12:00 | 2026-10-02 13:30\nedge | b | 2026-10-02 12:00 | 2026-10-02 13:00\n"
    talks = "interview_id | booking_id | held_at | interpreter_question\nyes | b | 2026-10-02 12:00 | asked, no\n"
    talks += "no | b | 2026-10-02 12:00 |\n"
    policy = '[[regimes]]\nname = "Ban"\nfrom = 2026-10-05\nforbids = ["check"]\nstatus = "contested"\n'
    checks = CHECK + "\n" + check("a", "2026-10-04 23:59") + check("b", "2026-10-05 00:00")
    pack = make(tmp_path, policy=policy, claims=claims, interviews=talks, checks=checks)
    assert {item: outcome for (_, item), (outcome, _) in possible_worlds.decided(pack).items()} == {
        "in": "met",
        "late": "exception",
        "edge": "undetermined",
        "yes": "met",
        "no": "exception",
        "check:Ca": "met",
        "check:Cb": "undetermined",
    }


def test_pickups_and_paper_changes(tmp_path: Path) -> None:
    names = ("told", "held", "bare", "paper", "apart")
    stays = STAY + "\n" + "".join(stay(name, "2026-10-06 10:00", reason="to_ice") for name in names)
    holds = (
        HOLD + "\nH1 | held | ice_detainer | 2026-10-06 09:00 | |\nH2 | paper | ice_warrant | 2026-10-06 10:00 | |\n"
    )
    holds += "H3 | apart | ice_detainer | 2026-10-06 08:00 | |\n"
    notices = NOTICE + "\nN1 | told | 2026-10-06 09:00\n"
    empty = "booking_id | out_at | in_at | reason\n"
    pack = make(tmp_path, bookings=stays, holds=holds, notifications=notices, movements=empty, deliveries=MANIFEST)
    assert {item: told.split()[0] for item, told in said(pack, "pickup_has_notice").items()} == {
        "told": "met", "held": "met", "bare": "exception", "paper": "undetermined", "apart": "met"
    }  # fmt: skip
    assert {item: told.split()[0] for item, told in said(pack, "custody_not_rewritten").items()} == {
        "told": "met", "held": "undetermined", "bare": "met", "paper": "exception", "apart": "met"
    }  # fmt: skip


def test_a_check_written_down_after_the_release_is_back_dated(tmp_path: Path) -> None:
    stays = STAY + "\n" + "".join(stay(name, "2026-10-06 10:00") for name in ("before", "after", "blank", "unvetted"))
    times = {"before": "2026-10-06 09:05", "after": "2026-10-06 11:00", "blank": ""}
    checks = CHECK + "\n" + "".join(check(name, "2026-10-06 09:00", put=put) for name, put in times.items())
    pack = make(tmp_path, bookings=stays, checks=checks)
    assert {item: told.split()[0] for item, told in said(pack, "recorded_before_release").items()} == {
        "before": "met",
        "after": "exception",
        "blank": "undetermined",
    }


def test_a_control_whose_log_is_absent_has_no_outcomes(tmp_path: Path) -> None:
    pack = make(tmp_path, checks=CHECK + "\n" + check("a", "2026-10-06 09:00"))
    assert possible_worlds.decided(pack) == {}
    assert set(pack.legs().values()) <= {"not_tested", "holds"}


# Legs and claim


def test_legs_hold_and_fail(tmp_path: Path) -> None:
    head = STAY + " | sequence_no | recorded_at\n"
    stays = head + stay("a", "2026-10-06 10:00").strip() + " | 1 | 2026-10-05 09:00\n"
    stays += stay("b", "2026-10-06 10:00").strip() + " | 2 | 2026-10-05 09:00\n"
    checks = CHECK + "\n" + check("a", "2026-10-06 09:00") + check("b", "2026-10-06 09:00")
    daily = "booking_id | entered_on | discharged_on\na | 2026-10-05 | 2026-10-06\nb | 2026-10-05 | 2026-10-06\n"
    counts = "facility_id | counted_at | headcount\nMAIN | 2026-10-01 06:00 | 10\nMAIN | 2026-10-05 12:00 | 12\n"
    counts += "MAIN | 2026-10-31 06:00 | 10\n"
    logs = {"bookings": stays, "checks": checks, "notifications": NOTICE + "\n", "deliveries": MANIFEST}
    more = {"daily_record": daily, "census": counts}
    good = make(tmp_path, policy=ONE_SYSTEM, **logs, **more).legs()
    assert good == {
        "fields_complete": "holds",
        "no_duplicates": "holds",
        "links_resolve": "holds",
        "events_in_order": "holds",
        "stays_do_not_overlap": "holds",
        "logs_cover_period": "holds",
        "deliveries_match": "fails",
        "booking_numbers_continuous": "holds",
        "census_reconciles": "holds",
        "daily_record_agrees": "holds",
        "no_silent_time": "holds",
        "recorded_promptly": "holds",
    }
    bad = stays.replace("| 2 |", "| 3 |").replace("Pb", "Pa").replace("2026-10-05 09:00", "2026-10-07 09:00")
    bad = bad.replace("2026-10-06 10:00", "2026-10-05 07:00", 1)
    logs |= {"bookings": bad.replace("10:00", "09:00"), "checks": checks + check("ghost", "2026-10-08 12:00")}
    more["census"] = counts.replace("| 12", "| 13")
    verdict = make(tmp_path, policy=ONE_SYSTEM, **logs, **more).legs()
    assert {leg for leg, told in verdict.items() if told == "fails"} == {
        "links_resolve", "events_in_order", "deliveries_match", "booking_numbers_continuous", "census_reconciles",
        "daily_record_agrees", "no_silent_time", "recorded_promptly",
    }  # fmt: skip


def test_one_person_is_not_in_two_stays(tmp_path: Path) -> None:
    stays = STAY + "\n" + stay("a", "2026-10-06 10:00") + stay("b", "2026-10-07 10:00").replace("Pb", "Pa")
    assert make(tmp_path, bookings=stays).legs()["stays_do_not_overlap"] == "fails"
    stays = stays.replace("Pa | MAIN | 2026-10-05 08:00", "Pa | MAIN | 2026-10-06 10:00")
    assert make(tmp_path, bookings=stays).legs()["stays_do_not_overlap"] == "holds"


def claimed(counts: Counter[str], legs: dict[str, str], requires: list[str], requires_one_of: list[str]) -> str:
    pack = object.__new__(verify.Pack)
    pack.suspended = {}
    pack.given = {"bookings", "checks"}
    pack.delivered = []
    pack.policy = {"claim": {"requires": requires, "requires_one_of": requires_one_of}, "controls": {}}
    return pack.claim(counts, legs, [])


@pytest.mark.parametrize(
    ("counts", "legs", "wanted"),
    [
        ({}, {"a": "holds", "b": "holds"}, "nothing_to_test"),
        ({"out_of_scope": 9}, {"a": "holds", "b": "holds"}, "nothing_to_test"),
        ({"met": 9, "exception": 1}, {"a": "holds", "b": "holds"}, "exceptions"),
        ({"met": 9, "undetermined": 1}, {"a": "holds", "b": "holds"}, "not_demonstrated"),
        ({"met": 9}, {"a": "fails", "b": "holds"}, "not_demonstrated"),
        ({"met": 9}, {"a": "holds", "b": "not_tested"}, "not_demonstrated"),
        ({"met": 9}, {"a": "holds", "b": "fails", "c": "holds"}, "demonstrated"),
    ],
)
def test_the_claim_is_no_stronger_than_its_state(counts: dict[str, int], legs: dict[str, str], wanted: str) -> None:
    assert claimed(Counter(counts), legs, ["a"], ["b", "c"]) == wanted


@pytest.mark.parametrize(("requires", "one_of"), [([], ["b"]), (["a"], []), ([], [])])
def test_a_policy_that_asks_for_no_test_of_the_records_carries_no_claim(requires: list[str], one_of: list[str]) -> None:
    said = claimed(Counter({"met": 9}), {"a": "holds", "b": "holds"}, requires, one_of)
    assert said == "not_demonstrated"


# The command


def write_csv(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.fixture
def filed(tmp_path: Path) -> dict[str, Any]:
    """A pack of two stays with outcomes.csv and audit.json; returned is what the latter says."""
    pack = make(
        tmp_path,
        bookings=STAY + "\n" + stay("a", "2026-10-06 10:00") + stay("b", "2026-10-06 10:00"),
        checks=CHECK + "\n" + check("a", "2026-10-06 09:00") + check("b", "2026-10-06 11:00"),
        deliveries=MANIFEST.replace("2026-11-30 | 1", "2026-11-30 | 2"),
    )
    numbers = {"bookings": ("1", 2), "checks": ("2", 2), "deliveries": ("3", len(cells(MANIFEST)) - 1)}
    head, *files = cells(delivered(dict.fromkeys(numbers, "")))
    for file in files:
        file[0], count = numbers[file[1]]
        file[5] = file[6] = str(count)
        own = tmp_path / "records" / f"{file[1]}.csv"
        with own.open(newline="") as table:
            first, *rows = csv.reader(table)
        write_csv(own, [first, *([file[0], *row[1:]] for row in rows)])
    write_csv(tmp_path / "delivered.csv", [head, *files])
    pack = verify.Pack(tmp_path)
    lines = [[control, item, *told] for (control, item), told in possible_worlds.decided(pack).items()]
    controls: dict[str, Counter[str]] = {control: Counter() for control in verify.CONTROLS}
    for control, _, outcome, _ in lines:
        controls[control][outcome] += 1
    write_csv(tmp_path / "outcomes.csv", [["control", "item", "outcome", "reason"], *lines])
    audit: dict[str, Any] = {
        "claim": {"state": "exceptions"},
        "period": {"from": "2026-10-01", "to": "2026-10-31"},
        "controls": [{"id": name, "population": own.total(), **own} for name, own in controls.items()],
        "legs": [{"id": leg, "state": told} for leg, told in pack.legs().items()],
    }
    (tmp_path / "audit.json").write_text(json.dumps(audit))
    return audit


def test_the_command_names_each_difference(
    tmp_path: Path, filed: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main([str(tmp_path)]) == 0
    head, *lines = list(csv.reader((tmp_path / "outcomes.csv").read_text().splitlines()))
    told = capsys.readouterr().out
    assert f"{len(lines)} outcomes compared, 0 differ\n" in told
    assert "This folder has no list of digests" in told
    assert lines[1] == ["vetted_before_release", "b", "exception", "after_release"]
    write_csv(tmp_path / "outcomes.csv", [head, lines[0], [*lines[1][:3], "no_check"], *lines[2:-1]])
    assert verify.main([str(tmp_path)]) == 5
    told = capsys.readouterr().out
    assert "vetted_before_release: b: engine says exception no_check, verifier says exception after_release" in told
    assert f"{lines[-1][0]}: {lines[-1][1]}: engine says nothing" in told
    assert verify.main([]) == 2
    assert verify.main([str(tmp_path / "nowhere")]) == 2


def forge_audit(folder: Path, audit: dict[str, Any], forge: Callable[[dict[str, Any]], object]) -> None:
    forge(audit)
    (folder / "audit.json").write_text(json.dumps(audit))


def forge_table(folder: Path, name: str, forge: Callable[[list[list[str]]], object]) -> None:
    with (folder / name).open(newline="") as file:
        rows = list(csv.reader(file))
    forge(rows)
    write_csv(folder / name, rows)


def put(row: list[str], at: int, text: str) -> None:
    row[at] = text


@pytest.mark.parametrize(
    ("forge", "told"),
    [
        (lambda audit: audit["controls"].pop(), "control: permitted_by_law: engine says False, verifier says True"),
        (lambda audit: audit["controls"].append({"id": "all_well"}), "control: all_well: engine says True"),
        (lambda audit: audit["legs"].pop(0), "leg: fields_complete: engine says None, verifier says holds"),
        (lambda audit: audit["legs"].append({"id": "all_read", "state": "holds"}), "leg: all_read: engine says holds"),
        (lambda audit: audit["period"].update(to="2026-11-30"), "period: engine says ['2026-10-01', '2026-11-30']"),
        (lambda audit: audit["claim"].update(state="demonstrated"), "claim: engine says demonstrated, verifier says"),
    ],
)
def test_what_audit_json_leaves_out_or_adds_is_a_difference(
    forge: Callable[[dict[str, Any]], object],
    told: str,
    tmp_path: Path,
    filed: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    forge_audit(tmp_path, filed, forge)
    assert verify.main([str(tmp_path)]) == 5
    assert f"differs: {told}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("table", "forge", "told"),
    [
        ("records/checks.csv", lambda rows: rows.pop(), "delivery 2: 2 rows were accepted, and 1 of them are here"),
        ("delivered.csv", lambda rows: rows.pop(1), "delivery 1: rows of it are here, and no file is listed under it"),
        ("delivered.csv", lambda rows: put(rows[1], 5, "3"), "delivery 1: 3 rows came, and 2 are accounted for"),
        ("delivered.csv", lambda rows: put(rows[2], 7, "1"), "delivery 2: 1 rows were quarantined, and 0 of them"),
        (
            "records/bookings.csv",
            lambda rows: put(rows[1], 8, "10/06/2026 18:17 h"),
            "bookings.csv: released_at: a time",
        ),
    ],
)
def test_rows_that_are_not_accounted_for_and_times_that_no_clock_reads_are_differences(
    table: str,
    forge: Callable[[list[list[str]]], object],
    told: str,
    tmp_path: Path,
    filed: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    forge_table(tmp_path, table, forge)
    assert verify.main([str(tmp_path)]) == 5
    assert f"differs: {told}" in capsys.readouterr().out


@pytest.mark.parametrize("left", ["bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "data"])
def test_a_sealed_pack_stays_one_whatever_of_its_lists_is_taken_out(
    left: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "pack"
    (pack / "data").mkdir(parents=True)
    if left != "data":
        (pack / left).write_text("")
    assert verify.main([str(pack)]) == 5
    assert "is missing" in capsys.readouterr().out


def test_a_log_whose_only_file_is_not_as_the_manifest_says_covers_nothing(tmp_path: Path) -> None:
    jail = Jail(tmp_path / "county")
    jail.deliver(
        "bookings",
        "booking_id|person_id|facility_id|booked_at|commitment|released_at\n"
        "B1|P1|MAIN|2026-10-05 08:00|criminal_court|2026-10-06 08:00",
    )
    checks = ("check_id|booking_id|result|completed_at", "C1|B0|clear|2026-10-01 08:00", "C2|B2|clear|2026-10-30 08:00")
    jail.deliver("checks", "\n".join(checks))
    jail.deliver("deliveries", "log|file|covers_from|covers_to|rows\nchecks|checks.csv|2026-10-01|2026-10-31|3")
    jail.write_policy()
    random_jail.decided(jail.folder, "2026-10", tmp_path / "flat")
    assert said(verify.Pack(tmp_path / "flat"), "vetted_before_release") == {"B1": "undetermined not_covered"}
