"""Works out from all lists when each stay ended: after the last list that names it, by the next that lacks it.

It is worked out again from all that the lists name, so that it does not depend on the order in which they came. A stay
that is named again after a list that lacks it ended before that list. One on the last list has not ended.
"""

from collections.abc import Iterator

from reporter import warehouse
from reporter.config.log_policy import BETWEEN
from reporter.config.log_schemas import LogSchema, schemas
from reporter.ingest.joined_rows import stored_parts
from reporter.ingest.snapshot_mending import sound_deliveries
from reporter.ingest.snapshots import TABLES
from reporter.warehouse import Connection, literal, name, select, update
from reporter.warehouse.query_files import filled

_MADE = ("dated_lists", "sightings_again", "doubted_sightings", "counted_stays", "last_named", "stays_ended")


def fill_all(connection: Connection, prefix: str = "") -> None:
    """Give each stay that stands on lists its end."""
    query = select("distinct log, layout, ends", f"{prefix}snapshot_lists", order="all")
    layouts = warehouse.rows(connection, query)
    known = schemas()
    for log, layout, ends in layouts:
        for statement in _fill(known[log], layout, ends, prefix):
            connection.execute(statement)
    if layouts:
        for table in _MADE:
            connection.execute(f"drop table if exists temp.{table}")


def copy_as_of() -> Iterator[str]:
    """Yield the statements that copy from `stored` what the lists of some deliveries said, under their numbers then."""
    for table in TABLES:
        if table == "snapshot_stays":
            continue
        yield filled("intake/ledger_as_of", table=table, in_order="known.then_id, line")


def _fill(log: LogSchema, layout: int, ends: str, prefix: str) -> Iterator[str]:
    of_layout = f"log = {literal(log.name)} and layout = {layout}"
    base = f"{prefix}{log.name}"
    sightings = f"{prefix}snapshot_sightings"
    yield filled(
        "intake/dated_lists",
        lists=f"{prefix}snapshot_lists",
        of_layout=of_layout,
        of_sound=sound_deliveries(log.name, prefix),
    )
    # A list that came once names each stay once; what came more often is looked at apart.
    yield filled("intake/sightings_again", sightings=sightings, of_layout=of_layout)
    yield filled("intake/all_sightings", sightings=sightings, of_layout=of_layout)
    yield filled("intake/doubted_sightings")
    yield filled("intake/counted_stays")
    yield filled("intake/last_named")
    yield filled("intake/stays_ended", between=literal(BETWEEN))
    parts = stored_parts(log, ends)
    of_lists = f"delivery_id in ({select('delivery_id', f'{prefix}snapshot_lists', where=of_layout)})"
    text = name(f"{ends}_text")
    yield update(
        base,
        ", ".join(f"{one} = null" for one in parts),
        where=f"{text} is not null and {of_lists} and key not in ({select('key', 'stays_ended')})",
    )
    values = ("said", "earliest", "latest", "null", "skipped", "first_day", "last_day")
    found = ", ".join(
        f"{part} = {'null' if value == 'null' else f'stays_ended.{value}'}"
        for part, value in zip(parts, values, strict=True)
    )
    yield filled("intake/ends_of_stays", records=base, changes=found, of_lists=f"own.{of_lists}", text=text)
    # The witness of a stay names the row in which it stands last, and the first row of the list that lacks it.
    yield filled(
        "intake/joined_into_by_lists",
        joined_into=f"{prefix}joined_into",
        sightings=sightings,
        of_layout=of_layout,
        log=literal(log.name),
        records=base,
        of_lists=f"own.{of_lists}",
    )
