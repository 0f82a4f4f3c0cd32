"""Tries the files of inbox/ as a run takes them in: the same intake, in a room of its own that is thrown away."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from reporter import warehouse
from reporter.config.policy import Policy
from reporter.errors import ReporterError
from reporter.ingest import unread_files
from reporter.options import USUAL, RunOptions
from reporter.text import name_shown
from reporter.warehouse import Connection
from reporter.warehouse.query_files import filled
from reporter.workflows import folder_copy, folder_lock, take_in, trial_doubts
from reporter.workflows.trial_doubts import Doubt


@dataclass(frozen=True, kw_only=True)
class TriedFile:
    """What a run would make of one file that is new to it."""

    log: str
    file: str
    received: int
    quarantined: int
    set_aside: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What a run would take in, which files it would not, why it would refuse them, and what else is in doubt."""

    taken: Sequence[TriedFile] = ()
    not_taken: Sequence[str] = ()
    columns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    without_file: int = 0
    doubts: Sequence[Doubt] = ()
    refused: ReporterError | None = None


def intake(folder: Path, policy: Policy, options: RunOptions = USUAL) -> Tried:
    """Take in what is new on a copy inside the folder; raises WarehouseBusy while another command holds the folder."""
    with folder_lock.folder_lock(folder), TemporaryDirectory(prefix=".dry-run-", dir=folder) as made:
        place = Path(made).resolve() / folder.resolve().name
        folder_copy.copy(folder.resolve(), place)
        held, refused = _held(place), None
        try:
            take_in.ingest(place, _quiet, options=options)
        except ReporterError as error:
            refused = error
        if not (place / "warehouse.duckdb").is_file():
            return Tried(refused=refused)
        with warehouse.open_read_only(place, options) as connection:
            not_taken = unread_files.waiting(connection, place, policy)
            return Tried(
                taken=_taken(connection, held),
                not_taken=not_taken,
                columns=_columns(connection),
                without_file=_without_file(connection, list(policy.logs), not_taken),
                doubts=trial_doubts.of(connection, policy),
                refused=refused,
            )


def _quiet(words: str) -> None:
    """Say nothing: it is a trial."""


_FILES = (
    "select delivery_id, log, file, sha256, layout, reading, received, quarantined, set_aside from records.delivered"
)


def _held(folder: Path) -> set[tuple[object, ...]]:
    """Return the files that a run has taken in already, as it read them."""
    if not (folder / "warehouse.duckdb").is_file():
        return set()
    with warehouse.open_read_only(folder) as connection:
        return {row[1:6] for row in warehouse.rows(connection, _FILES)}


def _taken(connection: Connection, held: set[tuple[object, ...]]) -> list[TriedFile]:
    reasons: dict[int, Counter[str]] = {}
    for delivery, reason, rows in warehouse.rows(
        connection,
        "select delivery_id, reason, count(*) from (select delivery_id, unnest(reasons) as reason "
        "from records.quarantine) group by all order by all",
    ):
        reasons.setdefault(delivery, Counter())[reason] = rows
    left_out: dict[int, Counter[tuple[str, str]]] = {}
    for delivery, setting, value, rows in warehouse.rows(
        connection,
        "select delivery_id, setting, value, sum(rows)::bigint from records.left_out group by all order by all",
    ):
        left_out.setdefault(delivery, Counter())[setting, value or ""] = rows
    return [
        TriedFile(
            log=row[1],
            file=row[2],
            received=row[6],
            quarantined=row[7],
            set_aside=row[8],
            reasons=reasons.get(row[0], {}),
            left_out=left_out.get(row[0], {}),
        )
        for row in warehouse.rows(connection, f"{_FILES} order by delivery_id")
        if row[1:6] not in held
    ]


def _columns(connection: Connection) -> dict[str, frozenset[str]]:
    """Return the columns of ours that the files of each log fill."""
    found = warehouse.rows(
        connection,
        "select log, list(distinct named) from (select log, unnest(columns) as named from records.delivered "
        "where not repeated) group by log order by log",
    )
    return {log: frozenset(names) for log, names in found}


def _without_file(connection: Connection, logs: Sequence[str], refused: Sequence[str]) -> int:
    """Count the manifest's rows whose file is not here, under its name or its SHA-256; one that is refused is here."""
    query = filled("intake/manifest_rows_without_file", logs="?", refused="?::varchar[]")
    return int(warehouse.one(connection, query, [logs, [name_shown(one.rpartition("/")[2]) for one in refused]]))
