-- The rows of a log that stand in one delivery under the key of an earlier row of it, with when the events of either were.
select
    ${log} as log_name,
    other.key,
    other.delivery_id,
    other.line,
    case when ${earliest} is not null and ${first_earliest} is not null then least(${earliest}, ${first_earliest}) end
        as earliest,
    case when ${latest} is not null and ${first_latest} is not null then greatest(${latest}, ${first_latest}) end
        as latest
from records.${table} as other
inner join records.${table} as first_one
    on other.key = first_one.key and other.delivery_id = first_one.delivery_id and first_one.standing
where not other.standing
