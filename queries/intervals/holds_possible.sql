/*
item = "booking_id, hold"
description = "Time in which a warrant, another agency or a sentence may have kept a person, in the bookings' clock."
*/
select
    booking_id as owner,
    placed_at_earliest - to_microseconds(slack_bookings_holds) as earliest,
    coalesce(lifted_at_latest + to_microseconds(slack_bookings_holds), 'infinity'::timestamp) as latest
from records.holds
cross join settings
where standing and is_ground_for_custody(kind)
