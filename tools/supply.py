"""Where a release comes from: its pins held against recorded advisories, and what it is made of against its pins.

`make advisories ADVISORIES=PATH` reads records of the OSV format: a folder of .json files, a .zip of them, or one file.
Nothing is fetched. Exit code 0: none applies, or there was nothing to hold the pins against, and that is said; 1: some
apply, each is named; 2: what was given holds no record of a Python package, so that a wrong path never looks like a
clean bill.
"""

import argparse
import json
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-cluster.lock")
Record = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, order=True)
class Hit:
    """One advisory that applies to a version that is pinned."""

    name: str
    version: str
    ids: tuple[str, ...]
    mended_in: str
    summary: str


def pins(text: str) -> dict[str, str]:
    """Read the versions of a lock file by name."""
    return {canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.M)}


def records(place: Path) -> Iterator[Record]:
    """Yield every advisory of a folder, a zip or a file that speaks of a Python package and was not withdrawn."""
    for text in _texts(place):
        found = json.loads(text)
        for one in found.get("vulns", [found]) if isinstance(found, dict) else found:
            if not one.get("withdrawn") and any(True for _ in _affected(one)):
                yield one


def applying(pinned: Mapping[str, str], advisories: Sequence[Record]) -> list[Hit]:
    """Return the advisories that apply to what is pinned, each once."""
    hits = set()
    for record in advisories:
        for affected in _affected(record):
            name = canonicalize_name(affected["package"]["name"])
            if name in pinned and (spans := _spans_with(pinned[name], affected)) is not None:
                ids = (record["id"], *sorted(record.get("aliases", ())))
                mended_in = ", ".join(one for one in spans if one)
                summary = " ".join(str(record.get("summary", "")).split())
                hits.add(Hit(name=name, version=pinned[name], ids=ids, mended_in=mended_in, summary=summary))
    return sorted(hits)


def not_as_locked(sbom: Mapping[str, Any], pinned: Mapping[str, str]) -> list[str]:
    """Name the components of a bill of materials whose version is not the one that is pinned."""
    found = {canonicalize_name(one["name"]): one["version"] for one in sbom["components"]}
    return [f"{name} {version}" for name, version in sorted(found.items()) if pinned.get(name) != version]


def _texts(place: Path) -> Iterator[bytes]:
    if place.is_dir():
        yield from (path.read_bytes() for path in sorted(place.rglob("*.json")))
    elif zipfile.is_zipfile(place):
        with zipfile.ZipFile(place) as held:
            yield from (held.read(name) for name in sorted(held.namelist()) if name.endswith(".json"))
    else:
        yield place.read_bytes()


def _affected(record: Record) -> Iterator[Mapping[str, Any]]:
    return (one for one in record.get("affected", ()) if one.get("package", {}).get("ecosystem") == "PyPI")


def _spans_with(version: str, affected: Mapping[str, Any]) -> list[str] | None:
    """Return the version that mends each span that holds this one ("" where none does); None if it is not affected."""
    spans = [
        mended
        for one in affected.get("ranges", ())
        if one.get("type") == "ECOSYSTEM"
        for first, mended, last in _spans(one["events"])
        if _order(first) <= _order(version)
        and not (mended and _order(version) >= _order(mended))
        and not (last and _order(version) > _order(last))
    ]
    return spans or ([] if version in affected.get("versions", ()) else None)


def _spans(events: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Yield (first, the one that mends it, last) of each span of versions; "" where the record says nothing."""
    told = sorted(events, key=lambda event: (_order(next(iter(event.values()))), "introduced" in event))
    first: str | None = None
    for event in told:
        if "introduced" in event:
            first = event["introduced"] if first is None else first
        elif first is not None and ("fixed" in event or "last_affected" in event):
            yield first, event.get("fixed", ""), event.get("last_affected", "")
            first = None
    if first is not None:
        yield first, "", ""


def _order(version: str) -> Version:
    """A version to compare by; what is no version counts as the first, so that nothing is let off by it."""
    try:
        return Version(version)
    except InvalidVersion:
        return Version("0")


def advise(place: Path | None) -> tuple[int, str]:
    """Hold every lock file against recorded advisories: the exit code, and what to say."""
    pinned = {file: pins((ROOT / file).read_text(encoding="utf-8")) for file in LOCKS}
    count = sum(len(one) for one in pinned.values())
    if place is None:
        return 0, (
            f"Not checked: no recorded advisories were given for the {count} packages that are pinned. Take the OSV "
            "records of PyPI from where your network keeps them and run: make advisories ADVISORIES=PATH\n"
        )
    try:
        advisories = list(records(place))
    except (OSError, ValueError, AttributeError, zipfile.BadZipFile) as error:
        return 2, f"{place.name} cannot be read as OSV records ({type(error).__name__}). Nothing was checked.\n"
    if not advisories:
        return 2, f"{place.name} holds no OSV record of a Python package. Nothing was checked.\n"
    newest = max(str(one.get("modified", ""))[:10] for one in advisories)
    against = f"{count} packages against {len(advisories)} advisories, the newest of {newest or 'an unknown day'}"
    hits = [(file, hit) for file in LOCKS for hit in applying(pinned[file], advisories)]
    if not hits:
        return 0, f"{against}: none applies.\n"
    lines = [
        f"{file}: {hit.name} {hit.version}: {', '.join(hit.ids)}; mended in {hit.mended_in or 'no version on record'}. "
        f"{hit.summary}".rstrip()
        for file, hit in hits
    ]
    return 1, "\n".join([*lines, f"{against}: {len(hits)} apply. Raise the pins: make lock"]) + "\n"


def main() -> int:
    """Check the advisories, or a bill of materials."""
    asked = argparse.ArgumentParser(prog="tools.supply", description=__doc__)
    asked.add_argument("--advisories", type=lambda text: Path(text) if text else None, help="OSV records.")
    asked.add_argument("--sbom", type=Path, help="A bill of materials to hold against requirements.lock instead.")
    given = asked.parse_args()
    if given.sbom is None:
        code, words = advise(given.advisories)
        sys.stdout.write(words)
        return code
    pinned = pins((ROOT / LOCKS[0]).read_text(encoding="utf-8"))
    other = not_as_locked(json.loads(given.sbom.read_text(encoding="utf-8")), pinned)
    sys.stdout.write("".join(f"{one} is not what requirements.lock has. Run: make lock\n" for one in other))
    return 1 if other else 0


if __name__ == "__main__":
    sys.exit(main())
