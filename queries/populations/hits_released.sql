/*
item = "booking_id"
description = "Stays released in the period that may have had a wanted check before the release."
*/
select distinct bookings.booking_id as item
from records.bookings as bookings
inner join records.checks as checks using (booking_id)
cross join settings
where
    bookings.standing
    and not coalesce(bookings.void, false)
    and may_fall_in(bookings.released_at_on, bookings.released_at_until, period_first, period_last)
    and checks.standing
    and checks.result = 'wanted'
    and possibly_before(
        earliest_completion(
            checks.completed_at_earliest,
            checks.requested_at_earliest,
            checks.recorded_at_earliest,
            checks.recorded_at_latest
        ),
        bookings.released_at_latest,
        slack_bookings_checks
    )
