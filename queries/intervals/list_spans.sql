/*
item = "owner, earliest"
description = "The time that lists of those in custody speak for: from one list to the next, where the two are no further apart on the clock on the wall than the policy allows. A list surely speaks from the last moment at which it may have been taken, to the first."
materialized = true
*/
with lists as (
    select
        log as owner,
        layout,
        earliest,
        max(latest) as latest,
        max(at_most) as at_most
    from records.snapshot_lists
    where earliest is not null
    group by log, layout, earliest
),

placed as (
    select
        lists.owner,
        lists.layout,
        lists.earliest,
        lists.latest,
        lists.at_most,
        local_of(lists.earliest, offset_before, offset_after, change_at) as on_the_wall
    from lists
    left join zone_weeks on zone_weeks.calendar = 'utc' and zone_weeks.week = zone_week(lists.earliest)
),

steps as (
    select
        *,
        date_diff('microsecond', lag(on_the_wall) over (partition by owner, layout order by earliest), on_the_wall)
            as apart
    from placed
),

numbered as (
    select
        *,
        sum(case when apart <= at_most then 0 else 1 end)
            over (partition by owner, layout order by earliest rows unbounded preceding) as island
    from steps
)

select
    owner,
    min(latest) as earliest,
    max(earliest) as latest
from numbered
group by owner, layout, island
having min(latest) <= max(earliest)
