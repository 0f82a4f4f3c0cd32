"""A file that no layout's `files` fit any more stays as it was read; one that another layout reads now is read anew."""

from pathlib import Path

import pytest

from reporter import warehouse
from reporter.config import policy
from reporter.errors import InputRefused
from reporter.ingest import load_files, unread_files
from reporter.workflows import inbox_files
from tests.support.held_rows import file_and_prove
from tests.support.jail import Jail, quiet

HEAD = "booking_id|person_id|facility_id|booked_at|commitment|released_at"
OLD = f"{HEAD}\nB1|P1|MAIN|10/05/2026 08:00|criminal_court|10/05/2026 14:00"
NEW = f"{HEAD}\nB2|P2|MAIN|2026-10-06 08:00|criminal_court|2026-10-06 14:00"
TWO = """
[[logs.bookings.layouts]]
files = "old*.csv"
timestamp_format = "%m/%d/%Y %H:%M"
[[logs.bookings.layouts]]
files = "new*.csv"
"""
BOTH = [("B1", "2026-10-05 18:00"), ("B2", "2026-10-06 18:00")]


def jail_of(folder: Path) -> Jail:
    """Deliver two files of stays, each of a layout of its own, and a check of each stay."""
    jail = Jail(folder)
    jail.deliver("checks", "check_id|booking_id|completed_at|result\nC1|B1|2026-10-05 09:00|clear\n")
    jail.deliver("bookings", OLD, "old1.csv")
    jail.deliver("bookings", NEW, "new1.csv")
    return jail


def taken_in(jail: Jail, settings: str) -> list[tuple[str, str]]:
    """Take in what is new; return the stays on record with the end of each, in UTC."""
    jail.write_policy()
    path = jail.folder / "policy.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('[logs.bookings]\nfiles = "bookings*.csv"\n', "") + settings, encoding="utf-8")
    load_files.ingest(jail.folder, policy.load(path), quiet)
    assert inbox_files.strays_of(jail.folder, policy.load(path)) == []
    with warehouse.open_read_only(jail.folder) as connection:
        assert unread_files.not_taken_in(connection, jail.folder, policy.load(path)) == []
        assert unread_files.waiting(connection, jail.folder, policy.load(path)) == []
        query = (
            "select booking_id, strftime(released_at_earliest, '%Y-%m-%d %H:%M') from records.bookings where standing"
        )
        return warehouse.rows(connection, f"{query} order by all")


def test_it_stays_as_it_was_read(tmp_path: Path) -> None:
    jail = jail_of(tmp_path / "county")
    assert taken_in(jail, TWO) == BOTH
    assert taken_in(jail, TWO.replace("old*", "older*")) == BOTH
    # read again with the others, as its layout reads it
    changed = TWO.replace("old*", "older*").replace('files = "new*.csv"', 'files = "new*.csv"\nprecision = "minute"')
    assert taken_in(jail, changed) == BOTH
    (jail.folder / "inbox" / "old1.csv").unlink()
    assert taken_in(jail, changed) == BOTH


def test_its_edition_verifies_and_is_made_again(tmp_path: Path) -> None:
    jail = jail_of(tmp_path / "county")
    taken_in(jail, TWO)
    file_and_prove(jail)
    assert taken_in(jail, TWO.replace("old*", "older*")) == BOTH
    file_and_prove(jail)


def test_one_that_another_layout_fits_is_read_by_that(tmp_path: Path) -> None:
    jail = jail_of(tmp_path / "county")
    assert taken_in(jail, TWO) == BOTH
    swapped = TWO.replace("old*", "one").replace("new*", "old*").replace("one", "new*")
    assert taken_in(jail, swapped) == BOTH[1:]  # ISO 8601 is read beside any format
    first, second = TWO.partition("\n[[")[0], "\n[[".join(TWO.split("\n[[")[:0:-1])
    assert taken_in(jail, f"{first}\n[[{second}\n") == BOTH
    assert taken_in(jail, TWO) == BOTH


def test_one_whose_layout_has_changed_is_missed(tmp_path: Path) -> None:
    jail = jail_of(tmp_path / "county")
    taken_in(jail, TWO)
    changed = TWO.replace("old*", "older*").replace("%m/%d", "%d/%m")
    with pytest.raises(InputRefused, match=r"no `files` of that log fits old1\.csv any more"):
        taken_in(jail, changed)
