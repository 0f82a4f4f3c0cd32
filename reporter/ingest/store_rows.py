"""Builds the statements that give every typed row its fate: accepted, folded into another, or set aside till mended."""

from collections.abc import Sequence

from reporter.config.log_policy import LogPolicy
from reporter.config.log_schemas import LogSchema
from reporter.ingest.parse_values import as_recorded, stored_columns
from reporter.warehouse import literal, name

KEPT_ROWS = ("settled_rows", "incoming_rows")  # tables that are left behind
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
        f"""
create or replace temp table crowded as
with prints as (
    select line, {print_} as print, concat_ws(chr(31), {by}) as crowd from typed
    where len(reasons) = 0 and ({by}) in (
        select ({by}) from typed where len(reasons) = 0 group by all having count(*) > 1
    )
),
crowds as (select crowd, count(distinct print) as varieties from prints group by crowd),
firsts as (select crowd, print, min(line) as line from prints group by crowd, print)
select prints.line, {conflict} as conflicting, prints.line <> firsts.line as repeated
from prints join crowds using (crowd) join firsts using (crowd, print)
""",
        *_view_of(
            "settled",
            """
select
    typed.* replace (
        case
            when coalesce(conflicting, false) then list_append(reasons, 'conflicting_rows')
            when unsound_reasons is not null then list_concat(reasons, unsound_reasons)
            else reasons
        end as reasons,
        case when list_has_any(unsound_reasons, ['number_of_another_stay', 'id_of_another_stay']) then null else key end
            as key
    ),
    case
        when len(reasons) > 0 or coalesce(conflicting, false) or unsound_reasons is not null then 'quarantined'
        when coalesce(repeated, false) then 'folded'
        else 'accepted'
    end as fate
from typed left join crowded using (line) left join unsound using (line)
""",
            row_count,
        ),
        # Few keys have several rows: they alone need a first one, and the rows themselves are not copied for it.
        """
create or replace temp table first_lines as
select key, min(line) as first_line from settled where fate = 'accepted' group by key having count(*) > 1
""",
        *_view_of(
            "incoming",
            """
select settled.*, coalesce(line = first_line, true) as first_of_its_key
from settled left join first_lines using (key) where fate = 'accepted'
""",
            row_count,
        ),
        *stored_as_accepted(log, delivery_id, said),
    ]


def _view_of(view: str, sql: str, row_count: int) -> list[str]:
    """Return the statements that make a view; few rows are kept, for to plan the query each time would take longer."""
    if row_count >= _FEW_ROWS:
        return [f"create or replace temp view {view} as {sql}"]
    return [
        f"create or replace temp table {view}_rows as {sql}",
        f"create or replace temp view {view} as from {view}_rows",
    ]


def stored_as_accepted(log: LogSchema, delivery_id: int, said: Sequence[str]) -> list[str]:
    """Return the statements that store the rows of `incoming`; one that differs in what is `said` is a correction."""
    columns = ", ".join(name(column) for column in stored_columns(log))
    same = " or ".join(f"earlier.{name(c)} is distinct from new.{name(c)}" for c in said)
    return [
        f"""
insert into corrections
select {literal(log.name)}, new.key, {delivery_id}, new.line, earlier.delivery_id, earlier.line
from incoming as new join {log.table} as earlier using (key)
where new.first_of_its_key and earlier.standing and ({same})
order by new.line
""",
        f"update {log.table} set standing = false where standing and key in (select key from incoming)",
        f"""
insert into {log.table} (delivery_id, line, standing, key, {columns})
select {delivery_id}, line, first_of_its_key, key, {columns} from incoming order by line
""",
    ]


def half_of(layout: str) -> str:
    """Return what tells the rows of a joined file from a log's own, of which neither brings the other right, as SQL."""
    return f"case when coalesce({layout}, 0) >= {FIRST_JOINED} then {layout} else 0 end"


