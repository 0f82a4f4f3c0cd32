"""Finds rows that can be read but cannot be so: beyond what their file covers, or under the number of another stay.

The manifest is taken in before every other log, so that what is found does not depend on the order of the files; a
file of which the manifest says something else since is read again.
"""

from reporter import warehouse
from reporter.config.log_schemas import LogSchema
from reporter.files import sha256_of_content
from reporter.ingest.delivery_order import MANIFEST_IN_FORCE
from reporter.warehouse import Connection, literal, name, select, temporary
from reporter.warehouse.query_files import filled

_REACH = "interval 31 day"  # how far from what a file is declared to cover a time may lie
_NO_EVENTS = {"authorizations", "deliveries"}  # their times say what holds from when on, not what happened
_NEAR_COVER = {"bookings", "checks", "notifications", "interviews", "complaints"}


def manifest_of(log: str) -> list[str]:
    """Return the statements that make `manifest_of_log`, the rows of the manifest in force for the files of a log.

    All else here reads it: make it once, after the manifest was taken in and before the log's first file is.
    """
    in_force = f"log = {literal(log)} and {MANIFEST_IN_FORCE}"
    return [
        temporary("manifest_of_log", select("*", "deliveries", where=in_force)),
        temporary("log_end", select("max(covers_to_latest) as log_end", "manifest_of_log")),
    ]


def declared(connection: Connection, log: str, file: str, sha256: str) -> str:
    """Return a digest of what the manifest says of one file: when it was made and what it covers; "" for nothing."""
    if log == "deliveries":
        return ""
    said = warehouse.rows(connection, _manifest_rows(file, sha256))
    doubtful = warehouse.one(
        connection,
        "select count(*) > 0 from quarantine join delivered using (delivery_id) where quarantine.log = ? "
        "and sha256 = ? and list_contains(reasons, 'in_the_future')",
        [log, sha256],
    )
    end = str(warehouse.one(connection, "select log_end from log_end")) if doubtful else ""
    return sha256_of_content(repr((said, end)))[:16] if said or doubtful else ""


def unsound_rows(log: LogSchema, file: str, sha256: str, event_layout: int | None = None) -> list[str]:
    """Return the statements that make `unsound` of `typed`: line and reason of each row that cannot be so.

    `event_layout` is the layout of a file of events.
    """
    found = ["select null::bigint as line, null::varchar as reason where false"]
    found.append(_another_stay(log, has_events=event_layout is not None))
    if event_layout is not None:
        found += [_used_again(log), _told_by_another_layout(log, event_layout)]
    if log.stored_in:  # half a row: of which stay it is, its other half says
        found = [found[0], _in_the_future(log)]
    elif log.name not in _NO_EVENTS:
        found += [_in_the_future(log), _outside_its_file(log)]
    return [
        temporary("file_cover", _manifest_rows(file, sha256)),
        filled("intake/unsound", found=warehouse.union([one for one in found if one]), not_void=_not_void(log)),
    ]


def _not_void(log: LogSchema) -> str:
    void = select("line", "typed", where="coalesce(void, false)")
    another = literal("number_of_another_stay")
    return f"(line not in ({void}) or reason = {another})" if "void" in log.columns else "true"


def _manifest_rows(file: str, sha256: str) -> str:
    return filled("intake/manifest_rows", file=literal(file.replace("\\", "/")), sha256=literal(sha256))


def _in_the_future(log: LogSchema) -> str:
    """An event surely after its file was made, or long after what its log is declared to cover."""
    moments = ", ".join(name(f"{column}_earliest") for column in log.event_columns)
    return filled("intake/in_the_future", moments=moments, reach=_REACH)


def _outside_its_file(log: LogSchema) -> str:
    """A row that corrects nothing, none of whose times lies near what its file is declared to cover."""
    if log.name not in _NEAR_COVER:
        return ""
    near = " or ".join(
        f"{name(f'{column}_latest')} >= covers_from_earliest - {_REACH} "
        f"and {name(f'{column}_earliest')} <= covers_to_latest + {_REACH}"
        for column in log.event_columns
    )
    timed = " or ".join(f"{name(f'{column}_earliest')} is not null" for column in log.event_columns)
    is_event = f"({timed})"
    if log.name == "bookings":
        is_event = f"released_at_earliest is not null and {is_event}"
    return filled("intake/outside_its_file", is_event=is_event, near=near, records=log.name)


def _another_stay(log: LogSchema, *, has_events: bool) -> str:
    """A row under the number of an earlier one that it cannot correct, since it is of another stay.

    A booking that is completed with the release of an earlier stay is in no order that could be.
    """
    where, reason = differing(log)
    if not where:
        return ""
    if log.name == "bookings":
        where = f"(new.booked_at_earliest > earlier.released_at_latest or {where})"
    sound = "new.reasons in ([], ['impossible_order'])" if has_events else "len(new.reasons) = 0"
    return filled("intake/of_another_stay", reason=literal(reason), records=log.name, is_sound=sound, differs=where)


def _used_again(log: LogSchema) -> str:
    """A row without a booking of its own, under a number that another stay seems to have had since."""
    if log.name != "bookings":
        return ""
    told = ", ".join(
        f"case when new.{one}_text is distinct from earlier.{one}_text then new.{one}_latest end"
        for one in log.event_columns
        if one != "booked_at"
    )
    parts = {"reason": literal("number_of_another_stay"), "log": literal(log.name)}
    return filled("intake/of_number_used_again", records=log.name, told_anew=told, **parts)


def _told_by_another_layout(log: LogSchema, layout: int) -> str:
    """A row that lacks an event of the record that it would correct, which a file of another layout told."""
    lacking = " or ".join(f"new.{one}_text is null and earlier.{one}_text is not null" for one in log.event_columns)
    if not lacking:
        return ""
    return filled("intake/told_by_another_layout", records=log.table, layout=layout, lacking=lacking)


def differing(log: LogSchema) -> tuple[str, str]:
    """Return when the row `new` differs too much from `earlier` to correct it, as SQL, and the reason; "" for never.

    A void row may lack all but its number: what it lacks differs from nothing.
    """
    if log.name == "bookings":
        unlike = " + ".join(
            f"coalesce(new.{one} <> earlier.{one}, false)::integer" for one in ("person_id", "facility_id")
        )
        days = ", ".join(f"{row}.booked_at_{part}" for row in ("new", "earlier") for part in ("on", "until"))
        return f"{unlike} + (not coalesce(days_meet({days}), true))::integer >= 2", "number_of_another_stay"
    if "booking_id" in log.columns and "booking_id" not in log.key:
        return "new.booking_id is distinct from earlier.booking_id", "id_of_another_stay"
    return "", ""
