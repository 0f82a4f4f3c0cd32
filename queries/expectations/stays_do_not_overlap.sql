/*
title          = "Stays of one person do not overlap"
description           = "No two stays of one person surely overlap."
cannot_exclude = "One person under two person numbers."
follow_up           = "Compare the two stays with the fingerprint record."
needs          = ["bookings"]
tested         = "select count(*) from stays"
*/
with reached as (
    select
        booking_id,
        booked_earliest,
        booked_latest,
        released_latest,
        delivery_id,
        line,
        coalesce(released_earliest, 'infinity'::timestamp) as released_earliest,
        max(coalesce(released_earliest, 'infinity'::timestamp)) over (
            partition by person_id
            order by booked_latest, booking_id
            rows between unbounded preceding and 1 preceding
        ) as others_released
    from stays
)

select
    'bookings:' || booking_id as item,
    'overlap' as what,
    'bookings' as log_name,
    delivery_id,
    line,
    booked_earliest as earliest,
    released_latest as latest
from reached
where booked_latest < others_released and booked_latest < released_earliest
