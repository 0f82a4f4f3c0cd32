-- The records of a log as an earlier edition knew them: the newest delivery of a key that it knew stands, in it the first
-- line.
create table records.${table} as
select
    * replace (
        delivery_id = max(delivery_id) over (partition by key)
        and line = min(line) over (partition by key, delivery_id) as standing
    )
from (
    select held.* replace (known.then_id as delivery_id)
    from stored.${table} as held
    inner join known on known.now_id = held.delivery_id
) as rows_then
order by delivery_id, line
