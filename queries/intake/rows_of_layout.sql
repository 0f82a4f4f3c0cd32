-- The records that one layout of a log read: their deliveries and lines.
select
    records.delivery_id,
    records.line
from ${stored}.${records} as records
inner join ${stored}.delivered using (delivery_id)
where delivered.log = ${log} and coalesce(layout, 0) = ${layout}
