/*
title          = "Every row could be read"
description           = "Each row of the bookings, checks and notifications has its required fields, in a form that can be read; a stay with a reason of release has its time."
cannot_exclude = "A field that is filled with a wrong value."
follow_up           = "Read the quarantined rows, mend them at the source and deliver the file again."
needs          = ["bookings"]
tested         = """select
    (select count(*) from core_rows)
    + (select count(*) from records.quarantine where unmended and log in (select log_name from core_logs))"""
*/
select
    item,
    what,
    log_name,
    delivery_id,
    line,
    earliest,
    latest
from unread_rows
where log_name in (select log_name from core_logs)
union all
-- A stay that ended is not one that lasts: no control asks of a release whose time is missing.
select
    'bookings:' || booking_id as item,
    'released_without_time' as what,
    'bookings' as log_name,
    delivery_id,
    line,
    booked_at_earliest as earliest,
    null::timestamp as latest
from records.bookings
where standing and not coalesce(void, false) and release_reason is not null and released_at_text is null
