/*
item = "interview_id"
description = "Interviews held on a local day of the period."
*/
select interview_id as item
from records.interviews
cross join settings
where standing and held_at_on between period_first and period_last
