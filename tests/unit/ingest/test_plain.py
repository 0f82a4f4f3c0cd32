"""The engine's reader and the careful one: the same rows, lines, raw text and faults, whatever is delivered."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from reporter import warehouse
from reporter.config import policy
from reporter.config.log_schemas import schemas
from reporter.config.policy import Policy
from reporter.errors import InputRefused
from reporter.ingest import fast_csv, load_files, spool_file
from reporter.options import RunOptions
from reporter.warehouse import Connection
from tests.support.jail import POLICY, Jail

MAPPED = """
[logs.bookings]
files = "bookings*.csv"
columns = { booking_id = "BookNo", person_id = "BookNo", booked_at = "Dt" }
constants = { facility_id = "MAIN", commitment = "civil" }
only = { Rec = ["B", ""] }
"""
CELLS = [
    "b1",
    "B",
    " B",
    "B\u2003",
    "R",
    "",
    "2026-10-05 08:00",
    "Ñ",
    'a"b',
    "a,b",
    "x;y",
    "\\",
    "'",
    " a ",
    "NULL",
    "#",
]
NASTY = ['"', '""', ' "', '" ', '"a"b', "\0", "\r", "a\nb", "\x1a", "\u2028", "\ufeff", "\x0c", "x" * 3000]


def file_of(chance: random.Random) -> bytes:
    """Draw a delivered file: most are sound, and each kind of oddity comes in some."""
    delimiter = chance.choice(",,;\t|")
    end = chance.choice(["\n", "\n", "\r\n"])
    odd = chance.random() < 0.4
    names = chance.sample(["BookNo", "Dt", "Rec", "Other"], 4) + ["Last"] * chance.randint(0, 1)
    quote_all = chance.random() < 0.3

    def written(cell: str) -> str:
        if quote_all or (not odd and any(one in cell for one in (delimiter, '"', "\n", "\r"))):
            return '"' + cell.replace('"', '""') + '"'
        return cell

    lines = [delimiter.join(names)]
    for _ in range(chance.randint(0, 12)):
        cells = [chance.choice(CELLS) for _ in names]
        if odd and chance.random() < 0.2:
            cells[chance.randrange(len(cells))] = chance.choice(NASTY)
        line = delimiter.join(written(cell) for cell in cells)
        if odd and chance.random() < 0.1:
            line = chance.choice(["", "  ", line + delimiter, line + delimiter + "more", line.partition(delimiter)[0]])
        lines.append(line)
    text = end.join(lines) + (end if chance.random() < 0.8 else "")
    if odd and chance.random() < 0.1:
        text = chance.choice(["\n", "sep=;\n", " "]) + text
    return text.encode(chance.choice(["utf-8", "utf-8", "utf-8", "utf-8-sig", "cp1252"]), errors="replace")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[tuple[Connection, Policy, Path]]:
    (tmp_path / "policy.toml").write_text(POLICY + MAPPED, encoding="utf-8")
    with warehouse.open_writable(tmp_path) as connection:
        yield connection, policy.load(tmp_path / "policy.toml"), tmp_path


def spooled(room: tuple[Connection, Policy, Path], path: Path) -> tuple[object, bool]:
    """Return what the intake makes of a file, and whether the engine read it."""
    connection, chosen, folder = room
    try:
        made = spool_file.spool(connection, folder, chosen.logs["bookings"], schemas()["bookings"], path)
    except InputRefused as error:
        return str(error), False
    places = ", ".join(f"coalesce({warehouse.name(one)}, '')" for one in made.columns)
    query = f"select line, fault, raw, cells, this_log, case when this_log then [{places}] end from spool order by line"
    return (made.columns, made.received, made.others, warehouse.rows(connection, query)), made.is_plain


def test_both_readers_give_the_same_rows_of_any_file(
    room: tuple[Connection, Policy, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(20261005)
    path = room[2] / "bookings.csv"
    fast_count = 0
    for number in range(500):
        path.write_bytes(file_of(chance))
        fast, is_plain = spooled(room, path)
        with monkeypatch.context() as slowly:
            slowly.setattr(fast_csv, "spool", lambda *given: None)
            slow, _ = spooled(room, path)
        assert fast == slow, (number, path.read_bytes())
        fast_count += is_plain
    assert 180 < fast_count < 450, "both readers must have been at work"


def test_a_whole_intake_is_the_same_by_either_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)
    times = ["2026-10-05 08:00", "soon", "", "5 Oct", "2026-11-01 01:30"]
    rows = [f'b{n % 90},{chance.choice(times)},B,ñ"x' for n in range(120)]
    content = ("BookNo,Dt,Rec,Other\n" + "\n".join(rows) + "\nB,2026-10-05,R,last\n").encode()
    found = []
    for name in ("fast", "slow"):
        folder = tmp_path / name
        (folder / "inbox").mkdir(parents=True)
        (folder / "policy.toml").write_text(POLICY + MAPPED, encoding="utf-8")
        (folder / "inbox" / "bookings.csv").write_bytes(content)
        if name == "slow":
            monkeypatch.setattr(fast_csv, "spool", lambda *given: None)
        load_files.ingest(folder, policy.load(folder / "policy.toml"), lambda words: None)
        with warehouse.open_read_only(folder) as connection:
            tables = ("bookings", "quarantine", "delivered")
            found.append([warehouse.rows(connection, f"select * from records.{one} order by all") for one in tables])
    assert found[0] == found[1]
    assert len(found[0][0]) > 10
    assert len(found[0][1]) > 10


@pytest.mark.parametrize(
    ("content", "is_plain"),
    [
        (b"BookNo,Dt,Rec\nb1,2026-10-05,B\n", True),
        (b'BookNo,Dt,Rec\r\n"b1","2026-10-05","B"\r\n', True),
        (b"\xef\xbb\xbfBookNo,Dt,Rec\nb1,2026-10-05,B", True),
        (b"BookNo,Dt,Rec\n", True),
        (b"BookNo,Dt,Rec\n\nb1,2026-10-05,B\n", False),
        (b'BookNo,Dt,Rec\n"b\n1",2026-10-05,B\n', False),
        (b"BookNo,Dt,Rec\nb1,2026-10-05\n", False),
        (b'BookNo,Dt,Rec\n "b1",2026-10-05,B\n', False),
        (b"BookNo,Dt,Rec\nb\x001,2026-10-05,B\n", False),
        (b"BookNo,Dt,Rec\rb1,2026-10-05,B\r", False),
        (b"BookNo,Dt,Rec\nb\xe91,2026-10-05,B\n", False),
    ],
)
def test_only_a_plain_file_is_read_by_the_engine(
    room: tuple[Connection, Policy, Path], content: bytes, is_plain: bool
) -> None:
    path = room[2] / "bookings.csv"
    path.write_bytes(content)
    assert spooled(room, path)[1] == is_plain


def test_a_return_within_a_quoted_cell_stays_in_its_row(room: tuple[Connection, Policy, Path]) -> None:
    path = room[2] / "bookings.csv"
    path.write_bytes(b'BookNo,Dt,Rec\n"b\r1","c\n2",B\nb2,2026-10-05,B\n')
    made, is_plain = spooled(room, path)
    assert not is_plain
    assert made[3] == [  # type: ignore[index]
        (2, None, None, None, True, ["b\r1", "b\r1", "c\n2"]),
        (5, None, None, None, True, ["b2", "b2", "2026-10-05"]),  # a lone return ends a physical line too
    ]


def test_a_file_read_by_several_threads_keeps_its_lines(room: tuple[Connection, Policy, Path]) -> None:
    connection, _, folder = room
    connection.execute("set threads = 4")
    path = folder / "bookings.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("BookNo,Dt,Rec\n")
        file.writelines(f"b{line},2026-10-05 08:00,{'B' * 40 if line % 2 else 'B'}\n" for line in range(2, 400_002))
    assert spooled(room, path)[1]
    moved = "select count(*) from spool where booking_id <> 'b' || line"
    assert warehouse.one(connection, moved) == 0


def test_a_memory_limit_holds_for_the_room_that_is_opened_with_it_alone(jail: Jail) -> None:
    setting = "select current_setting('memory_limit'), current_setting('threads')"
    with warehouse.open_writable(jail.folder, RunOptions(memory="300MB", threads=1)) as connection:
        assert warehouse.rows(connection, setting) == [("286.1 MiB", 1)]
    with warehouse.open_writable(jail.folder) as connection:
        assert warehouse.rows(connection, setting)[0][0] != "286.1 MiB"
