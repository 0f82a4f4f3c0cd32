"""The program needs nothing that only POSIX has, nor a line end or a write of one system's own."""

import os
import re
from pathlib import Path

import pytest

from reporter import files

ROOT = Path(__file__).parents[2]


def test_text_files_have_the_same_line_ends_on_every_system() -> None:
    writes = re.compile(r"(?:write_text\(|\.open\(\"[wax]\").*")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((ROOT / "reporter").rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if writes.search(line) and "newline=" not in line
    ]
    assert found == [], 'give newline="\\n", or write through reporter.files'


def test_no_module_imports_what_only_posix_has() -> None:
    only_posix = re.compile(r"^\s*(?:import|from) (?:fcntl|resource|pwd|grp|termios)\b", re.MULTILINE)
    assert [p for p in (ROOT / "reporter").rglob("*.py") if only_posix.search(p.read_text(encoding="utf-8"))] == []


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / ".key"
    files.write_atomically(path, "old\n", mode=0o600)
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"old\n", 0o600)

    def fails(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="No space"):
        files.write_atomically(path, "new\n")
    assert path.read_text(encoding="utf-8") == "old\n"


def test_a_list_of_digests_is_read_as_it_was_written_and_its_unreadable_lines_are_counted() -> None:
    digests = {"b c.txt": "1" * 64, "a.txt": "0" * 64}
    text = files.digest_list(digests)
    assert files.read_digest_list(text.encode()) == (digests, [])
    assert files.read_digest_list(f"{text}short  x\n{'2' * 64}  a.txt\n".encode()) == (digests, [3, 4])


# A digest that is no digest of a file's or a text's bytes alone: a key's, a keyed one, one over many files, a page's.
OWN_DIGESTS = {
    "audit/case_ids.py",
    "demo/formats.py",
    "evidence/ssh_signatures.py",
    "evidence/verify.py",
    "files.py",
    "report/html.py",
    "resources.py",
}


def test_digests_and_writes_that_replace_a_file_are_made_in_one_place() -> None:
    modules = {path.relative_to(ROOT / "reporter").as_posix(): path for path in (ROOT / "reporter").rglob("*.py")}
    texts = {name: path.read_text(encoding="utf-8") for name, path in modules.items()}
    assert {name for name, text in texts.items() if re.search(r"^import hashlib", text, re.MULTILINE)} <= OWN_DIGESTS
    assert {name for name, text in texts.items() if "os.fsync(" in text} == {"files.py"}
