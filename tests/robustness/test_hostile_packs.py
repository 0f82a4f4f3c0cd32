"""A pack may hold anything: it is refused in one line, or what differs is named, and nothing in it is run."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reporter.config.period import period
from reporter.evidence import pack as packs
from reporter.workflows import run as pipeline
from tests.support.commands import reporter
from tests.support.jail import Jail, clean, quiet

Do = Callable[[Path], object]
SUSPENDED = """
[suspended]
training_current = "The course was moved."
"""


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = clean(Jail(tmp_path_factory.mktemp("packs") / "county"), 6)
    made.write_policy()
    return pipeline.run(made.folder, period("2026-10"), quiet).path


def audit(change: Callable[[dict[str, object]], object]) -> Do:
    """Change audit.json in a pack."""

    def do(pack: Path) -> None:
        path = pack / "data/audit.json"
        told = json.loads(path.read_text(encoding="utf-8"))
        change(told)
        path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")

    return do


def text(file: str, content: str | bytes) -> Do:
    return lambda pack: (pack / file).write_bytes(content.encode() if isinstance(content, str) else content)


def replaced(file: str, old: str, new: str) -> Do:
    def do(pack: Path) -> None:
        content = (pack / file).read_text(encoding="utf-8")
        assert old in content
        (pack / file).write_text(content.replace(old, new), encoding="utf-8")

    return do


def linked(pack: Path) -> None:
    (pack / "data/period.json").unlink()
    (pack / "data/period.json").symlink_to("/etc/hostname")


HOSTILE: dict[str, tuple[Do, str]] = {
    "the claim is another": (audit(lambda a: a["claim"].update(state="exceptions")), "claim"),
    "the sentence is another": (audit(lambda a: a["claim"].update(sentence="All is well.")), "claim: sentence"),
    "what it rests on is another": (audit(lambda a: a["claim"].update(because=["Trust."])), "claim: because"),
    "a count is another": (audit(lambda a: a["controls"][0].update(met=99)), "met: the pack says 99"),
    "a count is without end": (audit(lambda a: a["controls"][0].update(met=10**400)), "met: the pack says 1000"),
    "a count is a text": (audit(lambda a: a["controls"][0].update(met="6")), 'met: the pack says "6"'),
    "a control is left out": (audit(lambda a: a["controls"].pop()), "the pack says null"),
    "a control is named twice": (audit(lambda a: a["controls"].append(a["controls"][0])), "names one twice"),
    "a control is said to be suspended": (
        audit(lambda a: a["controls"][0].update(suspended_because="x")),
        "suspended_because",
    ),
    "a leg that is required is said not to be": (
        audit(lambda a: [one.update(required=False) for one in a["legs"]]),
        "required: the pack says false",
    ),
    "a leg's contradictions are others": (
        audit(lambda a: a["legs"][0]["detail"].update(contradiction_count=7)),
        "contradiction_count",
    ),
    "a measure is another": (audit(lambda a: a["measures"].update(undated_checks_count=5)), "undated_checks_count"),
    "a measure is added": (audit(lambda a: a["measures"].update(perfect=True)), "measures: perfect"),
    "the accounts of a file are others": (audit(lambda a: a["inputs"][0].update(received=1)), "inputs"),
    "the agency is another": (audit(lambda a: a.update(agency="Other County")), "agency"),
    "the exit code is another": (audit(lambda a: a.update(exit_code=1)), "exit_code"),
    "the period is another": (audit(lambda a: a["period"].update(label="2026-11")), "period"),
    "the period is none": (audit(lambda a: a["period"].update(label="../..")), "names no period"),
    "the controls are a number": (audit(lambda a: a.update(controls=3)), "controls"),
    "the claim is a list": (audit(lambda a: a.update(claim=[])), ""),
    "audit.json is empty": (text("data/audit.json", ""), "audit.json cannot be read"),
    "audit.json is a list": (text("data/audit.json", "[]"), "audit.json is not one that this program wrote"),
    "audit.json is nested without end": (text("data/audit.json", "[" * 200_000), "audit.json cannot be read"),
    "audit.json is no text": (text("data/audit.json", b"\xff\xfe\x00"), "audit.json cannot be read"),
    "a number has no end": (text("data/audit.json", '{"claim": ' + "9" * 5000 + "}"), "audit.json cannot be read"),
    "versions.json is a text": (text("data/versions.json", '"x"'), "versions.json is not one"),
    "period.json is nested without end": (text("data/period.json", "[" * 200_000), "period.json cannot be read"),
    "the policy is none": (text("data/policy.toml", "= ["), "policy.toml"),
    "the policy has another zone": (
        replaced("data/policy.toml", "America/New_York", "../../etc/passwd"),
        "policy.toml",
    ),
    "a record's line is no number": (replaced("data/records/checks.csv", "C1", 'C"1'), ""),
    "a record's check is another": (replaced("data/records/checks.csv", "wanted", "clear"), "engine: "),
    "the records have other columns": (replaced("data/records/checks.csv", "check_id", "id"), "not the columns"),
    "the outcomes are empty": (text("data/outcomes.csv", "control,item,outcome,reason\n"), "engine: "),
    "the records are no text": (text("data/records/bookings.csv", b"\xff\xfe" * 50), ""),
    "a file is a link out of the pack": (linked, ""),
    "verify.py is another": (
        text("verify.py", "import os\nos.mkdir('/tmp/ran')\n"),
        "verify.py is not that of version",
    ),
    "a query is another": (
        replaced("data/queries/controls/vetted_before_release.sql", "select", "select distinct"),
        "vetted_before_release.sql is not that of version",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_pack_that_was_forged_and_sealed_again_is_named_in_plain_lines(
    name: str, filed: Path, tmp_path: Path
) -> None:
    do, words = HOSTILE[name]
    place = Path(shutil.copytree(filed, tmp_path / "r1")) / "pack"
    do(place)
    packs.seal(place, "Example County Sheriff's Office", "2026-10/r1")
    told = reporter("verify", place)
    assert (told.code, words in told.all) == (5, True), told.all
    lines = told.out.splitlines() or told.err.splitlines()
    assert lines
    assert all(line.startswith(("differs: ", "reporter: ")) for line in lines if line in told.out or "reporter" in line)
    assert "Traceback" not in told.all


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("tagmanifest-sha256.txt", "x"),
        ("tagmanifest-sha256.txt", "0" * 64 + "  ../../../etc/passwd\n"),
        ("manifest-sha256.txt", "0" * 64 + "  data/../../audit.json\n"),
        ("data/a\nb\x1b[31m.csv", "x"),
    ],
)
def test_a_pack_whose_lists_or_names_are_hostile_is_named_with_its_signs_written_out(
    file: str, content: str, filed: Path, tmp_path: Path
) -> None:
    place = Path(shutil.copytree(filed, tmp_path / "r1")) / "pack"
    (place / file).write_text(content, encoding="utf-8")
    told = reporter("verify", place)
    assert (told.code, "\x1b" in told.all, "Traceback" in told.all) == (5, False, False)
    assert all(line.startswith("differs: ") for line in told.out.splitlines())


def test_a_zip_is_no_pack_and_nothing_of_it_is_unpacked(filed: Path, tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "pack.zip", "w") as made:
        made.writestr("../../slipped.txt", "x")
    told = reporter("verify", tmp_path / "pack.zip")
    assert (told.code, "is no folder" in told.err) == (5, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pack.zip"]


ODD = ["st*r", "wh?t", "[a]", "a[b", "b]*?[!x]", "{a,b}", "quo'te", "s p"]


@pytest.mark.parametrize("name", ODD)
def test_no_sign_in_a_path_to_a_pack_is_a_pattern(name: str, filed: Path, tmp_path: Path) -> None:
    place = Path(shutil.copytree(filed, tmp_path / name / "r1"))
    for twin in ("star", "what", "a", "ab", "b]xyz"):
        if not (tmp_path / twin).exists():
            shutil.copytree(filed, tmp_path / twin / "r1")
    told = reporter("verify", place / "pack")
    assert told.code == 0, told.all
    told = reporter("state", place, "--period", "2026-10", "--out", tmp_path / "out")
    assert told.code == 0, told.all


@pytest.mark.parametrize("name", [one for one in ODD if "?" not in one])
def test_no_sign_in_a_path_to_a_folder_or_a_file_is_a_pattern(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    made = clean(Jail(folder), 4)
    (folder / "inbox/checks.csv").rename(folder / "inbox/checks [1]*?.csv")
    made.manifest()
    made.write_policy()
    (tmp_path / "twin").mkdir()
    assert reporter("run", "--folder", folder, "--period", "2026-10").code == 0
    for command in (
        ("doctor", "--folder", folder),
        ("history", "--folder", folder),
        ("brief", "2026-10", "--folder", folder),
        ("explain", "B1", "--folder", folder),
        ("run", "--folder", folder, "--as-filed", "2026-10/r1"),
        ("pack", "2026-10/r1", "--folder", folder, "--for-reviewers"),
        ("verify", folder / "reports/2026-10/r1/pack-reviewer"),
        ("verify", folder / "reports/2026-10/r1/pack"),
        ("certify", "2026-10/r1", "--folder", folder, "--name", "A. Clerk"),
    ):
        told = reporter(*command)
        assert told.code == 0, (command[0], told.all)
