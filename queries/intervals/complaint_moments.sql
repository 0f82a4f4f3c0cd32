/*
item = "complaint_id, what"
description = "Both ends of the times of each complaint, by the clock that stands still at weekends."
*/
with moments as (
    select
        complaint_id,
        unnest([
            struct_pack(what := 'received_earliest', moment := received_at_earliest),
            struct_pack(what := 'received_latest', moment := received_at_latest),
            struct_pack(what := 'forwarded_earliest', moment := forwarded_at_earliest),
            struct_pack(what := 'forwarded_latest', moment := forwarded_at_latest)
        ]) as side
    from records.complaints
    where standing
)

select
    moments.complaint_id,
    moments.side.what,
    days.worked + (least(moments.side.moment, days.ends) - days.starts) as worked
from moments
inner join working_days as days on moments.side.moment >= days.starts and moments.side.moment < days.next_starts
