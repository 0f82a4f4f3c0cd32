/*
item = "log_name, key"
description = "Every event of the core logs, with the time it was written down."
*/
select
    'bookings' as log_name,
    key,
    delivery_id,
    line,
    booked_at_earliest as earliest,
    booked_at_latest as latest,
    recorded_at_earliest as recorded_earliest
from records.bookings
where standing and not coalesce(void, false)
union all
select
    'checks' as log_name,
    key,
    delivery_id,
    line,
    coalesce(completed_at_earliest, requested_at_earliest) as earliest,
    coalesce(completed_at_latest, requested_at_latest) as latest,
    recorded_at_earliest as recorded_earliest
from records.checks
where standing and coalesce(completed_at_earliest, requested_at_earliest) is not null
union all
select
    'notifications' as log_name,
    key,
    delivery_id,
    line,
    sent_at_earliest as earliest,
    sent_at_latest as latest,
    recorded_at_earliest as recorded_earliest
from records.notifications
where standing
