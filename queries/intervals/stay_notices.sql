/*
item = "booking_id"
description = "What is known of each stay's notices to ICE: the earliest of them."
materialized = true
*/
select
    booking_id,
    min(sent_at_earliest) as notice_earliest,
    min(sent_at_latest) as notice_latest,
    bool_or(sent_at_repeat is not null) as repeats,
    min_by(struct_pack(delivery_id := delivery_id, line := line), row(sent_at_latest, notification_id)) as sure_notice,
    min_by(struct_pack(delivery_id := delivery_id, line := line), row(sent_at_earliest, notification_id))
        as possible_notice
from records.notifications
where standing
group by booking_id
