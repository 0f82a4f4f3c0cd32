/*
title      = "When the logs speak and when they are silent"
description       = "Events of the core logs in the period, by local day and stretch of three hours. Only for periods of at most 92 days."
cannot_see = "An event lost from a busy hour."
shape      = "rows"
needs      = ["bookings"]
*/
with local_moments as (
    select
        core_moments.log_name,
        local_of(earliest, offset_before, offset_after, change_at) as local_time
    from core_moments
    inner join zone_weeks as weeks on weeks.calendar = 'utc' and zone_week(earliest) = weeks.week
),

counted as (
    select
        log_name,
        local_time::date as local_day,
        hour(local_time) // 3 as block,
        count(*) as event_count
    from local_moments
    group by all
)

select
    core_logs.log_name as log,
    strftime(days.day, '%Y-%m-%d') as day,
    blocks.block,
    coalesce(counted.event_count, 0) as count
from settings
cross join core_logs
inner join local_days as days on days.day between settings.period_first and settings.period_last
cross join (select unnest(range(8)) as block) as blocks
left join counted
    on core_logs.log_name = counted.log_name and days.day = counted.local_day and blocks.block = counted.block
where settings.period_last - settings.period_first < 92
order by log, day, block
