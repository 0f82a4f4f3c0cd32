"""Makes of a policy one for reviewers: what may name a person is withheld, and provable by its keyed digest."""

import hmac
import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tomli_w

from reporter.config.log_schemas import schemas

_HOW = "the HMAC-SHA-256 of it as tomli-w writes it; its key is the HMAC-SHA-256 of withheld:PLACE by the case key"


def without_names(path: Path, key: bytes) -> str:
    """The policy without its comments, which may hold anything, and without values of columns that are withheld.

    Each thing withheld is named with a digest of what the county's own policy says there, so that it can be proved. The
    digest is keyed: whoever tries names against a plain one finds the name.
    """
    gone: list[str] = []

    def withhold(place: str, column: str, value: object) -> None:
        where = f"{place}, {json.dumps(column)}" if column else place
        gone.append(f"{where}: {digest(key, place, tomli_w.dumps({column or place.rpartition('.')[2]: value}))}")

    table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    known = schemas()
    if ignored := table.get("inbox", {}).get("ignore"):
        withhold("inbox.ignore", "", ignored)
        table["inbox"]["ignore"] = patterns(ignored)
    for log, settings in table.get("logs", {}).items():
        withheld = known[log].withheld
        layouts = [settings, *settings.get("layouts", [])]
        for n, half in enumerate([*layouts, *(joined for layout in layouts for joined in layout.get("joined", []))]):
            if "files" in half:
                withhold(f"logs.{log}.files", "", half["files"])
                half["files"] = f"{log}-withheld-{n}"
            taken_at = half.get("snapshots", {}).get("taken_at")
            if isinstance(taken_at, str) and taken_at.startswith("file:"):  # the form of the files' names
                withhold(f"logs.{log}.snapshots", "taken_at", taken_at)
                half["snapshots"]["taken_at"] = "file:%Y%m%d"
            for part in ("footer", "sheet"):  # words of a printed page, and names that people give to sheets
                if part in half:
                    withhold(f"logs.{log}.{part}", "", half[part])
                    half[part] = patterns(half[part] if isinstance(half[part], list) else [half[part]])
            for part in ("values", "constants", "empty"):
                own = half.get(part, {})
                for column in own:
                    if column in withheld:
                        withhold(f"logs.{log}.{part}", column, own[column])
                half[part] = {column: one for column, one in own.items() if column not in withheld}
            for column, one in half.pop("only", {}).items():  # by their own columns, which may hold ids
                withhold(f"logs.{log}.only", column, one)
    said = f"# withheld, each with {_HOW}:\n" if gone else ""
    return said + "".join(f"# withheld: {one}\n" for one in gone) + tomli_w.dumps(table)


def digest(key: bytes, place: str, text: str) -> str:
    """Return a digest that tells nothing of a text to whoever has not the county's key, however few texts it may be.

    The county can hand over the key of one place, which proves that place alone.
    """
    own = hmac.digest(key, f"withheld:{place}".encode(), "sha256")
    return hmac.digest(own, text.encode(), "sha256").hex()


def patterns(found: Sequence[Any]) -> list[str]:
    """Return as many patterns that name no file."""
    return [f"withheld-{n}" for n in range(1, len(found) + 1)]
