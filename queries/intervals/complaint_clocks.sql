/*
item = "complaint_id"
description = "Complaints received in the period: both ends of their times by the clock that stands still at weekends."
*/
select
    moments.complaint_id,
    any_value(worked) filter (where what = 'received_earliest') as received_earliest,
    any_value(worked) filter (where what = 'received_latest') as received_latest,
    any_value(worked) filter (where what = 'forwarded_earliest') as forwarded_earliest,
    any_value(worked) filter (where what = 'forwarded_latest') as forwarded_latest
from complaint_moments as moments
inner join records.complaints as complaints using (complaint_id)
cross join settings
where
    complaints.standing
    and may_fall_in(complaints.received_at_on, complaints.received_at_until, period_first, period_last)
group by moments.complaint_id
