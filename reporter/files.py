"""Digests, lists of digests, and writes that leave the old file or the new one, never a part."""

import hashlib
import os
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

WINDOWS = sys.platform == "win32"
_WAITED_FOR_AT_ONCE = 16
_HASHED_AT_ONCE = 4


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_if_file(path: Path) -> str:
    """Return the SHA-256 of a file, and "" for a link and for what is no file."""
    return "" if path.is_symlink() or not path.is_file() else sha256_of(path)


def sha256_of_each(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of each file of a folder by its name, "" for what is no file; several at once."""
    listed = [*names]
    with ThreadPoolExecutor(max_workers=_HASHED_AT_ONCE) as pool:  # the digest is made without Python's lock
        return dict(zip(listed, pool.map(lambda name: sha256_if_file(folder / name), listed), strict=True))


def sha256_of_content(content: str | bytes) -> str:
    """Return the SHA-256 of bytes, or of a text as UTF-8, in hexadecimal digits."""
    return hashlib.sha256(content if isinstance(content, bytes) else content.encode("utf-8")).hexdigest()


def digest_list(digests: Mapping[str, str]) -> str:
    """Return a list of digests by name, as `sha256sum` writes and checks it."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests))


def read_digest_list(content: bytes) -> tuple[dict[str, str], list[int]]:
    """Read what `sha256sum` writes: the digest of each name, and the numbers of the lines that cannot be read."""
    listed: dict[str, str] = {}
    unreadable = []
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n")[:-1], 1):
        digest, gap, name = line[:64], line[64:66], line[66:]
        if len(digest) != 64 or gap != "  " or not name or name in listed:
            unreadable.append(number)
        else:
            listed[name] = digest
    return listed, unreadable


def write_atomically(path: Path, content: str | bytes, *, mode: int | None = None) -> None:
    """Replace a file as a whole, with `mode` from its first byte on; a failure leaves the old file as it was."""
    draft = path.with_name(f".{path.name.lstrip('.')}.draft")
    draft.unlink(missing_ok=True)
    handle = os.open(
        draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666 if mode is None else mode
    )
    with os.fdopen(handle, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    to_disk(path.parent)


def all_to_disk(paths: Iterable[Path]) -> None:
    """Wait until each is on disk: those waited for at once share the writes of the disk's journal."""
    with ThreadPoolExecutor(max_workers=_WAITED_FOR_AT_ONCE) as pool:
        list(pool.map(to_disk, paths))


def to_disk(path: Path) -> None:
    """Wait until a file, or a folder with the names in it, is on disk. Windows keeps the names by itself."""
    if WINDOWS and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if WINDOWS else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
