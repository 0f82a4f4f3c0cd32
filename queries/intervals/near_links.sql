/*
item = "log_name, booking_id, stay_id"
description = "Booking numbers in the logs that name no stay, with each stay that they nearly name."
materialized = true
*/
with named as (
    select
        log_name,
        booking_id
    from rows_of_stays
    where standing
    union all
    select
        'movements' as log_name,
        booking_id
    from records.movements
    where standing
),

strays as (
    select distinct
        log_name,
        booking_id,
        id_without_punctuation(booking_id) as plain_id
    from named
    where not exists (
        select 1
        from stays
        where stays.booking_id = named.booking_id
    )
)

select
    strays.log_name,
    strays.booking_id,
    stays.booking_id as stay_id
from strays
inner join stays on strays.plain_id = id_without_punctuation(stays.booking_id)
