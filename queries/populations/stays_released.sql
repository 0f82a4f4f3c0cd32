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
    and released_at_on between period_first and period_last
