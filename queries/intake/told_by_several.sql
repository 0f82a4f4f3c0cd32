-- How many records some files of a log tell of together, with those that could not be read.
select count(*)
from (
    select key
    from (
        select
            key,
            delivery_id
        from ${records}
        union all
        select
            coalesce(key, booking_id) as key,
            delivery_id
        from quarantine
    ) as told
    inner join delivered on told.delivery_id = delivered.delivery_id
    where delivered.log = ${log} and list_contains(${digests}, delivered.sha256) and told.key is not null
    group by key
    having count(distinct told.delivery_id) > 1
) as told_by_several
