/*
item = "facility_id"
description = "Whether, of each facility whose head counts lie in the period, some event surely lies between two neighbouring counts: else no count could contradict."
materialized = true
*/
select
    facility_id,
    sum(move_count) > 0 as has_moves,
    sum(sure_count) > 0 as is_checked
from census_steps
cross join settings
where to_latest >= period_earliest and from_earliest <= period_latest
group by facility_id
