/*
title      = "Time held past the authorised release, against the limit"
description       = "Releases in the period: whether each came within the limit, and if not, by how long it missed it, between the middles of the times as recorded, with the ground on record."
cannot_see = "A release that was due before anyone authorised it."
shape      = "rows"
needs      = ["bookings"]
control    = "not_held_too_long"
*/
with released as (
    select
        answers.outcome,
        answers.reason,
        middle_seconds(authorized_earliest, authorized_latest, released_earliest, released_latest)
        - settings.release_within / 1000000 as excess_seconds
    from results.not_held_too_long as answers
    inner join detention_after_authorization as custody on answers.item = custody.booking_id
    cross join settings
    where answers.outcome != 'out_of_scope'
)

select
    case
        when excess_seconds is null then 'unknown'
        when excess_seconds <= 0 then 'within'
        when excess_seconds <= 3600 then 'past_1_h'
        when excess_seconds <= 14400 then 'past_4_h'
        when excess_seconds <= 86400 then 'past_1_day'
        else 'past_longer'
    end as stretch,
    case
        when outcome = 'undetermined' then 'undetermined'
        when reason in ('released_in_time', 'covered_by_hold', 'ice_hold_only', 'late_release') then reason
        else outcome
    end as ground,
    count(*) as count
from released
group by stretch, ground
order by stretch, ground
