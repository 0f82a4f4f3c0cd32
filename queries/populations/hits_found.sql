/*
item = "booking_id"
description = "Stays whose earliest wanted check that is not surely too early (else whose earliest) was completed in the period."
*/
with hits as (
    select
        bookings.booking_id,
        period_first,
        period_last,
        coalesce(checks.completed_at_on, checks.requested_at_on) as first_day,
        coalesce(
            case when checks.completed_at_on is null then checks.requested_at_until else checks.completed_at_until end,
            checks.completed_at_on,
            checks.requested_at_on
        ) as last_day,
        surely_before(
            latest_completion(
                checks.completed_at_text is not null, checks.completed_at_latest, checks.recorded_at_latest
            ),
            bookings.booked_at_earliest,
            slack_bookings_checks + check_before_booking
        ) as is_too_early
    from records.bookings as bookings
    inner join records.checks as checks using (booking_id)
    cross join settings
    where
        bookings.standing
        and not coalesce(bookings.void, false)
        and checks.standing
        and checks.result = 'wanted'
)

select booking_id as item
from hits
group by booking_id, period_first, period_last
having
    may_fall_in(
        coalesce(min(first_day) filter (where not is_too_early), min(first_day)),
        coalesce(min(last_day) filter (where not is_too_early), min(last_day)),
        period_first,
        period_last
    )
