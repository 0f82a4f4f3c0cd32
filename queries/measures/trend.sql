/*
title      = "The last twelve months"
description       = "The outcomes of the headline control, a month of release at a time, over the twelve months that end with the period; decided anew from the records held today."
cannot_see = "What an earlier edition said with the records it had. `reporter history` shows that."
shape      = "rows"
needs      = ["bookings", "checks"]
*/
with released as (
    select
        strftime(released_on, '%Y-%m') as month,
        before_outcome(
            coalesce(first_earliest, 'infinity'::timestamp),
            first_latest,
            released_earliest,
            released_latest,
            slack_bookings_checks,
            covers(coverage_by_log.checks, booked_earliest, released_latest) and unreadable.booking_id is null
        ) as outcome
    from stays
    cross join settings
    cross join coverage_by_log
    left join stay_checks using (booking_id)
    left join unreadable on unreadable.log_name = 'checks' and stays.booking_id = unreadable.booking_id
    where
        in_scope
        and not ended_without_release
        and released_on >= trend_first
        and released_on <= period_last
)

select
    month,
    count(*) filter (where outcome = 'met') as met,
    count(*) filter (where outcome = 'exception') as exception,
    count(*) filter (where outcome = 'undetermined') as undetermined
from released
group by month
order by month
