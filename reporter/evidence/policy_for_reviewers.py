"""Makes of a policy one for reviewers: what may name a person is withheld, and provable by its digest."""

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tomli_w

from reporter.config.log_schemas import schemas
from reporter.files import sha256_of_content


def without_names(path: Path) -> str:
    """The policy without its comments, which may hold anything, and without values of columns that are withheld.

    Each thing withheld is named with the digest of what the county's own policy says there, so that it can be proved.
    """
    gone: list[str] = []
    table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    known = schemas()
    if ignored := table.get("inbox", {}).get("ignore"):
        gone.append(f"inbox.ignore: SHA-256 of it, as tomli-w writes it, is {_sha(ignore=ignored)}")
        table["inbox"]["ignore"] = patterns(ignored)
    for log, settings in table.get("logs", {}).items():
        withheld = known[log].withheld
        layouts = [settings, *settings.get("layouts", [])]
        for n, half in enumerate([*layouts, *(joined for layout in layouts for joined in layout.get("joined", []))]):
            if "files" in half:
                gone.append(_digest_of(log, "files", "files", half["files"]))
                half["files"] = f"{log}-withheld-{n}"
            taken_at = half.get("snapshots", {}).get("taken_at")
            if isinstance(taken_at, str) and taken_at.startswith("file:"):  # the form of the files' names
                gone.append(_digest_of(log, "snapshots", "taken_at", taken_at))
                half["snapshots"]["taken_at"] = "file:%Y%m%d"
            for part in ("values", "constants", "empty"):
                own = half.get(part, {})
                gone += [_digest_of(log, part, column, own[column]) for column in own if column in withheld]
                half[part] = {column: one for column, one in own.items() if column not in withheld}
            if "only" in half:  # by their own columns, which may hold ids
                gone += [_digest_of(log, "only", column, one) for column, one in half.pop("only").items()]
    return "".join(f"# withheld: {one}\n" for one in gone) + tomli_w.dumps(table)


def _digest_of(log: str, part: str, column: str, value: object) -> str:
    digest = _sha(**{column: value})
    return f"logs.{log}.{part}, {json.dumps(column)}: SHA-256 of it, as tomli-w writes it, is {digest}"


def _sha(**said: object) -> str:
    return sha256_of_content(tomli_w.dumps(said))


def patterns(found: Sequence[Any]) -> list[str]:
    """Return as many patterns that name no file."""
    return [f"withheld-{n}" for n in range(1, len(found) + 1)]
