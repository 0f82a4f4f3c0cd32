/*
title          = "Every row could be read"
description           = "Each row of the bookings, checks and notifications has its required fields, in a form that can be read."
cannot_exclude = "A field that is filled with a wrong value."
follow_up           = "Read the quarantined rows, mend them at the source and deliver the file again."
needs          = ["bookings"]
tested         = """select
    (select count(*) from core_rows)
    + (select count(*) from records.quarantine where unmended and log in ('bookings', 'checks', 'notifications'))"""
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
where log_name in ('bookings', 'checks', 'notifications')
