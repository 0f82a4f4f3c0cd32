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
        may_fall_in(stays.released_on, stays.released_until, settings.period_first, settings.period_last)
        or stays.booking_id in (
            select checks.booking_id
            from records.checks as checks
            cross join settings as days
            where
                checks.standing
                and may_fall_in(
                    coalesce(checks.completed_at_on, checks.requested_at_on),
                    case
                        when checks.completed_at_on is null then checks.requested_at_until
                        else checks.completed_at_until
                    end,
                    days.period_first,
                    days.period_last
                )
        )
)

select
    coalesce(
        least(period_earliest, (select min(stays_asked_about.booked_earliest) from stays_asked_about)), period_earliest
    ) as question_earliest,
    period_latest + to_microseconds(longest_limit) as question_latest
from settings
