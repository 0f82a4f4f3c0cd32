/*
item = "kind of act and its id"
description = "Checks made, notices sent to ICE and ICE holds placed on a local day of the period."
*/
select concat('check:', check_id) as item
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
union all
select concat('notification:', notification_id) as item
from records.notifications
cross join settings
where standing and may_fall_in(sent_at_on, sent_at_until, period_first, period_last)
union all
select concat('hold:', hold_id) as item
from records.holds
cross join settings
where
    standing
    and is_ice_hold(kind)
    and may_fall_in(placed_at_on, placed_at_until, period_first, period_last)
