"""Writes reports/index.html: every period and edition filed, newest first, with what each claims in words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reporter.audit import answers
from reporter.audit.answers import Answer
from reporter.files import write_atomically
from reporter.model import not_run_because
from reporter.report import html as report
from reporter.text import count_of, day, words

_MONTH = re.compile(r"\d{4}-\d{2}")
_SHOWN = 12
_TALL = 20


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One edition: what it claims, how it came to differ from the one before, and its files."""

    number: int
    claim_state: str
    sentence: str
    answers: Sequence[Answer]
    also_words: str
    moved_words: str
    files: Sequence[tuple[str, str]]
    choices_words: str = ""


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """One period with its editions, newest first."""

    label: str
    period_words: str
    editions: Sequence[Listed]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One month of a small picture: how high what was found stands, and above it what is undetermined, in its units."""

    found: int
    doubtful: int
    was_tested: bool


@dataclass(frozen=True, kw_only=True)
class Months:
    """One question over the months filed, oldest first: bars, and the same in words."""

    title: str
    words: str
    bars: Sequence[Bar]


@dataclass(frozen=True, kw_only=True)
class IndexContext:
    """What the index shows: claims and files, no person's row."""

    agency: str
    shelves: Sequence[Shelf]
    months: Sequence[Months] = ()

    @property
    def question(self) -> str:
        """The heading of every page."""
        return str(words()["question"])

    @property
    def questions(self) -> list[str]:
        """The three questions, and whether the records can be relied on."""
        return [*[one["title"] for one in words()["questions"].values()], words()["relied_on"]]


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
    newest = [max(own, key=lambda one: int(one["edition"])) for own in reversed(newest_first)]
    context = IndexContext(
        agency=newest_first[0][-1]["agency"],
        shelves=shelves,
        months=months([one for one in newest if _MONTH.fullmatch(one["period"]["label"])][-_SHOWN:]),
    )
    write_atomically(folder / "reports" / "index.html", report.render("index", context))


def months(audits: Sequence[Mapping[str, Any]]) -> list[Months]:
    """Return each question over some months, oldest first; one month alone shows nothing."""
    if len(audits) < 2:
        return []
    found = []
    for question in words()["questions"].values():
        counts = [_counts(audit, question["controls"]) for audit in audits]
        highest = max((one[0] + one[1] for one in counts if one), default=0) or 1
        found.append(
            Months(
                title=question["title"],
                words="; ".join(
                    f"{audit['period']['label']}: {_in_words(one)}" for audit, one in zip(audits, counts, strict=True)
                ),
                bars=[
                    Bar(found=_height(one[0], highest), doubtful=_height(one[1], highest), was_tested=True)
                    if one
                    else Bar(found=0, doubtful=0, was_tested=False)
                    for one in counts
                ],
            )
        )
    return found


def _counts(audit: Mapping[str, Any], asked: Mapping[str, Any]) -> tuple[int, int] | None:
    """Return the exceptions and the undetermined of a question's controls; nothing where one of them was not run."""
    books = [one for one in audit["controls"] if one["id"] in asked]
    if len(books) < len(asked) or any(not_run_because(one) for one in books):
        return None
    return sum(one["exception"] for one in books), sum(one["undetermined"] for one in books)


def _in_words(counts: tuple[int, int] | None) -> str:
    if counts is None:
        return "not tested"
    return f"{count_of(counts[0], 'exception')}, {counts[1]:,} undetermined"


def _height(count: int, highest: int) -> int:
    """Return a bar's height: nothing for none, and at least one unit for one."""
    return -(-count * _TALL // highest)


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
    previous = audit.get("previous") or {}
    changed = f"{count_of(len(moved), 'outcome')} moved since r{previous.get('edition', number - 1)}."
    if number == 1:
        changed = "The first edition."
    elif not previous and audit.get("ledger", {}).get("lost"):
        changed = "The edition before is lost: nothing can be held against it."
    first_page = answers.of_edition(audit)
    return Listed(
        number=number,
        claim_state=claim["state"],
        sentence=claim["sentence"],
        answers=[*first_page.answers, first_page.relied],
        also_words=_also_words(len(first_page.also)),
        choices_words=first_page.weakened,
        moved_words=changed,
        files=[(f"{place}/{name}", title) for name, title in here],
    )
