/*
title      = "From booking to notice"
description       = "Stays in scope released in the period: how many were checked, got a final result, were wanted, and led to a notice that ICE acknowledged; and how many did not reach each step."
cannot_see = "A step that was taken and never logged. A result that is no hit ends the way: it is no loss."
shape      = "rows"
needs      = ["bookings", "checks", "notifications"]
needs_columns = ["bookings.released_at"]

[row_needs]
acknowledged = ["notifications.acknowledged_at"]
*/
with steps as (
    select
        count(*) as stays,
        count(*) filter (where earliest_check is not null) as checked,
        count(*) filter (where finals > 0) as result,
        count(*) filter (where hits.booking_id is not null) as hit,
        count(*) filter (where hits.booking_id is not null and notices.booking_id is not null) as notice,
        count(*) filter (where hits.booking_id is not null and notices.acknowledged) as acknowledged
    from vetting
    left join (
        select distinct booking_id
        from stay_hits
    ) as hits using (booking_id)
    left join (
        select
            booking_id,
            bool_or(acknowledged_at_text is not null) as acknowledged
        from records.notifications
        where standing
        group by booking_id
    ) as notices using (booking_id)
    where vetting.in_scope and not vetting.ended_without_release
)

select
    unnest(['stays', 'checked', 'result', 'hit', 'notice', 'acknowledged']) as step,
    unnest([stays, checked, result, hit, notice, acknowledged]) as count,
    unnest([0, stays - checked, checked - result, 0, hit - notice, notice - acknowledged]) as lost
from steps
