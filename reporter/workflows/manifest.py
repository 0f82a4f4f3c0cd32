"""The manifest's rows for the files in inbox/, counted as a run counts them; the person adds what they cover."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from reporter import warehouse
from reporter.config.log_schemas import schemas
from reporter.config.policy import Policy
from reporter.files import sha256_of
from reporter.ingest import joined_rows, readers, unread_files
from reporter.ingest.delivery_order import files_of
from reporter.ingest.layouts.find_columns import needed_names

COLUMNS = ("log", "file", "covers_from", "covers_to", "rows", "sha256", "exported_at")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a manifest; what it covers and when it was exported is for the person to say."""

    log: str
    file: str
    rows: int
    sha256: str


def lines(folder: Path, policy: Policy) -> Iterator[Line]:
    """Yield a line for each log and file: its rows less the titles and footers that the layout sets aside."""
    inbox = folder / "inbox"
    unread_files.refuse_unreadable(folder, policy)
    with (
        TemporaryDirectory() as spill,
        warehouse.open_sandbox(Path(spill), reads=inbox, writes=Path(spill)) as connection,
    ):
        parquet = warehouse.parquet_reader(connection)
        for log, mapping in policy.logs.items():
            counts: dict[Path, int] = {}
            for number, layout in joined_rows.readings_of(mapping).items():
                schema = joined_rows.schema_of(schemas()[log], number)
                expected = needed_names(schema, layout, joined_rows.columns_read(schemas()[log], mapping, number))
                for path in files_of(inbox, layout.files, log) if log != "deliveries" else ():
                    with readers.open_source(path, parquet=parquet, layout=layout, expected=expected) as source:
                        counts[path] = counts.get(path, 0) + sum(1 for _ in source.rows)
            for path, count in counts.items():
                name = path.relative_to(inbox).as_posix()
                yield Line(log=log, file=name, rows=count, sha256=sha256_of(path))
