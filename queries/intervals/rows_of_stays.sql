/*
item = "log_name, delivery_id, key"
description = "The rows of checks, notifications and holds, each with the stay that it names, those no longer in force too."
*/
select
    'checks' as log_name,
    delivery_id,
    key,
    booking_id,
    standing
from records.checks
union all
select
    'notifications' as log_name,
    delivery_id,
    key,
    booking_id,
    standing
from records.notifications
union all
select
    'holds' as log_name,
    delivery_id,
    key,
    booking_id,
    standing
from records.holds
