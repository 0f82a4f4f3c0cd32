/*
title          = "Every check and notice belongs to a stay on record"
description           = "Each check and each notification names a stay that is on record, each notification's check exists, and each row of a joined file finds its other half."
cannot_exclude = "A check that is linked to the wrong stay."
follow_up           = "Look up the booking number of each orphan in the jail system."
needs          = ["bookings", "checks"]
tested         = """select
    (select count(*) from records.checks where standing)
    + (select count(*) from records.notifications where standing)
    + (select count(*) from records.joined_strays)"""
*/
select
    'checks:' || check_id as item,
    case
        when booking_id in (
            select near.booking_id
            from near_links as near
            where near.log_name = 'checks' and not near.is_by_person
        ) then 'nearly_a_stay'
        when booking_id in (
            select near.booking_id
            from near_links as near
            where near.log_name = 'checks'
        ) then 'a_person'
        else 'no_stay'
    end as what,
    'checks' as log_name,
    delivery_id,
    line,
    least(requested_at_earliest, completed_at_earliest) as earliest,
    greatest(requested_at_latest, completed_at_latest) as latest
from records.checks
where standing and booking_id not in (select stays.booking_id from stays)
union all
select
    'notifications:' || notification_id as item,
    case
        when booking_id in (
            select near.booking_id
            from near_links as near
            where near.log_name = 'notifications' and not near.is_by_person
        ) then 'nearly_a_stay'
        when booking_id in (
            select near.booking_id
            from near_links as near
            where near.log_name = 'notifications'
        ) then 'a_person'
        else 'no_stay'
    end as what,
    'notifications' as log_name,
    delivery_id,
    line,
    sent_at_earliest as earliest,
    sent_at_latest as latest
from records.notifications
where standing and booking_id not in (select stays.booking_id from stays)
union all
select
    'notifications:' || notification_id as item,
    'no_check' as what,
    'notifications' as log_name,
    delivery_id,
    line,
    sent_at_earliest as earliest,
    sent_at_latest as latest
from records.notifications
where
    standing
    and check_id is not null
    and not exists (
        select 1
        from records.checks
        where checks.standing and checks.check_id = notifications.check_id
    )
union all
select
    log || ':' || key as item,
    'no_stay' as what,
    log as log_name,
    delivery_id,
    line,
    earliest,
    latest
from records.joined_strays
