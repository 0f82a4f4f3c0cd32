"""Attacks of a forger on a pack that was given out: each but those on its lists sealed again as if it were whole."""

import csv
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

from reporter.evidence import pack as packs
from tests.robustness.attacks import ANSWER, ERROR, Attack, Do, edit, edit_json

R1 = "reports/2026-10/r1"
ASKED = ("verify", "{county}/" + R1 + "/pack")

REPORT = (*ASKED, "--report", "{county}/reports/2026-10/r2/board.html")


def sealed(do: Do) -> Do:
    """Do something to the pack of the first edition, and seal it again."""

    def done(folder: Path) -> None:
        pack = folder / R1 / "pack"
        do(pack)
        packs.seal(pack, "Example County Sheriff's Office", "2026-10/r1")

    return done


def audit(change: Callable[[dict], object]) -> Do:
    return lambda pack: edit_json(pack / "data/audit.json", change)


def text(file: str, content: str | bytes) -> Do:
    return lambda pack: (pack / file).write_bytes(content.encode() if isinstance(content, str) else content)


def replaced(file: str, old: str, new: str) -> Do:
    return lambda pack: edit(pack / file, old, new)


def added(file: str, line: str) -> Do:
    """Add a line about the delivery of checks."""

    def do(pack: Path) -> None:
        with (pack / "data/delivered.csv").open(encoding="utf-8", newline="") as table:
            delivery = next(one["delivery"] for one in csv.DictReader(table) if one["log"] == "checks")
        with (pack / file).open("a", encoding="utf-8") as told:
            told.write(line.format(delivery=delivery))

    return do


def linked(pack: Path) -> None:
    (pack / "data/period.json").unlink()
    (pack / "data/period.json").symlink_to("/etc/hostname")


def zipped(folder: Path) -> None:
    with zipfile.ZipFile(folder / "pack.zip", "w") as made:
        made.writestr("../../slipped.txt", "x")


def other_certificate(folder: Path) -> None:
    (folder / R1 / "certification.txt").write_text("I certify the pack with root digest 00.\n", encoding="utf-8")


