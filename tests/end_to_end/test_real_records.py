"""Real public logs: the figures that researchers published or that can be counted by hand. Skipped without the data."""

import csv
import gzip
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reporter import warehouse
from reporter.audit import claim, controls, views
from reporter.config import policy
from reporter.config.period import period
from reporter.ingest import load_files

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the public records are not on this machine")
Rows = list[dict[str, str]]


def read(path: Path) -> Rows:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    return list(csv.DictReader(text.splitlines(keepends=True)))


def write(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def county(folder: Path, example: str) -> Path:
    (folder / "inbox").mkdir(parents=True)
    shutil.copy(ROOT / "examples" / example / "policy.toml", folder)
    return folder


def judged(folder: Path, days: str, look: Callable[[warehouse.Connection], Any]) -> tuple[dict[str, Any], Any]:
    chosen = policy.load(folder / "policy.toml")
    load_files.ingest(folder, chosen, lambda words: None)
    with warehouse.open_read_only(folder) as connection:
        views.build(connection, chosen, period(days))
        warehouse.lock_down(connection)
        decided = controls.run(connection, chosen, set(chosen.logs))
        return {one.id: one for one in decided}, look(connection)


def pierce(folder: Path) -> Path:
    """Lay out the Pierce records, with the end of the hold line and of the last other charge line beside each line."""
    county(folder, "pierce_wa_jail_ice_holds")
    source = DATA / "pierce_wa_jail_ice_holds" / "hold_bookings_charges.csv.gz"
    shutil.copy(source, folder / "inbox")
    rows = read(source)
    ends: dict[tuple[str, bool], str] = {}
    for row in rows:
        key = (row["booking_id"], row["booking_charge_desc"] == "HOLD IMMIGRAT")
        ends[key] = max(ends.get(key, ""), row["charge_release_dt"])
    prepared = [
        row
        | {"held_until": ends[row["booking_id"], True], "other_charges_ended": ends.get((row["booking_id"], False), "")}
        for row in rows
    ]
    write(folder / "inbox" / "bookings_prepared.csv", prepared)
    return folder


def test_pierce_reaches_the_published_figures(tmp_path: Path) -> None:
    def look(connection: warehouse.Connection) -> Any:
        accounts = warehouse.rows(
            connection,
            "select log, received, accepted, quarantined, folded, not_this_log from records.delivered order by log",
        )
        longer = warehouse.rows(
            connection,
            "select count(*) filter (where outcome = 'exception'), count(*), "
            "count(*) filter (where outcome = 'exception' and reason <> 'ice_hold_only') "
            "from results.not_held_too_long join records.bookings on item = booking_id where charge_level <> 'other'",
        )
        return accounts, longer

    decided, (accounts, longer) = judged(pierce(tmp_path / "county"), "2015-01-01..2018-12-31", look)
    assert accounts == [("bookings", 691, 204, 0, 487, 0), ("holds", 691, 204, 0, 0, 487)]
    assert longer == [(45, 188, 0)]
    assert decided["vetted_before_release"].testable is False
    assert decided["not_held_too_long"].population == 204


def test_pierce_makes_no_claim(tmp_path: Path) -> None:
    folder = pierce(tmp_path / "county")
    decided, _ = judged(folder, "2015-01-01..2018-12-31", lambda connection: None)
    chosen = policy.load(folder / "policy.toml")
    asking_nothing = replace(chosen, claim_requires=(), claim_requires_one_of=())
    answer = claim.claim(list(decided.values()), [], asking_nothing, unread_count=0)
    assert answer.state == "not_demonstrated"
    assert "No checks log was delivered." in answer.because


def test_pierce_stays_have_the_published_mean_and_median(tmp_path: Path) -> None:
    folder = pierce(tmp_path / "county")
    text = (folder / "policy.toml").read_text(encoding="utf-8").replace("held_until", "release_dt")
    (folder / "policy.toml").write_text(text, encoding="utf-8")

    def look(connection: warehouse.Connection) -> Any:
        days = "date_diff('minute', booked_at_text::timestamp, released_at_text::timestamp) / 1440.0"
        where = "from records.bookings where standing and charge_level <> 'other'"
        return warehouse.rows(
            connection, f"select round(avg({days}), 6), round(median({days}), 6), min({days}) >= 0 {where}"
        )

    _, found = judged(folder, "2015-01-01..2018-12-31", look)
    assert found == [(73.618133, 34.767361, True)]


def links(folder: Path) -> Path:
    county(folder, "uwchr_wa_detainer_links")
    source = DATA / "uwchr_wa_detainer_links"
    names = {"encounters": "event_date", "detainers": "detainer_prepare_date", "arrests": "apprehension_date"}
    logs = {name: read(source / f"{name}.csv") for name in names}
    first: dict[str, str] = {}
    arrest: dict[str, str] = {}
    for name, column in names.items():
        for number, row in enumerate(logs[name], 1):
            row["row"] = str(number)
            person = row["unique_identifier"]
            first[person] = min(first.get(person, "9"), row[column])
            if name == "arrests":
                arrest[person] = min(arrest.get(person, "9"), row[column])
    write(folder / "inbox" / "encounters.csv", [row | {"result": "wanted"} for row in logs["encounters"]])
    write(folder / "inbox" / "detainers.csv", logs["detainers"])
    stays = [
        {
            "unique_identifier": one,
            "first_seen": first[one],
            "first_arrest": arrest[one],
            "release_reason": "to_ice",
        }
        for one in sorted(arrest)
    ]
    write(folder / "inbox" / "stays.csv", stays)
    covers = {"covers_from": "2023-10-01", "covers_to": "2025-02-28"}
    manifest = [("bookings", "stays.csv", 44), ("checks", "encounters.csv", 77), ("notifications", "detainers.csv", 47)]
    write(
        folder / "inbox" / "manifest.csv",
        [{"log": log, "file": file, **covers, "rows": str(count)} for log, file, count in manifest],
    )
    return folder


def test_links_reach_the_counted_figures(tmp_path: Path) -> None:
    def look(connection: warehouse.Connection) -> Any:
        after_notice = (
            "select count(*) from stay_hits join stay_notices using (booking_id) "
            "where surely_before(notice_latest, hit_earliest, 0)"
        )
        one_day = (
            "select count(*) from stay_notices join stays using (booking_id) where before_outcome(notice_earliest, "
            "notice_latest, released_earliest, released_latest, 0, true) = 'undetermined'"
        )
        return warehouse.one(connection, after_notice), warehouse.one(connection, one_day)

    decided, (after_notice, one_day) = judged(links(tmp_path / "county"), "2023-10-01..2025-02-28", look)
    headline = decided["vetted_before_release"]
    assert (headline.population, headline.met, headline.exception, headline.undetermined) == (44, 39, 3, 2)
    assert headline.reasons == {"before_release": 39, "no_check": 2, "after_release": 1, "precision": 2}
    assert after_notice == 2
    assert one_day == 4


def test_the_fanned_out_rows_fold_back_into_five_persons(tmp_path: Path) -> None:
    folder = county(tmp_path / "county", "uwchr_wa_detainer_links")
    (folder / "policy.toml").write_text(
        '[agency]\ntimezone = "America/Los_Angeles"\n[logs.bookings]\nfiles = "flag.csv.gz"\n'
        'one_row_per = ["booking_id"]\nonly = { possible_kww_violation = ["TRUE"] }\n'
        'columns = { booking_id = "unique_identifier", person_id = "unique_identifier", '
        'booked_at = "apprehension_date.arrest" }\nconstants = { facility_id = "WA", commitment = "other" }\n',
        encoding="utf-8",
    )
    shutil.copy(DATA / "uwchr_wa_detainer_links" / "joined_fanout.csv.gz", folder / "inbox" / "flag.csv.gz")
    taken = load_files.ingest(folder, policy.load(folder / "policy.toml"), lambda words: None)
    assert [(one.received, one.accepted) for one in taken] == [(235, 5)]
    with warehouse.open_read_only(folder) as connection:
        query = "select received - not_this_log, accepted, folded from records.delivered"
        assert warehouse.rows(connection, query) == [(13, 5, 8)]
