/*
item = "day"
description = "Each local day with its first moment, and the first moment of the next."
*/
select
    day,
    dayofweek(day) between 1 and 5 as is_working_day,
    earliest_reading(day::timestamp, offset_before, offset_after, change_at) as starts,
    lead(earliest_reading(day::timestamp, offset_before, offset_after, change_at)) over (order by day) as ends
from zone_days
where calendar = 'local'
