/*
item = "claim_id"
description = "Claims of citizenship raised on a local day of the period."
*/
select claim_id as item
from records.claims
cross join settings
where standing and may_fall_in(raised_at_on, raised_at_until, period_first, period_last)
