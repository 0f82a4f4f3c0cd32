/*
item = "booking_id"
description = "Stays released in the period, or in the twelve months that the trend shows."
*/
select bookings.booking_id
from records.bookings as bookings
cross join settings
where
    bookings.standing
    and may_fall_in(
        bookings.released_at_on, bookings.released_at_until, least(period_first, trend_first), period_last
    )
