"""Certification and signatures: stock OpenSSH agrees to the byte, and nothing is certified that does not hold."""

import json
import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from reporter import files
from reporter.errors import IntegrityError, PolicyError
from reporter.evidence import (
    bagit,
    certification,
    pack,
    ssh_signatures,
    verify_pack,
)
from reporter.evidence.verify_pack import Asked

POLICY = '[agency]\nname = "Example"\ntimezone = "America/New_York"\n'
HOLDING = ["fields_complete", "no_duplicates", "links_resolve", "logs_cover_period", "census_reconciles"]
stock = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")


def ssh(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["ssh-keygen", *arguments], input=given, capture_output=True, check=False)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make two keys, and the file of those who may sign: only the first."""
    folder = tmp_path_factory.mktemp("keys")
    for name, kind in (("sheriff", "ed25519"), ("stranger", "ed25519"), ("old", "ecdsa")):
        ssh("-q", "-t", kind, "-N", "", "-C", name, "-f", str(folder / name))
    public = (folder / "sheriff.pub").read_text(encoding="ascii")
    (folder / "allowed").write_text(f'# who may sign\nsheriff@county namespaces="audit-report" {public}', "ascii")
    return folder


def edition(folder: Path, failing: str = "", **control: Any) -> Path:
    """Write the parts of a filed edition that a certification rests on."""
    data = folder / "r1" / "pack" / "data"
    data.mkdir(parents=True)
    headline = {"id": "vetted_before_release", "testable": True, "population": 20, "met": 20, "exception": 0}
    audit = {
        "agency": "Example County Sheriff's Office",
        "period": {"label": "2026-10", "from": "2026-10-01", "to": "2026-10-31"},
        "edition": 1,
        "version": "0.1.0",
        "claim": {"state": "demonstrated", "sentence": "No release happened before vetting: 20 of 20."},
        "legs": [{"id": one, "state": "fails" if one == failing else "holds"} for one in HOLDING]
        + [{"id": "no_silent_time", "state": "not_tested"}],
        "controls": [headline | {"undetermined": 0, "out_of_scope": 0} | control],
    }
    (data.parent.parent / "board.html").write_text("the board's page", encoding="utf-8")
    digest = files.sha256_of(data.parent.parent / "board.html")
    (data / pack.EDITION_FILES).write_text(f"{digest}  board.html\n", encoding="utf-8")
    (data / "audit.json").write_text(json.dumps(audit), encoding="utf-8")
    (data / "policy.toml").write_text(POLICY, encoding="utf-8")
    pack.seal(data.parent, "Example", "2026-10/r1")
    return data.parent.parent


def belongs(place: Path, allowed: Path | None) -> verify_pack.Verified:
    found = verify_pack.Verified(root_digest=bagit.root_digest(place / "pack"))
    verify_pack._belongs(place / "pack", Asked(allowed_signers=allowed), found)
    return found


@stock
@pytest.mark.parametrize("content", [b"", b"x", b"a longer text\n" * 99], ids=["none", "short", "long"])
def test_a_signature_is_that_of_stock_openssh_to_the_byte_and_passes_there(
    keys: Path, tmp_path: Path, content: bytes
) -> None:
    own = ssh_signatures.sign(content, keys / "sheriff")
    theirs = ssh("-Y", "sign", "-q", "-n", "audit-report", "-f", str(keys / "sheriff"), given=content)
    assert own.encode() == theirs.stdout
    (tmp_path / "own.sig").write_text(own, encoding="ascii")
    verify = ["-Y", "verify", "-f", str(keys / "allowed"), "-I", "sheriff@county", "-n", "audit-report", "-s"]
    assert ssh(*verify, str(tmp_path / "own.sig"), given=content).returncode == 0
    assert ssh(*verify, str(tmp_path / "own.sig"), given=content + b".").returncode != 0


@stock
def test_a_signature_of_other_content_key_namespace_or_kind_is_refused(keys: Path) -> None:
    allowed = (keys / "allowed").read_text(encoding="ascii")
    good = ssh_signatures.sign(b"text", keys / "sheriff")
    fingerprint = ssh("-l", "-f", str(keys / "sheriff.pub")).stdout.decode().split()[1]
    known = ssh_signatures.Checked(is_sound=True, signers=("sheriff@county",), fingerprint=fingerprint)
    assert ssh_signatures.check(b"text", good, allowed) == known
    other_name = ssh("-Y", "sign", "-q", "-n", "file", "-f", str(keys / "sheriff"), given=b"text").stdout.decode()
    other_kind = ssh("-Y", "sign", "-q", "-n", "audit-report", "-f", str(keys / "old"), given=b"text").stdout.decode()
    not_ours = "it is no Ed25519 signature of OpenSSH's format for audit-report"
    faults = {
        "content": ssh_signatures.check(b"text.", good, allowed).fault,
        "key": ssh_signatures.check(b"text", ssh_signatures.sign(b"text", keys / "stranger"), allowed).fault,
        "namespace": ssh_signatures.check(b"text", other_name, allowed).fault,
        "kind": ssh_signatures.check(b"text", other_kind, allowed).fault,
        "cut": ssh_signatures.check(b"text", good[:150], allowed).fault,
        "nothing": ssh_signatures.check(b"text", "", allowed).fault,
        "nobody": ssh_signatures.check(b"text", good, "# nobody\n").fault,
        "dated": ssh_signatures.check(
            b"text", good, allowed.replace("namespaces=", 'valid-before="20270101",namespaces=')
        ).fault,
        "elsewhere": ssh_signatures.check(b"text", good, allowed.replace("audit-report", "git")).fault,
    }
    assert faults == {
        "content": "it is not a signature of this content",
        "key": "it was made with a key that is not among the allowed signers",
        "namespace": not_ours,
        "kind": not_ours,
        "cut": not_ours,
        "nothing": not_ours,
        "nobody": "it was made with a key that is not among the allowed signers",
        "dated": "its key is allowed with conditions; ask `ssh-keygen -Y verify`, which knows them",
        "elsewhere": "its key is allowed with conditions; ask `ssh-keygen -Y verify`, which knows them",
    }


@stock
def test_no_bit_of_a_signature_may_change(keys: Path) -> None:
    import base64

    allowed = (keys / "allowed").read_text(encoding="ascii")
    first, *lines, last = ssh_signatures.sign(b"text", keys / "sheriff").splitlines()
    blob = base64.b64decode("".join(lines))
    passed = []
    for at in range(len(blob)):
        changed = blob[:at] + bytes([blob[at] ^ 1]) + blob[at + 1 :]
        text = "\n".join([first, base64.b64encode(changed).decode(), last])
        if not ssh_signatures.check(b"text", text, allowed).fault:
            passed.append(at)
    assert passed == []


@stock
def test_a_key_that_cannot_be_used_is_refused_with_the_way_out(keys: Path, tmp_path: Path) -> None:
    ssh("-q", "-t", "ed25519", "-N", "a secret", "-f", str(tmp_path / "locked"))
    (tmp_path / "junk").write_text("no key", encoding="ascii")
    for path in (tmp_path / "locked", tmp_path / "junk", keys / "sheriff.pub"):
        with pytest.raises(PolicyError, match="must be an OpenSSH private key without a passphrase"):
            ssh_signatures.sign(b"", path)
    with pytest.raises(PolicyError, match=r"old is no Ed25519 key.*`ssh-keygen -Y sign -n audit-report -f KEY FILE`"):
        ssh_signatures.sign(b"", keys / "old")


@stock
def test_a_certification_names_root_claim_and_limits_and_its_signatures_pass_with_stock_tools(
    keys: Path, tmp_path: Path
) -> None:
    place = edition(tmp_path, met=17, undetermined=3)
    root = bagit.root_digest(place / "pack")
    written = certification.certify(place, "A. Clerk,\n records officer", keys / "sheriff", "")
    assert [path.name for path in written] == ["certification.txt", "certification.txt.sig", "pack.sig"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}
    text = (place / "certification.txt").read_text(encoding="utf-8")
    assert f"\n{root}\n" in text
    assert "The claim of the edition is: Demonstrated.\nNo release happened before vetting: 20 of 20.\n" in text
    assert re.findall(r"^- .*", text, re.MULTILINE) == [
        "- “No log falls silent” (no_silent_time) could not be tested.",
        "- “Vetting before release” (vetted_before_release): 20 examined: 17 met, 0 exceptions, 3 undetermined.",
    ]
    assert "\nA. Clerk, records officer\n" in text
    assert "no statement that the delivered records are\ntrue or complete" in text
    for signature, signed in (("certification.txt.sig", "certification.txt"), ("pack.sig", f"pack/{bagit.ROOT_FILE}")):
        verify = ("-Y", "verify", "-f", str(keys / "allowed"), "-I", "sheriff@county", "-n", "audit-report", "-s")
        assert ssh(*verify, str(place / signature), given=(place / signed).read_bytes()).returncode == 0
    found = belongs(place, keys / "allowed")
    assert (found.differences, found.remarks) == ([], [])
    assert found.signed_by == ["pack.sig: sheriff@county", "certification.txt.sig: sheriff@county"]
    assert certification.certify(place, "A. Clerk, records officer", keys / "sheriff", "") == written
    with pytest.raises(PolicyError, match=r"2026-10/r1 was certified before, in other words"):
        certification.certify(place, "B. Clerk", keys / "sheriff", "")


@stock
def test_a_signature_from_another_key_and_a_missing_one_are_named(keys: Path, tmp_path: Path) -> None:
    place = edition(tmp_path)
    assert belongs(place, keys / "allowed").differences == ["signature: there is no pack.sig beside the pack"]
    certification.certify(place, "X", keys / "stranger", "")
    stranger = "it was made with a key that is not among the allowed signers"
    assert belongs(place, keys / "allowed").differences == [
        f"signature: pack.sig: {stranger}",
        f"signature: certification.txt.sig: {stranger}",
    ]
    assert belongs(place, None).remarks == [
        "pack.sig was not checked: give --allowed-signers.",
        "certification.txt.sig was not checked: give --allowed-signers.",
    ]
    path = place / "certification.txt"
    path.write_text(path.read_text(encoding="utf-8").replace(bagit.root_digest(place / "pack"), "0" * 64), "utf-8")
    assert belongs(place, None).differences == [
        "certification: certification.txt does not name this pack's root digest"
    ]


@pytest.mark.parametrize(
    ("failing", "said"),
    [
        (
            "links_resolve",
            "“Every check and notice belongs to a stay on record” (links_resolve) does not hold; the claim needs it.",
        ),
        (
            "census_reconciles",
            "None of these holds, of which the claim needs one: “Booking numbers run without a gap” "
            "(booking_numbers_continuous), “Signed head counts agree with the bookings” (census_reconciles), "
            "“The public daily record agrees” (daily_record_agrees).",
        ),
    ],
)
def test_while_a_leg_that_the_claim_needs_fails_only_a_printed_override_certifies(
    tmp_path: Path, failing: str, said: str
) -> None:
    place = edition(tmp_path, failing)
    with pytest.raises(PolicyError) as refused:
        certification.certify(place, "X", None, "")
    assert str(refused.value).startswith(f"2026-10/r1 cannot be certified: {said} Mend the records")
    assert refused.value.exit_code == 2
    assert not (place / "certification.txt").exists()
    written = certification.certify(place, "X", None, "Ordered by the court on 3 November.")
    assert [path.name for path in written] == ["certification.txt"]
    text = written[0].read_text(encoding="utf-8")
    assert re.findall(r"^- .*", text, re.MULTILINE)[0] == f"- {said}"
    reason = "Certified although the claim's own tests do not all hold, because: Ordered by the court on 3 November."
    assert f"\n\n{reason}\n\nThe undersigned" in text


def test_only_the_edition_as_filed_is_certified(tmp_path: Path) -> None:
    place = edition(tmp_path)
    (place / "board.html").write_text("another page", encoding="utf-8")
    with pytest.raises(IntegrityError, match=r"board\.html was changed\. Nothing was certified"):
        certification.certify(place, "X", None, "")
    (place / "pack" / "data" / "audit.json").write_text("{}", encoding="utf-8")
    with pytest.raises(IntegrityError, match=r"data/audit\.json was changed\. Nothing was certified"):
        certification.certify(place, "X", None, "")
    (place / "pack.sha256").unlink()
    with pytest.raises(IntegrityError, match=r"r1 has no pack\.sha256"):
        certification.certify(place, "X", None, "")


def test_who_certifies_is_named_and_choices_that_weaken_the_answer_limit_it(tmp_path: Path) -> None:
    place = edition(tmp_path)
    with pytest.raises(PolicyError, match="Say who certifies"):
        certification.certify(place, " \t", None, "")
    data = place / "pack" / "data"
    audit = json.loads((data / "audit.json").read_text(encoding="utf-8"))
    audit["choices"] = [{"setting": "vetting.final_results", "weakens": True}]
    (data / "audit.json").write_text(json.dumps(audit), encoding="utf-8")
    pack.seal(data.parent, "Example", "2026-10/r1")
    text = certification.certify(place, "Sheriff A. Example", None, "")[0].read_text(encoding="utf-8")
    limits = text.partition("What limits it:")[2]
    assert "- 1 choice of the policy weakens this answer. The edition's board.html lists each." in limits
