/*
item = "check_id"
description = "Checks completed, else requested, on a local day of the period."
*/
select check_id as item
from records.checks
cross join settings
where
    standing
    and may_fall_in(
        coalesce(completed_at_on, requested_at_on),
        case when completed_at_on is null then requested_at_until else completed_at_until end,
        period_first,
        period_last
    )
