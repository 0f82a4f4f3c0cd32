/*
title          = "Booking numbers run without a gap"
description           = "In each facility the booking numbers run from the least to the greatest without a gap or a repeat; a voided booking only fills its number."
cannot_exclude = "A stay that never got a number, before the least or after the greatest one delivered."
follow_up           = "Ask the booking office for the numbers that are missing."
needs          = ["bookings"]
tested         = "select count(sequence_no) from records.bookings where standing"
*/
with numbered as (
    select
        facility_id,
        sequence_no,
        count(*) filter (where not coalesce(void, false)) as times_used,
        lead(sequence_no) over (partition by facility_id order by sequence_no) as next_no
    from records.bookings
    where standing and sequence_no is not null
    group by facility_id, sequence_no
)

select
    'bookings:' || booking_id as item,
    'no_number' as what
from records.bookings
where standing and sequence_no is null and not coalesce(void, false)
union all
select
    facility_id || ':' || sequence_no as item,
    'number_used_twice' as what
from numbered
where times_used > 1
union all
select
    facility_id || ':' || (sequence_no + 1) || '-' || (next_no - 1) as item,
    'gap' as what
from numbered
where next_no > sequence_no + 1
