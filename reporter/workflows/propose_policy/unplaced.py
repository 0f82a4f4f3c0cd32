"""Tries each sample that is no whole log by itself as the other half of a log's rows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reporter.config.log_schemas import schemas
from reporter.config.mapping import CONSTANTS
from reporter.workflows.propose_policy.columns import Known, columns_of
from reporter.workflows.propose_policy.gather import Unused
from reporter.workflows.propose_policy.halves import Halves, halves_of
from reporter.workflows.propose_policy.repeated_names import as_in_header, labelled
from reporter.workflows.propose_policy.samples import Sample, by_values

Logs = Mapping[str, Mapping[str, str]]


def halves_by_log(
    groups: Mapping[str, list[list[Sample]]], unused: list[Unused], logs: Logs, known: Known
) -> dict[str, Halves]:
    """Part each log's samples from their other halves.

    A sample that was unused, or was taken for a log of which it lacks what every row must have, is taken from there if
    it proves to be the other half of one log alone.
    """
    left = {log: [list(group) for group in many] for log, many in groups.items()}
    parts = [one for many in groups.values() for group in many for one in group if _is_part(one, logs[one.log])]
    parts += [one.sample for one in unused if one.sample and not one.sample.reading.layout.headless]
    for part in parts:
        proved = [log for log in left if log != part.log and _proves(part, left, log, logs, known)]
        if len(proved) == 1:
            left = {log: _without(many, part) for log, many in left.items()}
            left = {log: many for log, many in left.items() if many}
            unused[:] = [one for one in unused if one.sample is not part]
            left[proved[0]] = _with(left[proved[0]], _as_of(part, proved[0], logs, known))
    return {log: halves_of(many, logs[log], _elsewhere(log, left)) for log, many in left.items()}


def _elsewhere(log: str, groups: Mapping[str, list[list[Sample]]]) -> set[str]:
    """Return the ids of a log's rows that other logs name."""
    key = schemas()[log].key[0]
    others = (one for other, many in groups.items() if other != log for group in many for one in group)
    return {text for one in others if key in one.columns and not one.events for text in one.values(key)}


def _is_part(sample: Sample, columns: Mapping[str, str]) -> bool:
    lacking = [ours for ours, words in columns.items() if words.endswith(" required") and ours not in sample.columns]
    return not sample.events and any(ours not in CONSTANTS for ours in lacking)


def _proves(part: Sample, groups: Mapping[str, list[list[Sample]]], log: str, logs: Logs, known: Known) -> bool:
    many = _with(groups[log], _as_of(part, log, logs, known))
    joined = halves_of(many, logs[log], _elsewhere(log, groups)).joined
    return any(one.path == part.path for group, _ in joined for one in group)


def _with(groups: Sequence[list[Sample]], sample: Sample) -> list[list[Sample]]:
    """Put a sample to those that are laid out alike, such as those of other months."""
    groups = [list(group) for group in groups]
    for group in groups:
        if (group[0].header, group[0].columns, group[0].clocks) == (sample.header, sample.columns, sample.clocks):
            group.append(sample)
            return groups
    return [*groups, [sample]]


def _as_of(sample: Sample, log: str, logs: Logs, known: Known) -> Sample:
    """Look at a sample as one of another log."""
    labels, record = sample.reading.labels, sample.reading.layout.record or ""
    found = columns_of(labelled(sample.header, labels), logs[log], known.columns.get(log, {}), record)
    columns = as_in_header(found, sample.header, labels)
    return by_values([replace(sample, log=log, columns=columns)], logs, known)[0]


def _without(many: Sequence[list[Sample]], part: Sample) -> list[list[Sample]]:
    kept = [[one for one in group if one is not part] for group in many]
    return [group for group in kept if group]
