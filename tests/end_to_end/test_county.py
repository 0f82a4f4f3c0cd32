"""The demo county: the same bytes each time, closed books, and nothing in doubt but what was planted."""

import csv
import gzip
import hashlib
import io
import json
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from reporter.demo import grow, make
from reporter.demo.records import County
from reporter.demo.truth import LEGS, books, name_of

DELIMITERS = {"TRAINING_ROSTER": "\t", "HOLDS": "|", "queries": ";"} | {
    f"JMS_BOOKINGS_2026-0{n}": ";" for n in (7, 8, 9)
}
ENCODINGS = {"HOLDS": "cp1252", "JMS_BOOKINGS_2026-05": "utf-16"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("county")
    make(made)
    return made


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, dict]:
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def county() -> County:
    return grow()


def rows(path: Path) -> list[dict[str, str]]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in content.decode().splitlines()]
    encoding = next((one for start, one in ENCODINGS.items() if path.name.startswith(start)), "utf-8-sig")
    delimiter = next((one for start, one in DELIMITERS.items() if path.name.startswith(start)), ",")
    return list(csv.DictReader(io.StringIO(content.decode(encoding), newline=""), delimiter=delimiter))


def us(text: str) -> datetime:
    return datetime.strptime(text, "%m/%d/%Y %H:%M")


def all_bookings(folder: Path) -> dict[str, dict[str, str]]:
    """Read the bookings in force: the correction, read last, wins."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(
        (folder / "inbox").glob("JMS_BOOKINGS_*.csv"), key=lambda path: ("CORR" in path.name, path.name)
    ):
        found |= {row["BOOK_NO"]: row for row in rows(path)}
    return found


def test_two_runs_write_the_same_bytes(folder, tmp_path):
    make(tmp_path)
    written = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert written == {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_every_file_parses_and_its_manifest_row_is_right_but_for_the_planted_one(folder):
    wrong = {}
    listed = {row["file"]: row for row in rows(folder / "inbox" / "MANIFEST.csv")}
    for path in (folder / "inbox").iterdir():
        if path.name != "MANIFEST.csv":
            row = listed.pop(path.name)
            assert row["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
            if len(rows(path)) != int(row["rows"]):
                wrong[path.name] = int(row["rows"]) - len(rows(path))
    assert (listed, wrong) == ({}, {"INTERVIEWS_2026.csv": 1})


def test_the_accounts_close_and_count_what_is_in_the_files(folder, truth):
    for file, counts in truth["accounts_by_file"].items():
        parts = [counts[key] for key in ("accepted", "quarantined", "folded", "not_this_log")]
        assert counts["received"] == sum(parts)
        assert counts["received"] == (0 if "RESEND" in file else len(rows(folder / "inbox" / file)))
    assert truth["accounts"] == dict(sum((Counter(one) for one in truth["accounts_by_file"].values()), Counter()))


def test_the_books_of_all_fourteen_controls_close(truth):
    assert len(truth["controls"]) == 14
    for control, counts in truth["controls"].items():
        parts = [counts[key] for key in ("met", "exception", "undetermined", "out_of_scope")]
        assert counts["population"] == sum(parts)
        assert len(counts["items"]) == counts["exception"] + counts["undetermined"]
        # the only rule that forbids an act is contested, which makes no exception
        assert counts["undetermined" if control == "permitted_by_law" else "exception"]


def test_nothing_but_what_was_planted_is_in_doubt_in_the_whole_year(county):
    said: dict[str, dict[str, tuple[str, str | None]]] = {}
    for plant in county.plants:
        for control, thing, outcome, reason in plant.says:
            said.setdefault(control, {})[name_of(thing)] = (outcome, reason)
    found = books(county, date(2026, 1, 1), date(2026, 12, 31))
    del found["permitted_by_law"]
    for control, counts in found.items():
        items = {item: (outcome, reason or None) for item, (outcome, reason) in counts["items"].items()}
        assert items == said.get(control, {}), control


def test_all_acts_since_the_ban_are_exceptions_and_none_before(county):
    august = books(county, date(2026, 8, 1), date(2026, 8, 24))["permitted_by_law"]
    autumn = books(county, date(2026, 8, 25), date(2026, 12, 31))["permitted_by_law"]
    assert (august["exception"], autumn["met"]) == (0, 0)


def test_every_planted_fault_names_its_record_and_its_file(folder, truth):
    for one in truth["planted"]:
        assert one["item"], one
        assert (folder / "inbox" / one["where"]).is_file(), one
    ids = {(one["kind"], one["item"]) for one in truth["planted"]}
    assert len(ids) == len(truth["planted"])


def test_each_leg_has_a_state_and_those_that_fail_have_a_planted_cause(truth):
    broken = {leg for one in truth["planted"] for leg in one["breaks"]}
    assert truth["legs"] == {leg: "fails" if leg in broken else "holds" for leg in LEGS}
    holding = {leg for leg, state in truth["legs"].items() if state == "holds"}
    assert holding == {"logs_cover_period", "booking_numbers_continuous", "census_reconciles"}


def test_booking_numbers_run_without_a_gap_in_each_facility(folder):
    numbers: dict[str, list[int]] = {}
    for row in all_bookings(folder).values():
        numbers.setdefault(row["FAC"], []).append(int(row["SEQ"]))
    assert sorted(numbers) == ["ANNX", "MAIN", "NORTH"]
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in numbers.values())


def test_each_head_count_follows_from_bookings_releases_and_movements(folder):
    changes: dict[str, list[tuple[datetime, int]]] = {}
    stays = {book: row for book, row in all_bookings(folder).items() if row["VOID_FLG"] == "N"}
    for row in stays.values():
        changes.setdefault(row["FAC"], []).append((us(row["BOOK_DT"]), 1))
        if row["REL_DT"]:
            changes[row["FAC"]].append((us(row["REL_DT"]), -1))
    for row in rows(folder / "inbox" / "MOVES_2026.csv"):
        if row["RECTYPE"] == "M":
            changes[stays[row["BOOK_NO"]]["FAC"]] += [(us(row["OUT_DT"]), -1), (us(row["IN_DT"]), 1)]
    for facility, moves in changes.items():
        moves.sort()
        at = present = 0
        for row in rows(folder / "inbox" / "HEADCOUNT_2026.csv"):
            if row["SITE"] == facility:
                counted = datetime.strptime(row["COUNTED"], "%Y%m%d %H%M")
                while at < len(moves) and moves[at][0] < counted - timedelta(minutes=2):
                    present += moves[at][1]
                    at += 1
                assert at == len(moves) or moves[at][0] > counted + timedelta(minutes=2)
                assert int(row["TOTAL"]) == present


def test_one_stretch_alone_is_without_a_check_for_more_than_a_day(county):
    moments = sorted(check.moment for check in county.checks())
    gaps = [one for one, other in pairwise(moments) if other - one > timedelta(hours=23)]
    assert [one.date() for one in gaps] == [date(2026, 6, 19)]


def test_nobody_is_in_two_stays_at_once_but_the_one_planted(county):
    by_person: dict[str, list] = {}
    for stay in county.in_custody():
        by_person.setdefault(stay.person.person_id, []).append(stay)
    never = datetime(2027, 1, 1)
    twice = [
        {one.booking_id, other.booking_id}
        for stays in by_person.values()
        for n, one in enumerate(stays)
        for other in stays[n + 1 :]
        if one.booked < (other.released or never) and other.booked < (one.released or never)
    ]
    planted = next(name_of(plant.thing) for plant in county.plants if plant.kind == "one_person_in_two_stays")
    assert twice
    assert all(planted in pair for pair in twice)
