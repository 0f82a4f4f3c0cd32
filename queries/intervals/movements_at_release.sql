/*
item = "booking_id"
description = "Stays with a movement, and whether one surely or possibly falls between the authorised release and the release."
*/
select
    stays.booking_id,
    bool_or(coalesce(
        movements.out_at_latest + to_microseconds(slack_bookings_movements) <= released_earliest
        and coalesce(movements.in_at_earliest, movements.out_at_earliest)
        - to_microseconds(slack_bookings_movements) >= authorized_latest, false
    )) as surely_moved,
    bool_or(coalesce(
        movements.out_at_earliest - to_microseconds(slack_bookings_movements) <= released_latest
        and coalesce(movements.in_at_latest, 'infinity'::timestamp)
        + to_microseconds(slack_bookings_movements) >= coalesce(authorized_earliest, booked_earliest), false
    )) as possibly_moved,
    bool_or(coalesce(
        movements.out_at_latest <= released_earliest
        and coalesce(movements.in_at_earliest, movements.out_at_earliest) >= authorized_latest, false
    )) as surely_moved_without_clock_error,
    bool_or(coalesce(
        movements.out_at_earliest <= released_latest
        and coalesce(movements.in_at_latest, 'infinity'::timestamp) >= coalesce(authorized_earliest, booked_earliest),
        false
    )) as possibly_moved_without_clock_error
from stays
inner join records.movements as movements using (booking_id)
cross join settings
where movements.standing
group by stays.booking_id
