/*
item = "booking_id"
description = "Stays whose earliest hit falls in the period, and how long the first notice took."
materialized = true
*/
with sides as (
    select
        stays.booking_id,
        hits.hit_earliest,
        hits.hit_latest,
        hits.hit_check,
        hits.misses,
        notices.notice_earliest,
        coalesce(notices.notice_earliest, 'infinity'::timestamp) as notice_from,
        coalesce(notices.notice_latest, 'infinity'::timestamp) as notice_until,
        notices.sure_notice,
        slack_checks_notifications as slack,
        notify_within,
        covers(
            coverage_by_log.notifications, hits.hit_earliest, hits.hit_latest + to_microseconds(notify_within)
        ) as is_covered,
        unreadable.booking_id is not null as is_unreadable,
        hits.repeats or coalesce(notices.repeats, false) as repeats
    from stays
    inner join stay_hits as hits using (booking_id)
    cross join settings
    cross join coverage_by_log
    left join stay_notices as notices using (booking_id)
    left join unreadable on unreadable.log_name = 'notifications' and stays.booking_id = unreadable.booking_id
    where hits.hit_on between period_first and period_last
)

select
    *,
    within_limit_outcome(hit_earliest, hit_latest, notice_from, notice_until, notify_within, slack) as taken,
    within_limit_outcome(hit_earliest, hit_latest, notice_from, notice_until, notify_within, 0)
        as taken_without_clock_error,
    is_covered and not is_unreadable as absence_counts
from sides
