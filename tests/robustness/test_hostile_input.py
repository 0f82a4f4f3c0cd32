"""Input made to harm is accepted, quarantined with a reason, or refused in words; the books close, nothing leaves."""

import gzip
import json
import random
from collections import Counter
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from reporter import warehouse
from reporter.config.log_policy import LogPolicy
from reporter.errors import InputRefused
from reporter.ingest import readers
from tests.end_to_end.test_commands import every_file, reporter
from tests.support.hostile import CASES, XLSX_CASES, tally
from tests.support.hostile.bytes import HEADER, NASTY, RECORD, ROWS, SAMPLES, bomb, edited, edits_of, parquet, rows_of
from tests.support.jail import Jail

CLEAN = {tally.ACCEPTED, tally.SET_ASIDE, tally.REFUSED.format(InputRefused.exit_code)}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def test_every_reader_is_tried() -> None:
    tried = {readers.FORMATS[suffix] for suffix in (*SAMPLES, ".parquet")}
    assert {suffix for suffix, read in readers.FORMATS.items() if read not in tried} == set()


def fate(path: Path, **options: object) -> str:
    """Read a file as intake does; every row has as many cells as the header or a fault."""
    faults = 0
    try:
        with readers.open_source(path, **options) as source:
            for row in source.rows:
                assert row.fault or len(row.cells) == len(source.header)
                row.raw.encode("utf-8")
                faults += bool(row.fault)
    except InputRefused as refusal:
        return "leak" if str(path.parent) in str(refusal) else tally.REFUSED.format(refusal.exit_code)
    except Exception:
        tally.count("".join(path.suffixes), "crash")
        raise
    return tally.SET_ASIDE if faults else tally.ACCEPTED


def told_of(told: CompletedProcess[str], secret: str, *, aside: bool = False, closed: bool = True) -> str:
    """Count what became of one delivery, by the whole program."""
    said = told.stdout + told.stderr
    faults = {
        "crash": told.returncode not in (0, 2, 4) or "Traceback" in said or "did not foresee" in said,
        "leak": secret in said,
        "unclosed account": not closed,
    }
    for fault in [one for one, found in faults.items() if found]:
        tally.count("the whole program", fault)
    taken = tally.SET_ASIDE if aside else tally.ACCEPTED
    return tally.count("the whole program", taken if told.returncode == 0 else tally.REFUSED.format(told.returncode))


@pytest.mark.parametrize("suffix", SAMPLES)
def test_no_bytes_crash_a_reader(suffix: str, place: Path) -> None:
    seen: Counter[str] = Counter()
    options = {"layout": LogPolicy(record=RECORD)} if suffix.startswith(".xml") else {}
    path, sound = place / f"fuzzed{suffix}", b""
    for seed in range(XLSX_CASES if suffix == ".xlsx" else CASES):
        rng = random.Random(f"{suffix}-{seed}")
        if suffix != ".xlsx" or seed % 20 == 0:  # a workbook takes as long to make as ten to read
            sound = SAMPLES[suffix](rows_of(rng))
        path.write_bytes(edited(sound, edits_of(rng)))
        seen[said := tally.count(suffix, fate(path, **options))] += 1
        assert said in CLEAN, seed
    assert seen[tally.ACCEPTED] > 0


def test_no_bytes_crash_the_parquet_reader(place: Path) -> None:
    sound = parquet(place)
    seen: Counter[str] = Counter()
    with warehouse.open_writable(place) as connection:
        reader = warehouse.parquet_reader(connection)

        for seed in range(CASES):
            path = place / "fuzzed.parquet"
            path.write_bytes(edited(sound, edits_of(random.Random(seed))))
            seen[said := tally.count(".parquet", fate(path, parquet=reader))] += 1
            assert said in CLEAN, seed


def test_a_zip_bomb_is_refused_before_it_is_unpacked(place: Path) -> None:
    path = place / "bomb.xlsx"
    path.write_bytes(bomb(64))
    with pytest.raises(InputRefused, match="unpacks to far more than it should"), readers.open_source(path):
        pass


HEAD = ",".join(HEADER)
ONE = ",".join(ROWS[0])


def _wide(count: int) -> bytes:
    more = count - len(HEADER)
    return (HEAD + "".join(f",c{n}" for n in range(more)) + f"\n{ONE}{',1' * more}\n").encode()


