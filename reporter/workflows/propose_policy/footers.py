"""Which lines of a sample are titles, page lines, totals and remarks of printing: never a text of a row."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from reporter.ingest.readers import Row
from reporter.workflows.propose_policy.reading import Reading

FOOTER = re.compile(
    r"\b(?:(?:sub|grand )?totals?|records?|page|printed|generated|end of (?:report|list)|report (?:execution|run))\b",
    re.IGNORECASE,
)
_FIRST = re.compile(r"(?:sub|grand )?totals?\b", re.IGNORECASE)
_TOTAL = re.compile(r"(?:sub|grand |report |overall )?totals?\b.*", re.IGNORECASE)
_COUNT = re.compile(r"\d[\d,. ]*")
_CUT = re.compile(r"\d|:|\s{2}|(?<= by)\s")
_REPORT = re.compile(r"[A-Z]{2,}\d+[A-Z]*(?=\s+[A-Z]{2,}\b.*\bpage\b)", re.IGNORECASE)  # of a program, such as JL4410R
_FEWEST_LETTERS = 4
_WHOSE = re.compile(r"\s+(?:of|for)\s+(?!report\b|list\b)|[:,]", re.IGNORECASE)
_OF_A_PAGE = re.compile(  # a line without these that begins with no word of printing may begin with a person's name
    r"\b(?:county|city|state|jail|prison|detention|correction(?:s|al)?|sheriff|police|report|register|roster|log)\b",
    re.IGNORECASE,
)


def beginning(text: str) -> str:
    """Return the words with which a line of a page begins, before any number or gap; "" where they say too little."""
    if report := _REPORT.match(text.strip()):
        return report[0]
    begins = _CUT.split(text.strip(), maxsplit=1)[0].rstrip()
    return begins if sum(letter.isalpha() for letter in begins) >= _FEWEST_LETTERS else ""


def is_of_page(begins: str) -> bool:
    """Say whether a line begins with a word of printing, or with the name of a place or a report, not of a person."""
    return FOOTER.match(begins) is not None or _OF_A_PAGE.search(begins) is not None


def footers_of(reading: Reading) -> Counter[str]:
    """Count the texts with which lines of totals, pages and printing begin, and no other row.

    Such a line has one filled cell, and a word of printing or a title of the first page; one of a total may have
    numbers in a few others.
    """
    alone: Counter[str] = Counter()
    others = set()
    if len(reading.header) <= 2:
        return alone
    for row in reading.rows:
        filled = [cell.strip() for cell in row.cells if cell and cell.strip()]
        is_alone = len(filled) == 1 and (FOOTER.search(filled[0]) or filled[0] in reading.titles)
        if is_alone or _is_total(filled, reading.header):
            alone[filled[0]] += 1
        elif filled:
            others.add(filled[0])
    found: Counter[str] = Counter()
    for text, count in alone.items():
        if is_of_page(begins := beginning(_WHOSE.split(text)[0])):
            found[begins] += count
    found = _shortened(found)
    return Counter({one: count for one, count in found.items() if not any(text.startswith(one) for text in others)})


def _shortened(found: Counter[str]) -> Counter[str]:
    """Join the texts that say which month or place a total is of: the next file has another."""
    short: Counter[str] = Counter()
    begins = {one: match[0] for one in found if (match := _FIRST.match(one))}
    words = Counter(begins.values())
    for one, count in found.items():
        short[begins[one] if words[begins.get(one, "")] > 1 else one] += count
    return short


def set_aside(reading: Reading, footers: Iterable[str]) -> Iterator[Row]:
    """Yield the rows of a reading that begin with one of these texts."""
    texts = tuple(footers)
    for row in reading.rows:
        if next((cell.strip() for cell in row.cells if cell and cell.strip()), "").startswith(texts):
            yield row


def _is_total(filled: Sequence[str], header: Sequence[str]) -> bool:
    """Say whether a line has the word of a total and then numbers alone, in less than half of the columns."""
    return (
        1 < len(filled) <= len(header) / 2
        and _TOTAL.fullmatch(filled[0]) is not None
        and all(_COUNT.fullmatch(one) for one in filled[1:])
    )
