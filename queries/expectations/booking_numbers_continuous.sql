/*
title          = "Booking numbers run without a gap"
description           = "In each facility the booking numbers run from the least to the greatest without a gap or a repeat; a voided booking only fills its number."
cannot_exclude = "A stay that never got a number, before the least or after the greatest one delivered."
follow_up           = "Ask the booking office for the numbers that are missing."
needs          = ["bookings"]
tested         = "select count(sequence_no) from records.bookings where standing"
barred         = """select
    case when coalesce(max(numbers), 0) < 2 then 'never_two_numbers' end
    from (select count(distinct sequence_no) as numbers from records.bookings where standing group by facility_id)"""
*/
-- A voided row needs its number alone: where there is one facility, it is of that one.
with alone as (
    select min(facility_id) as facility_id
    from records.bookings
    where standing
    having count(distinct facility_id) = 1
),

numbered as (
    select
        coalesce(bookings.facility_id, alone.facility_id) as facility_id,
        sequence_no,
        count(*) filter (where not coalesce(void, false)) as times_used,
        max(struct_pack(delivery_id := delivery_id, line := line)) as place,
        min(booked_at_earliest) as earliest,
        max(booked_at_latest) as latest
    from records.bookings as bookings
    left join alone on true
    where standing and sequence_no is not null
    group by all
),

steps as (
    select
        *,
        lead(sequence_no) over in_turn as next_no,
        lead(place) over in_turn as next_place,
        lead(earliest) over in_turn as next_earliest,
        lead(latest) over in_turn as next_latest
    from numbered
    window in_turn as (partition by facility_id order by sequence_no)
)

select
    'bookings:' || booking_id as item,
    'no_number' as what,
    'bookings' as log_name,
    delivery_id,
    line,
    booked_at_earliest as earliest,
    released_at_latest as latest
from records.bookings
where standing and sequence_no is null and not coalesce(void, false)
union all
select
    facility_id || ':' || sequence_no as item,
    'number_used_twice' as what,
    'bookings' as log_name,
    place.delivery_id,
    place.line,
    earliest,
    latest
from steps
where times_used > 1
union all
-- Between the bookings of the two numbers beside it; a voided row may have no time.
select
    facility_id || ':' || (sequence_no + 1) || '-' || (next_no - 1) as item,
    'gap' as what,
    'bookings' as log_name,
    next_place.delivery_id,
    next_place.line,
    case when earliest is not null and next_earliest is not null then least(earliest, next_earliest) end as earliest,
    case when earliest is not null and next_earliest is not null then greatest(latest, next_latest) end as latest
from steps
where next_no > sequence_no + 1
