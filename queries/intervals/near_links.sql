/*
item = "log_name, booking_id, stay_id"
description = "Booking numbers in the logs that name no stay, with each stay that they nearly name, or that is of the person whom they name."
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
        unnest(plain_ids(booking_id)) as plain_id
    from named
    where not exists (
        select 1
        from stays
        where stays.booking_id = named.booking_id
    )
),

named_by as (
    select
        booking_id,
        unnest(plain_ids(booking_id)) as plain_id,
        false as is_person
    from stays
    union all
    select
        booking_id,
        unnest(plain_ids(person_id)) as plain_id,
        true as is_person
    from stays
)

select
    strays.log_name,
    strays.booking_id,
    named_by.booking_id as stay_id,
    bool_and(named_by.is_person) as is_by_person
from strays
inner join named_by using (plain_id)
group by strays.log_name, strays.booking_id, named_by.booking_id
