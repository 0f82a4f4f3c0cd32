/*
title          = "No log falls silent"
says           = "No stretch in a core log is longer than the policy's limit without an event."
cannot_exclude = "An event lost from a busy hour."
look           = "Ask whether the system was down, or whether the export was cut."
needs          = ["bookings"]
tested         = "select count(*) from core_moments"
*/
with steps as (
    select
        log_name,
        latest,
        lead(earliest) over (partition by log_name order by earliest, latest) as next_earliest
    from core_moments
)

select
    log_name || ':' || strftime(latest, '%Y-%m-%dT%H:%MZ') as item,
    'silence' as what
from steps
cross join settings
where next_earliest - to_microseconds(max_silence) > latest
