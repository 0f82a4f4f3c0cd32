"""A file in inbox/ that no log reads stands between the records and the claim, unless the policy says what it is."""

import errno
import os
import shutil
import sys
from pathlib import Path

import pytest

from reporter import warehouse
from reporter.audit import audit_json
from reporter.config import policy
from reporter.config.period import period
from reporter.evidence import verify_pack
from reporter.ingest import unread_files
from reporter.workflows import decide, reproduce, run, take_in
from tests.support.commands import reporter
from tests.support.jail import CORE, Jail, clean, quiet

OCTOBER = period("2026-10")
ONE_FILE = "1 file in inbox/ is read by no log: what stands there is not known."

# the file that lies in inbox/ | what the policy ignores | the state of the claim
STORIES = """
nothing_besides    |                 |          | demonstrated
a_letter           | letter.pdf      |          | not_demonstrated
an_ignored_letter  | letter.pdf      | *.pdf    | demonstrated
in_a_folder        | notes/oct.txt   |          | not_demonstrated
an_ignored_folder  | notes/oct.txt   | notes/*  | demonstrated
another_is_ignored | letter.pdf      | *.txt    | not_demonstrated
a_misspelt_log     | chekcs_2.csv    |          | not_demonstrated
an_officials_reply | responses_1.csv |          | demonstrated
a_hidden_file      | .bookings_2.csv |          | not_demonstrated
a_hidden_folder    | .new/b_2.csv    |          | not_demonstrated
an_ignored_one     | .new/b_2.csv    | .new/*   | demonstrated
a_mac_folder_s     | .DS_Store       |          | demonstrated
a_mac_file_s       | ._bookings.csv  |          | demonstrated
a_mac_disk_s       | .Trashes/b.csv  |          | demonstrated
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in STORIES.strip().splitlines()]


def made(folder: Path, file: str, ignore: str) -> Jail:
    jail = clean(Jail(folder, ignoring(ignore)))
    jail.write_policy()
    put(jail, file)
    return jail


def ignoring(pattern: str) -> str:
    return f'\n[inbox]\nignore = ["{pattern}"]\n' if pattern else ""


def put(jail: Jail, file: str) -> None:
    if file:
        path = jail.folder / "inbox" / file
        path.parent.mkdir(exist_ok=True)
        path.write_text("control,item,response,reason_given,authority,name,date\n", encoding="utf-8")


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A jail whose files are all taken in."""
    jail = made(tmp_path_factory.mktemp("taken-in") / "jail", "", "")
    take_in.ingest(jail.folder, quiet)
    return jail.folder


@pytest.fixture
def jail(taken_in: Path, jail: Jail) -> Jail:
    """A copy of it, to do anything to."""
    shutil.copytree(taken_in, jail.folder, dirs_exist_ok=True)
    jail.logs = [*CORE, "deliveries"]
    return jail


@pytest.mark.parametrize(("story", "file", "ignore", "state"), ROWS, ids=[row[0] for row in ROWS])
def test_a_file_that_no_log_reads_stands_before_the_claim(
    jail: Jail, story: str, file: str, ignore: str, state: str
) -> None:
    jail.extra = ignoring(ignore)
    jail.write_policy()
    put(jail, file)
    take_in.ingest(jail.folder, quiet)
    claim = decide.judge(jail.folder, OCTOBER, quiet).claim
    assert claim.state == state
    assert (ONE_FILE in claim.because) == (state != "demonstrated")


def test_the_policy_cannot_ignore_the_file_of_a_log(tmp_path: Path) -> None:
    """A file is of a log where the manifest declares it, or its header is the log's."""
    jail = made(tmp_path / "jail", "", "late*")
    inbox = jail.folder / "inbox"
    header = (inbox / "checks.csv").read_text(encoding="utf-8").splitlines()[0].upper()
    for name, words in (
        ("neither", "Query,Answer"),
        ("header", header),
        ("declared", "Query,Answer"),
        ("both", header),
    ):
        (inbox / f"late_{name}.csv").write_text(f"{words}\n", encoding="utf-8")
    with (inbox / "deliveries.csv").open("a", encoding="utf-8") as manifest:
        for name in ("declared", "both"):
            manifest.write(f"checks,old\\late_{name}.csv,2026-10-01,2026-10-31,0,\n")
    filed = run.run(jail.folder, OCTOBER, quiet)
    audit = audit_json.read_json(filed.path / "audit.json")
    assert [one["file"] for one in audit["rests_on"]["unread_files"]] == [
        "late_both.csv",
        "late_declared.csv",
        "late_header.csv",
    ]
    assert audit["claim"]["state"] == "not_demonstrated"
    assert ONE_FILE.replace("1 file in inbox/ is", "3 files in inbox/ are") in audit["claim"]["because"]
    assert [one["rows"] for one in audit["choices"] if one["setting"] == "inbox.ignore"] == [1]


