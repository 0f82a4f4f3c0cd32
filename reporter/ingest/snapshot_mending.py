"""Says which rows of lists that could not be read were brought right since, and what absence from a list means."""

from reporter.config.log_schemas import LogSchema
from reporter.warehouse import literal


def mended(log: str, lost: str, prefix: str = "", aside: str = "quarantine") -> str:
    """Return whether a quarantined row of a list was brought right since: the same list, delivered again.

    A row without an id is known by its list alone: that must come again with every stay that it named, and more.
    """
    nameless = f"other.key is null {'and other.booking_id is null' if log == 'bookings' else ''}"
    mine, theirs = (
        f"select {{}} from {prefix}snapshot_sightings where delivery_id = {one}.delivery_id" for one in (lost, "later")
    )
    return f"""(
    exists (
        select 1 from {prefix}snapshot_aside as own
        join {prefix}snapshot_sightings as again
            on again.log = own.log and again.key = own.key and again.taken = own.taken
            and again.delivery_id > own.delivery_id and again.is_read
        where own.delivery_id = {lost}.delivery_id and own.line = {lost}.line
    )
    or ({lost}.key is null and {lost}.booking_id is null and exists (
        select 1 from (select distinct delivery_id from {prefix}snapshot_lists where log = {literal(log)}) as later
        where later.delivery_id > {lost}.delivery_id
        and not exists (
            select 1 from {aside} as other
            where other.log = {literal(log)} and other.delivery_id = later.delivery_id and {nameless}
        )
        and not exists ({mine.format("key, taken")} except {theirs.format("key, taken")})
        and ({theirs.format("count(*)")}) > ({mine.format("count(*)")})
        and not exists (
            select earliest from {prefix}snapshot_lists as list where list.delivery_id = {lost}.delivery_id
            except select earliest from {prefix}snapshot_lists as list where list.delivery_id = later.delivery_id
        )
    ))
)"""


def mark_mended(log: LogSchema) -> str:
    """Return the statement that closes each quarantined row of a list which a later delivery brought right."""
    return (
        f"update quarantine set unmended = false where log = {literal(log.name)} and unmended and delivery_id in "
        f"(select delivery_id from snapshot_lists where log = {literal(log.name)}) "
        f"and {mended(log.name, 'quarantine', aside='(select * from quarantine)')}"
    )


def sound_deliveries(log: str, prefix: str = "") -> str:
    """Return the condition under which absence from a delivery's lists means something: each row's id can be read."""
    stay = "and booking_id is null" if log == "bookings" else ""
    return (
        f"delivery_id not in (select delivery_id from {prefix}quarantine "
        f"where log = {literal(log)} and unmended and key is null {stay})"
    )
