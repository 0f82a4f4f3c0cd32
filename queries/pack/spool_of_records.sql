-- The records of one layout, from a table of a pack, as rows to be read: a row here is a line there.
create or replace temp table spool as
select
    number as line,
    null::varchar as fault,
    null::varchar as cells,
    true as this_log,
    * exclude (number, delivery, at_line)
from packed
where delivery in (
    select delivery_id
    from ${delivered}
    where layout = ${layout}
)
