"""Reads one county's pack for the statewide edition, once it verifies or somebody takes it in all the same."""

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reporter.audit import answers, audit_json
from reporter.audit.answers import Answer
from reporter.audit.answers import Line as AnswerLine
from reporter.config import period as periods
from reporter.editions import store
from reporter.errors import IntegrityError, PolicyError
from reporter.evidence import bagit, verify_pack
from reporter.model import COUNTS, Period, not_run_because
from reporter.report import sections
from reporter.text import on_one_line, words

_NAMED = 5
_PLACE = re.compile(r"[a-z_. ]+")  # a control, a leg or a part of audit.json
_WHOLE = ("program", "period", "signature", "certification")  # differences that speak of the program's own names


@dataclass(frozen=True, kw_only=True)
class County:
    """What one county's pack says: its claim, its legs and the books of each control."""

    name: str
    facilities: Sequence[str]
    edition: int
    root_digest: str
    is_held_against_root: bool
    unverified_because: Sequence[str]
    version: str
    signed_by: str
    claim_state: str
    claim_word: str
    sentence: str
    answers: Sequence[Answer]
    also: Sequence[AnswerLine]
    choices_words: str
    legs: Mapping[str, str]
    coverage_words: str
    books: Mapping[str, Mapping[str, int] | None]
    not_counted: Mapping[str, str]


def find(folder: Path, period: Period) -> Path | None:
    """Return the pack of a county folder's newest edition, of an edition, or the pack itself; None if there is none."""
    labels = [period.label, *(label for label, _ in store.all_editions(folder) if _are_days_of(label, period))]
    editions = (store.place(folder, label, store.latest(folder, label)) for label in labels)
    for place in (folder, folder / "pack", *(one / "pack" for one in editions)):
        if (place / bagit.ROOT_FILE).is_file() or (place / "data").is_dir():
            return place
    return None


def _are_days_of(label: str, period: Period) -> bool:
    """Tell whether a county calls the same days by another name, such as 2026-10-01..2026-10-31 for 2026-10."""
    try:
        own = periods.period(label)
    except PolicyError:
        return False
    return (own.first, own.last) == (period.first, period.last)


def read(pack: Path, folder: Path, period: Period, unverified: Collection[str]) -> County:
    """Verify a pack and read what the statewide edition says of it.

    Raises IntegrityError when it does not verify and is not named `unverified`, PolicyError when it is of another
    period.
    """
    named = on_one_line(folder.resolve().name)
    beside = pack.resolve().parent / f"{pack.resolve().name}.sha256"
    root = beside.read_text(encoding="ascii", errors="replace").strip()[:64] if beside.is_file() else ""
    faults = _faults(pack, root)
    audit = audit_json.read_json(pack / "data" / "audit.json")
    try:
        agency = str(audit["agency"])
        if faults and not {folder.resolve().name, agency} & set(unverified):
            raise IntegrityError(
                f"{named}: the pack is not what was sealed: {'; '.join(faults)}. To take it in all the same, and have "
                f"that printed: --unverified {named}."
            )
        label = audit["period"]["label"]
        if not _are_days_of(str(label), period):
            raise PolicyError(f"{named}: the pack is of {on_one_line(str(label))}, not of {period.label}.")
        return _county(pack, audit, root, faults)
    except (KeyError, TypeError, ValueError, AttributeError, OSError, csv.Error) as error:
        raise IntegrityError(f"{named}: the pack's audit.json is not one that this program wrote.") from error


def _faults(pack: Path, root: str) -> list[str]:
    """Name what of a pack is not what was sealed, or what a recomputation gives otherwise."""
    try:
        found = verify_pack.verify(pack, verify_pack.Asked(root=root), lambda words: None).differences
    except IntegrityError as error:
        found = [str(error).rstrip(".")]
    told = list(dict.fromkeys(_without_items(one) for one in found))
    return [*told[:_NAMED], *([f"and {len(told) - _NAMED} more"] if len(told) > _NAMED else [])]


def _without_items(difference: str) -> str:
    """Say of a difference where it is, but not what was read there: that may name a stay, a file or a policy's text.

    `reporter verify` tells the county itself each item.
    """
    said = on_one_line(difference)
    who, _, rest = said.partition(": ")
    if who == "digest":
        return rest
    if who in ("engine", "verify.py"):
        place = rest.partition(": ")[0]
        return f"{who}: {place if _PLACE.fullmatch(place) else 'a part of the pack'} differs"
    return said if who in _WHOLE else who


def _county(pack: Path, audit: Mapping[str, Any], root: str, faults: Sequence[str]) -> County:
    known, first_page = words(), answers.of_edition(audit)
    legs = {leg["id"]: leg["state"] for leg in audit["legs"]}
    by_id = {one["id"]: one for one in audit["controls"]}
    return County(
        name=audit["agency"],
        facilities=_facilities(pack),
        edition=audit["edition"],
        root_digest=bagit.root_digest(pack),
        is_held_against_root=bool(root),
        unverified_because=list(faults),
        version=str(audit.get("rests_on", {}).get("queries", ""))[:16],
        signed_by=sections.signers(audit.get("rests_on", {})),
        claim_state=audit["claim"]["state"],
        claim_word=known["claim"][audit["claim"]["state"]],
        sentence=audit["claim"]["sentence"],
        answers=[*first_page.answers, first_page.relied],
        also=first_page.also,
        choices_words=first_page.weakened,
        legs=legs,
        coverage_words=known["leg"][legs["logs_cover_period"]],
        books={
            id_: None if not_run_because(one) else {key: int(one[key]) for key in COUNTS} for id_, one in by_id.items()
        },
        not_counted={id_: why for id_, one in by_id.items() if (why := not_run_because(one))},
    )


def _facilities(pack: Path) -> list[str]:
    """Return the facilities that the pack's bookings name: what keeps two places of one name apart."""
    path = pack / "data" / "records" / "bookings.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return sorted({row["facility_id"] for row in csv.DictReader(file) if row["facility_id"]})
