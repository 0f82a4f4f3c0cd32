"""Says which quarantined rows of lists a later delivery resolves, and what absence from a list means."""

from reporter.config.log_schemas import LogSchema
from reporter.warehouse import literal, select, update
from reporter.warehouse.query_files import filled


def mended(log: str, lost: str, prefix: str = "", aside: str = "quarantine") -> str:
    """Return whether a later delivery resolves a quarantined row of a list: the same list, delivered again.

    A row without an id is known by its list alone: that must come again with every stay that it named, and more.
    """
    nameless = "other.key is null and other.booking_id is null" if log == "bookings" else "other.key is null"
    sightings = f"{prefix}snapshot_sightings"
    read_again = filled(
        "intake/read_on_its_list_again", lost=lost, aside=f"{prefix}snapshot_aside", sightings=sightings
    )
    delivered_again = filled(
        "intake/lists_delivered_again",
        lost=lost,
        log=literal(log),
        lists=f"{prefix}snapshot_lists",
        quarantine=aside,
        nameless=nameless,
        sightings=sightings,
    )
    has_no_id = f"{lost}.key is null and {lost}.booking_id is null"
    return f"(exists ({read_again}) or ({has_no_id} and exists ({delivered_again})))"


def mark_mended(log: LogSchema) -> str:
    """Return the statement that marks the quarantined rows of lists which a later delivery resolves."""
    of_lists = select("delivery_id", "snapshot_lists", where=f"log = {literal(log.name)}")
    is_mended = mended(log.name, "quarantine", aside="(select * from quarantine)")
    return update(
        "quarantine",
        "unmended = false",
        where=f"log = {literal(log.name)} and unmended and delivery_id in ({of_lists}) and {is_mended}",
    )


def sound_deliveries(log: str, prefix: str = "") -> str:
    """Return the condition under which absence from a delivery's lists means something: each row's id can be read."""
    no_id = "key is null and booking_id is null" if log == "bookings" else "key is null"
    nameless = f"log = {literal(log)} and unmended and {no_id}"
    return f"delivery_id not in ({select('delivery_id', f'{prefix}quarantine', where=nameless)})"
