-- The records in which a code stood as it was delivered, in one column of one layout of a log: their deliveries and lines.
select
    told.delivery_id,
    told.line
from ${stored}.as_delivered as told
inner join ${stored}.delivered using (delivery_id)
where told.log = ${log} and coalesce(layout, 0) = ${layout} and column_name = ${column_name} and text = ${theirs}
