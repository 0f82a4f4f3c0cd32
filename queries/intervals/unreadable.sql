/*
item = "log_name, booking_id"
description = "Stays named in a row that could not be read and has not been mended since, in a row of a joined file without a stay to fill, or in one that stands under the id of a record of another stay in the same delivery. A number in scientific notation names every stay that it may mean; another that names none names those that it nearly names, and one that lacks a part those that have the rest of it."
materialized = true
*/
with damaged as (
    select distinct
        log as log_name,
        booking_id as scientific
    from records.quarantine
    where unmended and booking_id like '%+%'
),

known as (
    select
        booking_id,
        facility_id
    from records.bookings
    where standing and not coalesce(void, false)
),

incomplete as (
    select distinct
        log as log_name,
        booking_id,
        list_contains(reasons, 'part_missing:booking_id') as lacks_a_part
    from records.quarantine
    where unmended and booking_id is not null and booking_id not in (select booking_id from known)
),

-- Those of stays that are known are asked only where a row of another log, or a damaged number, may mean one.
numbers as (
    select booking_id
    from rows_of_stays
    where standing and booking_id not in (select booking_id from known)
    union
    select booking_id
    from records.bookings
    where standing and void
    union all
    select booking_id
    from known
    where
        exists (
            select 1
            from damaged
        )
        or exists (
            select 1
            from incomplete
            where log_name <> 'bookings'
        )
),

-- What is left of each number without its first parts, or without its last.
signs as (
    select
        booking_id,
        unnest(range(1, length(booking_id) + 1)) as place
    from numbers
    where
        exists (
            select 1
            from incomplete
            where lacks_a_part
        )
),

rests as (
    select
        booking_id,
        left(booking_id, place - 1) as rest
    from signs
    where substring(booking_id, place, 1) = '-'
    union all
    select
        booking_id,
        substring(booking_id, place + 1) as rest
    from signs
    where substring(booking_id, place, 1) = '-'
),

plain as (
    select
        log_name,
        unnest(plain_ids(booking_id)) as plain_id
    from incomplete
),

plain_numbers as (
    select
        booking_id,
        unnest(plain_ids(booking_id)) as plain_id
    from numbers
),

nearly_named as (
    select
        plain.log_name,
        plain_numbers.booking_id
    from plain
    inner join plain_numbers using (plain_id)
    union all
    select
        incomplete.log_name,
        rests.booking_id
    from incomplete
    inner join rests on incomplete.booking_id = rests.rest
    where incomplete.lacks_a_part and incomplete.booking_id not in (select facility_id from known)
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
-- A row of bookings is of none of the stays that are known by another number.
select
    log_name,
    booking_id
from nearly_named
where log_name <> 'bookings' or booking_id not in (select booking_id from known)
union
-- A row of a joined file tells of a stay whose own row is not there.
select
    log as log_name,
    key as booking_id
from records.joined_strays
where log = 'bookings' and key not in (select booking_id from known)
union
-- Of two rows with one id in one delivery the first stands: what the other tells of its stay is not known.
select
    other.log_name,
    other.booking_id
from rows_of_stays as other
inner join rows_of_stays as first_row
    on
        other.log_name = first_row.log_name
        and other.delivery_id = first_row.delivery_id
        and other.key = first_row.key
where first_row.standing and not other.standing and other.booking_id <> first_row.booking_id
