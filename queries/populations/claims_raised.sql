/*
item = "claim_id"
description = "Claims of citizenship raised on a local day of the period."
*/
select claim_id as item
from records.claims
cross join settings
where standing and raised_at_on between period_first and period_last
