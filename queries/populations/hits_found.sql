/*
item = "booking_id"
description = "Stays whose earliest wanted check that is not surely too early (else whose earliest) was completed in the period."
*/
select bookings.booking_id as item
from records.bookings as bookings
inner join records.checks as checks using (booking_id)
cross join settings
where
    bookings.standing
    and not coalesce(bookings.void, false)
    and checks.standing
    and checks.result = 'wanted'
group by bookings.booking_id, period_first, period_last
having
    coalesce(
        min(coalesce(checks.completed_at_on, checks.requested_at_on)) filter (
            where not surely_before(
                latest_completion(
                    checks.completed_at_text is not null, checks.completed_at_latest, checks.recorded_at_latest
                ),
                bookings.booked_at_earliest,
                slack_bookings_checks + check_before_booking
            )
        ),
        min(coalesce(checks.completed_at_on, checks.requested_at_on))
    ) between period_first and period_last
