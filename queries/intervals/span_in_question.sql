/*
item = "one row"
description = "The time that the completeness tests speak for: from the earliest booking of a stay that a control of the period looks at, to the period's end and the longest limit."
materialized = true
*/
select
    any_value(period_earliest) as period_from,
    any_value(period_latest) as period_to,
    coalesce(least(any_value(period_earliest), min(stays.booked_earliest)), any_value(period_earliest))
        as question_earliest,
    any_value(period_latest + to_microseconds(longest_limit)) as question_latest
from settings
left join stays
    on
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
