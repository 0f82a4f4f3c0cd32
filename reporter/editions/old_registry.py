"""Takes the editions of a folder that an older version kept, in reports/registry.jsonl, over into the ledger, once."""

import json
from pathlib import Path
from typing import Any

from reporter.editions import figures, ledger, store
from reporter.errors import IntegrityError

_FILE = "registry.jsonl"


def is_old(folder: Path) -> bool:
    """Tell whether a folder's editions were all filed before there was a ledger."""
    if (folder / "reports" / ledger.FILE).exists():
        return False
    editions = store.all_filed(folder)
    return bool(editions or _read(folder)) and not any("ledger" in one for one in editions)


def take_over(folder: Path) -> int:
    """Write the ledger's lines of the editions filed before there was one, and return how many.

    Raises IntegrityError naming an edition that the registry has otherwise, or that is on one side alone.
    """
    if not is_old(folder):
        return 0
    places = {f"{label}/r{number}": store.place(folder, label, number) for label, number in store.all_editions(folder)}
    known = {f"{one['period']}/r{one['edition']}": one for one in _read(folder)}
    audits = {name: store.filed_in(place) for name, place in places.items()}
    wrong = [f"{name} is missing" for name in known if name not in places]
    wrong += [f"{name} is not in it" for name in places if known and name not in known]
    for name, one in known.items():
        if name in audits and (one["digest"], one["figures"]) != (audits[name]["digest"], figures.of(audits[name])):
            wrong.append(f"{name} does not say what it said when it was filed")
    if wrong:
        raise IntegrityError(
            f"The editions in reports/ are not those of reports/{_FILE}: {'; '.join(wrong)}. Restore them from a "
            "backup. Nothing was filed. If that cannot be, write down why: "
            'reporter history --record-loss ledger --why "..."'
        )
    for name in known or places:
        ledger.add(folder, ledger.line_of(places[name], audits[name], taken_over=True))
    return len(places)


def _read(folder: Path) -> list[dict[str, Any]]:
    path = folder / "reports" / _FILE
    if not path.is_file():
        return []
    try:
        found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return [{key: one[key] for key in ("period", "edition", "digest", "figures")} for one in found]
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise IntegrityError(f"reports/{_FILE} cannot be read. Restore it; nothing was filed.") from error
