"""Joined files: the other half of a stay's row stands in another file, with its own header, codes and times."""

from pathlib import Path
from unittest.mock import patch

import pytest

from reporter import warehouse
from reporter.audit import self_test
from reporter.config import policy
from reporter.config.period import period
from reporter.errors import InputRefused, PolicyError
from reporter.evidence import verify, verify_pack
from reporter.ingest import load_files
from reporter.workflows import explain, run
from tests.support.jail import Jail, quiet

SETTINGS = """
columns = { booking_id = "Bk", person_id = "Pid", booked_at = "In", commitment = "By" }
constants = { facility_id = "MAIN" }
values.commitment = { CT = "criminal_court" }

[[logs.bookings.joined]]
files = "releases*.csv"
on = ["booking_id"]
timestamp_format = "%m/%d/%Y %H:%M"
columns = { booking_id = "Number", released_at = ["Day", "Time"], release_reason = "Why" }
values.release_reason = { BO = "bail" }
"""
CHECKS = "check_id|booking_id|completed_at|result\nC1|B1|2026-10-05 11:00|clear\nC2|B2|2026-10-06 20:00|clear"
STAYS = "Bk|Pid|In|By\nB1|P1|2026-10-05 10:00|CT\nB2|P2|2026-10-06 10:00|CT\nB3|P3|2026-10-07 10:00|CT"
RELEASES = "Number|Day|Time|Why\nB1|10/05/2026|18:00|BO\nB2|10/06/2026|18:00|BO"


def jail_of(folder: Path, releases: str = RELEASES, stays: str = STAYS) -> Jail:
    jail = Jail(folder)
    jail.log_settings["bookings"] = SETTINGS
    jail.deliver("bookings", stays)
    jail.deliver("bookings", releases, "releases1.csv")
    jail.deliver("checks", CHECKS)
    jail.deliver("notifications", "notification_id|booking_id|sent_at")
    return jail


def held(folder: Path, query: str) -> list[tuple[object, ...]]:
    with warehouse.open_writable(folder) as connection:
        return warehouse.rows(connection, query)


RELEASED = "select booking_id, released_at_text, release_reason from bookings where standing order by 1"


def test_the_other_half_fills_the_stay_and_each_file_closes_its_own_account(tmp_path: Path) -> None:
    jail = jail_of(tmp_path / "county")
    decided = jail.outcomes("vetted_before_release")
    assert decided == {"B1": ("met", "before_release"), "B2": ("exception", "after_release")}
    assert held(jail.folder, RELEASED) == [
        ("B1", "10/05/2026 18:00", "bail"),
        ("B2", "10/06/2026 18:00", "bail"),
        ("B3", None, None),
    ]
    books = "select file, received, accepted, quarantined from delivered where log = 'bookings' order by 1"
    assert held(jail.folder, books) == [("bookings.csv", 3, 3, 0), ("releases1.csv", 2, 2, 0)]


@pytest.mark.parametrize("releases_first", [False, True])
def test_it_does_not_matter_which_half_comes_first_and_the_newest_joined_row_counts(
    tmp_path: Path, releases_first: bool
) -> None:
    jail = jail_of(tmp_path / "county")
    later = jail.folder / "inbox" / ("bookings.csv" if releases_first else "releases1.csv")
    kept = later.read_bytes()
    later.unlink()
    with pytest.raises(InputRefused, match=r"no file in inbox/ fits") if not releases_first else _nothing():
        jail.ingest()
    later.write_bytes(kept)
    jail.ingest()
    jail.deliver("bookings", "Number|Day|Time|Why\nB2|10/06/2026|21:00|BO", "releases2.csv")
    decided = jail.outcomes("vetted_before_release")
    assert [decided[stay] for stay in ("B1", "B2")] == [("met", "before_release")] * 2


class _nothing:  # noqa: N801
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


