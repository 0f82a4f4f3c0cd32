-- The table of a pack that holds when each list of those in custody was taken, as its file says.
select
    delivery_id as delivery,
    log,
    ends,
    line,
    text as taken
from records.snapshot_lists
order by delivery_id, line, earliest
