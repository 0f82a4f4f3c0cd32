/*
item = "complaint_id"
description = "Complaints received on a local day of the period."
*/
select complaint_id as item
from records.complaints
cross join settings
where standing and may_fall_in(received_at_on, received_at_until, period_first, period_last)
