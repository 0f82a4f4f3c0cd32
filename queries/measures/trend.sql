/*
title      = "The last twelve months"
description       = "The outcomes of the headline control, a month of release at a time, over the twelve months that end with the period; decided again from the records held today. A release that may be of several months is undetermined in each."
cannot_see = "What an earlier edition said with the records it had. `reporter history` shows that."
shape      = "rows"
needs      = ["bookings", "checks"]
*/
with released as (
    select
        unnest(
            case
                when released_until is null then [strftime(released_on, '%Y-%m')]
                else list_transform(
                    generate_series(date_trunc('month', released_on), released_until, interval 1 month),
                    lambda first_day: strftime(first_day, '%Y-%m')
                )
            end
        ) as month,
        before_outcome(
            coalesce(first_earliest, 'infinity'::timestamp),
            first_latest,
            released_earliest,
            released_latest,
            slack_bookings_checks,
            covers(coverage_by_log.checks, booked_earliest, released_latest)
            and doubt.booking_id is null
            and not coalesce(comes_too_early, false)
        ) as timed,
        case
            when
                booking_is_unreadable
                or released_until > period_last
                or strftime(released_on, '%Y-%m') <> strftime(released_until, '%Y-%m')
                then 'undetermined'
            else timed
        end as outcome
    from stays
    cross join settings
    cross join coverage_by_log
    left join stay_checks using (booking_id)
    left join records_in_doubt as doubt on doubt.log_name = 'checks' and stays.booking_id = doubt.booking_id
    where
        in_scope
        and not ended_without_release
        and may_fall_in(released_on, released_until, trend_first, period_last)
)

select
    month,
    count(*) filter (where outcome = 'met') as met,
    count(*) filter (where outcome = 'exception') as exception,
    count(*) filter (where outcome = 'undetermined') as undetermined
from released
cross join settings
where month between strftime(trend_first, '%Y-%m') and strftime(period_last, '%Y-%m')
group by month
order by month
