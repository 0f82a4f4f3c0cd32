"""Brings samples of one log together: which are laid out alike, and one layout that reads them all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from reporter.config.log_policy import LogPolicy
from reporter.errors import InputRefused
from reporter.workflows.propose_policy.samples import Sample

Reread = Callable[[Sample, LogPolicy, Mapping[str, str]], Sample]  # a sample read again with another layout


def grouped(samples: Sequence[Sample], alike: Callable[[Sample], object]) -> list[list[Sample]]:
    """Return the samples that are alike, in the order of the first of each."""
    groups: list[list[Sample]] = []
    for sample in samples:
        for group in groups:
            if alike(group[0]) == alike(sample):
                group.append(sample)
                break
        else:
            groups.append([sample])
    return groups


def agreed(samples: Sequence[Sample], reread: Reread) -> list[Sample]:
    """Read the samples with one layout, where they differ by their footers or by the room of a column alone.

    Each must have the rows that it has by itself; else they stay as they are.
    """
    layouts = [one.reading.layout for one in samples]
    alike = [replace(one, footer=(), widths=dict.fromkeys(one.widths, (1, 1))) for one in layouts]
    if any(one != layouts[0] for one in layouts) and all(one == alike[0] for one in alike):
        footer = tuple(sorted({text for one in layouts for text in one.footer}))
        layout = replace(layouts[0], footer=footer, widths=_widest(layouts))
        told = {
            name: f"{text} of the first of {len(samples)} samples"
            for name, text in {"footer": "", **samples[0].reading.told}.items()
            if text
        }
        try:
            again = [reread(one, layout, told) for one in samples]
        except InputRefused:
            return list(samples)
        if all(_is_same(one, other) for one, other in zip(samples, again, strict=True)):
            return again
    return list(samples)


def _widest(layouts: Sequence[LogPolicy]) -> dict[str, tuple[int, int]]:
    """Give each column the room that any sample needs; as the first has it where two would touch."""
    found = {
        name: (min(one.widths[name][0] for one in layouts), max(one.widths[name][1] for one in layouts))
        for name in layouts[0].widths
    }
    touching = any(before[1] >= after[0] for before, after in pairwise(found.values()))
    return dict(layouts[0].widths) if touching else found


def _is_same(one: Sample, other: Sample) -> bool:
    return one.rows == other.rows and one.faulty_count == other.faulty_count
