/*
title          = "The public daily record agrees"
description           = "Every stay stands in the public daily jail record and back, with the same days."
cannot_exclude = "A stay that was left out of both."
follow_up           = "Compare the two records for the booking numbers named here."
needs          = ["bookings", "daily_record"]
tested         = "select count(*) from records.daily_record where standing"
*/
select
    coalesce(stays.booking_id, daily.booking_id) as item,
    case
        when stays.booking_id is null then 'no_stay'
        when daily.booking_id is null then 'not_in_the_daily_record'
        when stays.booked_on <> daily.entered_at_on then 'other_day_entered'
        else 'other_day_discharged'
    end as what
from (
    select
        booking_id,
        booked_at_on as booked_on,
        released_at_on as released_on
    from records.bookings
    where standing and not coalesce(void, false)
) as stays
full outer join (
    select
        booking_id,
        entered_on_on as entered_at_on,
        discharged_on_on as discharged_at_on
    from records.daily_record
    where standing
) as daily using (booking_id)
where
    stays.booking_id is null
    or daily.booking_id is null
    or stays.booked_on <> daily.entered_at_on
    or stays.released_on is distinct from daily.discharged_at_on
