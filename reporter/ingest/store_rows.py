"""Builds the statements that give every typed row its fate: accepted, folded into another, or set aside till mended."""

from collections.abc import Collection, Sequence

from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import LogSchema
from reporter.ingest.parse_values import as_recorded, stored_columns
from reporter.warehouse import literal, name, select, temporary, temporary_view, update
from reporter.warehouse.query_files import filled

KEPT_ROWS = ("settled_rows", "incoming_rows", "told_before")  # tables that are left behind
_FEW_ROWS = 25_000
FIRST_JOINED = 1000  # delivered.layout of a joined file: this times its number, and the layout that it belongs to


def store_rows_statements(log: LogSchema, policy: LogPolicy, delivery_id: int, row_count: int) -> list[str]:
    """Return the statements that give every typed row its fate and store the accepted ones.

    Rows that are equal fold into the first. Rows of one key that differ stand as duplicates, the first in force,
    or, where the policy says one row per key, are quarantined together.
    """
    said = as_recorded(log)
    print_ = f"md5(concat_ws(chr(31), {', '.join(f'coalesce({name(c)}::varchar, chr(30))' for c in said)}))"
    by = ", ".join(_stored_name(log, column) for column in policy.one_row_per) or "key"
    conflict = "varieties > 1" if policy.one_row_per else "false"
    return [
        filled("intake/crowded", print=print_, crowd=by, conflicting=conflict),
        *_view_of("settled", filled("intake/settled"), row_count),
        filled("intake/first_lines"),
        *_view_of("incoming", filled("intake/incoming"), row_count),
        *stored_as_accepted(log, delivery_id, said, policy.filled_by_joins),
    ]


def _view_of(view: str, sql: str, row_count: int) -> list[str]:
    """Return the statements that make a view; few rows are kept, for to plan the query each time would take longer."""
    if row_count >= _FEW_ROWS:
        return [temporary_view(view, sql)]
    return [temporary(f"{view}_rows", sql), temporary_view(view, f"from {view}_rows")]


def stored_as_accepted(
    log: LogSchema, delivery_id: int, said: Sequence[str], filled_by_joins: Collection[str] = ()
) -> list[str]:
    """Return the statements that store the rows of `incoming`; one that differs in what is `said` is a correction.

    What joined files fill is none of it: their rows correct one another.
    """
    columns = ", ".join(name(column) for column in stored_columns(log))
    differs = " or ".join(
        f"earlier.{name(c)} is distinct from new.{name(c)}"
        for c in said
        if c.removesuffix("_text") not in filled_by_joins
    )
    return [
        temporary("told_before", select("distinct key", log.table, where=f"standing and {_key_in('incoming')}")),
        filled(
            "intake/corrections", log=literal(log.name), delivery_id=delivery_id, records=log.table, differs=differs
        ),
        update(log.table, "standing = false", where=f"standing and {_key_in('told_before')}"),
        filled("intake/records", records=log.table, columns=columns, delivery_id=delivery_id),
    ]


def _key_in(table: str) -> str:
    return f"key in ({select('key', table)})"


def half_of(layout: str) -> str:
    """Return what tells the rows of a joined file from a log's own, as SQL: neither is a valid version of the other."""
    return f"case when coalesce({layout}, 0) >= {FIRST_JOINED} then {layout} else 0 end"


def mark_superseded_rows(log: LogSchema, delivery_id: int, layout: int) -> str:
    """Mark quarantined rows as resolved when a later delivery supplies a valid version."""
    return filled(
        "intake/quarantine_brought_right",
        log=literal(log.name),
        delivery_id=delivery_id,
        told_times=told_times(log),
        records=log.table,
        tells_as_much=tells_as_much("again.told", "quarantine"),
        half_of_each=half_of("layout"),
        half=half_of(str(layout)),
        is_superseded=is_superseded_condition(log, "lost"),
    )


def told_times(log: LogSchema) -> str:
    """Return the times of its events that a record has, by column, as SQL."""
    found = ", ".join(f"case when {one}_text is not null then {literal(one)} end" for one in log.event_columns)
    return f"list_filter([{found}]::varchar[], lambda one: one is not null)"


def tells_as_much(told: str, lost: str) -> str:
    """Whether a record has each time that a row told which was set aside for a missing cell alone, as SQL.

    A record without a release is no valid version of a row of an event log that has a release and no booking.
    """
    times = f"list_transform(coalesce({lost}.times, []), lambda one: split_part(one, '=', 1))"
    others = f"list_filter({lost}.reasons, lambda one: not starts_with(one, 'missing:'))"
    return f"(len({others}) > 0 or list_has_all({told}, {times}))"


def is_superseded_condition(log: LogSchema, lost: str, schema: str = "", aside: str = "quarantine") -> str:
    """Return whether a later delivery supplies a valid version of a quarantined row whose key cannot be read.

    Its file came again, with every row that was read before. Then either a row that is new stands on its line, of the
    stay or the officer that it names (or, where its cells were too many or too few, with its ids among them); or every
    row that is new is of one that was lost, and it is among them. That it is no longer there resolves nothing.
    A row without an id or a name is known by the times that it tells. A file of other rows under the same name mends
    nothing, nor does one that has grown where the row is gone. A booking under the number of another stay is resolved
    by a row that tells the same times alone: a correction of that stay has its number too.
    """
    named = [one for one in ("booking_id", "officer_id") if one in log.columns][:1]  # a check is of its stay
    ids = [*named, *(column for column in log.key if log.kind(column) in ("id", "text"))]
    told = [column for column in log.of_kind("time", "day") if column not in log.key]

    def is_its(row: str) -> str:
        whens = " ".join(f"when {row}.{one} is not null then again.{one} = {row}.{one}" for one in named)
        if log.name == "bookings":
            times = ", ".join(f"{literal(f'{one}=')} || again.{one}_text" for one in log.event_columns)
            same = f"list_has_all([{times}], {row}.times)"
            whens += f" and ({same} or not list_contains({row}.reasons, 'number_of_another_stay'))"
        among = " and ".join(f"list_contains({row}.cells, again.{name(column)})" for column in ids)
        tells = "".join(f" and contains({row}.raw, coalesce(again.{one}_text, ''))" for one in told)
        return (
            f"case {whens} when {row}.cells is not null then {among or 'false'} "
            f"else later.received = own.received{tells} end"
        )

    put_right = filled(
        "intake/file_put_right",
        delivered=f"{schema}delivered",
        records=f"{schema}{log.name}",
        lost=lost,
        is_of_lost=is_its(lost),
        quarantine=aside,
        log=literal(log.name),
        is_of_other=is_its("other"),
    )
    return f"exists ({put_right})"


def _stored_name(log: LogSchema, column: str) -> str:
    return name(f"{column}_text" if log.kind(column) in ("time", "day") else column)