@pytest.mark.parametrize("place", ["sub", "sub/.deeper", ""])
def test_a_folder_that_is_barred_is_refused_by_name(jail: Jail, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    barred = jail.folder / "inbox" / place
    barred.mkdir(parents=True, exist_ok=True)
    scandir = os.scandir

    def scan(path: int | str | Path) -> object:
        if not isinstance(path, int) and Path(path) == barred:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", scan)
    words = f"{Path('inbox', place).as_posix()}/ may not be opened, so what lies in it is not known."
    period = ("--period", "2026-10")
    for command in (
        ["run", *period],
        ["audit", *period],
        ["check", *period],
        ["run", "--dry-run", *period],
        ["manifest"],
        ["doctor"],
    ):
        told = reporter(*command, "--folder", jail.folder)
        assert (told.code, words in told.all) == (4, True), command


def test_a_folder_whose_names_alone_can_be_read_is_refused(jail: Jail, monkeypatch: pytest.MonkeyPatch) -> None:
    put(jail, "sub/bookings_2.csv")
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "sub")
    told = reporter("run", "--period", "2026-10", "--folder", jail.folder)
    assert (told.code, "inbox/sub/ may not be opened" in told.err) == (4, True)


def test_a_file_that_may_not_be_read_is_refused_by_name(jail: Jail, monkeypatch: pytest.MonkeyPatch) -> None:
    put(jail, "bookings_2.csv")
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "bookings_2.csv")
    told = reporter("run", "--period", "2026-10", "--folder", jail.folder)
    assert (told.code, "inbox/bookings_2.csv may not be read" in told.err) == (4, True)


def test_a_barred_folder_of_the_disk_s_own_is_passed_over(jail: Jail, monkeypatch: pytest.MonkeyPatch) -> None:
    put(jail, ".Trashes/b.csv")
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != ".Trashes")
    assert reporter("run", "--period", "2026-10", "--folder", jail.folder).code == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes by name")
def test_a_pipe_is_refused_by_name(jail: Jail) -> None:
    os.mkfifo(jail.folder / "inbox" / "bookings_2.csv")
    told = reporter("run", "--period", "2026-10", "--folder", jail.folder)
    assert (told.code, "inbox/bookings_2.csv is a pipe or a device. Put the file" in told.err) == (4, True)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are UTF-8 or no names here")
@pytest.mark.parametrize(("name", "code"), [(b"bookings_\xff.csv", 4), (b"responses_\xff.csv", 4), (b"m\xff.pdf", 3)])
def test_a_name_that_is_no_utf_8_is_shown_with_its_odd_bytes(jail: Jail, name: bytes, code: int) -> None:
    path = jail.folder / "inbox" / os.fsdecode(name)
    path.write_text("control,item,response,reason_given,authority,name,date\n", encoding="utf-8")
    told = reporter("run", "--period", "2026-10", "--folder", jail.folder)
    assert told.code == code
    if code == 4:
        assert f"bytes in it that are no UTF-8: {name.decode('ascii', 'backslashreplace')}." in told.err
        assert reporter("doctor", "--folder", jail.folder).code == 4
        assert reporter("audit", "--period", "2026-10", "--folder", jail.folder).code in (0, 3)


def test_an_edition_keeps_which_files_lay_unread_and_is_made_again_without_them(tmp_path: Path) -> None:
    jail = made(tmp_path / "jail", "letter.pdf", "")
    first = run.run(jail.folder, OCTOBER, quiet)
    audit = audit_json.read_json(first.path / "audit.json")
    assert ([one["file"] for one in audit["rests_on"]["unread_files"]], first.exit_code) == (["letter.pdf"], 3)
    assert "letter.pdf" not in (first.path / "board.html").read_text(encoding="utf-8")
    (jail.folder / "inbox" / "letter.pdf").unlink()
    second = run.run(jail.folder, OCTOBER, quiet)
    assert (second.number, second.claim) == (2, "demonstrated")
    assert "byte for byte" in reproduce.as_filed(jail.folder, "2026-10/r1", quiet)
    assert verify_pack.verify(first.path / "pack", verify_pack.Asked(), quiet).differences == []


SAID = "1 file in inbox/ is refused or not taken in: what stands there is not known."


