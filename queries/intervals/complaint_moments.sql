/*
item = "complaint_id, what"
says = "Both ends of the times of each complaint, by the clock that stands still at weekends."
*/
with moments as (
    select
        complaint_id,
        unnest(['received_earliest', 'received_latest', 'forwarded_earliest', 'forwarded_latest']) as what,
        unnest([received_at_earliest, received_at_latest, forwarded_at_earliest, forwarded_at_latest]) as moment
    from records.complaints
    where standing
)

select
    moments.complaint_id,
    moments.what,
    days.worked + (least(moments.moment, days.ends) - days.starts) as worked
from moments
inner join working_days as days on moments.moment >= days.starts and moments.moment < days.next_starts
