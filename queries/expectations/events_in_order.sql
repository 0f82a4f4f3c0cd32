/*
title          = "Events stand in a possible order"
description           = "No release comes before its booking, no check ends before it is asked for, no check or notice is surely earlier than its stay, and no local time is impossible."
cannot_exclude = "A wrong time that still fits the order."
follow_up           = "Compare each row in question with the paper record."
needs          = ["bookings"]
tested         = "select count(*) from core_rows"
*/
select
    'bookings:' || booking_id as item,
    case
        when released_latest < booked_earliest then 'released_before_booked'
        else 'released_before_authorised'
    end as what,
    'bookings' as log_name,
    delivery_id,
    line,
    least(booked_earliest, released_earliest) as earliest,
    greatest(booked_latest, released_latest) as latest
from stays
where released_latest < booked_earliest or released_latest < authorized_earliest
union all
select
    'checks:' || check_id as item,
    'completed_before_requested' as what,
    'checks' as log_name,
    delivery_id,
    line,
    completed_at_earliest as earliest,
    requested_at_latest as latest
from records.checks
where standing and completed_at_latest < requested_at_earliest
union all
select
    'checks:' || checks.check_id as item,
    'check_before_its_stay' as what,
    'checks' as log_name,
    checks.delivery_id,
    checks.line,
    least(checks.requested_at_earliest, checks.completed_at_earliest) as earliest,
    stays.booked_latest as latest
from records.checks as checks
inner join stays on checks.booking_id = stays.booking_id
cross join settings
where
    checks.standing
    and coalesce(checks.completed_at_latest, checks.recorded_at_latest)
    + to_microseconds(slack_bookings_checks) + to_microseconds(check_before_booking) < stays.booked_earliest
union all
select
    'notifications:' || notices.notification_id as item,
    'notice_before_its_stay' as what,
    'notifications' as log_name,
    notices.delivery_id,
    notices.line,
    notices.sent_at_earliest as earliest,
    stays.booked_latest as latest
from records.notifications as notices
inner join stays on notices.booking_id = stays.booking_id
cross join settings
where
    notices.standing
    and notices.sent_at_latest
    + to_microseconds(slack_bookings_notifications) + to_microseconds(check_before_booking) < stays.booked_earliest
union all
select
    log_name || ':' || key as item,
    what,
    log_name,
    delivery_id,
    line,
    earliest,
    latest
from odd_times
where what = 'time_that_never_was'
