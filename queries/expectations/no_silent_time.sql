/*
title          = "No log falls silent"
description           = "No stretch in a core log is longer than the policy's limit without an event."
cannot_exclude = "An event lost from a busy hour, and silence before the first event or after the last one delivered."
follow_up           = "Ask whether the system was down, or whether the export was cut."
needs          = ["bookings"]
tested         = "select count(*) - count(distinct log_name) from core_moments"
*/
-- Two events within one stretch as long as the limit are never further apart than it: only the last event of a stretch
-- and the first of the next need be compared.
with stretches as (
    select
        log_name,
        epoch_us(earliest) // greatest(max_silence, 1) as stretch,
        min(earliest) as first_earliest,
        max(latest) as last_latest
    from core_moments
    cross join settings
    group by all
),

steps as (
    select
        max(last_latest) over in_turn as latest,
        log_name,
        lead(first_earliest) over (partition by log_name order by stretch) as next_earliest
    from stretches
    window in_turn as (partition by log_name order by stretch rows unbounded preceding)
)

select
    log_name || ':' || strftime(latest, '%Y-%m-%dT%H:%MZ') as item,
    'silence' as what,
    log_name,
    null::integer as delivery_id,
    null::bigint as line,
    latest as earliest,
    next_earliest as latest
from steps
cross join settings
where next_earliest - to_microseconds(max_silence) > latest
