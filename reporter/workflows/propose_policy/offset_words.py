"""Words behind a time that stand for an offset, such as EST: proposed where each stands in its own season alone."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from reporter.workflows.propose_policy.names import quoted

_ZONES = {
    **dict.fromkeys(("EST", "EDT"), "America/New_York"),
    **dict.fromkeys(("CST", "CDT"), "America/Chicago"),
    **dict.fromkeys(("MST", "MDT"), "America/Denver"),
    **dict.fromkeys(("PST", "PDT"), "America/Los_Angeles"),
    **dict.fromkeys(("UTC", "GMT"), "UTC"),
}
_OFFSETS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "UTC": 0, "GMT": 0}
_WORD = re.compile(rf"(.*\d(?: ?[AaPp][Mm])?) +({'|'.join(_ZONES)})")


def split_word(text: str) -> tuple[str, str]:
    """Return a time without the word behind it, and that word; "" where it has none that is known."""
    match = _WORD.fullmatch(text)
    return (match[1], match[2]) if match else (text, "")


def is_zone(text: str) -> bool:
    """Say whether a text is a word for an offset and nothing else."""
    return text.upper() in _ZONES


def offsets_of(times: Sequence[tuple[datetime | None, str]], total: int) -> list[str]:
    """Propose `offsets` for words of which each time lies in the word's season; else leave them to a person.

    Some systems write EST all year and mean the clock on the wall: an offset would move their summer by an hour.
    """
    words = Counter(word for _, word in times)
    odd = Counter(word for moment, word in times if moment is None or not _in_season(moment, word))
    said = ", ".join(f'{word} = "{_OFFSETS[word]:+03d}:00"' for word in sorted(words))
    if odd:
        seen = ", ".join(f"{quoted(word)} ({count})" for word, count in sorted(odd.items()))
        return [
            f"# DECIDE: in these times the word does not fit the season, and no time is read before you decide: {seen}",
            f"# offsets = {{ {said} }}   # if clocks showed that offset; else the one that they showed",
        ]
    return [f"offsets = {{ {said} }}   # {words.total()} of {total} times end so, each in its season"] if words else []


def _in_season(moment: datetime, word: str) -> bool:
    zone = ZoneInfo(_ZONES[word])
    offsets = (moment.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return any(one is not None and one.total_seconds() == _OFFSETS[word] * 3600 for one in offsets)
