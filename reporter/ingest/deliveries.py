"""What the warehouse says of the deliveries themselves: accounts and corrections."""

from collections.abc import Sequence
from typing import Any

from reporter import warehouse
from reporter.config.log_policy import LogPolicy
from reporter.model import Correction, DeliveryAccount
from reporter.warehouse import Connection, literal, name

FILLED_DOWN = "fill_down"  # stands among the codes in place of a column: how many rows took a value from one above


def delivered_logs(connection: Connection) -> set[str]:
    """Return the logs of which at least one file was taken in."""
    return {row[0] for row in warehouse.rows(connection, "select distinct log from records.delivered")}


def inputs(connection: Connection) -> list[DeliveryAccount]:
    """Return the accounts of every delivered file, in order of delivery; the manifest, which is read first, last."""
    why: dict[tuple[str, str], dict[str, int]] = {}
    for log, file, reason, count in warehouse.rows(
        connection,
        "select delivered.log, delivered.file, reason, count(*) from (select delivery_id, unnest(reasons) as reason "
        "from records.quarantine) join records.delivered using (delivery_id) group by all order by all",
    ):
        why.setdefault((log, file), {})[reason] = count
    return [
        DeliveryAccount(**row, reasons=why.get((row["log"], row["file"]), {}))
        for row in warehouse.records(
            connection,
            "select log, file, sha256, received, accepted, quarantined, folded, not_this_log, "
            "repeated as repeated_delivery from records.delivered order by log = 'deliveries', delivery_id",
        )
    ]


def corrections(connection: Connection) -> list[Correction]:
    """Return how many records each file corrected."""
    return [
        Correction(log=log, file=file, replaced_count=count)
        for log, file, count in warehouse.rows(
            connection,
            "select corrections.log, delivered.file, count(*) from records.corrections "
            "join records.delivered using (delivery_id) group by all order by all",
        )
    ]


def count_codes(connection: Connection, mapping: LogPolicy, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Count the rows of `spool` in which each code stands that the policy maps, by column and code."""
    counts = [
        warehouse.select(
            f"{literal(column)}, trimmed({name(column)}) as said, count(*)",
            "spool",
            where=f"this_log and fault is null and said in ({', '.join(map(literal, meanings))})",
            group="said",
        )
        for column, meanings in mapping.values.items()
        if column in columns and meanings
    ]
    return warehouse.rows(connection, f"{warehouse.union(counts)} order by all") if counts else []


def keep_codes(connection: Connection, delivery_id: int, log: str, counts: Sequence[tuple[Any, ...]]) -> None:
    """Keep what `count_codes` found in one delivery."""
    if counts:
        told = warehouse.select("?, ?, unnest(?::varchar[]), unnest(?::varchar[]), unnest(?::bigint[])", "range(1)")
        connection.execute(
            warehouse.insert("code_counts", told), [delivery_id, log, *map(list, zip(*counts, strict=True))]
        )


def has_unmended_rows(connection: Connection, log: str, delivery_id: int) -> bool:
    """Tell whether a log has a quarantined row that a delivery may resolve: if none, none need be looked for."""
    query = "select 1 from quarantine where log = ? and unmended and delivery_id < ? limit 1"
    return bool(warehouse.rows(connection, query, [log, delivery_id]))
