/*
item = "complaint_id"
description = "Complaints received on a local day of the period."
*/
select complaint_id as item
from records.complaints
cross join settings
where standing and received_at_on between period_first and period_last
