/*
title      = "Length of stay with and without an ICE hold"
description       = "Stays released in the period: the time from booking to release, between the middles of the times as recorded."
cannot_see = "Why a stay was long. The two groups differ in more than the hold."
shape      = "times by ice_hold"
needs      = ["bookings", "holds"]
needs_columns = ["bookings.released_at"]
*/
select
    holds.ice_hold is not null as ice_hold,
    middle_seconds(
        stays.booked_earliest, stays.booked_latest, stays.released_earliest, stays.released_latest
    ) as seconds
from stays
cross join settings
left join stay_holds as holds using (booking_id)
where may_fall_in(stays.released_on, stays.released_until, period_first, period_last)
