"""Which columns of the policy are not those that their names say: another column of the file has the name of ours."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import schemas
from reporter.config.mapping import Mapped
from reporter.config.policy import Policy
from reporter.errors import InputRefused
from reporter.ingest import joined_rows
from reporter.ingest.delivery_order import files_of
from reporter.ingest.readers.grid import same_name
from reporter.workflows.diagnostic import Diagnostic
from reporter.workflows.propose_policy import known_words
from reporter.workflows.propose_policy.columns import Known, columns_of
from reporter.workflows.propose_policy.names import quoted
from reporter.workflows.propose_policy.reading import opened
from reporter.workflows.propose_policy.samples import by_values, sample_from

_PLANNED = re.compile(r"(?<![a-z])(?:due|sched|expect|proj|plan|tentativ|estimat|anticipat|eligib)")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def signs(folder: Path, policy: Policy) -> Iterator[Diagnostic]:
    """Yield a sign for each column of ours that is read from one of theirs while another has its name.

    Said of the first file of each layout, and of nothing that a person cannot settle by a look at its header.
    """
    known = known_words()
    logs = {name: schema.columns for name, schema in schemas().items()}
    for log, mapping in policy.logs.items():
        for reading in joined_rows.readings_of(mapping).values():
            columns = {ours: one for ours, one in reading.columns.items() if one.names}
            for ours, mapped in columns.items():
                if logs[log][ours].startswith("time") and (name := _planned(mapped)):
                    words = (
                        f"{ours} is read from {quoted(name)}, which by its name is a plan. What came of it is needed."
                    )
                    yield Diagnostic(name=f"log {log}", state="look", words=words)
            found = _found(folder / "inbox", log, reading, logs, known)
            taken = {same_name(name) for one in columns.values() for name in one.names}
            for ours, mapped in columns.items():
                other = found.get(ours, "")
                names = {ours: known.columns.get(log, {}).get(ours, ())}
                is_called_so = columns_of(mapped.names, {ours: logs[log][ours]}, names)
                if other and same_name(other) not in taken and not is_called_so:
                    words = (
                        f"{ours} is read from {' and '.join(map(quoted, mapped.names))}, but by names and values it "
                        f"would be {quoted(other)}. Which one is it?"
                    )
                    yield Diagnostic(name=f"log {log}", state="look", words=words)


def _planned(mapped: Mapped) -> str:
    return next((one for one in mapped.names if _PLANNED.search(_HUMP.sub(" ", one).lower())), "")


def _found(
    inbox: Path, log: str, reading: LogPolicy, logs: Mapping[str, Mapping[str, str]], known: Known
) -> Mapping[str, str]:
    """Return by column of ours what the names and values of a layout's first file say, read as the policy reads it."""
    files = [path for path in files_of(inbox, reading.files, log) if path.suffix.lower() != ".parquet"]
    if not files or reading.events or reading.headless:
        return {}
    try:
        expected = [name for one in reading.columns.values() for name in one.names]
        sample = sample_from(files[0], opened(files[0], None, reading, expected=expected), logs, known, log)
    except InputRefused:
        return {}
    return by_values([sample], logs, known)[0].columns
