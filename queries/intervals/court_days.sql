/*
item = "day"
description = "Mondays to Fridays that are no federal holiday, as a clock that stands still on all others."
materialized = true
*/
with days as (
    select
        starts,
        ends,
        lead(starts) over (order by starts) as next_starts,
        timestamp '1900-01-01' + to_microseconds(coalesce(
            sum(date_diff('microsecond', starts, ends)) over (
                order by starts rows between unbounded preceding and 1 preceding
            ), 0
        )::bigint) as worked
    from local_days
    where is_working_day and ends is not null and day not in (select unnest(days) from federal_holidays)
)

select
    starts,
    ends,
    next_starts,
    worked
from days
