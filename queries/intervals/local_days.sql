/*
item = "day"
description = "Each local day with its first moment, and the first moment of the next."
*/
with days as (
    select
        week + unnest(range(7))::integer as day,
        before_until,
        after_from,
        before_us,
        most_us,
        after_us
    from zone_weeks
    where calendar = 'local'
),

started as (
    select
        day,
        make_timestamp(
            utc_of(epoch_us(day::timestamp), before_until, after_from, before_us, most_us, after_us)
        ) as starts
    from days
    where day between date '1900-01-02' and date '2100-12-30'
)

select
    day,
    dayofweek(day) between 1 and 5 as is_working_day,
    starts,
    lead(starts) over (order by day) as ends
from started
