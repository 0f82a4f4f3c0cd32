"""Write a filed edition or the records in the formats of other tools: OSCAL and OCEL."""

from pathlib import Path

from reporter import warehouse
from reporter.editions import case_key, ledger_check, store
from reporter.errors import PolicyError
from reporter.evidence import ocel, oscal
from reporter.model import Progress
from reporter.options import USUAL, RunOptions
from reporter.workflows.take_in import ready

FOLDER = "export"


def write_oscal(folder: Path, name: str | None, into: Path, tell: Progress) -> list[str]:
    """Write a filed edition (default: the newest of the last period) as OSCAL; say where."""
    ledger_check.hold(folder, "Nothing was written.")
    label, number = store.named(folder, name) if name is not None else _newest(folder)
    tell(f"writing {label}/r{number} as OSCAL {oscal.VERSION}")
    audit = store.filed(folder, label, number)
    return [str(path) for path in oscal.write(store.place(folder, label, number), audit, into)]


def check_oscal(folder: Path, name: str | None, document: Path) -> str:
    """Hold an OSCAL file against the edition it speaks of; raises IntegrityError naming what differs."""
    ledger_check.hold(folder, "Nothing was compared.")
    label, number = store.named(folder, name) if name is not None else _newest(folder)
    oscal.check(document, store.filed(folder, label, number), store.root_digest(folder, label, number))
    return f"{document.name} says what {label}/r{number} says."


def write_ocel(folder: Path, into: Path, tell: Progress, options: RunOptions = USUAL) -> list[str]:
    """Write all records in force as an object-centric event log under the folder's pseudonyms; say where."""
    ready(folder, tell, options)
    key = case_key.ready(folder)
    with warehouse.open_read_only(folder, options) as connection:
        warehouse.lock_down(connection)
        path, events, objects = ocel.write(connection, key, into)
    return [f"{path}: {events} events of {objects} objects"]


def _newest(folder: Path) -> tuple[str, int]:
    filed = store.all_filed(folder)
    if not filed:
        raise PolicyError("No edition is filed in this folder. Run `reporter run` first.")
    last = max(filed, key=lambda audit: (audit["period"]["to"], audit["period"]["from"], audit["edition"]))
    return last["period"]["label"], last["edition"]
