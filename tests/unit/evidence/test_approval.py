"""Nothing of a folder runs but what somebody allowed has signed, where whoever starts the program asks for that."""

import html
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from reporter import resources
from reporter.config import policy as policies
from reporter.config.period import period
from reporter.editions import statewide
from reporter.evidence import signed_rules, verify_pack
from reporter.evidence.verify_pack import Asked
from tests.end_to_end.test_commands import reporter
from tests.support.jail import Jail, audit_json, clean
from tests.unit.evidence.test_certify import ssh, stock

pytestmark = stock
COMMANDS = [
    ["ingest"],
    ["run", "--period", "2026-10"],
    ["run", "--period", "2026-10", "--dry-run"],
    ["run", "--as-filed", "2026-10/r1"],
    ["check"],
    ["audit", "--period", "2026-10"],
    ["explain", "B1"],
    ["doctor"],
]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    for name in ("counsel", "stranger"):
        ssh("-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name))
    public = (folder / "counsel.pub").read_text(encoding="ascii")
    (folder / "allowed").write_text(f'counsel@county namespaces="audit-report" {public}', encoding="ascii")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    jail = clean(Jail(tmp_path / "jail"))
    jail.write_policy()
    return jail.folder


def asked(keys: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return reporter("--require-signed", str(keys / "allowed"), *words, "--folder", str(folder))


def approve(keys: Path, folder: Path, name: str = "counsel") -> None:
    told = reporter("approve", "--folder", str(folder), "--key", str(keys / name))
    assert (told.returncode, told.stdout.splitlines()) == (0, ["rules.txt", "rules.txt.sig"])


def refusal(folder: Path, why: str) -> str:
    return (
        f"policy.toml and the queries must be signed before they run, and {why}. Nothing was run. Let somebody who may "
        f"sign read what changed, and then run: reporter approve --folder {shlex.quote(str(folder))} --key KEY"
    )


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_command_runs_a_folder_that_nobody_signed(words: list[str], keys: Path, folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    told = asked(keys, folder, *words)
    said = told.stdout + told.stderr
    assert (told.returncode, refusal(folder, "there is no signature (rules.txt.sig)") in said) == (5, True), said
    assert [path for path in sorted(folder.rglob("*")) if path not in before and path.name != ".lock"] == []


def test_what_was_signed_runs_and_says_who_signed_and_one_byte_more_does_not(keys: Path, folder: Path) -> None:
    approve(keys, folder)
    told = asked(keys, folder, "ingest", "--log", "json")
    assert told.returncode == 0
    assert "policy and queries are signed by counsel@county" in told.stderr
    assert (
        "well  rules.txt.sig: policy and queries are signed by counsel@county" in asked(keys, folder, "doctor").stdout
    )
    policy = folder / "policy.toml"
    policy.write_text(policy.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    told = asked(keys, folder, "ingest")
    assert (told.returncode, told.stderr) == (
        5,
        f"reporter: {refusal(folder, 'something in them is not what was signed')}\n",
    )
    reporter("approve", "--folder", str(folder))  # the text alone, altered to fit, signs nothing
    assert asked(keys, folder, "ingest").returncode == 5


@pytest.mark.parametrize("change", ["altered", "added", "removed"])
def test_a_query_that_was_not_signed_stops_the_run_before_any_query_runs(
    change: str, keys: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(keys, folder)
    code = tmp_path / "code"
    shutil.copytree(resources.data_dir("queries"), code / "queries")
    control = code / "queries" / "controls" / "vetted_before_release.sql"
    if change == "altered":
        control.write_text("select 1; copy (select 1) to 'made'\n", encoding="utf-8")
    elif change == "added":
        shutil.copy(control, control.with_name("another.sql"))
    else:
        control.unlink()
    monkeypatch.setattr(resources, "_PACKAGE", code)
    resources.data_dir.cache_clear()
    try:
        told = asked(keys, folder, "run", "--period", "2026-10")
    finally:
        monkeypatch.undo()
        resources.data_dir.cache_clear()
    assert (told.returncode, told.stderr) == (
        5,
        f"reporter: {refusal(folder, 'something in them is not what was signed')}\n",
    )
    assert not (folder / "warehouse.duckdb").exists()


def test_a_stranger_signs_in_vain_and_cannot_let_himself_in(keys: Path, folder: Path) -> None:
    approve(keys, folder, "stranger")
    told = asked(keys, folder, "ingest")
    assert told.returncode == 5
    assert "made with a key that is not among the allowed signers" in told.stderr
    public = (keys / "stranger.pub").read_text(encoding="ascii")
    (folder / "allowed").write_text(f"stranger {public}", encoding="ascii")
    told = reporter("--require-signed", str(folder / "allowed"), "ingest", "--folder", str(folder))
    assert (told.returncode, "lies in the audit folder" in told.stderr) == (2, True)


@pytest.mark.parametrize(("mode", "says"), [(0o664, "may be written to by others"), (None, "cannot be read")])
def test_a_list_of_signers_that_is_gone_or_open_to_others_lets_nobody_in(
    mode: int | None, says: str, keys: Path, folder: Path, tmp_path: Path
) -> None:
    approve(keys, folder)
    allowed = tmp_path / "allowed"
    if mode:
        shutil.copy(keys / "allowed", allowed)
        allowed.chmod(mode)
    told = reporter("--require-signed", str(allowed), "ingest", "--folder", str(folder))
    assert (told.returncode, says in told.stderr, (folder / "warehouse.duckdb").exists()) == (2, True, False)


def test_the_demand_can_stand_in_the_environment_and_a_stock_signature_meets_it(
    keys: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTER_REQUIRE_SIGNED", str(keys / "allowed"))
    assert reporter("ingest", "--folder", str(folder)).returncode == 5
    told = reporter("approve", "--folder", str(folder))
    command = shlex.split(told.stderr.split("then run: ")[1])
    assert [command[0], command[-1]] == ["ssh-keygen", str(folder / "rules.txt")]
    assert ssh(*[str(keys / "counsel") if word == "KEY" else word for word in command[1:]]).returncode == 0
    assert reporter("ingest", "--folder", str(folder)).returncode == 0
    monkeypatch.delenv("REPORTER_REQUIRE_SIGNED")
    (folder / "rules.txt.sig").unlink()
    assert reporter("ingest", "--folder", str(folder)).returncode == 0


def test_an_edition_tells_who_signed_its_rules_and_is_made_again_with_the_same_words(
    keys: Path, tmp_path: Path
) -> None:
    jail = clean(Jail(tmp_path / "jail"), 5)
    jail.write_policy()
    approve(keys, jail.folder)
    assert asked(keys, jail.folder, "run", "--period", "2026-10").returncode == 0
    key = ssh("-l", "-f", str(keys / "counsel.pub")).stdout.decode().split()[1]
    assert audit_json(jail.folder, "2026-10", 1)["rests_on"]["signed_by"] == [{"name": "counsel@county", "key": key}]
    place = jail.folder / "reports" / "2026-10" / "r1"
    told = f"<dt>Policy and queries signed by</dt><dd>counsel@county (key {key})</dd>"
    assert told in html.unescape((place / "state.html").read_text(encoding="utf-8"))
    others = [(place / name).read_text(encoding="utf-8") for name in ("board.html", "public.html", "redaction.json")]
    assert [key in html.unescape(one) or "counsel@" in one for one in others] == [False, False, False]
    statewide.make([jail.folder], period("2026-10"), tmp_path / "state", None)
    page = html.unescape((tmp_path / "state" / "statewide.html").read_text(encoding="utf-8"))
    assert f"; policy and queries signed by counsel@county (key {key})</li>" in page
    signed = place / "pack" / "data" / "rules.txt"
    assert signed.read_bytes() == (jail.folder / "rules.txt").read_bytes()
    verify = ("-Y", "verify", "-f", str(keys / "allowed"), "-I", "counsel@county", "-n", "audit-report", "-s")
    assert ssh(*verify, f"{signed}.sig", given=signed.read_bytes()).returncode == 0
    again = reporter("run", "--as-filed", "2026-10/r1", "--folder", str(jail.folder))  # nobody asks who signed
    assert (again.returncode, "byte for byte" in again.stdout) == (0, True), again.stderr
    told_later = reporter("run", "--period", "2026-10", "--folder", str(jail.folder))  # a signature moves no outcome
    assert (told_later.returncode, "Nothing new since edition r1" in told_later.stderr) == (0, True)


@pytest.mark.parametrize(
    ("signer", "spoiled", "said"),
    [
        ("counsel", "", ("signed_by", "pack/data/rules.txt.sig: counsel@county")),
        (
            "stranger",
            "",
            ("remarks", "pack/data/rules.txt.sig: it was made with a key that is not among the allowed signers."),
        ),
        ("counsel", "rules.txt", ("differences", "signature: pack/data/rules.txt.sig: it is not a signature of this")),
        ("counsel", "policy.toml", ("differences", "rules.txt: policy.toml is not what was signed")),
        ("counsel", "queries/a.sql", ("differences", "rules.txt: queries/a.sql is not what was signed")),
        ("counsel", "-queries/a.sql", ("differences", "rules.txt: queries/a.sql is not what was signed")),
    ],
    ids=[
        "by one of the allowed",
        "by another",
        "the text altered",
        "the policy altered",
        "a query altered",
        "a query gone",
    ],
)
def test_a_pack_says_who_signed_its_rules_and_whether_they_are_what_was_signed(
    signer: str,
    spoiled: str,
    said: tuple[str, str],
    keys: Path,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = tmp_path / "pack" / "data"
    (data / "queries").mkdir(parents=True)
    (data / "queries" / "a.sql").write_bytes(b"select 1")
    (folder / "policy.toml").write_bytes(
        b"\xef\xbb\xbf" + (folder / "policy.toml").read_bytes().replace(b"\n", b"\r\n")
    )
    monkeypatch.setattr(signed_rules, "data_dir", lambda name: data / name)
    signed_rules.approve(folder, keys / signer)
    (data / "policy.toml").write_bytes(policies.load(folder / "policy.toml").text.encode())
    for name in ("rules.txt", "rules.txt.sig"):
        shutil.copyfile(folder / name, data / name)
    if spoiled.startswith("-"):
        (data / spoiled[1:]).unlink()
    elif spoiled:
        (data / spoiled).write_bytes((data / spoiled).read_bytes() + b"\n")
    found = verify_pack.Verified(root_digest="")
    verify_pack._belongs(data.parent, Asked(allowed_signers=keys / "allowed"), found)
    own = {
        part: [one for one in getattr(found, part) if "pack.sig" not in one]  # nobody signed the pack itself
        for part in ("signed_by", "remarks", "differences")
    }
    part, words = said
    assert [one[: len(words)] for one in own.pop(part)] == [words]
    assert not own.get("differences")


def test_an_edition_that_nobody_had_to_sign_names_nobody(keys: Path, folder: Path) -> None:
    approve(keys, folder)
    assert signed_rules.with_signers({"version": "1"}, folder, None) == {"version": "1"}
