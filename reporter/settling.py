"""Builds the statements that give every typed row its fate: accepted, folded into another, or quarantined."""

from reporter.logs import LogSchema
from reporter.policy import LogPolicy
from reporter.staging import as_recorded, stored_columns
from reporter.warehouse import literal, name


def settle(log: LogSchema, policy: LogPolicy, delivery_id: int) -> list[str]:
    """Return the statements that give every typed row its fate and store the accepted ones.

    Rows that are equal fold into the first. Rows of one key that differ stand as duplicates, the first in force,
    or, where the policy says one row per key, are quarantined together.
    """
    said = as_recorded(log)
    print_ = f"md5(concat_ws(chr(31), {', '.join(f'coalesce({name(c)}::varchar, chr(30))' for c in said)}))"
    by = ", ".join(_stored_name(log, column) for column in policy.one_row_per) or "key"
    conflict = "varieties > 1" if policy.one_row_per else "false"
    columns = ", ".join(name(column) for column in stored_columns(log))
    same = " or ".join(f"earlier.{name(c)} is distinct from new.{name(c)}" for c in said)
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
        """
create or replace temp view settled as
select
    typed.* replace (
        case when coalesce(conflicting, false) then list_append(reasons, 'conflicting_rows') else reasons end as reasons
    ),
    case
        when len(reasons) > 0 or coalesce(conflicting, false) then 'quarantined'
        when coalesce(repeated, false) then 'folded'
        else 'accepted'
    end as fate
from typed left join crowded using (line)
""",
        # Few keys have several rows: they alone need a first one, and the rows themselves are not copied for it.
        """
create or replace temp table first_lines as
select key, min(line) as first_line from settled where fate = 'accepted' group by key having count(*) > 1
""",
        """
create or replace temp view incoming as
select settled.*, coalesce(line = first_line, true) as first_of_its_key
from settled left join first_lines using (key) where fate = 'accepted'
""",
        f"""
insert into corrections
select {literal(log.name)}, new.key, {delivery_id}, new.line, earlier.delivery_id, earlier.line
from incoming as new join {log.name} as earlier using (key)
where new.first_of_its_key and earlier.standing and ({same})
order by new.line
""",
        f"update {log.name} set standing = false where standing and key in (select key from incoming)",
        f"""
insert into {log.name} (delivery_id, line, standing, key, {columns})
select {delivery_id}, line, first_of_its_key, key, {columns} from incoming order by line
""",
    ]


def _stored_name(log: LogSchema, column: str) -> str:
    return name(f"{column}_text" if log.kind(column) in ("time", "day") else column)
