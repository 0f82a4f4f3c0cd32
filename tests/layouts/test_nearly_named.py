"""A row that only case or spaces keep from being taken, or an event without its time, is quarantined, not left out."""

from pathlib import Path

import pytest

from reporter import warehouse
from reporter.ingest.layouts.only import is_nearly
from tests.support.jail import Jail

EVENTS = """
[logs.bookings.events]
event = "What"
time = "At"
fills = { BOOKED = "booked_at", "REL OUT" = { released_at = "At", release_reason = "Why" } }
"""
STAYS = ["booking_id,person_id,facility_id,commitment,What,At,Why", "B1,P1,MAIN,civil,BOOKED,2026-10-01 08:00,"]
ONLY = 'only = { Kind = ["Own", "O K"] }'
NAMED = [["nearly_named"]]
# story | event | time | reasons | how many stays have a release
OUT = """
as named | REL OUT | 2026-10-05 18:00 | |1
in other case | Rel Out | 2026-10-05 18:00 | nearly_named | 0
with more spaces | REL  OUT | 2026-10-05 18:00 | nearly_named | 0
with spaces around | "  REL OUT " | 2026-10-05 18:00 | | 1
with a sign of no width around | \u200bREL OUT\u200b | 2026-10-05 18:00 | | 1
with a sign of no width within | REL O\u200bUT | 2026-10-05 18:00 | nearly_named | 0
another event | MOVED OUT | 2026-10-05 18:00 | | 0
without its time | REL OUT | | missing:released_at | 0
no event | | 2026-10-05 18:00 | missing:event | 0
an event not named, without a time | MOVED OUT | | | 0
"""


def reasons(jail: Jail) -> list[list[str]]:
    with warehouse.open_read_only(jail.folder) as connection:
        return [row[0] for row in warehouse.rows(connection, "select reasons from records.quarantine order by line")]


def accounts(jail: Jail, log: str) -> tuple[int, ...]:
    query = "select received, accepted, quarantined, folded, not_this_log from records.delivered where log = ?"
    with warehouse.open_read_only(jail.folder) as connection:
        found: tuple[int, ...] = warehouse.rows(connection, query, [log])[0]
        return found


@pytest.mark.parametrize("line", OUT.strip().splitlines(), ids=lambda line: line.split("|")[0].strip())
def test_an_event_that_is_nearly_one_that_fills_a_column_is_set_aside(tmp_path: Path, line: str) -> None:
    _, event, at, reason, released = (one.strip() for one in line.split("|"))
    jail = Jail(tmp_path / "jail")
    jail.logs.append("bookings")
    jail.log_settings["bookings"] = EVENTS
    (jail.folder / "inbox" / "bookings.csv").write_text(
        "\n".join([*STAYS, f"B1,P1,MAIN,civil,{event},{at},bail"]) + "\n", encoding="utf-8"
    )
    jail.ingest()
    assert reasons(jail) == ([[reason]] if reason else [])
    with warehouse.open_read_only(jail.folder) as connection:
        assert warehouse.one(connection, "select count(released_at_text) from records.bookings") == int(released)


def test_an_event_without_its_time_that_another_entry_replaces_is_no_doubt(tmp_path: Path) -> None:
    jail = Jail(tmp_path / "jail")
    jail.logs.append("bookings")
    jail.log_settings["bookings"] = EVENTS.replace("fills", 'entry = "No"\nsupersedes = "For"\nfills')
    rows = [f"{STAYS[0]},No,For", f"{STAYS[1]},1,", "B1,P1,MAIN,civil,REL OUT,,bail,2,"]
    rows += ["B1,P1,MAIN,civil,REL OUT,2026-10-05 18:00,bail,3,2"]
    (jail.folder / "inbox" / "bookings.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    jail.ingest()
    assert reasons(jail) == []
    assert accounts(jail, "bookings") == (3, 1, 0, 2, 0)


@pytest.mark.parametrize("quoted", ["plain", "careful"])
def test_a_value_that_is_nearly_one_that_only_asks_for_is_set_aside(tmp_path: Path, quoted: str) -> None:
    jail = Jail(tmp_path / "jail")
    kinds = ["Own", "own", "O  K", "\u200bOwn\xa0", "Other", ""]
    lines = [f"C{n},B1,clear,2026-10-05 08:00,{kind},{'x'}" for n, kind in enumerate(kinds)]
    lines += ['C9,B1,clear,2026-10-05 08:00,Other,"a ""b"" "" c"'] if quoted == "careful" else []
    text = "\n".join(["check_id,booking_id,result,completed_at,Kind,Note", *lines]) + "\n"
    jail.logs.append("checks")
    jail.log_settings["checks"] = ONLY
    (jail.folder / "inbox" / "checks.csv").write_text(text, encoding="utf-8")
    jail.ingest()
    assert reasons(jail) == NAMED * 2
    others = 2 + (quoted == "careful")
    assert accounts(jail, "checks") == (len(lines), 2, 2, 0, others)
    cells = "select list(cell) from (select unnest(cells) as cell from records.quarantine)"
    with warehouse.open_read_only(jail.folder) as connection:
        assert "B1" in warehouse.one(connection, cells)


VALUES = {  # what the policy asks for, what stands in a row, whether it is nearly that
    ("Own", "own"): True,
    ("01", "1"): True,
    ("1", "1.0"): True,
    ("1", "001"): True,
    ("0", "00"): True,
    ("1", "10"): False,
    ("A1", "A01"): False,
    ("Own", "Owns"): False,
    ("Own", ""): False,
    ("1.5", "1.50"): False,
    ("Arr\u00eat", "arre\u0302t"): True,  # an accent as one sign, or as two
    ("Arr\u00eat", "Arret"): False,
}


@pytest.mark.parametrize("pair", VALUES, ids=" and ".join)
def test_which_value_is_nearly_another(pair: tuple[str, str]) -> None:
    assert is_nearly(pair[1], (pair[0],)) is VALUES[pair]
