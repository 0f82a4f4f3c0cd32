"""Finds the other half of a log's rows in a second kind of file: every row of it names one of the log's own, once."""

from collections.abc import Mapping, Sequence
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


def halves_of(groups: Sequence[Group], columns: Words) -> Halves:
    """Part the samples that are the other half of the first ones; none where two would fill one column of ours."""
    many = [list(one) for one in groups]
    bases = [one for one in many if all(two is one or _lacks(two, one, columns) for two in many)]
    log = many[0][0].log
    if len(many) < 2 or len(bases) != 1 or len(schemas()[log].key) != 1 or any(one.events for one in bases[0]):
        return Halves(groups=many)
    base, key = bases[0], schemas()[log].key[0]
    found = Halves(groups=[base])
    for group in (one for one in many if one is not base):
        added = [ours for ours in group[0].columns if ours not in base[0].columns and not _must(columns, ours)]
        evidence, doubt = _evidence(base, group, key, added, columns)
        if evidence:
            found.joined.append(([one.with_columns((key, *added)) for one in group], evidence))
        else:
            found.groups.append(group)
            found.doubts += [f"# DECIDE: {doubt}"] if doubt else []
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


def _evidence(base: Group, group: Group, key: str, added: Sequence[str], columns: Words) -> tuple[str, str]:
    """Say with which evidence a group is the other half, or what leaves that in doubt; neither where nothing speaks."""
    if not added or any(key not in one.columns or key in one.clocks for one in (*base, *group)):
        return "", ""
    where = {one.values(key)[n]: (one, n) for one in base if _is_full(one, key) for n in range(len(one.rows))}
    named = [(one, n, text) for one in group for n, text in enumerate(one.values(key)) if text in where]
    total = sum(len(one.rows) for one in group)
    if len(named) < _FEWEST:
        return "", ""
    name, other = quoted(group[0].name), quoted(base[0].name)
    told = f"{len(named):,} of {count_of(total, 'row names', 'rows name')} a row of {other} by {key}"
    if len(named) < total or not all(_is_full(one, key) and _is_once(one, key) for one in group):
        return "", f"{name}: {told}, not each once. Is it the other half of those rows? Then [[joined]] reads it."
    shared = [ours for ours in group[0].columns if ours in base[0].columns and ours != key]
    differing = [ours for ours in shared if _differs(base, group, key, ours)]
    if differing:
        return "", f"{name}: {told}, but {', '.join(differing)} is not the same in both. Which of them is right?"
    times = [ours for ours in added if columns[ours].split()[0] == "time"]
    if group[0].timeless or any(
        not (is_no_time(text) or format_of(text)) for one in group for ours in times for text in one.values(ours)
    ):
        return "", f"{name}: {told}, but some of its times are not known. Is it the other half?"
    first, (row, n) = named[0], where[named[0][2]]
    line, own = first[0].reading.rows[first[1]].line, row.reading.rows[n].line
    return f"{told}, each once; first: line {line} that of line {own}", ""


def _is_full(sample: Sample, key: str) -> bool:
    return sample.faulty_count == 0 and len(sample.values(key)) == len(sample.rows)


def _is_once(sample: Sample, key: str) -> bool:
    return len(set(sample.values(key))) == len(sample.rows)


def _differs(base: Group, group: Group, key: str, ours: str) -> bool:
    """Say whether a column that both have is not filled alike in both rows of one key."""
    own = {pair for one in base for pair in _pairs(one, key, ours)}
    return any(not _pairs(one, key, ours) <= own for one in group)


def _pairs(sample: Sample, key: str, ours: str) -> set[tuple[str, ...]]:
    names = [sample.columns[key], sample.columns[ours], *filter(None, [sample.clocks.get(ours)])]
    places = [sample.header.index(name) for name in names]
    return {tuple((cells[place] or "").strip() for place in places) for cells in sample.rows}


def with_zeros(base: Group, group: Group) -> list[Sample]:
    """Give the ids of the other half the zeros that those of the log's own rows get back: they are the same texts."""
    key = schemas()[base[0].log].key[0]
    width = base[0].zeros.get(base[0].columns[key])
    return [replace(one, zeros={**one.zeros, one.columns[key]: width}) for one in group] if width else list(group)
