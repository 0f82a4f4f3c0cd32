"""Finds a column that holds AM and PM, or the zone, of the times in other columns: without it they are other times."""

from collections.abc import Mapping, Sequence

from reporter.workflows.propose_policy.columns import Cells, filled
from reporter.workflows.propose_policy.names import listed, plainly, quoted
from reporter.workflows.propose_policy.offset_words import is_zone
from reporter.workflows.propose_policy.time_forms import CLOCK, format_of, plainly_written

_NOON = 12
_WORDS = {  # in the order in which they stand behind a clock: what such a column holds, and what the policy then needs
    "half": ("AM and PM alone", "%I and %p in timestamp_format"),
    "zone": ("words for zones alone", "offsets that say what each stands for"),
}


def without_parts_apart(
    columns: dict[str, str],
    clocks: Mapping[str, str],
    header: Sequence[str],
    rows: Cells,
    kinds: Mapping[str, str],
) -> list[str]:
    """Take out the times of which a part may stand in another column; return what a person has to write."""
    doubts = []
    for name in [one for one in header if one not in (*columns.values(), *clocks.values())]:
        kind = _kind(header, rows, name)
        times = [ours for ours in columns if kinds[ours].startswith("time")] if kind else []
        found = [
            ours
            for ours in times
            if _may_lack(kind, filled(header, rows, clocks.get(ours, columns[ours])), is_clock=ours in clocks)
        ]
        if not found:
            continue
        names = [*filter(None, (columns[found[0]], clocks.get(found[0]))), name]
        what, further = _WORDS[kind]
        doubts.append(
            f"DECIDE: {quoted(name)} holds {what}. Which times is it of? Put it behind each, such as "
            f"{found[0]} = [{listed(names)}], with {further}"
        )
        for ours in found:
            del columns[ours]
    return doubts


def parts_apart(names: Sequence[str], header: Sequence[str], rows: Cells) -> tuple[str, ...]:
    """Return the columns that hold AM and PM, and the zone, of the one time of each row: a moment, or day and clock."""
    texts = filled(header, rows, names[-1])
    found = {_kind(header, rows, name): name for name in header if len(filled(header, rows, name)) == len(rows)}
    return tuple(found[kind] for kind in _WORDS if kind in found and _may_lack(kind, texts, is_clock=len(names) > 1))


def _kind(header: Sequence[str], rows: Cells, name: str) -> str:
    """Say whether a column holds halves of the day alone, or zones alone."""
    texts = filled(header, rows, name)
    found = {plainly(text) for text in texts}
    if found and (found <= {"am", "pm"} or found == {"a", "p"}):  # A alone may be a code
        return "half"
    return "zone" if texts and all(map(is_zone, texts)) else ""


def _may_lack(kind: str, texts: Sequence[str], *, is_clock: bool) -> bool:
    """Say whether the texts of a time, or of its clock, could lack AM and PM, or a zone."""
    if kind == "zone":
        return is_clock or any("%M" in (form := format_of(text) or "") and "%z" not in form for text in texts)
    found = [match for text in texts if (match := CLOCK.search(f" {text}" if is_clock else plainly_written(text)))]
    return bool(found) and all(not one["half"] and 1 <= int(one["hour"]) <= _NOON for one in found)
