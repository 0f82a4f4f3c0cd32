/*
item = "one row"
description = "The time that the completeness tests speak for: from the earliest booking of a stay that a control of the period looks at, to the period's end and the longest limit."
materialized = true
*/
with stays_asked_about as (
    select stays.booked_earliest
    from stays
    cross join settings
    where
        stays.released_on between settings.period_first and settings.period_last
        or stays.booking_id in (
            select checks.booking_id
            from records.checks as checks
            cross join settings as days
            where
                checks.standing
                and coalesce(checks.completed_at_on, checks.requested_at_on)
                between days.period_first and days.period_last
        )
)

select
    period_earliest as period_from,
    period_latest as period_to,
    coalesce(
        least(period_earliest, (select min(stays_asked_about.booked_earliest) from stays_asked_about)), period_earliest
    ) as question_earliest,
    period_latest + to_microseconds(longest_limit) as question_latest
from settings
