/*
item = "booking_id"
description = "Stays whose earliest wanted check was completed on a local day of the period."
*/
select bookings.booking_id as item
from records.bookings as bookings
inner join records.checks as checks using (booking_id)
cross join settings
where
    bookings.standing
    and not coalesce(bookings.void, false)
    and checks.standing
    and checks.result = 'wanted'
group by bookings.booking_id, period_first, period_last
having min(coalesce(checks.completed_at_on, checks.requested_at_on)) between period_first and period_last
