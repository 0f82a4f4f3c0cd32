/*
title       = "Events of the jail's records, for process mining (OCEL 2.0)"
description = "One row an event of a record in force: what it is, the records it is about, and the earliest and latest moment."
*/
with events as (
    select
        'booked' as event,
        'booking_id' as kind,
        booking_id as item,
        booking_id,
        null as officer_id,
        booked_at_earliest as earliest,
        booked_at_latest as latest
    from records.bookings
    where standing and not coalesce(void, false)
    union all
    select
        'release authorised' as event,
        'booking_id' as kind,
        booking_id as item,
        booking_id,
        null as officer_id,
        release_authorized_at_earliest as earliest,
        release_authorized_at_latest as latest
    from records.bookings
    where standing and not coalesce(void, false) and release_authorized_at_text is not null
    union all
    select
        'released' as event,
        'booking_id' as kind,
        booking_id as item,
        booking_id,
        null as officer_id,
        released_at_earliest as earliest,
        released_at_latest as latest
    from records.bookings
    where standing and not coalesce(void, false) and released_at_text is not null
    union all
    select
        'check requested' as event,
        'check_id' as kind,
        check_id as item,
        booking_id,
        officer_id,
        requested_at_earliest as earliest,
        requested_at_latest as latest
    from records.checks
    where standing and requested_at_text is not null
    union all
    select
        'check completed' as event,
        'check_id' as kind,
        check_id as item,
        booking_id,
        officer_id,
        completed_at_earliest as earliest,
        completed_at_latest as latest
    from records.checks
    where standing and completed_at_text is not null
    union all
    select
        'notice sent' as event,
        'notification_id' as kind,
        notification_id as item,
        booking_id,
        null as officer_id,
        sent_at_earliest as earliest,
        sent_at_latest as latest
    from records.notifications
    where standing
    union all
    select
        'notice acknowledged' as event,
        'notification_id' as kind,
        notification_id as item,
        booking_id,
        null as officer_id,
        acknowledged_at_earliest as earliest,
        acknowledged_at_latest as latest
    from records.notifications
    where standing and acknowledged_at_text is not null
    union all
    select
        'hold placed' as event,
        'hold_id' as kind,
        hold_id as item,
        booking_id,
        null as officer_id,
        placed_at_earliest as earliest,
        placed_at_latest as latest
    from records.holds
    where standing
    union all
    select
        'hold lifted' as event,
        'hold_id' as kind,
        hold_id as item,
        booking_id,
        null as officer_id,
        lifted_at_earliest as earliest,
        lifted_at_latest as latest
    from records.holds
    where standing and lifted_at_text is not null
)

select
    event,
    kind,
    item,
    booking_id,
    officer_id,
    strftime(earliest, '%Y-%m-%dT%H:%M:%S.%fZ') as earliest,
    strftime(latest, '%Y-%m-%dT%H:%M:%S.%fZ') as latest
from events
where isfinite(earliest) and isfinite(latest)
order by earliest, latest, event, item
