"""Makes one statewide edition of several counties' packs: a line a county, in order of facility, and no ranking.

It is for the state's own reviewers, as the board's edition is for a county: counts only, no row of a person, no
breakdown by personal attribute. Counts of checks and notices derive from the agreement, so it is not for publication.
"""

import csv
import json
import shutil
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from reporter.audit import answers, controls
from reporter.audit.answers import Answer
from reporter.audit.answers import Line as AnswerLine
from reporter.editions import ledger_check, store
from reporter.errors import IntegrityError, PolicyError
from reporter.evidence import bagit
from reporter.model import Period
from reporter.report import html as report
from reporter.report import pdf, sections
from reporter.text import day, words

SCHEMA = "reporter/statewide/1"
COUNTS = ("population", "met", "exception", "undetermined", "out_of_scope")


@dataclass(frozen=True, kw_only=True)
class County:
    """What one county's pack says: its claim, its legs and the books of each control."""

    name: str
    facilities: Sequence[str]
    edition: int
    root_digest: str
    is_held_against_root: bool
    version: str
    signed_by: str
    claim_state: str
    claim_word: str
    sentence: str
    answers: Sequence[Answer]
    also: Sequence[AnswerLine]
    legs: Mapping[str, str]
    coverage_words: str
    books: Mapping[str, Mapping[str, int] | None]


@dataclass(frozen=True, kw_only=True)
class Silent:
    """A county that was expected and has given nothing for the period."""

    name: str
    facilities: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One county's books of one control; `words` where it has none."""

    county: str
    counts: Sequence[str]
    words: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """One control: a line a county."""

    id: str
    title: str
    lines: Sequence[Line]


@dataclass(frozen=True, kw_only=True)
class StatewideContext:
    """Counts only: no field holds a person, a case, an officer or a file."""

    period_label: str
    period_words: str
    counties: Sequence[County]
    labels: Sequence[str]
    questions: Sequence[str]
    also_words: Sequence[str]
    silent: Sequence[str]
    notes: Sequence[str]
    tables: Sequence[Table]


@dataclass(frozen=True, kw_only=True)
class Made:
    """What a statewide edition came to."""

    path: Path
    county_count: int
    silent: Sequence[str]
    exit_code: int


def make(folders: Sequence[Path], period: Period, out: Path, expected: Path | None) -> Made:
    """Read every county's pack for the period and write the edition into `out`, all of it or nothing.

    Raises IntegrityError naming each pack that is not what was sealed, PolicyError when two are the same pack, one is
    of another period, or `out` is in use.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise PolicyError(f"{out.name} is not empty. Name a folder that does not exist yet: no edition is overwritten.")
    awaited = _expected(expected) if expected else []
    counties: list[County] = []
    silent: list[Silent] = []
    broken: list[str] = []
    for folder in folders:
        pack = _pack(folder, period)
        if pack is None:
            silent.append(Silent(name=folder.resolve().name, facilities=[]))
            continue
        try:
            if (folder / "reports").is_dir():
                ledger_check.hold(folder, "It was not taken in.")
            counties.append(_county(pack, folder, period))
        except IntegrityError as error:
            broken.append(str(error) if str(error).startswith(folder.resolve().name) else f"{folder.name}: {error}")
    if broken:
        raise IntegrityError(f"{' '.join(broken)} No statewide edition was made.")
    counties.sort(key=lambda one: (list(one.facilities), one.name, one.root_digest))
    doubled = {one.root_digest for one in counties if [two.root_digest for two in counties].count(one.root_digest) > 1}
    if doubled:
        raise PolicyError(f"One pack was given twice (root digest {min(doubled)[:16]}). Name each county once.")
    heard = {facility for one in counties for facility in one.facilities}
    silent += [one for one in awaited if not set(one.facilities) & heard]
    silent.sort(key=lambda one: (list(one.facilities), one.name))
    _write(out, period, counties, silent)
    return Made(
        path=out,
        county_count=len(counties),
        silent=[_silent_words(one) for one in silent],
        exit_code=_exit_code(counties, silent),
    )


def _exit_code(counties: Sequence[County], silent: Sequence[Silent]) -> int:
    if any(books and books["exception"] for one in counties for books in one.books.values()):
        return 1
    whole = counties and not silent and all(one.claim_state == "demonstrated" for one in counties)
    return 0 if whole else 3


def _expected(path: Path) -> list[Silent]:
    """Read who is expected: [[expected]] tables with a name and the facilities' identifiers."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))["expected"]
        return [Silent(name=str(one["name"]), facilities=[str(each) for each in one["facilities"]]) for one in found]
    except (ValueError, KeyError, TypeError) as error:
        raise PolicyError(
            f"{path.name} must have, for each county that is expected, [[expected]] with "
            'name = "..." and facilities = ["..."], as they stand in its bookings.'
        ) from error


