/*
item = "check_id"
description = "Checks completed, else requested, on a local day of the period."
*/
select check_id as item
from records.checks
cross join settings
where standing and coalesce(completed_at_on, requested_at_on) between period_first and period_last
