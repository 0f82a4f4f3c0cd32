-- The rows of a log that stand in one delivery under the key of an earlier row of it, with when their events were.
select
    ${log} as log_name,
    other.key,
    other.delivery_id,
    other.line,
    ${earliest} as earliest,
    ${latest} as latest
from records.${table} as other
where
    not other.standing
    and exists (
        select 1
        from records.${table} as first_one
        where first_one.standing and first_one.key = other.key and first_one.delivery_id = other.delivery_id
    )
