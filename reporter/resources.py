"""Where queries/ and report_templates/ lie, and folders that a user names; the date that packaging asks for."""

import hashlib
import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from reporter.errors import PolicyError
from reporter.files import sha256_of

_PACKAGE = Path(__file__).resolve().parent


@cache
def data_dir(kind: str) -> Path:
    """Return the folder of `kind` ("queries" or "report_templates"): the wheel's own first, then the checkout's."""
    for base in (_PACKAGE, _PACKAGE.parent):
        if (base / kind).is_dir():
            return base / kind
    raise FileNotFoundError(kind)


def files_digest(kind: str) -> str:
    """Return one SHA-256 over the name and bytes of every file of `kind`; forms/ are for requests and do not count."""
    folder = data_dir(kind)
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".") and path.parent != folder / "forms"
    )
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(folder).as_posix()}\0{sha256_of(path)}\n".encode())
    return digest.hexdigest()


def date_for_files() -> datetime | None:
    """Return SOURCE_DATE_EPOCH, which build servers set so that files have one date; None where it is no moment.

    Source: https://reproducible-builds.org/specs/source-date-epoch.
    """
    try:
        return datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "")), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def make_folder(path: Path, mode: int = 0o777) -> None:
    """Make a folder that a user named, and those above it; raises PolicyError where there can be none."""
    try:
        path.mkdir(mode=mode, parents=True, exist_ok=True)
    except (FileNotFoundError, FileExistsError, NotADirectoryError) as error:
        name = repr(path.resolve().name)
        raise PolicyError(f"The folder {name} cannot be made there: {error.strerror}. Name another place.") from error
