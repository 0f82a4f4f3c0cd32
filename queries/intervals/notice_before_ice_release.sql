/*
item = "booking_id"
description = "Stays released to ICE in the period, with the first notice and the first ICE hold."
materialized = true
*/
with placed as (
    select
        booking_id,
        min(earliest) as placed_earliest,
        min(latest) filter (where not correction_is_unreadable) as placed_latest,
        min(latest) filter (where correction_is_unreadable) as unreadable_latest,
        bool_or(repeats) as repeats,
        min_by(struct_pack(delivery_id := delivery_id, line := line), row(latest, hold_id)) as ice_hold
    from ice_hold_starts
    where is_placing
    group by booking_id
),

sides as (
    select
        stays.*,
        crosses_a_bound(released_on, released_until, period_first, period_last) as is_between_periods,
        notices.notice_latest,
        coalesce(notices.notice_earliest, 'infinity'::timestamp) as notice_from,
        notices.unwidened_latest,
        coalesce(notices.unwidened_earliest, 'infinity'::timestamp) as unwidened_from,
        coalesce(notices.comes_too_early, false) as is_too_early,
        coalesce(notices.comes_too_early_without_clock_error, false) as is_too_early_without_clock_error,
        least(
            coalesce(notices.unreadable_latest, 'infinity'::timestamp),
            coalesce(placed.unreadable_latest, 'infinity'::timestamp)
        ) as unreadable_until,
        coalesce(notices.sure_notice, notices.any_notice) as notice,
        placed.placed_latest,
        coalesce(placed.placed_earliest, 'infinity'::timestamp) as placed_from,
        placed.ice_hold,
        slack_bookings_notifications as notice_slack,
        slack_bookings_holds as hold_slack,
        covers(coverage_by_log.notifications, booked_earliest, released_latest) as notices_cover,
        covers(coverage_by_log.holds, booked_earliest, released_latest) as holds_cover,
        coalesce(notice_doubt.is_unreadable, false) or coalesce(hold_doubt.is_unreadable, false) as is_unreadable,
        coalesce(notice_doubt.is_near, false) or coalesce(hold_doubt.is_near, false) as is_near,
        released_is_ambiguous
        or coalesce(notices.repeats, false)
        or coalesce(placed.repeats, false) as any_repeats
    from stays
    cross join settings
    cross join coverage_by_log
    left join stay_notices as notices using (booking_id)
    left join placed using (booking_id)
    left join records_in_doubt as notice_doubt
        on notice_doubt.log_name = 'notifications' and stays.booking_id = notice_doubt.booking_id
    left join records_in_doubt as hold_doubt
        on hold_doubt.log_name = 'holds' and stays.booking_id = hold_doubt.booking_id
    where
        release_reason = 'to_ice'
        and may_fall_in(released_on, released_until, period_first, period_last)
)

select
    *,
    notices_cover and holds_cover and not is_unreadable and not is_near as is_whole,
    surely_before(notice_latest, released_earliest, notice_slack)
    or surely_before(placed_latest, released_earliest, hold_slack) as is_sure,
    possibly_before(notice_from, released_latest, notice_slack)
    or possibly_before(placed_from, released_latest, hold_slack) as is_possible,
    surely_before(unwidened_latest, released_earliest, 0)
    or surely_before(placed_latest, released_earliest, 0) as is_sure_without_clock_error,
    unwidened_from < released_latest or placed_from < released_latest as is_possible_without_clock_error,
    unreadable_until < released_earliest as is_unreadable_evidence
from sides
