"""Explains one stay: its recorded times, and every outcome about it."""

from pathlib import Path

from reporter import warehouse
from reporter.audit import controls, timeline, views
from reporter.config.period import period as read_period
from reporter.editions import build
from reporter.errors import PolicyError
from reporter.ingest import deliveries
from reporter.model import Period, Progress, StayExplanation
from reporter.options import USUAL, RunOptions
from reporter.warehouse.query_files import filled
from reporter.workflows import take_in

_NEAR = 3  # numbers suggested, at the most


def explain(
    folder: Path, booking_id: str, period: Period | None, tell: Progress, options: RunOptions = USUAL
) -> StayExplanation:
    """Return one stay's recorded times and every outcome about it; raises PolicyError for an unknown stay."""
    policy = take_in.ready(folder, tell, options)
    with warehouse.open_read_only(folder, options) as connection:
        found = warehouse.rows(connection, filled("audit/stay_to_explain", booking_id="?"), [booking_id])
        if not found:
            raise PolicyError(_no_stay(connection, booking_id))
        days = period or read_period(found[0][0])
        warehouse.lock_down(connection)
        views.build(connection, policy, days)
        delivered = deliveries.delivered_logs(connection)
        decided = controls.run(connection, policy, delivered)
        rows = controls.outcomes_for_stay(connection, decided, booking_id)
        times = timeline.of_stays(connection, [booking_id]).get(booking_id, [])
        other = timeline.other_texts(connection, booking_id)
        mapped = controls.mapped_columns(connection)
    cases = [build.case_of(row, "", times) for row in rows]
    _, is_void, unread = found[0]
    notes = ["The jail's record says that this booking is void: it counts as no stay."] * is_void
    if unread:
        notes.append("A row that names this stay could not be read: `reporter quarantine` says which, and why.")
    notes += [
        f"{column} stands in the file as {text} ({log}, {file}, line {line:,})."
        for log, file, line, column, text in other
    ]
    kinds = controls.item_kinds()
    of_stays = [one for one in controls.catalogue() if kinds[one.id] == "booking_id"]
    lacking = {one.id for one in of_stays if controls.lacking_columns(one, mapped)}
    notes += [f"{one.id}: {one.not_run_because}" for one in decided if one.suspended_because or one.id in lacking]
    return StayExplanation(
        booking_id=booking_id, period=days, timezone=policy.timezone, times=times, outcomes=cases, notes=notes
    )


def _no_stay(connection: warehouse.Connection, booking_id: str) -> str:
    """Say that no stay has this number, and which have one that differs by zeros, spaces or punctuation alone."""
    near = warehouse.rows(
        connection,
        "select distinct booking_id from records.bookings "
        "where standing and list_has_any(plain_ids(booking_id), plain_ids(?)) order by all",
        [booking_id],
    )
    if near:
        meant = " or ".join(one for (one,) in near[:_NEAR])
        return f"No stay on record has the booking number {booking_id}. Did you mean {meant}?"
    return "No stay on record has this booking number. Check its spelling, or look in the quarantine."
