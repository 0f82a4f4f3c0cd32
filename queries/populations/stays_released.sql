/*
item = "booking_id"
description = "Stays whose recorded release falls on a local day of the period."
*/
select booking_id as item
from records.bookings
cross join settings
where
    standing
    and not coalesce(void, false)
    and may_fall_in(released_at_on, released_at_until, period_first, period_last)
