/*
item = "booking_id"
description = "Stays released in the period with a hit that may have come before, and their first notice."
materialized = true
*/
with sides as (
    select
        stays.*,
        crosses_a_bound(released_on, released_until, period_first, period_last) as is_between_periods,
        hits.hit_check,
        hits.hit_earliest,
        hits.hit_earliest_without_clock_error is null as hits_are_too_early,
        notices.notice_earliest,
        coalesce(notices.notice_earliest, 'infinity'::timestamp) as notice_from,
        coalesce(notices.unwidened_earliest, 'infinity'::timestamp) as unwidened_from,
        notices.notice_latest,
        notices.unwidened_latest,
        slack_bookings_notifications as slack,
        surely_before(hits.hit_latest, released_earliest, slack_bookings_checks) as hit_is_sure,
        surely_before(hits.hit_latest_without_clock_error, released_earliest, 0) as hit_is_sure_without_clock_error,
        surely_before(hits.unreadable_latest, released_earliest, 0) as hit_is_unreadable,
        surely_before(notices.unreadable_latest, released_earliest, 0) as notice_is_unreadable,
        covers(coverage_by_log.notifications, booked_earliest, released_latest) as is_covered,
        coalesce(doubt.is_unreadable, false) as is_unreadable,
        coalesce(doubt.is_near, false) as is_near,
        covers(coverage_by_log.notifications, booked_earliest, released_latest)
        and doubt.booking_id is null as is_whole,
        coalesce(notices.comes_too_early, false) as is_too_early,
        coalesce(notices.comes_too_early_without_clock_error, false) as is_too_early_without_clock_error,
        hits.misses,
        hits.repeats or coalesce(notices.repeats, false) or released_is_ambiguous as repeats,
        coalesce(notices.possible_notice, notices.any_notice) as shown
    from stays
    inner join stay_hits as hits using (booking_id)
    cross join settings
    cross join coverage_by_log
    left join stay_notices as notices using (booking_id)
    left join records_in_doubt as doubt on doubt.log_name = 'notifications' and stays.booking_id = doubt.booking_id
    where
        may_fall_in(released_on, released_until, period_first, period_last)
        and possibly_before(hits.any_earliest, released_latest, slack_bookings_checks)
)

-- A stay whose only hits are surely too early is undetermined, whatever ICE was told.
select
    *,
    unwidened_from >= released_latest as no_notice_without_clock_error,
    case
        when booking_is_unreadable or is_between_periods or hit_earliest is null then 'undetermined'
        else before_outcome(
            notice_from, notice_latest, released_earliest, released_latest, slack,
            hit_is_sure and is_whole and not is_too_early
        )
    end as outcome,
    case
        when hits_are_too_early then 'undetermined'
        else before_outcome(
            unwidened_from, unwidened_latest, released_earliest, released_latest, 0,
            hit_is_sure_without_clock_error and is_whole and not is_too_early_without_clock_error
        )
    end as without_clock
from sides
