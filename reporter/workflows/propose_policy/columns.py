"""Which column of theirs is which of ours: by names known from other systems, and by values where a name is weak."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reporter.text import MOST_CODES, is_codelike
from reporter.workflows.propose_policy.name_words import meaning_of, named_so
from reporter.workflows.propose_policy.names import plainly

_STEP = re.compile(r"[/.@]+")
_NESTED = re.compile(r"\w+(?:\.\w+)+")  # a name within an object of JSON
_TIMES = ("time", "day")
_SAYS_LITTLE = {
    **dict.fromkeys(("id", "identificationid", "number", "no"), ("id",)),
    **dict.fromkeys(("date", "time", "datetime", "at"), _TIMES),
    **dict.fromkeys(("code", "value", "text"), ("code", "text", "flag")),
}
_OF_ROW = ("@id", "id")
_VAGUE = ("type", "reason")  # names that could be of anything: half of the codes must be known
Words = Mapping[str, Sequence[str]]
Cells = Sequence[Sequence[str | None]]


@dataclass(frozen=True, kw_only=True)
class Known:
    """The words of synonyms.toml: names of files, of columns by log, and the meanings of codes by list.

    `foreign` are names of files and of columns that no log of ours has, such as a visitor.
    """

    files: Words
    foreign: Words
    columns: Mapping[str, Words]
    weak: Mapping[str, Words]
    codes: Mapping[str, Words]
    events: Mapping[str, Words]


def is_foreign(name: str, header: Sequence[str], known: Known) -> bool:
    """Say whether a table is no log by a word in its file's name or a column, such as a visitor or a nurse."""
    in_name = any(word in plainly(name) for word in known.foreign["files"])
    return in_name or any(plainly(one) in known.foreign["columns"] for one in header)


def score_of(
    fit: Mapping[str, str], columns: Mapping[str, str], name: str, hints: Sequence[str], header: Sequence[str]
) -> float:
    """Weigh the columns found and the file's name; nothing without half the required columns or four of any.

    Neither is a log what has no id of its records and no time: a number of a stay and a "Type" are in many tables. What
    officers may do and have learnt is no list with the numbers of stays.
    """
    required = [column for column, words in columns.items() if words.endswith(" required")]
    hits = sum(column in fit for column in required)
    if len(fit) < 2 or (2 * hits < len(required) and len(fit) < 4):
        return 0
    own = next(iter(columns))
    if own == "officer_id" and any(meaning_of(one) == {"booking", "number"} for one in header):
        return 0
    is_named = own in fit and (own != "booking_id" or "person_id" in columns)
    if not is_named and not any(columns[one].startswith(_TIMES) for one in fit):
        return 0
    named = any(word in plainly(name) for word in hints)
    return hits + len(fit) + 3 * hits / len(required) + 2 * named


def columns_of(header: Sequence[str], columns: Mapping[str, str], names: Words, record: str = "") -> dict[str, str]:
    """Find canonical columns by name, each of theirs used once; exact names are served before synonyms, and
    those before names whose words mean the same.

    A path, such as Release/Date below a row's element or release.at, also goes by its parts, if no other goes by them.
    """
    exactly = {plainly(name.replace("#", "No")): name for name in reversed(header)}
    parts = {name: _other_names(name, record) for name in header}
    counts = Counter(other for others in parts.values() for other in others)
    fit: dict[str, str] = {}
    for column in columns:
        if (name := exactly.get(plainly(column), "")) and name not in fit.values():
            fit[column] = name
    for column, words in columns.items():
        others = {
            one: name
            for name, found in parts.items()
            for one, kinds in found.items()
            if counts[one] == 1 and words.startswith(kinds)
        }
        theirs = others | exactly
        called = [plainly(column), *names.get(column, [])]
        for word in sorted(called, key=lambda word: theirs.get(word) in _OF_ROW):  # an element's own id comes last
            name = theirs.get(word, "")
            if column not in fit and name and name not in fit.values():
                fit[column] = name
    for column in columns:
        for form in (word for word in names.get(column, []) if " " in word and column not in fit):
            if name := named_so(header, form, fit.values()):
                fit[column] = name
    return {column: fit[column] for column in columns if column in fit}


def _other_names(name: str, record: str) -> dict[str, tuple[str, ...]]:
    """Return what a path goes by, and which kinds of columns may be called so.

    That is its last part, with the one before it, and that one alone if the last says little more than the kind.
    """
    parts = [plainly(one) for one in _STEP.split(name) if plainly(one)]
    if not parts or name.startswith("..") or not (record or _NESTED.fullmatch(name)):
        return {}
    *_, above, last = (plainly(_STEP.split(record)[-1]), *parts)
    found: dict[str, tuple[str, ...]] = {above + last: ("",)}
    if last not in _SAYS_LITTLE:
        found[last] = ("",)
    elif len(parts) > 1 and last != "time":
        found[above] = _SAYS_LITTLE[last]
        if _SAYS_LITTLE[last] == _TIMES:
            found[above + "date"] = _TIMES
    return found


def filled(header: Sequence[str], rows: Cells, name: str) -> list[str]:
    """Return the filled values under one of their columns."""
    place = header.index(name)
    return [text for cells in rows if (text := (cells[place] or "").strip())]


def without_names(fit: dict[str, str], header: Sequence[str], rows: Cells) -> None:
    """Take out a column taken for a person's number where a value has no digit: it could be a name."""
    if "person_id" in fit and not all(re.search(r"\d", text) for text in filled(header, rows, fit["person_id"])):
        del fit["person_id"]


def add_own_id(fit: dict[str, str], header: Sequence[str], rows: Cells, columns: Mapping[str, str]) -> None:
    """Take "id" for the id of a record that has no other, where each row has another one.

    A stay's number is what other logs name it by, so that the id of its row is left to a person.
    """
    key = next(iter(columns))
    names = [name for name in header if name.lower() in _OF_ROW and name not in fit.values()]
    if key in fit or key == "booking_id" or not columns[key].startswith("id") or len(names) != 1:
        return
    texts = filled(header, rows, names[0])
    if len(texts) == len(rows) == len(set(texts)) > 1:
        fit[key] = names[0]


def add_by_codes(
    fit: dict[str, str], header: Sequence[str], rows: Cells, log: str, kinds: Mapping[str, str], known: Known
) -> None:
    """Take a column of a weak name, such as "Why", where its values are codes and one of them is known.

    What "other" means is known of many lists and says nothing. A reason must stand in rows with a release.
    """
    for ours, names in known.weak.get(log, {}).items():
        spare = [name for name in header if name not in fit.values() and plainly(name) in names]
        if ours in fit or len(spare) != 1:
            continue
        values = set(filled(header, rows, spare[0]))
        meanings = known.codes[kinds[ours].split()[0].removeprefix("code:")]
        words = {plainly(one) for ours, many in meanings.items() if ours != "other" for one in (ours, *many)}
        if ours == "release_reason" and not _within(header, rows, spare[0], fit.get("released_at")):
            continue
        known_count = sum(plainly(one) in words for one in values)
        if plainly(spare[0]) in _VAGUE and not (known_count > 1 and 2 * known_count >= len(values)):
            continue
        if len(values) <= MOST_CODES and all(map(is_codelike, values)) and known_count:
            fit[ours] = spare[0]


def _within(header: Sequence[str], rows: Cells, name: str, time: str | None) -> bool:
    """Say whether each row with a value under the one name has one under the other."""
    if time is None:
        return False
    place, other = header.index(name), header.index(time)
    return all((cells[other] or "").strip() for cells in rows if (cells[place] or "").strip())
