"""Words that could name somebody, in every place that a delivery, a policy or an answer has for them: where do they go?

Each word begins with `zq`, and says what it stands for. What is read: every file of an edition, both packs, the pages
of the folder, and what the commands print.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomli_w

from reporter.config.log_schemas import schemas
from reporter.evidence import pack as packs
from tests.support import rich
from tests.support.commands import Told, reporter
from tests.support.jail import Jail

PERIOD = "2026-10"
IDS = {
    column: f"zq{column.removesuffix('_id')}"
    for name, log in schemas().items()
    if name in rich.HEADS
    for column in log.of_kind("id")
}
del IDS["facility_id"]
TEXTS = sorted({column for name, log in schemas().items() if name in rich.HEADS for column in log.of_kind("text")})
FILE, UNMAPPED, ANSWER = "zqfile", "zqunmapped", "zqanswer"
OF_PEOPLE = {
    *IDS.values(),
    *(f"zq{column}" for column in TEXTS),
    UNMAPPED,
    "zqcomment",
    "zqcode",
    "zqempty",
    "zqsystem",
    "zqkept",
    "zqleft",
    "zqfooter",
    "zqlog",
    "zqdigest",
    "zqcase",
    "zqcontrol",
}
KNOWN = sorted({*OF_PEOPLE, FILE, ANSWER}, key=len, reverse=True)
WORDS = re.compile("|".join(KNOWN), re.IGNORECASE)
# What may stand where: the county's own files name bookings, the state's edition names files and prints answers.
MAY = {
    "county": OF_PEOPLE - {UNMAPPED} | {FILE, ANSWER},
    "state": {FILE, ANSWER, "zqcode", "zqleft"},  # what `only` leaves out is a choice that is told
    "reviewers": {"zqcode"},
    "board": {"zqcode"},  # what a code counts as could move the answer: it is said where the answer is read
    "anyone": set[str](),
}
READERS = {
    "county": ("audit.json", "exceptions.csv", "action-plan.csv", "policy.toml", "pack/"),
    "state": ("state.html", "state.pdf", "findings.xlsx"),
    "reviewers": ("pack-reviewer/",),
    "board": ("board.html", "board.pdf"),
}


def with_canaries(log: str, table: list[list[str]]) -> list[list[str]]:
    """Give every id and every free text of a log a word of its own, and the table a column that nothing maps."""
    head, *rows = table
    texts = [column for column in schemas()[log].of_kind("text") if column not in head]
    said = []
    for n, row in enumerate(rows):
        cells = [f"{IDS[name]}{cell}" if name in IDS and cell else cell for name, cell in zip(head, row, strict=True)]
        cells = [f"zq{name}{n}" if name in TEXTS and cell else cell for name, cell in zip(head, cells, strict=True)]
        said.append([*cells, *(f"zq{column}{n}" for column in texts), f"{UNMAPPED}{n}"])
    return [[*head, *texts, "Inmate Name"], *said]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county with canaries everywhere, its edition filed and its pack for reviewers written."""
    jail = Jail(tmp_path_factory.mktemp("canaries") / "jail", rich.POLICY)
    logs = {log: with_canaries(log, table) for log, table in rich.draw(5, stays=30).items()}
    bookings = logs["bookings"]
    at = bookings[0].index("release_reason")
    bookings[-1][at] = "zqcode"
    logs["bookings"] = [
        [*row, "zqleft" if n in (3, 4, 5) else "zqkept" if n else "Rec"] for n, row in enumerate(bookings)
    ]
    rich.deliver(jail, logs, lambda log, n: f"{log}_{FILE}.csv")
    jail.log_settings["bookings"] = (
        'system = "jms"\nvalues.release_reason = { "zqcode" = "bail" }\n# zqcomment\n'
        'footer = ["zqfooter"]\nonly = { Rec = ["zqkept"] }'
    )
    with (jail.folder / "inbox" / "deliveries.csv").open("a", encoding="utf-8") as manifest:
        manifest.write("zqlog,none.csv,2026-10-01,2026-10-31,1,zqdigest\n")
    jail.log_settings["checks"] = 'system = "vet"\nempty.officer_id = ["zqempty"]'
    # A file that came twice, and an old one under a new name: the edition notes both.
    checks = jail.folder / "inbox" / f"checks_{FILE}.csv"
    checks.with_name(f"checks_{FILE}_again.csv").write_bytes(checks.read_bytes())
    (jail.folder / "inbox" / f"movements_{FILE}.csv").rename(jail.folder / "inbox" / f"movements_{FILE}_2031-01.csv")
    jail.write_policy()
    assert reporter("run", "--folder", jail.folder, "--period", PERIOD).code == 1
    plan = (jail.folder / "reports" / PERIOD / "r1" / "action-plan.csv").read_text(encoding="utf-8").splitlines()
    head, first = plan[0].split(","), plan[1].split(",")
    answer = {"response": "explained", "reason_given": f"{ANSWER} of the clerk", "name": f"{ANSWER}_name"}
    answer |= {"authority": f"{ANSWER} the sheriff", "date": "2026-11-20"}
    answers = [answer, answer | {"item": "", "case_id": "zqcase of hers"}, answer | {"control": "zqcontrol"}]
    lines = [",".join(one.get(name, cell) for name, cell in zip(head, first, strict=True)) for one in answers]
    (jail.folder / "inbox" / "responses_sheriff.csv").write_text("\n".join([plan[0], *lines, ""]), encoding="utf-8")
    told = reporter("run", "--folder", jail.folder, "--period", PERIOD)
    assert (told.code, words_in(told) - {FILE}) == (1, set())
    assert reporter("pack", "--for-reviewers", f"{PERIOD}/r2", "--folder", jail.folder).code == 0
    return jail.folder


