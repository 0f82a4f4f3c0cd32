/*
item = "log_name, booking_id"
description = "Stays named in a row that could not be read and has not been mended since. A number in scientific notation names every stay that it may mean."
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