def test_rows_that_disagree_or_cannot_be_so_or_cannot_be_read_are_set_aside(tmp_path: Path) -> None:
    rows = [
        "B1|10/05/2026|18:00|BO",
        "B1|10/05/2026|19:00|BO",
        "B2|10/06/2026|09:00|BO",
        "B3|31/31/2026|09:00|BO",
    ]
    jail = jail_of(tmp_path / "county", "\n".join(["Number|Day|Time|Why", *rows]))
    jail.ingest()
    assert held(jail.folder, "select line, reasons, key from quarantine order by 1") == [
        (2, ["conflicting_rows"], "B1"),
        (3, ["conflicting_rows"], "B1"),
        (4, ["impossible_order"], "B2"),
        (5, ["unreadable_time:released_at"], "B3"),
    ]
    assert held(jail.folder, RELEASED) == [("B1", None, None), ("B2", None, None), ("B3", None, None)]
    books = "select received, accepted, quarantined from delivered where file = 'releases1.csv'"
    assert held(jail.folder, books) == [(4, 0, 4)]
    jail.deliver("bookings", STAYS + "\nB4|P4|2026-10-08 10:00|CT", "bookings2.csv")  # brings no release right
    jail.ingest()
    assert held(jail.folder, "select count(*) from quarantine where unmended") == [(4,)]
    jail.deliver("bookings", "Number|Day|Time|Why\nB3|10/07/2026|19:00|BO", "releases2.csv")
    jail.ingest()
    assert held(jail.folder, "select key from quarantine where unmended order by line") == [("B1",), ("B1",), ("B2",)]


def test_a_joined_row_without_a_stay_is_a_stray(tmp_path: Path) -> None:
    jail = jail_of(tmp_path / "county", RELEASES + "\nB9|10/06/2026|18:00|BO")
    assert jail.contradictions("links_resolve") == {"bookings:B9": "no_stay"}


def test_a_log_covers_the_time_for_which_both_halves_speak(tmp_path: Path) -> None:
    jail = jail_of(tmp_path / "county")
    inbox = jail.folder / "inbox"
    lines = ["log | file | covers_from | covers_to | rows"]
    for log, file, to, rows in (
        ("bookings", "bookings.csv", "2026-10-31", 3),
        ("bookings", "releases1.csv", "2026-10-15", 2),
        ("checks", "checks.csv", "2026-10-31", 2),
        ("notifications", "notifications.csv", "2026-10-31", 0),
    ):
        lines.append(f"{log} | {file} | 2026-10-01 | {to} | {rows}")
    manifest = jail.deliver("deliveries", "\n".join(lines))
    assert list(jail.contradictions("logs_cover_period")) == ["bookings"]
    assert jail.contradictions("logs_cover_period", "2026-10-01..2026-10-14") == {}
    assert sorted(path.name for path in inbox.iterdir() if path != manifest) == [
        "bookings.csv",
        "checks.csv",
        "notifications.csv",
        "releases1.csv",
    ]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (SETTINGS.replace('on = ["booking_id"]', 'on = ["person_id"]'), "on must be what names a row"),
        (SETTINGS.replace('booking_id = "Number",', 'booking_id = "Number", person_id = "P",'), "every row must have"),
        (SETTINGS + SETTINGS[SETTINGS.index("[[") :] * 3, "3 are the most"),
    ],
)
def test_a_join_that_could_lose_rows_is_refused(tmp_path: Path, settings: str, words: str) -> None:
    jail = jail_of(tmp_path / "county")
    jail.log_settings["bookings"] = settings
    jail.write_policy()
    with pytest.raises(PolicyError, match=words):
        policy.load(jail.folder / "policy.toml")


def test_both_halves_may_not_fill_one_column(tmp_path: Path) -> None:
    jail = jail_of(tmp_path / "county", stays="Bk|Pid|In|By|released_at\nB1|P1|2026-10-05 10:00|CT|2026-10-05 11:00")
    with pytest.raises(InputRefused, match=r"which .*joined.* fills too"):
        jail.ingest()


def test_the_witness_names_both_files_and_three_ways_agree_from_the_pack(tmp_path: Path) -> None:
    jail = jail_of(tmp_path / "county")
    (jail.folder / "inbox" / "bookings.csv").write_text(
        "Bk,Pid,In,By\nB1,P1,2026-10-05 10:00,CT\nB2,P2,2026-10-06 10:00,CT\n", encoding="utf-8"
    )
    jail.manifest()
    jail.deliver(
        "deliveries",
        (jail.folder / "inbox" / "deliveries.csv").read_text("utf-8").replace(",", "|")
        + "bookings|releases1.csv|2026-10-01|2026-10-31|2|",
    )
    jail.deliver("bookings", "Number|Day|Time|Why\nB2|10/06/2026|18:30|BO\nB9|10/06/2026|18:30|BO", "releases2.csv")
    jail.write_policy()
    with patch.object(self_test, "run", return_value={}):
        filed = run.run(jail.folder, period("2026-10"), quiet)
    place = filed.path
    found = explain.explain(jail.folder, "B2", period("2026-10"), quiet)
    shown = {(one.log, one.file, one.line) for outcome in found.outcomes for one in outcome.witnesses}
    assert ("bookings", "releases2.csv", 2) in shown
    assert ("bookings", "bookings.csv", 3) in shown
    assert (place / "pack" / "data" / "records" / "bookings_joined_1000.csv").is_file()
    assert verify.main([str(place / "pack")]) == 0
    assert verify_pack.verify(place / "pack", verify_pack.Asked(), quiet).differences == []
    policy_then = policy.load(jail.folder / "policy.toml")
    assert load_files.ingest(jail.folder, policy_then, quiet) == []


