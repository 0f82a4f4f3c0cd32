/*
title      = "Screening by group"
description       = "Stays in scope released in the period: how many of each group were checked, and the median time from booking to the first final result. No verdict."
cannot_see = "Why groups differ. With few stays the interval is wide."
shape      = "rows"
needs      = ["bookings", "checks"]
needs_columns = ["bookings.released_at"]
*/
with people as (
    select
        unnest(['sex', 'race_ethnicity', 'birth_country', 'charge_level']) as attribute,
        unnest([bookings.sex, bookings.race_ethnicity, bookings.birth_country, bookings.charge_level]) as said,
        vetting.earliest_check is not null as is_checked,
        middle_seconds(
            vetting.booked_earliest, vetting.booked_latest, vetting.first_known_earliest, vetting.first_known_latest
        ) as seconds
    from vetting
    inner join records.bookings as bookings using (booking_id)
    where bookings.standing and vetting.in_scope and not vetting.ended_without_release
),

recorded as (
    select attribute
    from people
    group by attribute
    having count(said) > 0
)

select
    attribute,
    coalesce(said, 'not recorded') as "group",
    count(*) as stay_count,
    count(*) filter (where is_checked) as checked_count,
    quantile_disc(seconds, 0.5) as median_seconds
from people
inner join recorded using (attribute)
group by attribute, said
order by attribute, "group"
