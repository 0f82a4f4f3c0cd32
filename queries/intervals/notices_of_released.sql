/*
item = "booking_id"
description = "Stays released in the period with a hit that may have come before, and their first notice."
materialized = true
*/
with sides as (
    select
        stays.*,
        hits.hit_check,
        notices.notice_earliest,
        coalesce(notices.notice_earliest, 'infinity'::timestamp) as notice_from,
        notices.notice_latest,
        slack_bookings_notifications as slack,
        surely_before(hits.hit_latest, released_earliest, slack_bookings_checks) as hit_is_sure,
        surely_before(hits.hit_latest, released_earliest, 0) as hit_is_sure_without_clock_error,
        covers(coverage_by_log.notifications, booked_earliest, released_latest) as is_covered,
        unreadable.booking_id is not null as is_unreadable,
        hits.misses,
        hits.repeats or coalesce(notices.repeats, false) or released_is_ambiguous as repeats,
        coalesce(notices.possible_notice, notices.sure_notice) as shown
    from stays
    inner join stay_hits as hits using (booking_id)
    cross join settings
    cross join coverage_by_log
    left join stay_notices as notices using (booking_id)
    left join unreadable on unreadable.log_name = 'notifications' and stays.booking_id = unreadable.booking_id
    where
        released_on between period_first and period_last
        and possibly_before(hits.hit_earliest, released_latest, slack_bookings_checks)
)

select
    *,
    notice_from < released_latest as is_possible_without_clock_error,
    before_outcome(
        notice_from, notice_latest, released_earliest, released_latest, slack,
        hit_is_sure and is_covered and not is_unreadable
    ) as outcome,
    before_outcome(
        notice_from, notice_latest, released_earliest, released_latest, 0,
        hit_is_sure_without_clock_error and is_covered and not is_unreadable
    ) as without_clock
from sides