def _pack(folder: Path, period: Period) -> Path | None:
    """Return the pack of a county folder's newest edition, of an edition, or the pack itself; None if there is none."""
    number = store.latest(folder, period.label)
    for place in (folder, folder / "pack", store.place(folder, period.label, number) / "pack"):
        if (place / bagit.ROOT_FILE).is_file() or (place / "data").is_dir():
            return place
    return None


def _county(pack: Path, folder: Path, period: Period) -> County:
    named = folder.resolve().name
    beside = pack.resolve().parent / f"{pack.resolve().name}.sha256"
    root = beside.read_text(encoding="ascii", errors="replace").strip()[:64] if beside.is_file() else ""
    faults = bagit.faults(pack, root)
    if faults:
        raise IntegrityError(f"{named}: the pack is not what was sealed: {'; '.join(faults)}.")
    audit = json.loads((pack / "data" / "audit.json").read_text(encoding="utf-8"))
    if audit["period"]["label"] != period.label:
        raise PolicyError(f"{named}: the pack is of {audit['period']['label']}, not of {period.label}.")
    known, first_page = words(), answers.of_edition(audit)
    legs = {leg["id"]: leg["state"] for leg in audit["legs"]}
    return County(
        name=audit["agency"],
        facilities=_facilities(pack),
        edition=audit["edition"],
        root_digest=bagit.root_digest(pack),
        is_held_against_root=bool(root),
        version=str(audit.get("rests_on", {}).get("queries", ""))[:16],
        signed_by=sections.signers(audit.get("rests_on", {})),
        claim_state=audit["claim"]["state"],
        claim_word=known["claim"][audit["claim"]["state"]],
        sentence=audit["claim"]["sentence"],
        answers=[*first_page.answers, first_page.relied],
        also=first_page.also,
        legs=legs,
        coverage_words=known["leg"][legs["logs_cover_period"]],
        books={one["id"]: {key: one[key] for key in COUNTS} if one["testable"] else None for one in audit["controls"]},
    )


def _facilities(pack: Path) -> list[str]:
    """Return the facilities that the pack's bookings name: what keeps two places of one name apart."""
    path = pack / "data" / "records" / "bookings.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return sorted({row["facility_id"] for row in csv.DictReader(file) if row["facility_id"]})


def _label(one: County) -> str:
    return f"{one.name} ({', '.join(one.facilities) or 'no facility named'})"


def _silent_words(one: Silent) -> str:
    return f"{one.name} ({', '.join(one.facilities)})" if one.facilities else one.name


def _notes(counties: Sequence[County]) -> Iterable[str]:
    if len({one.version for one in counties}) > 1:
        yield "The counties' editions were not all made with the same queries: their counts may rest on other rules."
    for one in counties:
        if not one.is_held_against_root:
            yield f"{_label(one)}: no root digest came with the pack; it was held against its own manifests only."
    labels = [_label(one) for one in counties]
    for label in sorted({one for one in labels if labels.count(one) > 1}):
        yield f"{label} stands here more than once: two packs name the same agency and the same facilities."


def context(period: Period, counties: Sequence[County], silent: Sequence[Silent]) -> StatewideContext:
    """Return what the page and the print show, in the order of the counties given."""
    return StatewideContext(
        period_label=period.label,
        period_words=f"{day(period.first)} to {day(period.last)}",
        counties=counties,
        labels=[_label(one) for one in counties],
        questions=[*[one["title"] for one in words()["questions"].values()], words()["relied_on"]],
        also_words=[_also_words(one) for one in counties],
        silent=[_silent_words(one) for one in silent],
        notes=list(_notes(counties)),
        tables=[_table(one.id, one.header["title"], counties) for one in controls.catalogue()],
    )


def _also_words(one: County) -> str:
    """Name what else is on record in a county, in the order and words of its own first page."""
    named = "; ".join(f"{line.lead}: {line.words}" for line in one.also)
    return f"{words()['first_page']['also']} {named}" if named else ""


def _write(out: Path, period: Period, counties: Sequence[County], silent: Sequence[Silent]) -> None:
    shown = context(period, counties, silent)
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "period": {"label": period.label, "from": period.first, "to": period.last},
        "counties": [asdict(one) for one in counties],
        "did_not_report": [asdict(one) for one in silent],
        "notes": shown.notes,
    }
    draft = out.with_name(f".draft-{out.name}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
        (draft / "statewide.json").write_text(text, encoding="utf-8", newline="\n")
        page = report.render("statewide", shown)
        (draft / "statewide.html").write_text(page, encoding="utf-8", newline="\n")
        (draft / "statewide.pdf").write_bytes(pdf.pdf("statewide", shown, period.last))
        if out.exists():
            out.rmdir()
        draft.rename(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _table(control: str, title: str, counties: Sequence[County]) -> Table:
    lines = []
    for one in counties:
        books = one.books.get(control)
        why = "" if books else ("A log it needs was not delivered." if control in one.books else "Not asked there.")
        lines.append(Line(county=_label(one), counts=[f"{books[key]:,}" for key in COUNTS] if books else [], words=why))
    return Table(id=control, title=title, lines=lines)
