"""The export that the manifest dates latest wins, whenever the files came and whatever they are called."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest

from reporter import warehouse
from reporter.audit import self_test
from reporter.config.period import period
from reporter.errors import InputRefused
from reporter.evidence import verify_pack
from reporter.ingest import guards
from reporter.workflows import afterwards, reproduce, run
from tests.support.jail import Jail, quiet

STAYS = "booking_id|person_id|facility_id|booked_at|commitment|released_at"
EARLY, LATE = (f"{STAYS}\nB1|P1|MAIN|2026-10-05 08:00|criminal_court|2026-10-05 {at}" for at in ("09:00", "18:00"))
UNREAD = EARLY.replace("2026-10-05 09:00", "soon")
OTHER = f"{STAYS}\nB2|P2|MAIN|2026-10-06 08:00|civil|2026-10-06 09:00"
DATED = "log|file|covers_from|covers_to|rows|exported_at"
EXCEPTION, MET = ("exception", "after_release"), ("met", "before_release")
HALVES = """
[[logs.bookings.joined]]
files = "releases*.csv"
on = ["booking_id"]
columns = { booking_id = "Number", released_at = "Out" }
"""
BOOKED = EARLY.replace("|released_at", "").replace("|2026-10-05 09:00", "")
OUT = "Number|Out\nB1|2026-10-05 {}"


def dated(**moments: str) -> str:
    """Write a manifest that says when each file was exported: a day of November."""
    rows = [f"bookings|{file}.csv|2026-10-01|2026-10-31|1|2026-11-{day}" for file, day in moments.items()]
    return "\n".join([DATED, *rows])


class Story(NamedTuple):
    """What comes in each run, by file, and the outcome of the stay that was released before or after its check."""

    runs: list[dict[str, str]]
    outcome: tuple[str, str]
    settings: str = ""


STORIES = {
    "the newest comes last": Story(
        [
            {"bookings1": LATE, "deliveries1": dated(bookings1="02")},
            {"bookings2": EARLY, "deliveries2": dated(bookings2="03")},
        ],
        EXCEPTION,
    ),
    "the newest comes first": Story(
        [
            {"bookings2": EARLY, "deliveries2": dated(bookings2="03")},
            {"bookings1": LATE, "deliveries1": dated(bookings1="02")},
        ],
        EXCEPTION,
    ),
    "the newest comes first, and accuses nobody": Story(
        [
            {"bookings2": LATE, "deliveries2": dated(bookings2="03")},
            {"bookings1": EARLY, "deliveries1": dated(bookings1="02")},
        ],
        MET,
    ),
    "the newest comes first, and one of between last": Story(
        [
            {"bookings3": EARLY, "deliveries3": dated(bookings3="04")},
            {"bookings1": LATE, "deliveries1": dated(bookings1="02")},
            {"bookings2": LATE.replace("18:00", "18:30"), "deliveries2": dated(bookings2="03")},
        ],
        EXCEPTION,
    ),
    "an older row that cannot be read comes after the newest": Story(
        [
            {"bookings2": EARLY, "deliveries2": dated(bookings2="03")},
            {"bookings1": UNREAD, "deliveries1": dated(bookings1="02")},
        ],
        EXCEPTION,
    ),
    "the manifest dates both files later": Story(
        [{"bookings2": EARLY}, {"bookings1": LATE}, {"deliveries1": dated(bookings1="02", bookings2="03")}],
        EXCEPTION,
    ),
    "without a date the file that came last wins": Story([{"bookings2": EARLY}, {"bookings1": LATE}], MET),
    "the newest half of a stay comes first": Story(
        [
            {
                "bookings1": BOOKED,
                "releases2": OUT.format("09:00"),
                "deliveries2": dated(bookings1="01", releases2="03"),
            },
            {"releases1": OUT.format("18:00"), "deliveries1": dated(releases1="02")},
        ],
        EXCEPTION,
        HALVES,
    ),
}


def deliver(jail: Jail, files: dict[str, str], ending: str = "") -> None:
    """Put the files of one run into the inbox, with an ending to their names."""
    for file, table in files.items():
        log = "deliveries" if file.startswith("deliveries") else "bookings"
        jail.deliver(log, table.replace(".csv", f"{ending}.csv"), f"{file}{ending}.csv")


def county(folder: Path, stays: Collection[str], settings: str = "") -> Jail:
    """Begin a county in which each of these stays was checked at ten, two hours after its booking."""
    jail = Jail(folder)
    jail.log_settings["bookings"] = settings
    checks = "".join(f"\nC{stay}|{stay}|2026-10-05 10:00|clear" for stay in stays)
    jail.deliver("checks", f"check_id|booking_id|completed_at|result{checks}")
    jail.deliver("notifications", "notification_id|booking_id|sent_at")
    jail.deliver("deliveries", f"{DATED}\nchecks|checks.csv|2026-10-01|2026-10-31|{len(stays)}|")
    return jail


@pytest.mark.parametrize("settings", ["", HALVES], ids=["whole stays", "in halves"])
def test_the_newest_export_wins(tmp_path: Path, settings: str) -> None:
    """Each story is of its own stay and files; the first runs of all come together, then the second, then the third."""
    stories = {f"S{n}": one for n, one in enumerate(STORIES.values()) if one.settings == settings}
    jail = county(tmp_path / "county", stories, settings)
    for number in range(max(len(story.runs) for story in stories.values())):
        for stay, story in stories.items():
            files = [*story.runs, {}, {}][number]
            deliver(jail, {file: table.replace("B1|", f"{stay}|") for file, table in files.items()}, f"_{stay}")
        jail.ingest()
    assert jail.outcomes("vetted_before_release") == {stay: story.outcome for stay, story in stories.items()}
    assert jail.ingest() == [], "what stands in its order is not read again"


def test_the_pack_verifies_and_the_edition_is_made_again(tmp_path: Path) -> None:
    first, second = STORIES["the newest comes first"].runs
    jail = county(tmp_path / "county", ["B1"])
    deliver(jail, first)
    with patch.object(self_test, "run", return_value={}):
        jail.write_policy()
        run.run(jail.folder, period("2026-10"), quiet)
        deliver(jail, second)
        jail.deliver("bookings", OTHER, "bookings3.csv")
        place = run.run(jail.folder, period("2026-10"), quiet).path
        assert place.name == "r2"
        for edition in ("2026-10/r1", "2026-10/r2"):
            assert "byte for byte" in reproduce.as_filed(jail.folder, edition, quiet)
    assert verify_pack.verify(place / "pack", verify_pack.Asked(), quiet).differences == []


def test_an_older_export_is_refused_where_the_newer_is_gone(tmp_path: Path) -> None:
    first, second = STORIES["the newest comes first"].runs
    jail = county(tmp_path / "county", ["B1"])
    deliver(jail, first)
    jail.ingest()
    (jail.folder / "inbox" / "bookings2.csv").unlink()
    deliver(jail, second)
    with pytest.raises(
        InputRefused, match=r"bookings1.csv was exported before .* bookings2.csv is no longer in inbox/"
    ):
        jail.ingest()
    with warehouse.open_read_only(jail.folder) as connection:
        assert warehouse.one(connection, "select released_at_text from records.bookings") == "2026-10-05 09:00"


def test_a_date_that_moves_files_is_refused_where_another_is_gone_and_they_tell_of_one_stay(tmp_path: Path) -> None:
    jail = county(tmp_path / "county", ["B1"])
    deliver(jail, {"bookings0": OTHER, "bookings1": EARLY, "bookings2": LATE})
    jail.ingest()
    gone = jail.folder / "inbox" / "bookings0.csv"
    gone.unlink()
    for day in ("04", "03"):  # bookings1 was exported last, and the manifest itself comes in any run
        jail.deliver("deliveries", dated(bookings1=day, bookings2="02"), f"deliveries{day}.csv")
        with pytest.raises(InputRefused, match=r"in another order than they came.* bookings0.csv is no longer"):
            jail.ingest()
    jail.deliver("bookings", OTHER, "bookings0.csv")
    jail.ingest()
    with warehouse.open_read_only(jail.folder) as connection:
        query = "select released_at_text from records.bookings where standing and booking_id = 'B1'"
        assert warehouse.one(connection, query) == "2026-10-05 09:00"


TOGETHER = (
    "Files of [logs.bookings] that were taken in together give 1 id twice and not alike, and the manifest does not say "
    "when each was exported: {}. The one named last stands. Give exported_at in the manifest."
)
NOTES: dict[str, tuple[list[dict[str, str]], str]] = {
    "in one run, without dates": ([{"bookings1": LATE, "bookings2": EARLY}], "bookings1.csv, bookings2.csv"),
    "in one run, one with a date": (
        [{"bookings1": LATE, "bookings2": EARLY, "deliveries1": dated(bookings1="02")}],
        "bookings2.csv, bookings1.csv",
    ),
    "in one run, both with dates": (
        [{"bookings1": LATE, "bookings2": EARLY, "deliveries1": dated(bookings1="02", bookings2="03")}],
        "",
    ),
    "in one run, and alike": ([{"bookings1": LATE, "bookings2": f"{LATE}\n{OTHER.splitlines()[1]}"}], ""),
    "in one run, of other stays": ([{"bookings1": LATE, "bookings2": OTHER}], ""),
    "in two runs": ([{"bookings1": LATE}, {"bookings2": EARLY, "deliveries2": dated(bookings9="02")}], ""),
}


@pytest.mark.parametrize("story", NOTES)
def test_files_of_one_run_that_give_one_id_twice_without_a_date_are_noted(tmp_path: Path, story: str) -> None:
    runs, names = NOTES[story]
    jail = county(tmp_path / "county", ["B1"])
    for files in runs:
        deliver(jail, files)
        jail.ingest()
    with warehouse.open_read_only(jail.folder) as connection:
        assert guards.notes(connection) == ([TOGETHER.format(names)] if names else [])


def test_halves_of_one_run_that_give_one_id_twice_are_noted_and_the_packs_verify(tmp_path: Path) -> None:
    jail = county(tmp_path / "county", ["B1"], HALVES)
    deliver(jail, {"bookings1": BOOKED, "releases1": OUT.format("18:00"), "releases2": OUT.format("19:00")})
    jail.write_policy()
    with patch.object(self_test, "run", return_value={}):
        place = run.run(jail.folder, period("2026-10"), quiet).path
    audit = json.loads((place / "audit.json").read_text(encoding="utf-8"))
    assert audit["notes"] == [TOGETHER.format("releases1.csv, releases2.csv")]
    assert verify_pack.verify(place / "pack", verify_pack.Asked(), quiet).differences == []
    afterwards.pack_for_reviewers(jail.folder, "2026-10/r1", quiet)
    assert verify_pack.verify(place / "pack-reviewer", verify_pack.Asked(), quiet).differences == []
