"""What the logs say of a stay, moment by moment, as recorded and with the doubt in words."""

from collections.abc import Collection, Iterable

from reporter import warehouse
from reporter.config.log_schemas import schemas
from reporter.model import RecordedTime
from reporter.warehouse import Connection, literal, name

_LABELS = {
    "booked_at": "Booked",
    "committed_at": "Sent by the court",
    "release_authorized_at": "Release authorised",
    "released_at": "Released",
    "requested_at": "Check asked for",
    "completed_at": "Check completed",
    "sent_at": "Notice sent to ICE",
    "acknowledged_at": "Notice acknowledged",
    "placed_at": "Hold placed",
    "lifted_at": "Hold lifted",
    "served_at": "Hold served",
    "raised_at": "Citizenship claimed",
    "reported_at": "Claim reported",
    "held_at": "Interview held",
    "out_at": "Left the jail for a time",
    "in_at": "Came back",
    "bookings.recorded_at": "Booking written down at",
    "checks.recorded_at": "Check written down at",
    "notifications.recorded_at": "Notice written down at",
}
_ABOUT = {
    "requested_at": "result",
    "completed_at": "result",
    "placed_at": "kind",
    "lifted_at": "kind",
    "served_at": "kind",
    "released_at": "release_reason",
}
_SPANS = {
    1: "to the microsecond",
    1_000_000: "to the second",
    60_000_000: "to the minute",
    3_600_000_000: "to the hour",
}


def of_stays(connection: Connection, bookings: Iterable[str]) -> dict[str, list[RecordedTime]]:
    """Return the recorded times of these stays, earliest first."""
    connection.execute("create or replace table shown_stays (booking_id varchar)")
    connection.execute("insert into shown_stays select unnest(?::varchar[])", [sorted(set(bookings))])
    selects = [
        _select(log.name, column, log.columns)
        for log in schemas().values()
        if "booking_id" in log.columns
        for column in log.of_kind("time")
    ]
    lines: dict[str, list[RecordedTime]] = {}
    every = warehouse.subquery(warehouse.union(selects))
    query = warehouse.select("*", every, order="booking_id, earliest, latest, label, about, text")
    for booking, label, about, text, earliest, latest, span, twice, never in warehouse.rows(connection, query):
        words = _LABELS.get(label, label) + (f" ({about.replace('_', ' ')})" if about else "")
        time = RecordedTime(label=words, text=text, earliest=earliest, latest=latest, doubt=_doubt(span, twice, never))
        lines.setdefault(booking, []).append(time)
    return lines


def stays_of_checks(connection: Connection, checks: Iterable[str]) -> dict[str, str]:
    """Return the stay that each of these checks names, of those on record."""
    return dict(
        warehouse.rows(
            connection,
            "select check_id, booking_id from records.checks "
            "where standing and check_id in (select unnest(?::varchar[]))",
            [sorted(set(checks))],
        )
    )


def _select(log: str, column: str, columns: Collection[str]) -> str:
    told = _ABOUT.get(column, "")
    about = name(told) if told in columns else "''"
    at = {part: name(f"{column}_{part}") for part in ("text", "earliest", "latest", "repeat", "skipped")}
    label = f"{log}.{column}" if column == "recorded_at" else column
    moment = "strftime({}, '%Y-%m-%d %H:%M:%S.%fZ')"
    shown = (
        "booking_id",
        f"{literal(label)} as label",
        f"coalesce({about}, '') as about",
        f"{at['text']} as text",
        f"{moment.format(at['earliest'])} as earliest",
        f"{moment.format(at['latest'])} as latest",
        f"datediff('microsecond', {at['earliest']}, {at['latest']}) + 1 as span",
        f"{at['repeat']} is not null as twice",
        f"coalesce({at['skipped']}, false) as never",
    )
    source = f"records.{log} semi join shown_stays using (booking_id)"
    return warehouse.select(shown, source, where=f"standing and {at['text']} is not null")


def _doubt(span: int, twice: bool, never: bool) -> str:
    if twice:
        return "in the hour that came twice"
    if never:
        return "in the hour that the clocks skipped"
    if span in _SPANS:
        return _SPANS[span]
    return "the day only" if span > 3_600_000_000 else "to a fraction of a second"
