/*
title       = "Objects of the jail's records, for process mining (OCEL 2.0)"
description = "One row a record in force: its kind, its code (commitment, result or kind of hold) and the stay and officer it names."
*/
select
    'booking_id' as kind,
    booking_id as item,
    commitment as code,
    strftime(booked_at_earliest, '%Y-%m-%dT%H:%M:%S.%fZ') as since,
    null as booking_id,
    null as check_id,
    null as officer_id
from records.bookings
where standing and not coalesce(void, false)
union all
select
    'check_id' as kind,
    check_id as item,
    result as code,
    coalesce(
        strftime(completed_at_earliest, '%Y-%m-%dT%H:%M:%S.%fZ'),
        strftime(requested_at_earliest, '%Y-%m-%dT%H:%M:%S.%fZ')
    ) as since,
    booking_id,
    null as check_id,
    officer_id
from records.checks
where standing
union all
select
    'notification_id' as kind,
    notification_id as item,
    null as code,
    strftime(sent_at_earliest, '%Y-%m-%dT%H:%M:%S.%fZ') as since,
    booking_id,
    check_id,
    null as officer_id
from records.notifications
where standing
union all
select
    'hold_id' as kind,
    hold_id as item,
    kind as code,
    strftime(placed_at_earliest, '%Y-%m-%dT%H:%M:%S.%fZ') as since,
    booking_id,
    null as check_id,
    null as officer_id
from records.holds
where standing
union all
select distinct
    'officer_id' as kind,
    officer_id as item,
    null as code,
    null as since,
    null as booking_id,
    null as check_id,
    null as officer_id
from records.checks
where standing and officer_id is not null
order by kind, item