def mark_superseded_rows(log: LogSchema, delivery_id: int, layout: int) -> str:
    """Return the statement that closes each quarantined row which the rows of a delivery, now stored, bring right."""
    return f"""
update quarantine set unmended = false
where log = {literal(log.name)} and unmended and delivery_id <> {delivery_id} and (
    (
        exists (
            select 1 from (select key, {told_times(log)} as told from {log.table} where delivery_id = {delivery_id})
            as again
            where again.key = quarantine.key and {tells_as_much("again.told", "quarantine")}
        )
        and delivery_id in (select delivery_id from delivered where {half_of("layout")} = {half_of(str(layout))})
    )
    or (delivery_id, line) in (
        select (lost.delivery_id, lost.line) from quarantine as lost
        where lost.log = {literal(log.name)} and lost.key is null and {is_superseded_condition(log, "lost")}
    )
)
"""


def told_times(log: LogSchema) -> str:
    """Return the times of its events that a record has, by column, as SQL."""
    columns = [column for column in log.of_kind("time", "day") if column != "recorded_at"]
    found = ", ".join(f"case when {column}_text is not null then {literal(column)} end" for column in columns)
    return f"list_filter([{found}]::varchar[], lambda one: one is not null)"


def tells_as_much(told: str, lost: str) -> str:
    """Whether a record has each time that a row told which was set aside for a missing cell alone, as SQL.

    A row of an event log that has a release and no booking is not brought right by a record without a release.
    """
    times = f"list_transform(coalesce({lost}.times, []), lambda one: split_part(one, '=', 1))"
    others = f"list_filter({lost}.reasons, lambda one: not starts_with(one, 'missing:'))"
    return f"(len({others}) > 0 or list_has_all({told}, {times}))"


def is_superseded_condition(log: LogSchema, lost: str, schema: str = "", aside: str = "quarantine") -> str:
    """Return whether a quarantined row whose key cannot be read has been brought right since.

    Its file came again, with every row that was read before. Then either a row that is new stands on its line, of the
    stay or the officer that it names (or, where its cells were too many or too few, with its ids among them); or every
    row that is new is of one that was lost, and it is among them. That it is no longer there brings nothing right.
    A row without an id or a name is known by the times that it tells. A file of other rows under the same name mends
    nothing, nor does one that has grown where the row is gone.
    """
    log_name, records = literal(log.name), f"{schema}{log.name}"
    named = [one for one in ("booking_id", "officer_id") if one in log.columns][:1]  # a check is of its stay
    ids = [*named, *(column for column in log.key if log.kind(column) in ("id", "text"))]
    told = [column for column in log.of_kind("time", "day") if column not in log.key]

    def is_its(row: str) -> str:
        whens = " ".join(f"when {row}.{one} is not null then again.{one} = {row}.{one}" for one in named)
        among = " and ".join(f"list_contains({row}.cells, again.{name(column)})" for column in ids)
        tells = "".join(f" and contains({row}.raw, coalesce(again.{one}_text, ''))" for one in told)
        return (
            f"case {whens} when {row}.cells is not null then {among or 'false'} "
            f"else later.received = own.received{tells} end"
        )

    new = f"""again.delivery_id = later.delivery_id
        and again.key not in (select key from {records} where delivery_id = own.delivery_id)"""
    return f"""exists (
    select 1 from {schema}delivered as own join {schema}delivered as later on later.log = own.log
    where own.delivery_id = {lost}.delivery_id and later.delivery_id > own.delivery_id and not later.repeated
    and not exists (
        select 1 from {records} as read_then
        where read_then.delivery_id = own.delivery_id
        and read_then.key not in (select key from {records} where delivery_id = later.delivery_id)
    )
    and (
        exists (select 1 from {records} as again where {new} and again.line = {lost}.line and {is_its(lost)})
        or (
            exists (select 1 from {records} as again where {new} and {is_its(lost)})
            and not exists (
                select 1 from {records} as again
                where {new} and not exists (
                    select 1 from {aside} as other
                    where other.log = {log_name} and other.delivery_id = own.delivery_id and other.key is null
                    and {is_its("other")}
                )
            )
        )
    )
)"""


def _stored_name(log: LogSchema, column: str) -> str:
    return name(f"{column}_text" if log.kind(column) in ("time", "day") else column)
