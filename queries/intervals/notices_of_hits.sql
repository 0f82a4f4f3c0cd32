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
        hits.hit_earliest_without_clock_error,
        hits.hit_latest_without_clock_error,
        hits.hit_check,
        hits.misses,
        stays.booking_is_unreadable,
        stays.booking_is_unreadable or hits.correction_is_unreadable as hit_is_unreadable,
        crosses_a_bound(hits.hit_on, hits.hit_until, period_first, period_last) as is_between_periods,
        notices.notice_earliest,
        notices.any_notice,
        coalesce(notices.notice_earliest, 'infinity'::timestamp) as notice_from,
        coalesce(notices.notice_latest, 'infinity'::timestamp) as notice_until,
        coalesce(notices.unwidened_earliest, 'infinity'::timestamp) as unwidened_from,
        coalesce(notices.unwidened_latest, 'infinity'::timestamp) as unwidened_until,
        coalesce(notices.unreadable_latest, 'infinity'::timestamp) as unreadable_until,
        notices.sure_notice,
        slack_checks_notifications as slack,
        notify_within,
        coalesce(doubt.is_unreadable, false) as is_unreadable,
        coalesce(doubt.is_near, false) as is_near,
        coalesce(notices.comes_too_early, false) as is_too_early,
        coalesce(notices.comes_too_early_without_clock_error, false) as is_too_early_without_clock_error,
        covers(
            coverage_by_log.notifications, hits.hit_earliest, hits.hit_latest + to_microseconds(notify_within)
        ) as is_covered,
        covers(
            coverage_by_log.notifications,
            hits.hit_earliest_without_clock_error,
            hits.hit_latest_without_clock_error + to_microseconds(notify_within)
        ) as is_covered_without_clock_error,
        hits.repeats or coalesce(notices.repeats, false) as repeats
    from stays
    inner join stay_hits as hits using (booking_id)
    cross join settings
    cross join coverage_by_log
    left join stay_notices as notices using (booking_id)
    left join records_in_doubt as doubt on doubt.log_name = 'notifications' and stays.booking_id = doubt.booking_id
    where may_fall_in(hits.hit_on, hits.hit_until, period_first, period_last)
)

-- Where the only hits are surely too early, or one of them may have been changed, nothing is decided.
select
    *,
    case
        when hit_is_unreadable or is_between_periods or hit_earliest is null then 'undetermined'
        else within_limit_outcome(hit_earliest, hit_latest, notice_from, notice_until, notify_within, slack)
    end as taken,
    case
        when hit_is_unreadable or hit_earliest_without_clock_error is null then 'undetermined'
        else within_limit_outcome(
            hit_earliest_without_clock_error, hit_latest_without_clock_error,
            unwidened_from, unwidened_until, notify_within, 0
        )
    end as taken_without_clock_error,
    is_covered and not is_unreadable and not is_near and not is_too_early as absence_counts,
    is_covered_without_clock_error
    and not is_unreadable
    and not is_near
    and not is_too_early_without_clock_error as absence_counts_without_clock_error,
    unreadable_until <= hit_earliest_without_clock_error + to_microseconds(notify_within) as notice_is_unreadable
from sides
