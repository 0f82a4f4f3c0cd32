"""Finds the spots of the SQL that may be changed: a comparison, an end of a time, a join, a dropped case."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

QUERIES = Path(__file__).parents[2] / "queries"
_HEADER = re.compile(r"\A/\*\n.*?\*/\n", re.DOTALL)
_HIDDEN = re.compile(r"'[^']*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_BETWEEN = re.compile(r"\bbetween\s+\S+(?:\s[-+]\s\S+)?\s+$")

# What is looked for, and what may stand in its place.
_SWAPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "comparison": (r"(?<![<>=-])(?:<=|>=|<>|<|>)(?![=>])", ("<=", ">=", "<>", "<", ">")),
    "equality": (r"(?<= )=(?= )", ("<>",)),
    "junction": (r"\b(?:and|or)\b", ("or", "and")),
    "negation": (r"\bnot (?!null)", ("",)),
    "presence": (r"\bis not null\b|\bis null\b", ("is null", "is not null")),
    "end": (r"(?<=_)(?:earliest|latest)\b|(?<=\.)(?:earliest|latest)\b", ("latest", "earliest")),
    "choice": (r"\b(?:min|max|bool_or|bool_and|least|greatest)(?=\()", ()),
    "sign": (r"(?<= )[-+](?= )", ("-", "+")),
    "number": (r"(?<![\w.'])\d+(?![\w.'])", ()),
    "truth": (r"\b(?:true|false)\b", ("false", "true")),
    "join": (r"\b(?:left|inner) join\b", ("inner join", "left join")),
    "filter": (r" filter \((?:[^()]|\([^()]*\))*\)", ("",)),
    "certainty": (r"\b(?:sure|possible)(?=[_(. ])|\b(?:surely|possibly)(?=_)", ()),
    "clocks": (r"_without_clock_error\b", ("",)),
}
_OTHER = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "<>": "=",
    "min": "max", "max": "min", "bool_or": "bool_and", "bool_and": "bool_or", "least": "greatest", "greatest": "least",
    "sure": "possible", "possible": "sure", "surely": "possibly", "possibly": "surely",
}  # fmt: skip
_TERM = re.compile(r"^( *)(?:and|or) [^\n]*$", re.MULTILINE)
_CASE = re.compile(r"^ *when [^\n]*? then [^\n]*\n(?= *(?:when|else) )", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One changed spot: in which file, on which line, what, and the whole text with it."""

    file: str
    line: int
    kind: str
    before: str
    after: str
    text: str

    @property
    def name(self) -> str:
        """How reports call it."""
        return f"{self.file}:{self.line} {self.kind}: {self.before.strip()!r} -> {self.after.strip()!r}"


def mutants_of(file: str, text: str) -> Iterator[Mutant]:
    """Yield every mutant of one query file, in the order of its lines."""
    header = _HEADER.match(text)
    start = header.end() if header else 0
    bare = text[:start] + _HIDDEN.sub(lambda found: " " * len(found[0]), text[start:])
    spots: list[tuple[int, int, str, str]] = []
    for kind, (pattern, options) in _SWAPS.items():
        for found in re.finditer(pattern, bare[start:]):
            at, old = start + found.start(), found[0]
            if kind == "junction" and _BETWEEN.search(bare[:at]):
                continue
            new = str(int(old) + 1) if kind == "number" else _OTHER.get(old) or next(o for o in options if o != old)
            spots.append((at, at + len(old), kind, new))
    for kind, shape in (("dropped term", _TERM), ("dropped case", _CASE)):
        spots += [(start + one.start(), start + one.end(), kind, "") for one in shape.finditer(text[start:])]
    for at, end, kind, new in sorted(spots):
        yield Mutant(
            file=file,
            line=text.count("\n", 0, at + len(text[at:end]) - len(text[at:end].lstrip())) + 1,
            kind=kind,
            before=text[at:end],
            after=new,
            text=text[:at] + new + text[end:],
        )


def all_mutants() -> list[Mutant]:
    """Return every mutant of the macros and of each query."""
    files = [QUERIES / "macros.sql", QUERIES / "zone_weeks.sql", *sorted(QUERIES.glob("*/*.sql"))]
    texts = ((path.relative_to(QUERIES).as_posix(), path.read_text(encoding="utf-8")) for path in files)
    return list(chain.from_iterable(mutants_of(file, text) for file, text in texts))


def is_filled(file: str) -> bool:
    """Tell whether a query has parts that the program fills in: no header says what it is."""
    return not (QUERIES / file).read_text(encoding="utf-8").startswith("/*")


def sample(mutants: Sequence[Mutant], share: int) -> list[Mutant]:
    """Return one in `share` mutants of each file, at least two: by a digest of their names, so the same each time.

    They come in the order of the digests, so that the first half of a run is a fair sample too.
    """

    def digest(one: Mutant) -> bytes:
        return hashlib.sha256(one.name.encode()).digest()

    chosen: list[Mutant] = []
    for file in dict.fromkeys(one.file for one in mutants):
        own = sorted((one for one in mutants if one.file == file), key=digest)
        chosen += own[: max(2, -(-len(own) // share))]
    return sorted(chosen, key=digest)
