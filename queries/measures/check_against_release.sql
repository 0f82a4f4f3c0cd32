/*
title      = "Each release's first final check against its release"
description       = "Releases in the period that the programme covers: how long before or after the release the first final check came, between the middles of the times as recorded, by outcome."
cannot_see = "A check that was made and not written down."
shape      = "rows"
needs      = ["bookings", "checks"]
control    = "vetted_before_release"
*/
with released as (
    select
        outcome,
        first_earliest is null as never_checked,
        middle_seconds(first_earliest, first_latest, released_earliest, released_latest) as lead_seconds
    from results.vetted_before_release as answers
    inner join stays on answers.item = stays.booking_id
    left join stay_checks using (booking_id)
    where outcome != 'out_of_scope'
)

select
    case
        when never_checked then 'never'
        when lead_seconds is null then 'unknown'
        else if(lead_seconds > 0, 'before_', 'after_') || case
            when abs(lead_seconds) <= 600 then '10_min'
            when abs(lead_seconds) <= 3600 then '1_h'
            when abs(lead_seconds) <= 14400 then '4_h'
            when abs(lead_seconds) <= 86400 then '1_day'
            else 'longer'
        end
    end as stretch,
    outcome,
    count(*) as count
from released
group by stretch, outcome
order by stretch, outcome
