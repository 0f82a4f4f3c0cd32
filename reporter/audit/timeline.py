"""What the logs say of a stay, moment by moment, as recorded and with the doubt in words."""

from collections.abc import Collection, Iterable

from reporter import warehouse
from reporter.config.log_schemas import schemas
from reporter.model import RecordedTime
from reporter.text import code_in_words
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
    "booked_at": "commitment",
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
    logs = [log for log in schemas().values() if "booking_id" in log.columns]
    connection.execute(_shown_texts([log.name for log in logs]))
    selects = [_select(log.name, column, log.columns) for log in logs for column in log.of_kind("time")]
    lines: dict[str, list[RecordedTime]] = {}
    every = warehouse.subquery(warehouse.union(selects))
    query = warehouse.select("*", every, order="booking_id, earliest nulls last, latest, label, about, text")
    for booking, label, about, code, text, delivered, earliest, latest, span, twice, never in warehouse.rows(
        connection, query
    ):
        told = as_delivered(code, code_in_words(about)) if code else code_in_words(about)
        time = RecordedTime(
            label=_LABELS.get(label, label) + (f" ({told})" if told else ""),
            text=as_delivered(delivered, text) if delivered else text,
            earliest=earliest or "",
            latest=latest or "",
            doubt=_doubt(span, twice, never) if earliest else "",
        )
        lines.setdefault(booking, []).append(time)
    return lines


def as_delivered(text: str, meaning: str | None) -> str:
    """Say what stood in the file, and what the policy made of it."""
    return f"{text}, read as {meaning or 'nothing on record'}"


def other_texts(connection: Connection, booking: str) -> list[tuple[str, str, int, str, str]]:
    """Return what stood in the files of one stay's records and is on none of its lines, where it is not what was kept.

    Each has its log, file, line, column and text; the stay must be among those that `of_stays` showed last.
    """
    shown = {*_ABOUT.values(), *(column for log in schemas().values() for column in log.of_kind("time"))}
    return warehouse.rows(
        connection,
        "select delivered.log, delivered.file, at_line, column_name, text from shown_texts "
        "join records.delivered as delivered on delivered.delivery_id = at_delivery "
        "where booking_id = ? and not list_contains(?::varchar[], column_name) order by all",
        [booking, sorted(shown)],
    )


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


def _shown_texts(logs: Iterable[str]) -> str:
    """Return the statement that finds what stood in the files where the policy made another value of it.

    A value that a joined file filled in stood in that file.
    """
    rows = [
        warehouse.select(
            f"{literal(log)} as log, booking_id, delivery_id, line",
            f"records.{log} semi join shown_stays using (booking_id)",
            where="standing",
        )
        for log in logs
    ]
    own = "shown.*, delivery_id as at_delivery, line as at_line"
    half = "shown.*, by_delivery_id, by_line"
    places = warehouse.union(
        [
            warehouse.select(own, "shown"),
            warehouse.select(half, "shown join records.joined_into using (log, delivery_id, line)"),
        ]
    )
    told = (
        f"({places}) as places join records.as_delivered as told "
        "on told.delivery_id = at_delivery and told.line = at_line"
    )
    found = warehouse.select("places.*, column_name, text", told)
    return warehouse.create_statement("shown_texts", f"with shown as ({warehouse.union(rows)}) {found}", kept=True)


def _select(log: str, column: str, columns: Collection[str]) -> str:
    told = _ABOUT.get(column, "")
    about = name(told) if told in columns else "''"
    at = {part: name(f"{column}_{part}") for part in ("text", "earliest", "latest", "repeat", "skipped")}
    label = f"{log}.{column}" if column == "recorded_at" else column
    moment = "strftime({}, '%Y-%m-%d %H:%M:%S.%fZ')"
    shown = (
        "own.booking_id",
        f"{literal(label)} as label",
        f"coalesce({about}, '') as about",
        "code.text as code",
        f"{at['text']} as text",
        "delivered.text as delivered",
        f"{moment.format(at['earliest'])} as earliest",
        f"{moment.format(at['latest'])} as latest",
        f"datediff('microsecond', {at['earliest']}, {at['latest']}) + 1 as span",
        f"{at['repeat']} is not null as twice",
        f"coalesce({at['skipped']}, false) as never",
    )
    source = f"records.{log} as own semi join shown_stays using (booking_id)"
    for alias, of in (("code", told), ("delivered", column)):
        source += (
            f" left join shown_texts as {alias} on {alias}.log = {literal(log)} "
            f"and {alias}.column_name = {literal(of)} "
            f"and {alias}.delivery_id = own.delivery_id and {alias}.line = own.line"
        )
    return warehouse.select(shown, source, where=f"standing and coalesce({at['text']}, delivered.text) is not null")


def _doubt(span: int, twice: bool, never: bool) -> str:
    if twice:
        return "in the hour that came twice"
    if never:
        return "in the hour that the clocks skipped"
    if span in _SPANS:
        return _SPANS[span]
    return "the day only" if span > 3_600_000_000 else "to a fraction of a second"
