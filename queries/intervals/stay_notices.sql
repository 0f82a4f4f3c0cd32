/*
item = "booking_id"
description = "What is known of each stay's notices to ICE: the earliest of them that did not surely come before the booking."
materialized = true
*/
with sent as (
    select
        notices.*,
        lost.key is not null as correction_is_unreadable,
        surely_before(
            notices.sent_at_latest, stays.booked_earliest, slack_bookings_notifications + check_before_booking
        ) as is_too_early,
        surely_before(notices.sent_at_latest, stays.booked_earliest, check_before_booking)
            as is_too_early_without_clock_error
    from records.notifications as notices
    cross join settings
    left join stays on notices.booking_id = stays.booking_id
    left join unreadable_corrections as lost on lost.log_name = 'notifications' and notices.key = lost.key
    where notices.standing
)

select
    booking_id,
    min(sent_at_earliest) filter (where not is_too_early) as notice_earliest,
    min(sent_at_latest) filter (where not is_too_early and not correction_is_unreadable) as notice_latest,
    min(sent_at_earliest) filter (where not is_too_early_without_clock_error) as unwidened_earliest,
    min(sent_at_latest) filter (where not is_too_early_without_clock_error and not correction_is_unreadable)
        as unwidened_latest,
    min(sent_at_latest) filter (where not is_too_early_without_clock_error and correction_is_unreadable)
        as unreadable_latest,
    bool_or(is_too_early) as comes_too_early,
    bool_or(is_too_early_without_clock_error) as comes_too_early_without_clock_error,
    bool_or(sent_at_repeat is not null) filter (where not is_too_early_without_clock_error) as repeats,
    min_by(struct_pack(delivery_id := delivery_id, line := line), row(sent_at_latest, notification_id))
        filter (where not is_too_early) as sure_notice,
    min_by(struct_pack(delivery_id := delivery_id, line := line), row(sent_at_earliest, notification_id))
        filter (where not is_too_early) as possible_notice,
    min_by(struct_pack(delivery_id := delivery_id, line := line), row(is_too_early, sent_at_earliest, notification_id))
        as any_notice
from sent
group by booking_id
