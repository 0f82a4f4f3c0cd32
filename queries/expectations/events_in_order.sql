/*
title          = "Events stand in a possible order"
description           = "Nobody is released before they are booked, no check ends before it is asked for, and no time is impossible or in the future."
cannot_exclude = "A wrong time that still fits the order."
follow_up           = "Compare the rows named here with the paper record."
needs          = ["bookings"]
tested         = "select count(*) from core_rows"
*/
select
    'bookings:' || booking_id as item,
    'released_before_booked' as what
from stays
where released_latest < booked_earliest
union all
select
    'bookings:' || booking_id as item,
    'committed_before_booked' as what
from stays
where committed_latest < booked_earliest
union all
select
    'bookings:' || booking_id as item,
    'released_before_authorised' as what
from stays
where released_latest < authorized_earliest
union all
select
    'checks:' || check_id as item,
    'completed_before_requested' as what
from records.checks
where standing and completed_at_latest < requested_at_earliest
union all
select
    log_name || ':' || key as item,
    what
from odd_times
