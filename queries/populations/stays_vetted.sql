/*
item = "booking_id"
description = "Stays in scope released in the period with a final check that surely came before the release."
*/
select distinct bookings.booking_id as item
from records.bookings as bookings
inner join records.checks as checks using (booking_id)
cross join settings
left join officers on checks.officer_id = officers.officer_id
where
    not exists (
        select 1
        from unreadable_corrections as lost
        where lost.log_name = 'bookings' and lost.key = bookings.key
    )
    and not exists (
        select 1
        from unreadable_corrections as lost
        where lost.log_name = 'checks' and lost.key = checks.key
    )
    and not surely_before(
        latest_completion(
            checks.completed_at_text is not null, checks.completed_at_latest, checks.recorded_at_latest
        ),
        bookings.booked_at_earliest,
        slack_bookings_checks + check_before_booking
    )
    and bookings.standing
    and not coalesce(bookings.void, false)
    and bookings.released_at_on between period_first and period_last
    and coalesce(bookings.released_at_until, bookings.released_at_on) <= period_last
    and list_contains(scope_commitments, bookings.commitment)
    and not coalesce(list_contains(not_released, bookings.release_reason), false)
    and checks.standing
    and list_contains(final_results, checks.result)
    and surely_before(
        latest_completion(
            checks.completed_at_text is not null, checks.completed_at_latest, checks.recorded_at_latest
        ),
        bookings.released_at_earliest,
        slack_bookings_checks
    )
    and (
        not require_authorized_officer
        or coalesce(covers(
            officers.sure_spans,
            coalesce(checks.completed_at_earliest, checks.requested_at_earliest),
            coalesce(checks.completed_at_latest, checks.requested_at_latest)
        ), false)
    )
