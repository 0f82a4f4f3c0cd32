"""Makes one statewide edition of several counties' packs: a line a county, in order of facility, and no ranking.

It is for the state's own reviewers, as the board's edition is for a county: counts only, no row of a person, no
breakdown by personal attribute. Counts of checks and notices derive from the agreement, so it is not for publication.
"""

import json
import shutil
import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from reporter.audit import controls
from reporter.editions import county_pack, ledger_check
from reporter.editions.county_pack import County
from reporter.errors import IntegrityError, PolicyError
from reporter.model import COUNTS, Period, Progress
from reporter.report import html as report
from reporter.report import pdf
from reporter.text import day, on_one_line, words

SCHEMA = "reporter/statewide/1"
_SILENCE = {
    True: "Every county that was expected reported.",
    False: "Not known: no list of expected counties was given.",
}


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

    question: str
    period_label: str
    period_words: str
    counties: Sequence[County]
    labels: Sequence[str]
    questions: Sequence[str]
    also_title: str
    silent: Sequence[str]
    silence_words: str
    notes: Sequence[str]
    tables: Sequence[Table]


@dataclass(frozen=True, kw_only=True)
class Made:
    """What a statewide edition came to."""

    path: Path
    silent: Sequence[str]
    exit_code: int


def make(
    folders: Sequence[Path],
    period: Period,
    out: Path,
    expected: Path | None,
    *,
    unverified: Collection[str] = (),
    tell: Progress = lambda words: None,
) -> Made:
    """Verify every county's pack for the period and write the edition into `out`, all of it or nothing.

    A county named in `unverified`, by its folder or agency, is taken in although its pack does not verify, and the
    edition says so. Raises IntegrityError naming each pack that is not what was sealed or does not verify, PolicyError
    when two are the same pack, one is of another period, or `out` is in use.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise PolicyError(
            f"{out.resolve().name} is not empty. Name a folder that does not exist yet: no edition is overwritten."
        )
    awaited = _expected(expected) if expected else []
    counties: list[County] = []
    silent: list[Silent] = []
    broken: list[str] = []
    for folder in folders:
        try:
            if (folder / "reports").is_dir():  # an edition that is missing is no silence
                ledger_check.hold(folder, "It was not taken in.")
            pack = county_pack.find(folder, period)
            if pack is None:
                silent.append(Silent(name=folder.resolve().name, facilities=[]))
                continue
            tell(f"verifying the pack of {on_one_line(folder.resolve().name)}")
            counties.append(county_pack.read(pack, folder, period, unverified))
        except IntegrityError as error:
            name = folder.resolve().name
            broken.append(str(error) if str(error).startswith(name) else f"{name}: {error}")
    if broken:
        raise IntegrityError(f"{' '.join(broken)} No statewide edition was made.")
    counties.sort(key=lambda one: (list(one.facilities), one.name, one.root_digest))
    doubled = {one.root_digest for one in counties if [two.root_digest for two in counties].count(one.root_digest) > 1}
    if doubled:
        raise PolicyError(f"One pack was given twice (root digest {min(doubled)[:16]}). Name each county once.")
    silent += [one for one in awaited if not _is_heard(one, awaited, counties)]
    silent.sort(key=lambda one: (list(one.facilities), one.name))
    _write(out, period, counties, silent, is_list_given=bool(expected))
    return Made(
        path=out,
        silent=[_silent_words(one) for one in silent],
        exit_code=_exit_code(counties, silent),
    )


def _exit_code(counties: Sequence[County], silent: Sequence[Silent]) -> int:
    if any(books and books["exception"] for one in counties for books in one.books.values()):
        return 1
    whole = (
        counties
        and not silent
        and all(one.claim_state == "demonstrated" and not one.unverified_because for one in counties)
    )
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


def _is_heard(one: Silent, awaited: Sequence[Silent], counties: Sequence[County]) -> bool:
    """Tell whether a county that was expected gave a pack: one of its facilities stands in it.

    A facility that is expected of several counties, such as MAIN, names none of them; nor does a pack that has the
    name of another. Then the agency's name decides.
    """
    others = [two for two in awaited if two is not one]
    shared = {facility for two in others for facility in two.facilities}
    names = {_folded(two.name) for two in others if _folded(two.name) != _folded(one.name)}
    for county in counties:
        found = set(one.facilities) & set(county.facilities)
        is_named = _folded(county.name) == _folded(one.name)
        if found and (is_named or (found - shared and _folded(county.name) not in names)):
            return True
    return False


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _label(one: County) -> str:
    return f"{one.name} ({', '.join(one.facilities) or 'no facility named'})"


def _silent_words(one: Silent) -> str:
    return f"{one.name} ({', '.join(one.facilities)})" if one.facilities else one.name


def _notes(counties: Sequence[County], *, is_list_given: bool) -> Iterable[str]:
    if not is_list_given:
        yield "No list of expected counties was given: who should have reported and did not is not known."
    if len({one.version for one in counties}) > 1:
        yield "The counties' editions were not all made with the same queries: their counts may rest on other rules."
    for one in counties:
        if one.unverified_because:
            yield f"{_label(one)}: NOT VERIFIED, and taken in on demand: {'; '.join(one.unverified_because)}."
        if not one.is_held_against_root:
            yield f"{_label(one)}: no root digest came with the pack; it was held against its own manifests only."
    labels = [_label(one) for one in counties]
    for label in sorted({one for one in labels if labels.count(one) > 1}):
        yield f"{label} stands here more than once: two packs name the same agency and the same facilities."


def context(
    period: Period, counties: Sequence[County], silent: Sequence[Silent], *, is_list_given: bool = True
) -> StatewideContext:
    """Return what the page and the print show, in the order of the counties given."""
    return StatewideContext(
        question=words()["question"],
        period_label=period.label,
        period_words=f"{day(period.first)} to {day(period.last)}",
        counties=counties,
        labels=[_label(one) for one in counties],
        questions=[*[one["title"] for one in words()["questions"].values()], words()["relied_on"]],
        also_title=words()["first_page"]["also"],
        silent=[_silent_words(one) for one in silent],
        notes=list(_notes(counties, is_list_given=is_list_given)),
        silence_words=_SILENCE[is_list_given],
        tables=[_table(one.id, one.header["title"], counties) for one in controls.catalogue()],
    )


def _write(
    out: Path, period: Period, counties: Sequence[County], silent: Sequence[Silent], *, is_list_given: bool
) -> None:
    shown = context(period, counties, silent, is_list_given=is_list_given)
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
        why = "" if books else one.not_counted.get(control, "Not asked there.")
        lines.append(Line(county=_label(one), counts=[f"{books[key]:,}" for key in COUNTS] if books else [], words=why))
    return Table(id=control, title=title, lines=lines)