AN_ANSWER = {
    "control": "vetted_before_release",
    "item": "B1",
    "case_id": "",
    "outcome": "exception",
    "state": "matched",
    "response": "explained",
    "reason_given": "x",
    "authority": "x",
    "name": "x",
    "date": "2026-11-05",
    "file": "responses.csv",
    "line": 2,
    "contested": False,
}
FIGURES: dict[str, tuple[Callable[[dict], object], str]] = {
    "the claim is another": (lambda a: a["claim"].update(state="exceptions"), "claim"),
    "the sentence is another": (lambda a: a["claim"].update(sentence="All is well."), "claim: sentence"),
    "what the claim rests on is another": (lambda a: a["claim"].update(because=["Trust."]), "claim: because"),
    "a count is another": (lambda a: a["controls"][0].update(met=99), "met: the pack says 99"),
    "a count has no end": (lambda a: a["controls"][1].update(met=10**400), "met: the pack says 1000"),
    "a count is a text": (lambda a: a["controls"][2].update(met="6"), 'met: the pack says "6"'),
    "a control is left out": (lambda a: a["controls"].pop(), "the pack says null"),
    "a control is named twice": (lambda a: a["controls"].append(a["controls"][0]), "names one twice"),
    "a control is said to be suspended": (
        lambda a: a["controls"][3].update(suspended_because="x"),
        "suspended_because",
    ),
    "a required test of the records is said not to be": (
        lambda a: [one.update(required=False) for one in a["legs"]],
        "required: the pack says false",
    ),
    "a test's contradictions are others": (
        lambda a: a["legs"][0]["detail"].update(contradiction_count=7),
        "contradiction_count",
    ),
    "a measure is another": (lambda a: a["measures"].update(undated_checks_count=5), "undated_checks_count"),
    "a measure is added": (lambda a: a["measures"].update(perfect=True), "measures: perfect"),
    "the accounts of a file are others": (lambda a: a["inputs"][0].update(received=1), "inputs"),
    "the agency is another": (lambda a: a.update(agency="Other County"), "agency"),
    "the exit code is another": (lambda a: a.update(exit_code=1), "exit_code"),
    "a part is added": (lambda a: a.update(verdict="All is well."), "verdict: the pack says"),
    "the version is another": (lambda a: a.update(version="9.9"), 'version: the pack says "9.9"'),
    "a note is added": (lambda a: a["notes"].append("The state approves."), "which nothing in it gives"),
    "an exception is said to be answered": (lambda a: a["responses"].update(explained=3), "responses: explained"),
    "an answer matches an item that needs none": (
        lambda a: a["responses"]["answers"].append(AN_ANSWER),
        'responses: vetted_before_release: B1: the pack says "exception"',
    ),
    "a choice of the policy is left out": (lambda a: a["choices"].pop(), "only the engine says"),
}
RECORDS: dict[str, tuple[Do, str]] = {
    "a check's result is another": (replaced("data/records/checks.csv", "wanted", "clear"), "hit_notified"),
    "the outcomes are taken out": (
        text("data/outcomes.csv", "control,item,outcome,reason\n"),
        "the pack says nothing",
    ),
    "verify.py is another": (
        text("verify.py", "import os\nos.mkdir('/tmp/ran')\n"),
        "verify.py is not that of version",
    ),
    "the criteria are others": (
        replaced("data/criteria.toml", "is vetted", "was vetted"),
        "program: data/criteria.toml is not data/queries/criteria.toml",
    ),
    "the statements to run are others": (
        replaced("rerun.sql", "select", "select distinct"),
        "program: rerun.sql is not what this version writes",
    ),
    "a text as delivered is added": (
        added("data/as-delivered.csv", "{delivery},checks,2,completed_at,2026-10-01 23:59\n"),
        "no text makes another completed_at",
    ),
    "a text as delivered is added to no record": (
        added("data/as-delivered.csv", "{delivery},checks,999,result,NEG\n"),
        "no record of checks.csv stands there",
    ),
    "a query is another": (
        replaced("data/queries/controls/vetted_before_release.sql", "select", "select distinct"),
        "vetted_before_release.sql is not that of version",
    ),
}
ALONE: dict[str, tuple[Do, str, str]] = {
    "the period is another": (audit(lambda a: a["period"].update(label="2026-11")), ANSWER, "period: "),
    "the controls are a number": (audit(lambda a: a.update(controls=3)), ANSWER, "controls"),
    "the period is a path": (audit(lambda a: a["period"].update(label="../..")), ERROR, "names no period"),
    "the claim is a list": (audit(lambda a: a.update(claim=[])), ERROR, "cannot be read"),
    "audit.json is empty": (text("data/audit.json", ""), ERROR, "audit.json cannot be read"),
    "audit.json is a list": (text("data/audit.json", "[]"), ERROR, "audit.json is not one that this program wrote"),
    "audit.json is nested without end": (text("data/audit.json", "[" * 200_000), ERROR, "audit.json cannot be read"),
    "audit.json is no text": (text("data/audit.json", b"\xff\xfe\x00"), ERROR, "audit.json cannot be read"),
    "a number has no end": (text("data/audit.json", '{"claim": ' + "9" * 5000 + "}"), ERROR, "cannot be read"),
    "the text to read first is another": (
        replaced("README.txt", "population", "People"),
        ANSWER,
        "program: README.txt is not what this version writes",
    ),
    "versions.json names no version": (text("data/versions.json", "{}"), ANSWER, "versions.json names no version"),
    "an answer is no answer": (
        audit(lambda a: a["responses"]["answers"].append({"item": "B1"})),
        ERROR,
        "cannot be read",
    ),
    "versions.json is a text": (text("data/versions.json", '"x"'), ERROR, "versions.json is not one"),
    "period.json is nested without end": (text("data/period.json", "[" * 200_000), ERROR, "period.json cannot be read"),
    "the policy is no TOML": (text("data/policy.toml", "= ["), ERROR, "policy.toml"),
    "the policy's time zone is a path": (
        replaced("data/policy.toml", "America/New_York", "../../etc/passwd"),
        ERROR,
        "policy.toml",
    ),
    "a quote swallows the records": (replaced("data/records/checks.csv", "C1", 'C"1'), ANSWER, "differs: "),
    "the records have other columns": (
        replaced("data/records/checks.csv", "check_id", "id"),
        ERROR,
        "not the columns",
    ),
    "the records are no text": (text("data/records/bookings.csv", b"\xff\xfe" * 50), ERROR, "cannot be read"),
    "a file is a link out of the pack": (linked, ANSWER, "period.json"),
}
LISTS: dict[str, tuple[str, str, str]] = {
    "the list of lists is no list": ("tagmanifest-sha256.txt", "x", "tagmanifest-sha256.txt"),
    "the list of lists names a file outside": (
        "tagmanifest-sha256.txt",
        "0" * 64 + "  ../../../etc/passwd\n",
        "passwd",
    ),
    "the list of files names a file outside": (
        "manifest-sha256.txt",
        "0" * 64 + "  data/../../audit.json\n",
        "audit.json",
    ),
    "a file's name would colour the terminal": ("data/a\nb\x1b[31m.csv", "x", "\\u001b[31m.csv"),
}


def _attack(name: str, do: Do, seen: str, words: str, together: str = "", asked: tuple[str, ...] = ASKED) -> Attack:
    return Attack(
        name=name, by="forger", on="pack", do=do, asked=asked, code=5, seen=seen, words=words, together=together
    )


ATTACKS = [
    *(_attack(name, sealed(audit(do)), ANSWER, words, "figures") for name, (do, words) in FIGURES.items()),
    *(_attack(name, sealed(do), ANSWER, words, "records") for name, (do, words) in RECORDS.items()),
    *(_attack(name, sealed(do), seen, words) for name, (do, seen, words) in ALONE.items()),
    *(
        _attack(name, lambda folder, file=file, said=said: text(file, said)(folder / R1 / "pack"), ANSWER, words)
        for name, (file, said, words) in LISTS.items()
    ),
    _attack(
        "the pack is a zip with a path out of it", zipped, ERROR, "is no folder", asked=("verify", "{county}/pack.zip")
    ),
    _attack(
        "a certificate of another pack lies beside it", other_certificate, ANSWER, "certification: ", "beside", REPORT
    ),
    _attack(
        "a page of another edition is handed over with it",
        lambda folder: None,
        ANSWER,
        "report: board.html is not the board.html that was filed with this pack",
        "beside",
        REPORT,
    ),
    _attack(
        "the pack of another edition is in its place",
        lambda folder: (
            shutil.rmtree(folder / R1 / "pack"),
            shutil.copytree(folder / "reports/2026-10/r2/pack", folder / R1 / "pack"),
        ),
        ANSWER,
        "differs: digest: ",
    ),
]
