/*
title      = "How good the times are"
description       = "Times of the period, a log at a time: how fine they are recorded, how many stand on the full hour or on five minutes, and how many lie in the hour that came twice or was skipped."
cannot_see = "A time that is fine and wrong. Of times taken by a clock about one in sixty stands on the full hour and one in five on five minutes."
shape      = "rows"
needs      = []
*/
with placed as (
    select
        recorded_times.*,
        minute(local_of(earliest, offset_before, offset_after, change_at)) as local_minute
    from recorded_times
    inner join zone_weeks as weeks on weeks.calendar = 'utc' and zone_week(earliest) = weeks.week
)

select
    log_name as log,
    any_value(system) as system,
    count(*) as time_count,
    struct_pack(
        "second" := count(*) filter (where span_microseconds <= 1000000),
        "minute" := count(*) filter (where span_microseconds > 1000000 and span_microseconds <= 60000000),
        "hour" := count(*) filter (where span_microseconds > 60000000 and span_microseconds <= 3600000000),
        "day" := count(*) filter (where span_microseconds > 3600000000)
    ) as by_precision,
    count(*) filter (where span_microseconds <= 60000000 and local_minute = 0) as on_the_hour,
    count(*) filter (where span_microseconds <= 60000000 and local_minute % 5 = 0) as on_five_minutes,
    count(*) filter (where is_repeated) as repeated_hour_count,
    count(*) filter (where is_skipped) as skipped_hour_count
from placed
cross join settings
where local_day between period_first and period_last
group by log_name
order by log_name