def words_in(told: Told) -> set[str]:
    """Return the canaries in what a command prints."""
    return {word.casefold() for word in WORDS.findall(told.all)}


def texts_of(path: Path) -> Iterator[str]:
    """Read a file as its reader would."""
    if path.suffix == ".pdf":
        if shutil.which("pdftotext"):
            yield subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    elif path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                yield book.read(name).decode("utf-8", "replace")
    else:
        yield path.read_bytes().decode("utf-8", "replace")


def words_of(path: Path) -> set[str]:
    """Return the canaries in a file."""
    return {word.casefold() for text in texts_of(path) for word in WORDS.findall(text)}


def reader_of(name: str) -> str:
    """Say for whom a file of an edition is; what no reader is named for, anyone may see."""
    return next((who for who, names in READERS.items() if name.startswith(names)), "anyone")


def test_every_word_is_where_it_may_be_and_nowhere_else(county: Path) -> None:
    edition = county / "reports" / PERIOD / "r2"
    found: dict[str, set[str]] = {}
    for path in sorted(edition.rglob("*")):
        name = path.relative_to(edition).as_posix()
        if path.is_file() and path.suffix != ".parquet":
            found[name] = words_of(path) - MAY[reader_of(name)]
    # A row that could not be read is kept as it was delivered, so that it can be mended: with what nothing maps, too.
    assert found.pop("pack/data/quarantine.csv") <= {UNMAPPED}
    wrong = [f"{name}: {', '.join(sorted(words))}" for name, words in found.items() if words]
    assert wrong == [], "\n".join(wrong)
    for name in ("board.html", "public.html", "state.html", "findings.xlsx", "pack-reviewer/policy.toml"):
        assert any(one.endswith(name.rpartition("/")[2]) for one in found), name


def test_no_digest_in_the_reviewers_pack_can_be_tried_with_names(county: Path) -> None:
    """A plain digest of a short text is the text, for whoever has a list of names or counts all booking numbers."""
    edition = county / "reports" / PERIOD / "r2"
    shown = [one.read_bytes() for one in (edition / "pack-reviewer").rglob("*") if one.is_file()]
    policy = tomllib.loads((edition / "policy.toml").read_text(encoding="utf-8"))
    said = [tomli_w.dumps({key: one}) for log in policy["logs"].values() for key, one in log.items()]
    said += [tomli_w.dumps({key: one}) for log in policy["logs"].values() for key, one in log.get("only", {}).items()]
    said += [tomli_w.dumps({key: one}) for log in policy["logs"].values() for key, one in log.get("empty", {}).items()]
    digests = {hashlib.sha256(one.encode()).hexdigest() for one in said}
    digests |= {hashlib.sha256((edition / one).read_bytes()).hexdigest() for one in READERS["county"][:-1]}
    rests_on = json.loads((edition / "audit.json").read_text(encoding="utf-8"))["rests_on"]
    digests |= {rests_on["policy"], rests_on["inputs"]}
    assert [one for one in sorted(digests) if any(one.encode() in content for content in shown)] == []


def statewide(out: Path, *asked: str | Path, code: int) -> dict[str, set[str]]:
    """Make a statewide edition, and return the canaries in each of its files and in what the command prints."""
    told = reporter("state", *asked, "--period", PERIOD, "--out", out)
    assert told.code == code, told.err
    found = {path.name: words_of(path) for path in out.iterdir()} if out.is_dir() else {}
    return found | {"streams": words_in(told)}


