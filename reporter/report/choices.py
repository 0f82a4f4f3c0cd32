"""Words each choice of the policy: what it is, what it touches, and what the default would give."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from reporter.audit import answers, code_choices, controls, policy_choices
from reporter.audit.decide_choice import UNDECIDED
from reporter.model import HEADLINE, Audit, Choice
from reporter.text import count_of, words

_FOR_THE_BOARD = (
    *("vetting.", "scope.", "limits.", "systems.", "controls.", "reading.", "inbox."),
    *("corrections", "void", policy_choices.TOGETHER),
)
_PART_OF_A_LOG = re.compile(r"\.(?:layouts|joined)\[\d+\]")
_CODE = re.compile(r"logs\.(\w+)\.(?:values|constants|events\.fills)\.(\w+)")

_OF_ALL_LOGS = ("columns", "timestamp_format", "precision")
_SHORT = 36  # signs that the printed column of codes has room for


@dataclass(frozen=True, kw_only=True)
class ChoiceShown:
    """One choice in words, and the key of the policy that makes it."""

    setting: str
    key: str
    value: str
    default: str
    rows: int
    weakens: bool
    with_default: str
    is_codes: bool = False


def headline(audit: Audit) -> str:
    """Say how many choices weaken the answer, and which were not decided again."""
    said = words()["choices"]
    undecided = list(filter(_is_undecided, audit.choices))
    found = answers.weakened(sum(one.weakens for one in audit.choices))
    if not found and not next(one.was_run for one in audit.controls if one.id == HEADLINE):
        return str(said["not_tested"])
    if not found:
        found = str(said["none_decided" if undecided else "none"])
        if any(map(_is_code_decided, audit.choices)):
            found = f"{found.removesuffix('.')}, {said['but_codes']}"
    return f"{found} {_undecided_words(undecided)}".strip()


def _undecided_words(undecided: Sequence[Choice]) -> str:
    """Say which kinds of choices were not decided again; nothing where each was."""
    if not undecided:
        return ""
    said = words()["choices"]
    kinds = {_named(one.setting, said["undecided"]) for one in undecided}
    which = ", ".join(kind for kind in dict.fromkeys(said["undecided"].values()) if kind in kinds)
    return str(said["but_undecided"].format(which=which))


def _is_undecided(one: Choice) -> bool:
    return one.note == UNDECIDED and one.rows > 0


def not_decided(found: Sequence[ChoiceShown]) -> str:
    """Say what it means that a choice was not decided again, where one that is shown was not."""
    said = words()["choices"]
    return str(said["not_decided_words"]) if any(one.with_default == said["not_decided"] for one in found) else ""


def _is_code_decided(one: Choice) -> bool:
    """Say whether a code of the source was decided again: what it means there, the policy alone says."""
    return _is_code(one) and one.with_default is not None


def _is_code(one: Choice) -> bool:
    """Tell whether a choice reads a code, or puts one in, that can move an answer."""
    match = _CODE.fullmatch(_PART_OF_A_LOG.sub("", one.setting))
    return match is not None and match.group(1, 2) in code_choices.MOVES


def shown(audit: Audit, *, in_full: bool) -> list[ChoiceShown]:
    """Word the choices: all of them, or those that a board is shown, where the codes of one column are one line."""
    if in_full:
        return [_shown(one, audit.claim.state, in_full=True) for one in audit.choices]
    found = [_shown(one, audit.claim.state, in_full=False) for one in audit.choices if _is_for_the_board(one)]
    lines: dict[str, list[Choice]] = {}
    for one in audit.choices:
        if not _is_for_the_board(one) and (_is_code(one) or _is_undecided(one)):
            lines.setdefault(_line_of(one), []).append(one)
    return [*found, *(_line(key, own, audit.claim.state) for key, own in lines.items())]


def _line_of(one: Choice) -> str:
    """Return the key of the line that a choice stands on: what many logs have is one line for all of them."""
    kind = next((kind for kind in _OF_ALL_LOGS if re.search(rf"\.{kind}(\.|$)", one.setting)), "")
    return f"logs.{kind}" if kind and one.setting.startswith("logs.") else one.setting


def _is_for_the_board(one: Choice) -> bool:
    return one.weakens or one.setting.startswith(_FOR_THE_BOARD)


def _line(key: str, found: Sequence[Choice], claim_state: str) -> ChoiceShown:
    """Put on one line of the board the codes of one column, the values that leave rows out, or what all logs have."""
    first = found[0]
    if _is_code(first) or ".only." in key or key != first.setting:
        return _together(key, found)
    return _shown(first, claim_state, in_full=False)


def _together(key: str, found: Sequence[Choice]) -> ChoiceShown:
    """Put several choices on a line, each with its rows; of the values that leave rows out their number alone."""
    values = [_value(one) for one in found]
    if key != found[0].setting:
        values = [f"{_short(one.setting)} = {value}" for one, value in zip(found, values, strict=True)]
    value = ", ".join(_whole(f"{value} ({one.rows:,})") for value, one in zip(values, found, strict=True))
    if ".only." in key:
        value = count_of(len(found), "value")
    most: dict[str, int] = {}  # a row in which several columns are filled is one
    for one in found:
        place = one.setting.split(".")[1] if key != one.setting else f"{len(most)}"
        most[place] = max(most.get(place, 0), one.rows)
    rows = sum(most.values())
    again = sum(one.with_default is not None for one in found)
    told = words()["choices"]["codes_decided" if again else "codes_not_decided"].format(count=f"{again:,}")
    name = _named(key)
    return ChoiceShown(
        setting=name, key=key, value=value, default="", rows=rows, weakens=False, with_default=told, is_codes=True
    )


def _short(setting: str) -> str:
    """Return the log of a setting, and its column."""
    return ".".join(part for part in _PART_OF_A_LOG.sub("", setting).split(".")[1:] if part not in _OF_ALL_LOGS)


def _whole(text: str) -> str:
    """Return a short text that stays on one line."""
    return text.replace(" ", "\u00a0") if len(text) <= _SHORT else text


def _named(key: str, names: Mapping[str, str] | None = None) -> str:
    """Return what a choice is called on the pages; its key where it has no name of its own."""
    names = names or words()["choices"]["names"]
    plain = _PART_OF_A_LOG.sub("", key)
    pattern = next((one for one in names if fnmatchcase(plain, one)), key)
    fixed = pattern.split(".")
    parts = plain.split(".", len(fixed) - 1)
    stars = [part for part, name in zip(parts, fixed, strict=False) if name == "*"]
    return str(names.get(pattern, key)).format(*(_spaced(one) for one in stars))


def _spaced(name: str) -> str:
    return _titles().get(name) or name.replace("_", " ")


@cache
def _titles() -> Mapping[str, str]:
    return {file.id: f"“{file.header['title']}”" for file in controls.catalogue()}


def _shown(one: Choice, claim_state: str, *, in_full: bool) -> ChoiceShown:
    said = words()["choices"]
    value = _value(one)
    if one.setting == "inbox.ignore" and not in_full:  # a name of a file may hold a person's
        value = count_of(len(one.value), "pattern") if isinstance(one.value, list) else value
    return ChoiceShown(
        setting=_named(one.setting),
        key=one.setting,
        value=value,
        default=_text(one.default) or (said["unread_code"] if _is_code_decided(one) else ""),
        rows=one.rows,
        weakens=one.weakens,
        with_default=" ".join(filter(None, (said["notes"].get(one.note, ""), _with_default(one, claim_state)))),
    )


def _value(one: Choice) -> str:
    """Word what the policy says; what may name a person stands in the county's own files alone."""
    if one.setting == policy_choices.TOGETHER and isinstance(one.value, list):
        return "; ".join(_named(key) for key in one.value)
    withheld = policy_choices.may_name_people(one.setting, one.value)
    return str(words()["choices"]["withheld"]) if withheld else _text(one.value)


def _with_default(one: Choice, claim_state: str) -> str:
    """Say what the default gives; the answer only where it would be another."""
    found: Mapping[str, Any] = one.with_default or {}
    said = words()["choices"]
    if not found:
        return str(said["not_decided"]) if one.default is not None and not one.note else ""
    counts = other = ""
    if one.control in _titles():  # of a test of the records, a note says what it would find
        counts = said["with_default"].format(
            control=_titles()[one.control],
            exceptions=count_of(found["exception"], "exception"),
            undetermined=f"{found['undetermined']:,}",
        )
    if found["state"] != claim_state:
        other = said["other_answer"].format(state=words()["claim"][found["state"]].lower())
    return " ".join(filter(None, (counts, other)))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {_text(one)}" for key, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_text(one) for one in value) or words()["choices"]["nothing"]
    return str(value).lower() if isinstance(value, bool) else str(value)
