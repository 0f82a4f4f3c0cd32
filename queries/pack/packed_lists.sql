-- The lists of one layout of a log as a pack has them: of which delivery, where, when taken, and the column it ends.
create or replace temp table packed_lists as
select
    row_number() over () as number,
    delivery::integer as delivery_id,
    line::bigint as line,
    taken,
    ends
from ${lists}
where log = ${log} and delivery in (
    select delivery_id::varchar
    from ${delivered}
    where layout = ${layout}
)
