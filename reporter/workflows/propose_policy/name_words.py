"""What the name of a column means, word by word: "Rls Dt/Tm", RELEASE_DTTM and "When Released" are one name."""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|#|\d+|[^\W\d_]+")
_TIMES = ("moment", "day", "clock")
Meaning = frozenset[str]


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def _meanings() -> Mapping[str, str]:
    return {word: meaning for meaning, words in _table()["words"].items() for word in words} | {"#": "number"}


def with_forms(columns: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, dict[str, list[str]]]:
    """Add to the names known of each log's columns those that go by the meanings of their words."""
    forms = _table()["columns"]
    return {
        log: {ours: [*words, *forms.get(log, {}).get(ours, ())] for ours, words in names.items()}
        for log, names in columns.items()
    }


def names_event(name: str) -> bool:
    """Say whether the name of a column means the kind of an event."""
    return meaning_of(name) in ({"event"}, {"event", "code"})


@cache
def meaning_of(name: str) -> Meaning:
    """Return what the words of a name mean; nothing where one of them is not known.

    A day with a clock is a moment: "Date/Time".
    """
    found: set[str] = set()
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    for word in _WORDS.findall(plain):
        parts = _parts(word.lower())
        if not parts:
            return frozenset()
        found |= parts
    found.discard("filler")
    if {"day", "clock"} <= found:
        found = found - {"day", "clock"} | {"moment"}
    if "moment" in found:
        found -= {"day", "clock"}
    return frozenset(found)


def _parts(word: str) -> set[str]:
    """Return what a word means, or the two or three words of which it is written: BOOKDTTM."""
    known = _meanings()
    if word in known:
        return {known[word]}
    for place in range(2, len(word) - 1):
        if word[:place] in known and (rest := _parts(word[place:])):
            return {known[word[:place]]} | rest
    return set()


def means(name: str, form: str) -> bool:
    """Say whether a name means a time such as "release time", be it as a day or as what happened in fact."""
    found, words = meaning_of(name) - {"actual"}, frozenset(form.split())
    return "time" in words and any(found == words - {"time"} | {kind} for kind in ("moment", "day"))


def without_actual(name: str) -> Meaning | None:
    """Return what a name means of which a word says that it is what happened in fact, or None if none says so."""
    found = meaning_of(name)
    return found - {"actual"} if "actual" in found else None


def named_so(header: Sequence[str], form: str, taken: Collection[str]) -> str:
    """Return the one spare column whose name means this, such as "release time"; "" where none or several do.

    A time goes by a name of a moment before that of a day, and by that before one of a clock.
    """
    words = frozenset(form.split())
    kinds = _TIMES if "time" in words else ("",)
    for kind in kinds:
        wanted = words - {"time"} | {kind} if kind else words
        found = [name for name in header if meaning_of(name) == wanted]
        if found:
            return found[0] if len(found) == 1 and found[0] not in taken else ""
    return ""
