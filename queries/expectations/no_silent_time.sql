/*
title          = "No log falls silent"
says           = "No stretch in a core log is longer than the policy's limit without an event."
cannot_exclude = "An event lost from a busy hour, and silence before the first event or after the last one delivered."
look           = "Ask whether the system was down, or whether the export was cut."
needs          = ["bookings"]
tested         = "select count(*) - count(distinct log_name) from core_moments"
*/
with steps as (
    select
        log_name,
        max(latest) over in_turn as latest,
        lead(earliest) over (partition by log_name order by earliest, latest) as next_earliest
    from core_moments
    window in_turn as (partition by log_name order by earliest, latest rows unbounded preceding)
)

select
    log_name || ':' || strftime(latest, '%Y-%m-%dT%H:%MZ') as item,
    'silence' as what
from steps
cross join settings
where next_earliest - to_microseconds(max_silence) > latest
