"""No sign from outside rules a terminal: in whatever text it came, each command writes it out as its number."""

import csv
import re
from pathlib import Path

import pytest

from reporter.evidence import pack as packs
from tests.robustness.attacks import append, delivered, edit
from tests.support.commands import Told, reporter

# Escape, carriage return, backspace, delete, a C1 control, and the sign that turns the direction of a text.
SIGNS = "\x1b[2J\r\b\x7f\x9b\u202e\U000e0041"
RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
ESCAPED = "\\u001b"


def test_nothing_but_say_prints() -> None:
    """One place writes to stdout and stderr, so that one place escapes."""
    here = Path(__file__).parents[2] / "reporter"
    found = [
        f"{path.name}: {line.strip()}"
        for path in here.rglob("*.py")
        if path.name != "verify.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"click\.s?echo\(|\bprint\(|sys\.std(out|err)\.write", line)
    ]
    assert sorted(found) == [
        'live.py: sys.stderr.write(f"\\r{words:<{_WIDTH}}\\r")',  # of its own words alone
        'output.py: click.echo("\\n".join(on_one_line(line, spaces=True) for line in words.split("\\n")), err=err)',
    ]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filed county with the signs in each kind of text that a delivery, a policy or an official gives."""
    made = delivered(tmp_path_factory.mktemp("printed") / "county", early=True)
    inbox = made.folder / "inbox"
    name = f"checks{SIGNS}.csv".replace("\r", "")
    (inbox / "checks.csv").rename(inbox / name)
    append(
        inbox / name,
        f"C88{SIGNS},B1,odd{SIGNS},2026-10-02 09:00,2026-10-02 09:30,O1,2026-10-02 09:31\n".replace("\r", ""),
    )
    edit(inbox / "bookings.csv", "B2,P2,MAIN", "B2,P2,MAIN\x1b[31m\u202e")
    made.manifest()
    quoted = "\\u001b[2J\\r\\u202e"
    made.extra = f'\n[limits]\nrelease_within = "12h"\n[controls.suspended]\ntraining_current = "Moved{quoted}."\n'
    made.write_policy()
    edit(made.folder / "policy.toml", "Example County", f"Example{quoted} County")
    (inbox / f"stray{SIGNS}.dat".replace("\r", "")).write_text("x", encoding="utf-8")
    assert reporter("run", "--folder", made.folder, "--period", "2026-10").code == 1
    with (inbox / f"responses{SIGNS}.csv".replace("\r", "")).open("w", encoding="utf-8", newline="") as handle:
        write = csv.writer(handle).writerow
        write(
            ["control", "item", "outcome", "reason", "case_id", "response", "reason_given", "authority", "name", "date"]
        )
        said = ["explained", f"because{SIGNS}", f"Sheriff{SIGNS}", f"A. Clerk{SIGNS}", "2026-11-20"]
        write(["vetted_before_release", "B4", "exception", "after_release", "", *said])
        write(["vetted_before_release", f"B77{SIGNS}", "exception", "after_release", "", *said])
    assert reporter("run", "--folder", made.folder, "--period", "2026-10").code == 1
    return made.folder


def told_of(county: Path) -> dict[str, Told]:
    """Run each command, with the signs in what it is given too."""
    folder, odd = ("--folder", county), f"odd{SIGNS}"
    edition = county / "reports/2026-10/r2"
    request = county / "request.toml"
    request.write_text('[request]\nid = "x"\n"k\\u001b[2J\\u202e" = 1\n', encoding="utf-8")
    commands: list[tuple[str | Path, ...]] = [
        ("run", *folder, "--period", "2026-10", "--json"),
        ("run", *folder, "--period", "2026-10", "--log", "json"),
        ("run", *folder, "--period", odd),
        ("run", *folder, "--as-filed", odd),
        ("run", *folder, "--period", "2026-10", "--dry-run"),
        ("ingest", *folder),
        ("check", *folder, "--period", "2026-10", "--json"),
        ("audit", *folder, "--period", "2026-10"),
        ("audit", *folder, "--period", "2026-10", "--only", odd),
        ("explain", "B2", *folder),
        ("explain", "B1", *folder, "--json"),
        ("explain", odd, *folder),
        ("quarantine", *folder),
        ("quarantine", *folder, "--raw"),
        ("quarantine", *folder, "--raw", "--json"),
        ("manifest", *folder),
        ("doctor", *folder),
        ("doctor", *folder, "--json"),
        ("history", *folder),
        ("history", *folder, "--json"),
        ("history", *folder, "--record-loss", odd, "--why", odd),
        ("brief", "2026-10", *folder),
        ("brief", odd, *folder),
        ("pack", "2026-10/r2", *folder, "--for-reviewers"),
        ("pack", odd, *folder, "--for-reviewers"),
        ("verify", edition / "pack"),
        ("verify", edition / "pack", "--digest", odd),
        ("verify", county / odd.replace("\r", "")),
        ("certify", "2026-10/r2", *folder, "--name", odd),
        ("certify", "2026-10/r2", *folder, "--name", "A. Clerk", "--override", odd),
        ("packet", request, *folder),
        ("state", county, "--period", "2026-10", "--out", county.parent / f"out{SIGNS}".replace("\r", "")),
        ("export", *folder, "--format", "oscal", "--edition", odd),
        ("export", *folder, "--format", "ocel"),
        ("init", county.parent / f"new{SIGNS}".replace("\r", ""), "--yes", *(county / "inbox").glob("checks*.csv")),
        ("rotate-key", *folder, "--why", odd),
        (odd,),
        ("run", f"--{odd}"),
    ]
    return {" ".join(str(word) for word in words[:3]) + f" #{n}": reporter(*words) for n, words in enumerate(commands)}


def test_no_command_prints_a_sign_that_rules_a_terminal(county: Path) -> None:
    told = told_of(county)
    wrong = {name: RAW.findall(one.all) for name, one in told.items() if RAW.search(one.all)}
    assert wrong == {}
    assert sum(ESCAPED in one.all for one in told.values()) > 15  # else it would prove nothing
    assert not any("Traceback" in one.all for one in told.values())


def test_the_second_program_prints_none_either(county: Path, tmp_path: Path) -> None:
    import shutil
    import subprocess
    import sys

    pack = Path(shutil.copytree(county / "reports/2026-10/r2/pack", tmp_path / "pack"))
    append(pack / "data/outcomes.csv", "vetted_before_release,B\x1b[2J\u202e,met,before_release\n")
    packs.seal(pack, "Example", "2026-10/r2")
    command = [sys.executable, "-I", str(pack / "verify.py"), str(pack)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (told.returncode, RAW.findall(told.stdout + told.stderr)) == (5, [])
    assert "\\u001b[2J\\u202e" in told.stdout


def test_no_page_table_or_workbook_of_an_edition_holds_such_a_sign(county: Path) -> None:
    """As in a name of a file that the evidence names; the pack keeps texts as they were delivered."""
    import openpyxl

    edition = county / "reports/2026-10/r2"
    found = {
        path.name: RAW.findall(path.read_text(encoding="utf-8").replace("\u200b", ""))
        for path in (*edition.glob("*.html"), *edition.glob("*.csv"), county / "reports/index.html")
    }
    assert {name: signs for name, signs in found.items() if signs} == {}
    assert ESCAPED in (edition / "state.html").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(edition / "findings.xlsx")
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert [one for one in cells if RAW.search(one)] == []
    assert any(ESCAPED in one for one in cells)


@pytest.mark.parametrize(
    "names", [["stray\nFORGED.dat", "a\nFORGED/checks.csv"], ["checks\nFORGED.csv"], ["responses\nFORGED.csv"]]
)
def test_a_line_break_in_the_name_of_a_file_writes_no_line_of_its_own(names: list[str], tmp_path: Path) -> None:
    made = delivered(tmp_path / "county", early=True)
    for name in names:
        (made.folder / "inbox" / name).parent.mkdir(exist_ok=True)
        if name.startswith("checks"):
            (made.folder / "inbox" / "checks.csv").rename(made.folder / "inbox" / name)
        else:
            (made.folder / "inbox" / name).write_text("x\n", encoding="utf-8")
    made.write_policy()
    folder = ("--folder", made.folder)
    told = [
        reporter(*words)
        for words in (("ingest", *folder), ("run", *folder, "--period", "2026-10"), ("doctor", *folder))
    ]
    assert [line for one in told for line in one.all.split("\n") if line.startswith("FORGED")] == []
    assert all(name.replace("\n", "\\u000a") in one.all for one in told for name in names)
    if names[0].startswith(("checks", "responses")):
        assert [one.code for one in told[:2]] == [4, 4]
