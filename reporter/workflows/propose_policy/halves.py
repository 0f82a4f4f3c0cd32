"""Finds the other half of a log's rows in a second kind of file: every row of it names one of the log's own, once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reporter.config.log_schemas import schemas
from reporter.text import count_of
from reporter.workflows.propose_policy.clocks import is_no_time
from reporter.workflows.propose_policy.names import quoted
from reporter.workflows.propose_policy.samples import Sample
from reporter.workflows.propose_policy.time_forms import format_of

_FEWEST = 5  # rows that must name one of the log's own before they say anything
Group = Sequence[Sample]
Words = Mapping[str, str]


@dataclass(kw_only=True)
class Halves:
    """The samples of one log's own rows, their other halves with the evidence, and what is left to a person."""

    groups: list[list[Sample]]
    joined: list[tuple[list[Sample], str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class _Proof:
    """With which evidence a group is the other half, or what leaves that in doubt; both empty where nothing speaks.

    `own_width` and `other_width` are those that the ids of the one or the other half had before they lost their zeros.
    """

    evidence: str = ""
    doubt: str = ""
    own_width: int = 0
    other_width: int = 0


def halves_of(groups: Sequence[Group], columns: Words, elsewhere: Collection[str] = ()) -> Halves:
    """Part the samples that are the other half of the first ones; none where two would fill one column of ours.

    `elsewhere` are the ids of the log's rows that other logs name.
    """
    many = [list(one) for one in groups]
    bases = [one for one in many if all(two is one or _lacks(two, one, columns) for two in many)]
    log = many[0][0].log
    if len(many) < 2 or len(bases) != 1 or len(schemas()[log].key) != 1 or any(one.events for one in bases[0]):
        return Halves(groups=many)
    base, key = bases[0], schemas()[log].key[0]
    found = Halves(groups=[base])
    for group in (one for one in many if one is not base):
        added = [ours for ours in group[0].columns if ours not in base[0].columns and not _must(columns, ours)]
        proof = _proof(base, group, key, added, columns, elsewhere)
        if proof.evidence:
            half = [one.with_columns((key, *added)) for one in group]
            half = _given_back(half, key, proof.other_width, "each is found among those of the log's own rows")
            found.joined.append((half, proof.evidence))
            words = "each of the joined rows is found"
            found.groups[0] = _given_back(found.groups[0], key, proof.own_width, words)
        else:
            found.groups.append(group)
            found.doubts += [f"# DECIDE: {proof.doubt}"] if proof.doubt else []
    filled = [ours for group, _ in found.joined for ours in group[0].columns if ours != key]
    if len(set(filled)) < len(filled):
        return Halves(groups=many, doubts=["# DECIDE: two kinds of files could fill one column: which is joined?"])
    return found


def _must(columns: Words, ours: str) -> bool:
    return columns[ours].endswith(" required")


def _lacks(group: Group, base: Group, columns: Words) -> bool:
    """Say whether a group has less of what every row must have, and nothing of it that the base lacks."""
    mine, theirs = ({ours for ours in one[0].columns if _must(columns, ours)} for one in (group, base))
    return mine < theirs and not any(one.events for one in group)


def _proof(
    base: Group, group: Group, key: str, added: Sequence[str], columns: Words, elsewhere: Collection[str]
) -> _Proof:
    if not added or any(key not in one.columns or key in one.clocks for one in (*base, *group)):
        return _Proof()
    own_width, other_width = lost_widths(_texts(base, key), _texts(group, key))
    where = {
        text.zfill(own_width): (one, n) for one in base if _is_full(one, key) for n, text in enumerate(one.values(key))
    }
    ids = [(one, n, text.zfill(other_width)) for one in group for n, text in enumerate(one.values(key))]
    named = [one for one in ids if one[2] in where]
    total = sum(len(one.rows) for one in group)
    if len(named) < _FEWEST:
        return _Proof()
    name, other = quoted(group[0].name), quoted(base[0].name)
    told = f"{len(named):,} of {count_of(total, 'row names', 'rows name')} a row of {other} by {key}"
    if width := own_width or other_width:
        told += f" with the zeros that {'those' if own_width else 'they'} lost ({width} digits)"
    if len(named) < total or not all(_is_full(one, key) and _is_once(one, key) for one in group):
        return _Proof(
            doubt=f"{name}: {told}, not each once. Is it the other half of those rows? Then [[joined]] reads it."
        )
    if own_width and _are_otherwise(elsewhere, _texts(base, key), own_width):
        return _Proof(doubt=f"{name}: {told}, but other logs name those rows without zeros. Which ids are whole?")
    shared = [ours for ours in group[0].columns if ours in base[0].columns and ours != key]
    differing = [ours for ours in shared if _differs(base, group, key, ours, (own_width, other_width))]
    if differing:
        return _Proof(doubt=f"{name}: {told}, but {', '.join(differing)} is not the same in both. Which is right?")
    times = [ours for ours in added if columns[ours].split()[0] == "time"]
    if group[0].timeless or any(
        not (is_no_time(text) or format_of(text)) for one in group for ours in times for text in one.values(ours)
    ):
        return _Proof(doubt=f"{name}: {told}, but some of its times are not known. Is it the other half?")
    first, (row, n) = named[0], where[named[0][2]]
    line, own = first[0].reading.rows[first[1]].line, row.reading.rows[n].line
    evidence = f"{told}, each once; first: line {line} that of line {own}"
    return _Proof(evidence=evidence, own_width=own_width, other_width=other_width)


def _texts(group: Group, key: str) -> list[str]:
    return [text for one in group for text in one.values(key)]


def lost_widths(own: Sequence[str], others: Sequence[str]) -> tuple[int, int]:
    """Return the width that the ids of either side had, where it lost the zeros that the other has; 0: none.

    The whole side has digits of one width, some with a zero at the beginning; the other has no such zero, and fewer
    digits in some.
    """
    if set(others) <= set(own):
        return 0, 0
    for whole, lost, widths in ((own, others, (0, 1)), (others, own, (1, 0))):
        sizes = {len(text) for text in whole}
        if len(sizes) != 1 or not all(_is_digits(text) for text in (*whole, *lost)):
            continue
        width = sizes.pop()
        if (
            any(text[0] == "0" for text in whole)
            and not any(text[0] == "0" or len(text) > width for text in lost)
            and any(len(text) < width for text in lost)
        ):
            return widths[0] * width, widths[1] * width
    return 0, 0


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _are_otherwise(elsewhere: Collection[str], own: Sequence[str], width: int) -> bool:
    """Say whether other logs name rows by the ids as they stand, or by ids of another width."""
    lost = {text for text in own if len(text) < width}
    return any(text in lost or (_is_digits(text) and len(text) != width) for text in elsewhere)


def _given_back(group: Sequence[Sample], key: str, width: int, found: str) -> list[Sample]:
    """Give the ids of some samples the zeros that they lost."""
    if not width:
        return list(group)
    ids = _texts(group, key)
    short = sum(len(text) < width for text in ids)
    told = f"{key}: {short:,} of {len(ids):,} have fewer than {width} digits; with zeros {found}"
    return [
        replace(one, zeros={**one.zeros, one.columns[key]: width}, told=tuple(dict.fromkeys((*one.told, told))))
        for one in group
    ]


def _is_full(sample: Sample, key: str) -> bool:
    return sample.faulty_count == 0 and len(sample.values(key)) == len(sample.rows)


def _is_once(sample: Sample, key: str) -> bool:
    return len(set(sample.values(key))) == len(sample.rows)


def _differs(base: Group, group: Group, key: str, ours: str, widths: tuple[int, int]) -> bool:
    """Say whether a column that both have is not filled alike in both rows of one key."""
    own = {pair for one in base for pair in _pairs(one, key, ours, widths[0])}
    return any(not _pairs(one, key, ours, widths[1]) <= own for one in group)


def _pairs(sample: Sample, key: str, ours: str, width: int) -> set[tuple[str, ...]]:
    names = [sample.columns[key], sample.columns[ours], *filter(None, [sample.clocks.get(ours)])]
    places = [sample.header.index(name) for name in names]
    found = ([(cells[place] or "").strip() for place in places] for cells in sample.rows)
    return {(one.zfill(width), *others) for one, *others in found}


def with_zeros(base: Group, group: Group) -> list[Sample]:
    """Give the ids of the other half the zeros that those of the log's own rows get back: they are the same texts."""
    key = schemas()[base[0].log].key[0]
    width = base[0].zeros.get(base[0].columns[key])
    if not width or all(len(text) == width for text in _texts(group, key)):
        return list(group)
    return [replace(one, zeros={**one.zeros, one.columns[key]: width}) for one in group]
