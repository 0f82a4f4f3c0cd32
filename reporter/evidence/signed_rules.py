"""Lets a county's policy and queries run only as somebody allowed has signed them; the demand comes from outside."""

import codecs
import shlex
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reporter import __version__
from reporter.errors import IntegrityError, PolicyError
from reporter.evidence import ssh_signatures
from reporter.files import read_digest_list, sha256_if_file, sha256_of, sha256_of_content
from reporter.resources import data_dir

RULES = "rules.txt"
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


def signers(folder: Path, allowed_signers: Path | None) -> tuple[str, ...]:
    """Return who signed the folder's policy and the program's queries as they stand now; none if none is asked for.

    Raises as `verify_rules_signature` does.
    """
    return tuple(one["name"] for one in verify_rules_signature(folder, allowed_signers)["signed_by"])


def with_signers(
    resting: Mapping[str, Any], folder: Path, allowed_signers: Path | None, then: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Add to what an edition rests on who signed its rules, or had `then`, and how; nothing if none is asked for."""
    found = then or verify_rules_signature(folder, allowed_signers)
    return {**resting, **{part: found[part] for part in ("signed_by", "rules_signature") if found.get(part)}}


def verify_rules_signature(folder: Path, allowed_signers: Path | None) -> dict[str, Any]:
    """Return the names and keys of those who signed, as OpenSSH's file of allowed signers has them, and the signature.

    Without that file no signature is asked for. The text that must be signed is computed from the files, so that an
    altered rules.txt has no effect. Raises IntegrityError unless an allowed signer signed it, PolicyError for an
    allowed_signers file that others could alter.
    """
    if not allowed_signers:
        return {"signed_by": []}
    allowed = _allowed(folder, allowed_signers)
    try:
        signature = (folder / f"{RULES}.sig").read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        raise _refused(folder, "there is no signature (rules.txt.sig)") from None
    checked = ssh_signatures.check(_text_of(folder).encode(), signature, allowed)
    if not checked.signers:
        altered = "not a signature of this content" in checked.fault
        raise _refused(
            folder, "something in them is not what was signed" if altered else f"of rules.txt.sig, {checked.fault}"
        )
    who = [{"name": name, "key": checked.fingerprint} for name in checked.signers]
    return {"signed_by": who, "rules_signature": signature}


def approve(folder: Path, key: Path | None) -> list[Path]:
    """Write rules.txt, and with a key its signature; return what was written."""
    text = _text_of(folder)
    files = {folder / RULES: text}
    if key:
        files[folder / f"{RULES}.sig"] = ssh_signatures.sign(text.encode(), key)
    for path, content in files.items():
        path.touch(mode=0o600)
        path.write_text(content, encoding="utf-8", newline="\n")
    return list(files)


def ssh_keygen_command(folder: Path) -> str:
    """Return the stock command that signs rules.txt with any key."""
    return f"ssh-keygen -Y sign -n {ssh_signatures.NAMESPACE} -f KEY {shlex.quote(str(folder / RULES))}"


def _refused(folder: Path, why: str) -> IntegrityError:
    place = shlex.quote(str(folder))
    return IntegrityError(
        f"policy.toml and the queries must be signed before they run, and {why}. Nothing was run. Let somebody who may "
        f"sign read what changed, and then run: reporter approve --folder {place} --key KEY"
    )


def _allowed(folder: Path, path: Path) -> str:
    try:
        found = path.resolve(strict=True)
        others_may_write = any(one.stat().st_mode & _OTHERS_MAY_WRITE for one in (found, found.parent))
        text = found.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise PolicyError(f"{path.name}, the file of who may sign, cannot be read. Nothing was run.") from error
    if found.is_relative_to(folder.resolve()):
        raise PolicyError(
            f"{path.name} lies in the audit folder: who alters the policy could alter it too. Keep it where only the "
            "administrator writes, such as /etc/reporter/. Nothing was run."
        )
    if others_may_write:
        raise PolicyError(
            f"{path.name}, or the folder it lies in, may be written to by others. Run: chmod go-w "
            f"{shlex.quote(str(found))} {shlex.quote(str(found.parent))}. Nothing was run."
        )
    return text


def signed_text(policy: bytes) -> str:
    """Return what is signed: it names the program, and the policy and each query by its digest."""
    lines = [f"What may be run for an audit, by reporter {__version__}: sha256 and file.", ""]
    return "\n".join([*lines, *_digests(policy)]) + "\n"


def unsigned_files(data: Path) -> list[str]:
    """Return the files below a pack's data/ that are not what its rules.txt says was signed, or are gone."""
    listed, _ = read_digest_list((data / RULES).read_bytes().partition(b"\n")[2])
    queries = [path.relative_to(data).as_posix() for path in sorted((data / "queries").rglob("*")) if path.is_file()]
    present = ["policy.toml", *queries]
    gone = sorted(listed.keys() - present)  # told, not looked for: a name may lead out of the pack
    return [name for name in present if listed.get(name) != sha256_if_file(data / name)] + gone


def _text_of(folder: Path) -> str:
    path = folder / "policy.toml"
    if not path.is_file():
        raise PolicyError("There is no policy.toml in this folder. Run `reporter init` first.")
    return signed_text(path.read_bytes())


def _digests(policy: bytes) -> Iterator[str]:
    queries = data_dir("queries")
    # without the mark that some editors put before a text, since a pack's policy has none
    yield f"{sha256_of_content(policy.removeprefix(codecs.BOM_UTF8))}  policy.toml"
    for path in sorted(queries.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            name = path.relative_to(queries.parent).as_posix()
            yield f"{sha256_of(path)}  {name}"
