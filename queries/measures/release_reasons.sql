/*
title      = "Reasons of release"
description       = "Stays that ended in the period, by the reason as recorded."
cannot_see = "A reason that was recorded wrongly."
shape      = "rows"
needs      = ["bookings"]
needs_columns = ["bookings.released_at"]
*/
select
    coalesce(release_reason, 'not recorded') as reason,
    count(*) as count
from stays
cross join settings
where may_fall_in(released_on, released_until, period_first, period_last)
group by reason
order by reason
