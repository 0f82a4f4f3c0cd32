-- Puts in force the newest row of each key of which none is: the one that corrected it was set aside.
update ${records} as own
set standing = true
from (
    select
        key,
        arg_max(delivery_id, (delivery_id, -line)) as delivery_id,
        arg_max(line, (delivery_id, -line)) as line
    from ${records}
    group by key
    having not bool_or(standing)
) as newest
where own.key = newest.key and own.delivery_id = newest.delivery_id and own.line = newest.line
