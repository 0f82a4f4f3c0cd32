"""Guards against the wrong edition: a period beyond the data, a delivery that is not what its name says."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from reporter import warehouse
from reporter.config.log_schemas import schemas
from reporter.errors import EmptyPeriod, PolicyError
from reporter.model import Period
from reporter.text import count_of
from reporter.warehouse import Connection, literal, name
from reporter.warehouse.query_files import filled

_NEAR_DAYS = 31
_NAMED = 12
_MONTH = re.compile(
    r"(?<!\d)((?:19|20)\d{2})[-_.]?(0[1-9]|1[0-2])(?!\d)|(?<!\d)((?:19|20)\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?[0-3]\d(?!\d)"
)


def refuse_empty(connection: Connection, period: Period) -> None:
    """Raise EmptyPeriod when no log but the manifest has a row in or near the period.

    A file of which no row could be read counts: what it says of the period is not known.
    """
    near = timedelta(days=_NEAR_DAYS)
    first, last = date.fromisoformat(period.first) - near, date.fromisoformat(period.last) + near
    parts = [
        "select 1 from records.quarantine join records.delivered using (delivery_id) where unmended and accepted = 0"
    ]
    for log in schemas().values():
        days = [(name(f"{column}_on"), name(f"{column}_until")) for column in log.of_kind("time", "day")]
        if days and log.name != "deliveries":
            near_one = " or ".join(
                f"({one} <= {literal(str(last))} and coalesce({until}, {one}) >= {literal(str(first))})"
                for one, until in days
            )
            parts.append(warehouse.select("1", f"records.{name(log.name)}", where=near_one))
    if not any(warehouse.rows(connection, f"{part} limit 1") for part in parts):
        raise EmptyPeriod(
            f"No log has a row in or near {period.label}, so nothing was filed. Check the period, or deliver the files "
            "of its days. To file an edition that says so all the same, give --even-if-empty."
        )


def refuse_unreached(connection: Connection, period: Period) -> None:
    """Raise PolicyError when every core log ends, by its events and its manifest, more than a day before the period.

    The day between lets the period right after the last one covered be reported: it has nothing to test.
    """
    days = [_newest(connection, log.name) for log in schemas().values() if log.core]
    days += [
        row[0]
        for row in warehouse.rows(
            connection,
            "select max(covers_to_on) from records.deliveries where standing and list_contains(?::varchar[], log)",
            [[log.name for log in schemas().values() if log.core]],
        )
    ]
    reached = max((day for day in days if day), default=None)
    if reached and reached + timedelta(days=1) < date.fromisoformat(period.first):
        raise PolicyError(
            f"The records reach to {reached.isoformat()}; the period {period.label} begins on {period.first}. A report "
            "with that title would be about days of which there is no record. Check the period, or deliver its files."
        )


def _newest(connection: Connection, log: str, delivery_id: int | None = None) -> date | None:
    moments = ", ".join(
        f"max(coalesce({name(column + '_until')}, {name(column + '_on')}))" for column in schemas()[log].event_columns
    )
    where = "standing" if delivery_id is None else f"delivery_id = {delivery_id}"
    found: date | None = warehouse.one(
        connection, warehouse.select(f"greatest({moments})", f"records.{name(log)}", where=where)
    )
    return found


def notes(connection: Connection) -> list[str]:
    """Flag deliveries that repeat an earlier one under a new name, that are older than their label, or not in order."""
    said = []
    rows = warehouse.rows(
        connection,
        "select delivery_id, log, file, sha256, repeated, accepted, received from records.delivered "
        "order by delivery_id",
    )
    of_lists = {row[0] for row in warehouse.rows(connection, "select delivery_id from records.snapshot_lists")}
    first: dict[tuple[str, str], str] = {}
    for delivery_id, log, file, sha256, repeated, accepted, received in rows:
        if received:  # a file without rows is like any other, and says nothing
            first.setdefault((log, sha256), file)
        earlier = first.get((log, sha256), file)
        if repeated and earlier != file:
            said.append(
                f"The file {file} has the same content as {earlier}, delivered earlier. Nothing was taken from it."
            )
        elif earlier != file and delivery_id in of_lists:
            said.append(
                f"The list {file} has the same content as {earlier}: the same people in custody at both times. "
                "Check that it is no copy of the earlier list under a new name."
            )
        labels = [f"{a or c}-{b or d}" for a, b, c, d in _MONTH.findall(file.rpartition("/")[2])]
        dated = labels and accepted and log != "deliveries" and delivery_id not in of_lists
        newest = _newest(connection, log, delivery_id) if dated else None
        if newest and newest.isoformat()[:7] < max(labels):
            said.append(
                f"The file {file} is labelled {max(labels)}, but its newest event is of {newest.isoformat()[:7]}. "
                "It may be an older file under a new name."
            )
    return [*said, *_undated({row[0]: row[2] for row in rows}, connection)]


def _undated(files: Mapping[int, str], connection: Connection) -> Iterator[str]:
    """Say of which files the newest was found without the moment of its export, though they give one id twice."""
    for log, delivery_ids, count in warehouse.rows(connection, filled("intake/undated_corrections")):
        names = [files[one] for one in delivery_ids]
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        yield (
            f"Files of [logs.{log}] that were taken in together give {count_of(count, 'id')} twice and not alike, and "
            f"the manifest does not say when each was exported: {', '.join(names[:_NAMED])}{more}. The one named "
            "last stands. Give exported_at in the manifest."
        )
