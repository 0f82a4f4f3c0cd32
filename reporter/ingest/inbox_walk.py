"""Walks inbox/: everything that lies in it, hidden or not; what may not be opened is refused, never passed over."""

import errno
import os
from fnmatch import fnmatch
from pathlib import Path

from reporter.errors import InputRefused
from reporter.text import name_shown

# what file managers, editors and version control leave beside the files that people put there
_BY_PROGRAMS = (
    *(".DS_Store", "._*", ".localized", ".directory", ".gitkeep", ".gitignore", ".~lock.*#", ".#*"),
    *(".Spotlight-V100", ".TemporaryItems", ".Trashes", ".Trash-*", ".fseventsd"),
)


def entries(inbox: Path) -> list[Path]:
    """Return every file, link and folder below inbox/, in order; raises InputRefused for a folder that is barred."""

    def refuse(error: OSError) -> None:
        place = Path(error.filename)
        if not (isinstance(error, FileNotFoundError) or is_by_programs(inbox, place)):  # or it was taken away meanwhile
            raise _barred(inbox, place) from error

    found: list[Path] = []
    for place, folders, files in os.walk(inbox, onerror=refuse):
        if not os.access(place, os.X_OK):  # its names can be read, and nothing of what they stand for
            refuse(PermissionError(errno.EACCES, "", place))
            folders.clear()
            continue
        found += [Path(place, name) for name in (*folders, *files)]
    return sorted(found)


def is_by_programs(inbox: Path, path: Path) -> bool:
    """Tell whether a file, or a folder that it lies in, is one that file managers and the like make for themselves."""
    return any(fnmatch(part, pattern) for part in path.relative_to(inbox).parts for pattern in _BY_PROGRAMS)


def _barred(inbox: Path, place: Path) -> InputRefused:
    shown = name_shown(place.relative_to(inbox.parent).as_posix())
    return InputRefused(
        f"{shown}/ may not be opened, so what lies in it is not known. Nothing was taken in. Let the account that runs "
        "this program open it, or move the folder away."
    )
