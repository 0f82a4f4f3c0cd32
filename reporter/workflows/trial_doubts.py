"""What the records of a trial speak against: links that find nothing, times in the other order, the manifest."""

from collections.abc import Iterator
from dataclasses import dataclass

from reporter import warehouse
from reporter.audit import views
from reporter.config.log_schemas import schemas
from reporter.config.period import period
from reporter.config.policy import Policy
from reporter.ingest import deliveries
from reporter.text import count_of, name_shown
from reporter.warehouse import Connection, query_files, select
from reporter.warehouse.query_files import filled

_FEWEST = 3  # rows before most of them say something
_ORDER = (
    ("bookings", "release_authorized_at", "released_at"),
    ("checks", "requested_at", "completed_at"),
    ("notifications", "sent_at", "acknowledged_at"),
    ("holds", "placed_at", "lifted_at"),
    ("movements", "out_at", "in_at"),
)
_WITH_IDS = ("bookings", "checks", "notifications", "holds")
_DIFFERS = {
    "rows_differ": "has other rows than the manifest says",
    "digest_differs": "is another file than the manifest says: its SHA-256 differs",
}


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """What speaks against the policy or the manifest, and in which log."""

    log: str
    words: str


def of(connection: Connection, policy: Policy) -> list[Doubt]:
    """Return what most rows of a log speak against, and the files that the manifest contradicts."""
    held = deliveries.delivered_logs(connection)
    doubts = [*_links(connection, held), *_exchanged(connection, held), *_repeated(connection, held)]
    return [*doubts, *_manifest(connection, policy, held)]


def _links(connection: Connection, held: set[str]) -> Iterator[Doubt]:
    for log, schema in schemas().items():
        for column, named, what in (("booking_id", "bookings", "stay"), ("officer_id", "authorizations", "officer")):
            if (
                log == named
                or not {log, named} <= held
                or column not in schema.columns
                or _is_unread(connection, named)
            ):
                continue
            query = filled(
                "intake/rows_that_name_none", records=f"records.{log}", link=column, named_rows=f"records.{named}"
            )
            total, none = warehouse.rows(connection, query)[0]
            if _are_most(none, total):
                yield Doubt(
                    log=log,
                    words=f"{none:,} of {count_of(total, 'row')} name no {what} of {named}. Is {column} mapped to the "
                    "right column, and are its numbers whole (restore_zeros)?",
                )


def _is_unread(connection: Connection, log: str) -> bool:
    """Say whether most rows of a log are in quarantine; then a row that names one of them finds nothing."""
    query = "select coalesce(sum(quarantined) > sum(accepted), false) from records.delivered where log = ?"
    return bool(warehouse.one(connection, query, [log]))


def _exchanged(connection: Connection, held: set[str]) -> Iterator[Doubt]:
    for log, first, last in _ORDER:
        if log not in held:
            continue
        query = filled(
            "intake/rows_with_times_exchanged",
            records=f"records.{log}",
            begins=f"{first}_earliest",
            ends=f"{last}_latest",
        )
        total, turned = warehouse.rows(connection, query)[0]
        if _are_most(turned, total):
            words = f"in {turned:,} of {count_of(total, 'row')} {last} is before {first}. Are the columns exchanged?"
            yield Doubt(log=log, words=words)


def _repeated(connection: Connection, held: set[str]) -> Iterator[Doubt]:
    for log in (one for one in _WITH_IDS if one in held):
        count = int(warehouse.one(connection, filled("intake/ids_of_several_rows", records=f"records.{log}")))
        if count:
            words = (
                f"{count_of(count, 'id stands', 'ids stand')} in several rows of one file that differ: the first row "
                "counts. Is the id one of several columns together, or one_row_per not set?"
            )
            yield Doubt(log=log, words=words)


def _are_most(some: int, total: int) -> bool:
    return total >= _FEWEST and 2 * some > total


def _manifest(connection: Connection, policy: Policy, held: set[str]) -> Iterator[Doubt]:
    if "deliveries" not in held or "bookings" not in held:
        return
    first, last = policy.years
    views.build(connection, policy, period(f"{first}-01-01..{last}-12-31"), only="deliveries_match")
    query = next(one.sql for one in query_files.folder("expectations") if one.id == "deliveries_match")
    for item, what in warehouse.rows(connection, select(["item", "what"], f"({query})", order="all")):
        if what in _DIFFERS:
            log, _, file = item.removeprefix("deliveries:").partition(":")
            yield Doubt(log=log, words=f"{name_shown(file)} {_DIFFERS[what]}: it covers nothing.")