def test_no_command_makes_a_claim_while_a_file_is_refused(tmp_path: Path) -> None:
    jail = made(tmp_path / "jail", "", "")
    folder = ("--folder", jail.folder)
    assert reporter("run", "--period", "2026-10", *folder).code == 0
    refused = jail.folder / "inbox" / "checks_2.csv"
    refused.write_text("check_id,booking_id,outcome\nC90,B9,pending\n", encoding="utf-8")
    assert reporter("run", "--period", "2026-10", *folder).code == 4
    audit = reporter("audit", "--period", "2026-10", *folder)
    assert (audit.code, "No release happened before vetting" in audit.all) == (3, False)
    assert SAID in reporter("audit", "--period", "2026-10", "--json", *folder).out
    check = reporter("check", "--period", "2026-10", *folder)
    assert (check.code, "1 file in inbox/ not read" in check.out) == (3, True)
    brief = reporter("brief", "2026-10", *folder)
    assert ("No release happened before vetting" in brief.all, SAID in brief.out) == (False, True)
    assert "None found. " not in brief.out
    certify = reporter("certify", "2026-10/r1", "--name", "A. Clerk", *folder)
    assert (certify.code, SAID in certify.err) == (2, True)
    certify = reporter("certify", "2026-10/r1", "--name", "A. Clerk", "--override", "It is of November.", *folder)
    assert (certify.code, SAID in (jail.folder / "reports/2026-10/r1/certification.txt").read_text()) == (0, True)
    refused.unlink()
    assert reporter("audit", "--period", "2026-10", *folder).code == 0
    assert "No release happened before vetting" in reporter("brief", "2026-10", *folder).out


def test_no_claim_rests_on_files_that_the_policy_now_reads_in_another_way(jail: Jail) -> None:
    text = (jail.folder / "policy.toml").read_text(encoding="utf-8")
    (jail.folder / "policy.toml").write_text(
        text.replace('"checks*.csv"', '"checks*.csv"\nempty.result = ["clear"]'), encoding="utf-8"
    )
    claim = decide.judge(jail.folder, OCTOBER, quiet).claim
    assert (claim.state, claim.because) == ("not_demonstrated", [SAID])


def test_a_file_once_read_under_another_policy_is_read(jail: Jail) -> None:
    text = (jail.folder / "policy.toml").read_text(encoding="utf-8")
    (jail.folder / "policy.toml").write_text(text.replace('"checks*', '"never*'), encoding="utf-8")
    claim = decide.judge(jail.folder, OCTOBER, quiet).claim
    assert ONE_FILE not in claim.because


JOINED = """
columns = { booked_at = "booked_at" }

[[logs.bookings.joined]]
files = "releases*.csv"
on = ["booking_id"]
columns = { booking_id = "Number", released_at = "Left" }
"""


@pytest.mark.parametrize(
    ("header", "row"), [("Number,Gone", "B1,2026-10-01 14:05"), ("Number,Left", "B1,2026-10-01 07:00")]
)
def test_a_joined_file_that_is_refused_or_not_taken_in_stands_before_the_claim(
    tmp_path: Path, header: str, row: str
) -> None:
    jail = Jail(tmp_path / "jail")
    jail.log_settings["bookings"] = JOINED
    jail.deliver(
        "bookings", "booking_id|person_id|facility_id|booked_at|commitment\nB1|P1|MAIN|2026-10-01 08:00|arrest"
    )
    jail.deliver("bookings", "Number|Left\nB1|2026-10-01 14:05", "releases_1.csv")
    jail.ingest()
    rules = policy.load(jail.folder / "policy.toml")
    with warehouse.open_read_only(jail.folder) as connection:
        assert unread_files.waiting(connection, jail.folder, rules) == []
        late = jail.folder / "inbox" / "releases_2.csv"
        late.write_text(f"{header}\n{row}\n", encoding="utf-8")
        assert unread_files.waiting(connection, jail.folder, rules) == ["releases_2.csv"]
    assert SAID in decide.judge(jail.folder, OCTOBER, quiet).claim.because


def test_answers_of_officials_do_not_wait_though_a_log_s_files_fit_them(tmp_path: Path) -> None:
    jail = made(tmp_path / "jail", "responses_1.csv", "")
    text = (jail.folder / "policy.toml").read_text(encoding="utf-8")
    (jail.folder / "policy.toml").write_text(text.replace('"checks*.csv"', '"[cr]*s*.csv"'), encoding="utf-8")
    take_in.ingest(jail.folder, quiet)
    assert take_in.waiting(jail.folder) == []
