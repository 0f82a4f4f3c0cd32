"""Writes reports/index.html: every period and edition filed, newest first, with what each claims in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reporter.audit import answers
from reporter.audit.answers import Answer
from reporter.files import write_atomically
from reporter.report import html as report
from reporter.text import count_of, day, words


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One edition: what it claims, how it came to differ from the one before, and its files."""

    number: int
    claim_state: str
    claim_word: str
    sentence: str
    answers: Sequence[Answer]
    also_words: str
    moved_words: str
    files: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """One period with its editions, newest first."""

    label: str
    period_words: str
    editions: Sequence[Listed]


@dataclass(frozen=True, kw_only=True)
class IndexContext:
    """What the index shows: claims and files, no person's row."""

    agency: str
    shelves: Sequence[Shelf]


def write(folder: Path, audits: Sequence[Mapping[str, Any]]) -> None:
    """Write the index of all editions filed, whole or not at all; without an edition there is none."""
    if not audits:
        return
    by_period: dict[str, list[Mapping[str, Any]]] = {}
    for audit in audits:
        by_period.setdefault(audit["period"]["label"], []).append(audit)
    newest_first = sorted(
        by_period.values(), key=lambda own: (own[0]["period"]["to"], own[0]["period"]["from"]), reverse=True
    )
    shelves = [_shelf(folder, sorted(own, key=lambda one: -int(one["edition"]))) for own in newest_first]
    page = report.render("index", IndexContext(agency=newest_first[0][-1]["agency"], shelves=shelves))
    write_atomically(folder / "reports" / "index.html", page)


def _shelf(folder: Path, audits: Sequence[Mapping[str, Any]]) -> Shelf:
    period = audits[0]["period"]
    return Shelf(
        label=period["label"],
        period_words=f"{day(period['from'])} to {day(period['to'])}",
        editions=[_listed(folder, one) for one in audits],
    )


def _also_words(count: int) -> str:
    """Say how many other controls have something on record; the edition names them."""
    return words()["first_page"]["also_in_index"].format(controls=count_of(count, "other control")) if count else ""


def _listed(folder: Path, audit: Mapping[str, Any]) -> Listed:
    claim, number, place = audit["claim"], audit["edition"], f"{audit['period']['label']}/r{audit['edition']}"
    here = [(name, title) for name, title in words()["files"].items() if (folder / "reports" / place / name).exists()]
    moved = [one for one in audit["changes"] if one["cause"] != "response"]
    changed = f"{count_of(len(moved), 'outcome')} moved since r{number - 1}." if number > 1 else "The first edition."
    first_page = answers.of_edition(audit)
    return Listed(
        number=number,
        claim_state=claim["state"],
        claim_word=words()["claim"][claim["state"]],
        sentence=claim["sentence"],
        answers=[*first_page.answers, first_page.relied],
        also_words=_also_words(len(first_page.also)),
        moved_words=changed,
        files=[(f"{place}/{name}", title) for name, title in here],
    )