DELIVERIES: dict[str, tuple[str, bytes, int]] = {
    "a gzip cut off": ("bookings.csv.gz", gzip.compress(f"{HEAD}\n{ONE}\n".encode() * 99)[:-20], 4),
    "a parquet file cut off": ("bookings.parquet", b"PAR1" + b"x" * 40, 4),
    "a field of a million characters": (
        "bookings.csv",
        f"{HEAD}\nB1,P1,{'x' * 1_000_001},2026-10-01,arrest".encode(),
        0,
    ),
    "a field of nearly a million": ("bookings.csv", f"{HEAD}\nB1,P1,{'x' * 999_999},2026-10-01,arrest".encode(), 0),
    "a thousand columns": ("bookings.csv", _wide(1_000), 0),
    "too many columns": ("bookings.csv", _wide(16_385), 4),
    "two hundred thousand columns": ("bookings.csv", _wide(200_000), 4),
    "NUL bytes": ("bookings.csv", f"{HEAD}\n{ONE}\nB2,P\0,M,2026-10-01,arrest\n".encode(), 0),
    "two encodings": (
        "bookings.csv",
        f"{HEAD}\nB1,José,M,2026-10-01,arrest\n".encode() + "B2,José,M,,\n".encode("cp1252"),
        0,
    ),
    "one header twice": ("bookings.csv", f"{HEAD},booking_id\n{ONE},B9\n".encode(), 4),
    "ragged rows": ("bookings.csv", f"{HEAD}\n{ONE}\n{ONE}\n{ONE}\nB2,P2\nB3,P3,M,2026-10-01,arrest,x,y\n".encode(), 0),
    "a lone quote": (
        "bookings.csv",
        f'{HEAD}\n{ONE}\nB2,"P2,M,2026-10-01,arrest\nB3,P3,M,2026-10-01,arrest\n'.encode(),
        0,
    ),
    "years out of reach": (
        "bookings.csv",
        (HEAD + "".join(f"\nB{n},P{n},M,{when},arrest" for n, when in enumerate(NASTY))).encode("utf-8"),
        None,
    ),
    "names made to harm": (
        "bookings.csv",
        (
            HEAD + "".join('\n"{0}","{0}","{0}",2026-10-01,arrest'.format(one.replace('"', '""')) for one in NASTY)
        ).encode(),
        0,
    ),
    "codes made to harm": (
        "bookings.csv",
        (
            HEAD
            + "".join('\nB{0},P,M,2026-10-01,"{1}"'.format(n, one.replace('"', '""')) for n, one in enumerate(NASTY))
        ).encode(),
        0,
    ),
    "deep JSON": ("bookings.json", b"[" * 100_000, 4),
    "half characters": (
        "bookings.jsonl",
        b'{"booking_id": "\\ud800", "person_id": "P", "facility_id": "M", '
        b'"booked_at": "2026-10-01", "commitment": "arrest"}',
        0,
    ),
    "numbers as text": (
        "bookings.jsonl",
        json.dumps(dict(zip(HEADER, [1, 2.50, True, 20261001, None], strict=True))).encode(),
        0,
    ),
}


@pytest.mark.parametrize("name", DELIVERIES)
def test_a_hostile_delivery_is_taken_quarantined_or_refused_and_the_books_close(name: str, tmp_path: Path) -> None:
    file, data, code = DELIVERIES[name]
    jail = Jail(tmp_path / "jail")
    (jail.folder / "inbox" / file).write_bytes(data)
    jail.logs = ["bookings"]
    jail.write_policy()
    policy = jail.folder / "policy.toml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("bookings*.csv", "bookings*"), encoding="utf-8")
    before = every_file(tmp_path)
    told = reporter("ingest", "--folder", str(jail.folder), "--json")
    with warehouse.open_read_only(jail.folder) as connection:
        books = "received = accepted + quarantined + folded + not_this_log"
        closed = warehouse.rows(connection, f"select {books}, received from records.delivered")
        kept = warehouse.rows(connection, "select count(*), count(*) filter (len(reasons) = 0) from records.quarantine")
    are_closed = all(one for one, _ in closed)
    told_of(told, str(tmp_path), aside=bool(kept[0][0]), closed=are_closed)
    assert told.returncode in ([code] if code is not None else [0, 4]), told.stderr
    assert not any(word in told.stderr for word in ("Traceback", "did not foresee", str(tmp_path)))
    assert are_closed
    quarantined = sum(one["quarantined"] for one in json.loads(told.stdout or "[]"))
    assert kept == [(quarantined, 0)]
    after = every_file(tmp_path)
    assert {one: after[one] for one in before} == before
    assert {one.split("/")[1] for one in set(after) - set(before)} <= {
        ".lock",
        ".case-key",
        "warehouse.duckdb",
    }  # nothing beside the jail


@pytest.mark.parametrize(
    "name",
    [
        "'; drop table bookings; --.csv",
        "=cmd|calc.csv",
        "<script>.csv",
        "{{7*7}}.csv",
        "#panic().csv",
        "\u202evsc.csv",
        "[x]*.csv",
    ],
)
def test_a_file_name_made_to_harm_is_a_name(name: str, tmp_path: Path) -> None:
    jail = Jail(tmp_path / "jail")
    name = name.replace("/", "")
    (jail.folder / "inbox" / name).write_text(f"{HEAD}\n{ONE}\n", encoding="utf-8")
    jail.logs = ["bookings"]
    jail.write_policy()
    policy = jail.folder / "policy.toml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("bookings*.csv", "*.csv"), encoding="utf-8")
    told = reporter("ingest", "--folder", str(jail.folder), "--json")
    told_of(told, str(tmp_path))
    assert (told.returncode, [(one["file"], one["accepted"]) for one in json.loads(told.stdout)]) == (0, [(name, 1)])


@pytest.mark.parametrize("kind", ["file", "folder", "device"])
def test_a_link_out_of_the_folder_is_refused_and_not_read(kind: str, tmp_path: Path) -> None:
    jail = Jail(tmp_path / "jail")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "bookings.csv").write_text(f"{HEAD}\nSECRET,P,M,2026-10-01,arrest\n", encoding="utf-8")
    at, to = {
        "file": ("bookings_x.csv", outside / "bookings.csv"),
        "folder": ("more", outside),
        "device": ("bookings_x.csv", Path("/dev/zero")),
    }[kind]
    (jail.folder / "inbox" / at).symlink_to(to)
    jail.logs = ["bookings"]
    jail.write_policy()
    policy = jail.folder / "policy.toml"
    glob = {"file": "bookings*.csv", "folder": "*/bookings*.csv", "device": "bookings*.csv"}[kind]
    policy.write_text(policy.read_text(encoding="utf-8").replace("bookings*.csv", glob), encoding="utf-8")
    told = reporter("ingest", "--folder", str(jail.folder))
    told_of(told, "SECRET")
    assert told.returncode == 4
    ours = [path for path in jail.folder.rglob("*") if path.is_file() and path.parent.name not in ("inbox", "more")]
    assert [path for path in ours if b"SECRET" in path.read_bytes()] == []
