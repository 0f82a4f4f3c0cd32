/*
item = "log_name, booking_id"
description = "Stays named in a row that could not be read and has not been mended since, or in one that stands under the id of a record of another stay in the same delivery. A number in scientific notation names every stay that it may mean."
materialized = true
*/
with damaged as (
    select distinct
        log as log_name,
        booking_id as scientific
    from records.quarantine
    where unmended and booking_id like '%+%'
),

numbers as (
    select booking_id
    from records.bookings
    where standing
    union all
    select booking_id
    from records.checks
    where standing
    union all
    select booking_id
    from records.notifications
    where standing
    union all
    select booking_id
    from records.holds
    where standing
),

-- Of two rows with one id in one delivery the first stands: what the other tells of its stay is not known.
beside as (
    select
        'checks' as log_name,
        delivery_id,
        key,
        booking_id
    from records.checks
    where not standing
    union all
    select
        'notifications' as log_name,
        delivery_id,
        key,
        booking_id
    from records.notifications
    where not standing
    union all
    select
        'holds' as log_name,
        delivery_id,
        key,
        booking_id
    from records.holds
    where not standing
),

firsts as (
    select
        'checks' as log_name,
        delivery_id,
        key,
        booking_id
    from records.checks
    where standing
    union all
    select
        'notifications' as log_name,
        delivery_id,
        key,
        booking_id
    from records.notifications
    where standing
    union all
    select
        'holds' as log_name,
        delivery_id,
        key,
        booking_id
    from records.holds
    where standing
)

select
    log as log_name,
    booking_id
from records.quarantine
where unmended and booking_id is not null
union
select
    log as log_name,
    unnest(cells) as booking_id
from records.quarantine
where unmended
union
select
    damaged.log_name,
    numbers.booking_id
from damaged
inner join numbers on may_be_written_as(numbers.booking_id, damaged.scientific)
union
select
    beside.log_name,
    beside.booking_id
from beside
inner join firsts
    on beside.log_name = firsts.log_name and beside.delivery_id = firsts.delivery_id and beside.key = firsts.key
where beside.booking_id <> firsts.booking_id
