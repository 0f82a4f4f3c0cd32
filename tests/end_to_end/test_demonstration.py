"""The demonstration, twice: as it is, and in another zone and hash order where what only POSIX has is hidden."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reporter import warehouse
from tests.end_to_end.test_commands import RUN, reporter
from tests.support.jail import audit_json

ROOT = Path(__file__).parents[2]
HIDE = """
import os, sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name in ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

def no_proc(event, given):
    if event == "open" and str(given[0]).startswith("/proc"):
        raise FileNotFoundError(given[0])

for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Hidden())
sys.addaudithook(no_proc)
for name in ("fchmod", "fchown", "O_NOFOLLOW", "O_CLOEXEC", "pread", "pwrite", "getuid", "geteuid",
             "sysconf", "statvfs", "getloadavg", "sched_getaffinity", "fork", "mkfifo", "wait3"):
    if hasattr(os, name):
        delattr(os, name)
"""


def without_posix(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run([sys.executable, "-c", HIDE + RUN, *words], cwd=cwd, env=own, capture_output=True, text=True)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """Make the demonstration as anybody does: its folder and exit code."""
    folder = tmp_path_factory.mktemp("demo") / "county"
    return folder, reporter(
        "demo", str(folder), environment={"TZ": "UTC", "PYTHONHASHSEED": "0", "LC_ALL": "C"}
    ).returncode


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make it in Tokyo, in another hash order, without POSIX."""
    place = tmp_path_factory.mktemp("desk")
    done = without_posix("demo", "county", cwd=place, TZ="Asia/Tokyo", PYTHONHASHSEED="7", LC_ALL="C")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    return place / "county"


def test_the_demonstration_matches_the_written_truth(demonstration: tuple[Path, int]) -> None:
    folder, code = demonstration
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    audit = audit_json(folder, truth["period"], 1)
    assert code == truth["exit_code"]
    assert audit["claim"]["state"] == truth["claim_state"]
    assert {one["id"]: one["state"] for one in audit["legs"]} == truth["legs"]
    keys = ("population", "met", "exception", "undetermined", "out_of_scope")
    books = {one["id"]: {key: one[key] for key in keys} for one in audit["controls"]}
    assert books == {control: {key: truth["controls"][control][key] for key in keys} for control in books}
    sums = {key: sum(one[key] for one in audit["inputs"]) for key in truth["accounts"]}
    assert sums == truth["accounts"]
    path = folder / "reports" / truth["period"] / "r1" / "outcomes.parquet"
    with warehouse.open_writable(folder.parent) as connection:
        rows = warehouse.rows(
            connection,
            f"select control, item, outcome, reason from {warehouse.parquet_source(path)} "
            "where outcome in ('exception', 'undetermined')",
        )
    found: dict[str, dict[str, tuple[str, str]]] = {control: {} for control in books}
    for control, item, outcome, reason in rows:
        found[control][item] = (outcome, reason)
    for control, items in found.items():
        expected = truth["controls"][control]["items"]
        assert {item: one[0] for item, one in items.items()} == {item: one[0] for item, one in expected.items()}
        named = {item: one[1] for item, one in expected.items() if one[1]}
        assert {item: items[item][1] for item in named} == named


def test_the_same_inputs_give_the_same_bytes_in_any_zone_and_hash_order_without_posix_too(
    demonstration: tuple[Path, int], elsewhere: Path
) -> None:
    one, two = (
        {str(path.relative_to(folder)): path.read_bytes() for path in (folder / "reports").rglob("*") if path.is_file()}
        for folder in (demonstration[0], elsewhere)
    )
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


def test_the_demonstration_has_every_file_without_posix(elsewhere: Path) -> None:
    edition = next(elsewhere.glob("reports/*/r1"))
    assert {"board.html", "board.pdf", "state.html", "findings.xlsx", "audit.json"} <= {
        path.name for path in edition.iterdir()
    }


def test_what_it_filed_there_verifies_with_and_without_them(elsewhere: Path) -> None:
    pack = next(elsewhere.glob("reports/*/r1")) / "pack"
    done = without_posix("verify", str(pack), cwd=elsewhere)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_name_or_id_of_a_person_is_in_the_board_or_state_page(demonstration: tuple[Path, int]) -> None:
    folder, _ = demonstration
    with warehouse.open_read_only(folder) as connection:
        columns = "booking_id, person_id"
        ids = {one for row in warehouse.rows(connection, f"select {columns} from records.bookings") for one in row}
    for page in ("board.html", "state.html"):
        text = (folder / "reports/2026-10/r1" / page).read_text(encoding="utf-8")
        # Each stretch of the page that is as long as an id: quicker than to look for thousands of ids one by one.
        lengths = {len(one) for one in ids}
        assert not ids & {text[at : at + length] for length in lengths for at in range(len(text) - length + 1)}
