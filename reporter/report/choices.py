"""Words each choice of the policy: what it is, what it touches, and what the default would give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reporter.model import Audit, Choice
from reporter.text import count_of, words

_FOR_THE_BOARD = ("vetting.", "scope.", "limits.", "systems.", "controls.", "reading.", "corrections", "void", "inbox.")
_CODES = (".values.result", ".values.release_reason", ".values.commitment", ".values.void", ".constants.commitment")


@dataclass(frozen=True, kw_only=True)
class ChoiceShown:
    """One choice in words."""

    setting: str
    value: str
    default: str
    rows: int
    weakens: bool
    with_default: str


def headline(audit: Audit) -> str:
    """Say how many choices weaken the answer."""
    said = words()["choices"]
    count = sum(one.weakens for one in audit.choices)
    return str(said["one"] if count == 1 else said["many"].format(count=f"{count:,}") if count else said["none"])


def shown(audit: Audit, *, in_full: bool) -> list[ChoiceShown]:
    """Word the choices: all of them, or those that a board is shown."""
    return [_shown(one, in_full=in_full) for one in audit.choices if in_full or _is_for_the_board(one)]


def _is_for_the_board(one: Choice) -> bool:
    return one.weakens or one.setting.startswith(_FOR_THE_BOARD) or one.setting.endswith(_CODES)


def _shown(one: Choice, *, in_full: bool) -> ChoiceShown:
    said = words()["choices"]
    value = _text(one.value)
    if one.setting == "inbox.ignore" and not in_full:  # a name of a file may hold a person's
        value = count_of(len(one.value), "pattern") if isinstance(one.value, list) else value
    return ChoiceShown(
        setting=said["names"].get(one.setting, one.setting),
        value=value,
        default=_text(one.default),
        rows=one.rows,
        weakens=one.weakens,
        with_default=" ".join(filter(None, (_with_default(one), said["notes"].get(one.note, "")))),
    )


def _with_default(one: Choice) -> str:
    found = one.with_default
    if not found:
        return ""
    said = words()["choices"]
    exceptions, open_ones = found["exception"], found["undetermined"]
    state = words()["claim"][found["state"]]
    return str(
        said["with_default"].format(exceptions=exceptions, undetermined=open_ones, state=state, control=one.control)
    )


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {_text(one)}" for key, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_text(one) for one in value) or words()["choices"]["nothing"]
    return str(value).lower() if isinstance(value, bool) else str(value)
