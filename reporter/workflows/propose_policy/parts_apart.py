"""Finds a column that holds AM and PM, or the zone, of the times in other columns: without it they are other times."""

from collections.abc import Iterator, Mapping, Sequence

from reporter.workflows.propose_policy.columns import Cells, filled
from reporter.workflows.propose_policy.names import listed, plainly, quoted
from reporter.workflows.propose_policy.offset_words import is_zone
from reporter.workflows.propose_policy.time_forms import CLOCK, format_of, plainly_written

_HALVES = ("am", "pm")


def without_parts_apart(
    columns: dict[str, str],
    clocks: Mapping[str, str],
    header: Sequence[str],
    rows: Cells,
    kinds: Mapping[str, str],
) -> list[str]:
    """Take out the times of which a part may stand in another column; return what a person has to write."""
    doubts = []
    spare = [name for name in header if name not in (*columns.values(), *clocks.values())]
    for name in spare:
        texts = filled(header, rows, name)
        is_half = bool(texts) and all(plainly(text) in _HALVES for text in texts)
        if not is_half and not (texts and all(map(is_zone, texts))):
            continue
        found = [ours for ours in _times(columns, kinds) if _may_lack(ours, columns, clocks, header, rows, is_half)]
        if not found:
            continue
        names = [*filter(None, (columns[found[0]], clocks.get(found[0]))), name]
        what = "AM and PM alone" if is_half else "words for zones alone"
        further = "%I and %p in timestamp_format" if is_half else "offsets that say what each stands for"
        doubts.append(
            f"DECIDE: {quoted(name)} holds {what}. Which times is it of? Put it behind each, such as "
            f"{found[0]} = [{listed(names)}], with {further}"
        )
        for ours in found:
            del columns[ours]
    return doubts


def _times(columns: Mapping[str, str], kinds: Mapping[str, str]) -> Iterator[str]:
    return (ours for ours in columns if kinds[ours].startswith("time"))


def _may_lack(
    ours: str,
    columns: Mapping[str, str],
    clocks: Mapping[str, str],
    header: Sequence[str],
    rows: Cells,
    is_half: bool,
) -> bool:
    """Say whether the clocks of a time could lack AM and PM, or its texts a zone."""
    texts = filled(header, rows, clocks.get(ours, columns[ours]))
    if not is_half:
        return ours in clocks or any("%M" in (form := format_of(text) or "") and "%z" not in form for text in texts)
    found = [
        match for text in texts if (match := CLOCK.search(f" {text}" if ours in clocks else plainly_written(text)))
    ]
    return bool(found) and all(not one["half"] and 1 <= int(one["hour"]) <= 12 for one in found)
