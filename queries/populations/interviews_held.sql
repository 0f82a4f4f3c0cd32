/*
item = "interview_id"
description = "Interviews held on a local day of the period."
*/
select interview_id as item
from records.interviews
cross join settings
where standing and may_fall_in(held_at_on, held_at_until, period_first, period_last)