def test_stays_delivered_again_correct_nothing_by_the_releases_of_another_file(tmp_path: Path) -> None:
    jail = jail_of(tmp_path / "county")
    jail.ingest()
    jail.deliver("bookings", STAYS + "\nB4|P4|2026-10-08 10:00|CT", "bookings2.csv")
    with patch.object(self_test, "run", return_value={}):
        place = run.run(jail.folder, period("2026-10"), quiet).path
    assert held(jail.folder, "from corrections") == []
    assert verify_pack.verify(place / "pack", verify_pack.Asked(), quiet).differences == []


ERAS = """
constants = { facility_id = "MAIN" }
[[logs.bookings.layouts]]
files = "bookings_old*.csv"
[[logs.bookings.layouts.joined]]
files = "releases_old*.csv"
on = ["booking_id"]
columns = { booking_id = "Number", released_at = "Out" }
[[logs.bookings.layouts]]
files = "bookings_new*.csv"
[[logs.bookings.layouts.joined]]
files = "releases_new*.csv"
on = ["booking_id"]
columns = { booking_id = "Bk", released_at = "Left" }
"""


def test_a_release_that_only_the_layout_before_has_is_a_stray_when_the_stay_is_read_by_the_next(
    tmp_path: Path,
) -> None:
    """Else the stay would seem to be in custody, and its release left out. That of B3 is in the next layout too."""
    jail = Jail(tmp_path / "county")
    jail.log_settings["bookings"] = ERAS
    stays = "booking_id|person_id|booked_at|commitment"
    stays += "".join(f"\nB{n}|P{n}|2026-10-05 10:00|criminal_court" for n in (1, 3))
    jail.deliver("bookings", stays, "bookings_old.csv")
    jail.deliver("bookings", "Number|Out\nB1|2026-10-05 10:30\nB3|2026-10-05 10:30", "releases_old.csv")
    jail.ingest()
    jail.deliver("bookings", stays + "\nB2|P2|2026-10-06 10:00|criminal_court", "bookings_new.csv")
    jail.deliver("bookings", "Bk|Left\nB2|2026-10-06 18:00\nB3|2026-10-05 10:30", "releases_new.csv")
    jail.deliver("checks", CHECKS)
    jail.deliver("notifications", "notification_id|booking_id|sent_at")
    assert jail.contradictions("links_resolve") == {"bookings:B1": "no_stay"}
    with patch.object(self_test, "run", return_value={}):
        place = run.run(jail.folder, period("2026-10"), quiet).path
    assert verify_pack.verify(place / "pack", verify_pack.Asked(), quiet).differences == []


def test_a_check_of_a_stay_that_its_release_alone_tells_accuses_nobody(tmp_path: Path) -> None:
    """Of B2 there is a release without a booking, of B9 nothing."""
    stays = "\n".join(line for line in STAYS.splitlines() if not line.startswith("B2"))
    jail = jail_of(tmp_path / "county", stays=stays)
    jail.deliver("checks", f"{CHECKS}\nC9|B9|2026-10-06 20:00|clear")
    said = {"bookings|bookings": 2, "bookings|releases1": 2, "checks|checks": 3, "notifications|notifications": 0}
    rows = [f"{one}.csv|2026-10-01|2026-10-31|{count}" for one, count in said.items()]
    jail.deliver("deliveries", "\n".join(["log|file|covers_from|covers_to|rows", *rows]))
    decided = jail.outcomes("check_in_scope")
    assert decided["C2"] == ("undetermined", "record_unreadable")
    assert decided["C9"] == ("exception", "no_booking")
    with patch.object(self_test, "run", return_value={}):
        place = run.run(jail.folder, period("2026-10"), quiet).path
    assert verify_pack.verify(place / "pack", verify_pack.Asked(), quiet).differences == []
