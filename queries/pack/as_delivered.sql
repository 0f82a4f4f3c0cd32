-- The table of a pack that holds what stood in the files where the policy made another value of it.
select
    delivery_id as delivery,
    log,
    line,
    column_name as "column",
    text
from records.as_delivered
order by delivery_id, line, column_name
