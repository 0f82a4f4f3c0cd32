"""Small files that are read alike are typed together: all that is kept of them is as if each had come alone."""

from pathlib import Path

import pytest

from reporter import warehouse
from reporter.errors import InputRefused
from reporter.ingest import take_files, typed_together
from tests.support.jail import Jail

HEAD = "booking_id,person_id,facility_id,booked_at,commitment,released_at,release_reason"


def stays(numbers: range, day: str, released: str = "14:05", head: str = HEAD) -> str:
    rows = (f"B{n},P{n},MAIN,2026-10-{day} 08:0{n % 10},criminal_court,2026-10-{day} {released},BL" for n in numbers)
    return "\n".join([head, *rows]) + "\n"


FILES = {
    "bookings_01.csv": stays(range(1, 9), "01"),
    "bookings_02.csv": stays(range(9, 15), "02"),
    "bookings_02_again.csv": stays(range(9, 15), "02"),  # the same content under another name
    "bookings_03.csv": stays(range(5, 12), "01", "25:00"),  # corrections that cannot be read
    "bookings_04.csv": stays(range(1, 4), "01", "15:30"),  # corrections
    "bookings_04_more.csv": stays(range(40, 54), "05"),
    "bookings_05.csv": HEAD.replace(",commitment", "") + "\nB90,P90,MAIN,2026-10-03 08:00,2026-10-03 09:00,bail\n",
    "bookings_06.csv": stays(range(7, 20), "02").replace("P7,", "P7\u200b,"),  # signs that are not ordinary
    "bookings_07.csv": HEAD + "\n",
    "bookings_08.csv": "not a table at all",
    "bookings_09.csv": stays(range(20, 30), "04").replace("\n", "\r\n").replace("B25", '"B25"'),
}
TABLES = ("bookings", "quarantine", "corrections", "as_delivered", "code_counts", "delivered")


def taken(tmp_path: Path, name: str) -> tuple[str, dict[str, list[tuple[object, ...]]]]:
    """Take all files in; return how the refusal reads, and all that is kept."""
    jail = Jail(tmp_path / name)
    jail.logs = ["bookings"]
    jail.log_settings["bookings"] = 'values.release_reason = { "BL" = "bail" }\nempty.release_reason = ["none"]'
    for file, text in FILES.items():
        (jail.folder / "inbox" / file).write_text(text, encoding="utf-8", newline="")
    with pytest.raises(InputRefused) as refused:
        jail.ingest()
    with warehouse.open_read_only(jail.folder) as connection:
        kept = {table: warehouse.rows(connection, f"select * from records.{table} order by all") for table in TABLES}
    return str(refused.value), kept


def test_what_is_kept_of_files_typed_together_is_as_if_each_had_come_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements: list[int] = []
    typed = typed_together.Spool.typed

    def counted(one: typed_together.Spool, *others: typed_together.Spool, **to: str) -> str:
        statements.append(1 + len(others))
        return typed(one, *others, **to)

    monkeypatch.setattr(typed_together.Spool, "typed", counted)
    together = taken(tmp_path, "together")
    assert statements == [2, 3, 2, 1]
    statements.clear()
    monkeypatch.setattr(take_files, "may_wait", lambda path, mapping: False)
    assert taken(tmp_path, "alone") == together
    assert statements == [1] * 8
    refusal, kept = together
    assert [word for word in ("bookings_05.csv", "bookings_08.csv") if word in refusal] == [
        "bookings_05.csv",
        "bookings_08.csv",
    ]
    assert all(kept[table] for table in TABLES)


@pytest.mark.parametrize(("limit", "most"), [("_MOST_FILES", 1), ("_MOST_ROWS", 9), ("_SMALL", 400)])
def test_no_more_wait_than_may(limit: str, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = taken(tmp_path, "whole")
    monkeypatch.setattr(typed_together, limit, most)
    assert taken(tmp_path, "few") == whole
