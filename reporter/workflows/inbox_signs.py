"""What the doctor says of the files in inbox/, once each was tried as a run would take it in."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from reporter.audit.log_choices import is_value_told
from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import schemas
from reporter.config.policy import Policy
from reporter.text import count_of, name_shown
from reporter.workflows import inbox_files
from reporter.workflows.diagnostic import Diagnostic
from reporter.workflows.trial import Tried, TriedFile

_NEEDED = {"bookings": ("commitment", "released_at"), "checks": ("result", "completed_at")}


def signs(folder: Path, policy: Policy, tried: Tried) -> Iterator[Diagnostic]:
    """Yield a sign for each log, and one for what a run would refuse."""
    inbox = folder / "inbox"
    for log, mapping in policy.logs.items():
        yield _log(inbox, log, mapping, tried)
        lacking = [one for one in _NEEDED.get(log, ()) if one not in tried.columns.get(log, (one,))]
        if lacking:
            words = (
                f"{', '.join(lacking)} not mapped and not in the files: the headline needs it and cannot be tested "
                f"without. Map it in [logs.{log}] columns."
            )
            yield Diagnostic(name=f"log {log}", state="look", words=words)
    for doubt in tried.doubts:
        yield Diagnostic(name=f"log {doubt.log}", state="look", words=doubt.words)
    if tried.refused:
        words = f"a run would stop with exit code {tried.refused.exit_code}: {tried.refused}"
        yield Diagnostic(name="inbox", state="stop", words=words, exit_code=tried.refused.exit_code)
    if tried.without_file:
        words = f"{count_of(tried.without_file, 'row')} of the manifest name a file that is not in inbox/: {_COVERS}"
        yield Diagnostic(name="log deliveries", state="look", words=words)
    if strays := inbox_files.strays_of(folder, policy):
        names = ", ".join(map(name_shown, strays))
        words = (
            f"No log's files fit {names}: no run reads them, and no claim is made. Change a [logs.NAME] "
            'files, move them away, or list what is no log: [inbox] ignore = ["..."].'
        )
        yield Diagnostic(name="inbox", state="look", words=words)


_COVERS = "such a row covers nothing. Put the file there, or ask for a manifest of the files delivered."


def _log(inbox: Path, log: str, mapping: LogPolicy, tried: Tried) -> Diagnostic:
    here = [path.relative_to(inbox).as_posix() for path in inbox_files.files(inbox, mapping)]
    new = [one for one in tried.taken if one.log == log]
    not_taken = [one for one in here if one in tried.not_taken]
    if not here:
        patterns = ", ".join(repr(one.files) for one in mapping.readings if one.files)
        words = f"No file fits {patterns}. Put the files into inbox/, or change logs.{log}.files."
        return Diagnostic(name=f"log {log}", state="look", words=words)
    said = []
    if new:
        said.append(f"a run would take in {', '.join(dict.fromkeys(_file(one) for one in new))}")
    if not_taken:
        said.append(f"a run would not take in {', '.join(map(name_shown, not_taken))}")
    if aside := sum(one.set_aside for one in new):
        said.append(f"set aside by header and footer: {count_of(aside, 'row')}")
    if left := _left_out(log, mapping, new):
        said.append(left)
    bad = any(one.quarantined for one in new) or bool(not_taken)
    words = "; ".join(said) or f"{count_of(len(here), 'file')}, nothing new"
    return Diagnostic(name=f"log {log}", state="look" if bad else "well", words=words)


def _file(one: TriedFile) -> str:
    if not one.quarantined:
        return one.file
    why = ", ".join(f"{reason} {rows}" for reason, rows in sorted(one.reasons.items()))
    return f"{one.file} ({one.quarantined} of {count_of(one.received, 'row')} to quarantine: {why})"


def _left_out(log: str, mapping: LogPolicy, new: list[TriedFile]) -> str:
    """Say which values leave rows out, and how many; those that may name a person are counted together."""
    total: Counter[tuple[str, str]] = Counter()
    for one in new:
        total.update(one.left_out)
    told: Counter[str] = Counter()
    for (setting, value), rows in sorted(total.items()):
        is_told = is_value_told(mapping, schemas()[log], setting, value, rows)
        told[f"{setting} = {value!r}" if is_told else f"{setting} = other values"] += rows
    return f"left out as not this log: {_counts(told)}" if told else ""


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{words}: {count_of(rows, 'row')}" for words, rows in counts.items())
