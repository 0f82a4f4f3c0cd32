-- The lists of one layout of a log, with when each was taken, read again from a pack.
insert into ${snapshot_lists}
select
    delivery_id,
    ${log},
    ${layout},
    ends,
    ${at_most},
    packed_lists.line,
    ${time_parts}
from packed_lists
inner join typed on typed.line = packed_lists.number
order by delivery_id, packed_lists.line
