/*
item = "log, id"
description = "Every row in force of the three core logs."
*/
select
    'bookings' as log_name,
    booking_id as id
from records.bookings
where standing
union all
select
    'checks' as log_name,
    check_id as id
from records.checks
where standing
union all
select
    'notifications' as log_name,
    notification_id as id
from records.notifications
where standing
