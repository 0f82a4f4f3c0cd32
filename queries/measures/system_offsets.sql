/*
title      = "How far two clocks are apart"
description       = "Releases that the booking log and the holds log both record, at most an hour apart: the median time by which the holds log is later."
cannot_see = "An offset between systems that record no event in common, and a hold lifted for another reason near the release."
shape      = "rows"
needs      = ["bookings", "holds"]
needs_columns = ["bookings.released_at"]
*/
with pairs as (
    select middle_seconds(
        stays.released_earliest, stays.released_latest, holds.lifted_at_earliest, holds.lifted_at_latest
    ) as seconds
    from stays
    inner join records.holds as holds using (booking_id)
    cross join settings
    where holds.standing and may_fall_in(stays.released_on, stays.released_until, period_first, period_last)
)

select
    system_of_bookings as system,
    system_of_holds as other_system,
    count(seconds) as pair_count,
    quantile_disc(seconds, 0.5) as median_seconds
from settings
left join pairs on abs(seconds) <= 3600
where system_of_bookings <> system_of_holds
group by system_of_bookings, system_of_holds