NOBODY: dict[str, set[str]] = {name: set() for name in ("statewide.json", "statewide.html", "statewide.pdf", "streams")}


@pytest.mark.parametrize("pack", ["pack", "pack-reviewer"])
def test_a_statewide_edition_and_its_command_name_nobody(county: Path, tmp_path: Path, pack: str) -> None:
    expected = tmp_path / "expected.toml"
    expected.write_text('[[expected]]\nname = "Lake County"\nfacilities = ["LAKE"]\n', encoding="utf-8")
    edition = county / "reports" / PERIOD / "r2"
    place = county if pack == "pack" else edition / pack
    found = statewide(tmp_path / "out", place, "--expected", expected, code=1)
    assert {name: words - MAY["board"] for name, words in found.items()} == NOBODY


def test_a_statewide_edition_says_that_a_forged_pack_differs_and_names_nobody(county: Path, tmp_path: Path) -> None:
    """The county reads each item that differs, with its files and texts; the state reads only which part differs."""
    forged = tmp_path / "forged" / "pack"
    shutil.copytree(county / "reports" / PERIOD / "r2" / "pack", forged)
    outcomes = (forged / "data" / "outcomes.csv").read_text(encoding="utf-8")
    (forged / "data" / "outcomes.csv").write_text(outcomes.replace(",exception,", ",met,"), encoding="utf-8")
    audit = forged / "data" / "audit.json"
    audit.write_text(audit.read_text(encoding="utf-8").replace(FILE, f"{FILE}2"), encoding="utf-8")
    packs.seal(forged, "Example County Sheriff's Office", f"{PERIOD}/r2")
    found = statewide(tmp_path / "out", forged.parent, "--unverified", "forged", code=1)
    assert {name: words - MAY["board"] for name, words in found.items()} == NOBODY
    page = (tmp_path / "out" / "statewide.html").read_text(encoding="utf-8")
    assert "NOT VERIFIED" in page
    assert re.search(r"engine: [a-z_]+ differs", page)
    policy = forged / "data" / "policy.toml"
    policy.write_text(f'{policy.read_text(encoding="utf-8")}\nzqcomment = "zqempty"\n', encoding="utf-8")
    packs.seal(forged, "Example County Sheriff's Office", f"{PERIOD}/r2")
    assert statewide(tmp_path / "none", forged.parent, code=5) == {"streams": set()}


def test_a_board_is_told_of_an_odd_file_without_its_name(county: Path) -> None:
    page = (county / "reports" / PERIOD / "r2" / "board.html").read_text(encoding="utf-8")
    assert "has the same content as (name withheld), delivered earlier" in page
    assert "The file (name withheld) is labelled 2031-01" in page
    assert f"movements_{FILE}_2031-01.csv is labelled" in (county / "reports" / PERIOD / "r2" / "state.html").read_text(
        encoding="utf-8"
    )


def test_the_words_are_there_to_be_found(county: Path) -> None:
    """Else the test above would prove nothing: the county's pack has each of them."""
    pack = county / "reports" / PERIOD / "r2" / "pack"
    words = set().union(*(words_of(path) for path in pack.rglob("*") if path.suffix in (".csv", ".toml")))
    assert words >= {*IDS.values(), *(f"zq{column}" for column in TEXTS), FILE, "zqcode", "zqempty"}


def test_the_folder_and_the_commands_name_nobody(county: Path) -> None:
    for path in (county / "reports" / "index.html", county / "reports" / "ledger.jsonl"):
        assert (path.name, words_of(path)) == (path.name, set())
    assert [path.name for path in (county / ".spill").iterdir()] == []
    pack = county / "reports" / PERIOD / "r2" / "pack"
    asked: list[tuple[str | Path, ...]] = [
        ("run", "--folder", county, "--period", PERIOD, "--log", "json"),
        ("brief", PERIOD, "--folder", county),
        ("history", "--folder", county),
        ("history", "--folder", county, "--json"),
        ("check", "--folder", county, "--period", PERIOD, "--json"),
        ("audit", "--folder", county, "--period", PERIOD, "--json"),
        ("doctor", "--folder", county),
        ("quarantine", "--folder", county),
        ("verify", pack),
        ("verify", pack.with_name("pack-reviewer")),
    ]
    for words in asked:
        said = words_in(reporter(*words))
        assert (words[0], said - {FILE}) == (words[0], set())
        if words[0] in ("brief", "history"):
            assert (words[0], FILE in said) == (words[0], False)
