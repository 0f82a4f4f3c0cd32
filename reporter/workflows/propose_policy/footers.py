"""Which lines of a sample are titles, page lines, totals and remarks of printing: never a text of a row."""

import re
from collections import Counter

from reporter.workflows.propose_policy.reading import Reading

FOOTER = re.compile(r"\b(?:(?:sub|grand )?totals?|records?|page|printed|generated|end of report)\b", re.IGNORECASE)
_CUT = re.compile(r"\d|:|\s{2}|(?<= by)\s")
_FEWEST_LETTERS = 4


def beginning(text: str) -> str:
    """Return the words with which a line of a page begins, before any number or gap; "" where they say too little."""
    begins = _CUT.split(text.strip(), maxsplit=1)[0].rstrip()
    return begins if sum(letter.isalpha() for letter in begins) >= _FEWEST_LETTERS else ""


def footers_of(reading: Reading) -> Counter[str]:
    """Count the texts with which lines of totals, pages and printing begin, and no row with more than one cell."""
    alone: Counter[str] = Counter()
    others = set()
    if len(reading.header) <= 2:
        return alone
    for row in reading.rows:
        filled = [cell.strip() for cell in row.cells if cell and cell.strip()]
        if len(filled) == 1 and FOOTER.search(filled[0]):
            alone[filled[0]] += 1
        elif filled:
            others.add(filled[0])
    found: Counter[str] = Counter()
    for text, count in alone.items():
        if begins := beginning(text):
            found[begins] += count
    return Counter({one: count for one, count in found.items() if not any(text.startswith(one) for text in others)})
