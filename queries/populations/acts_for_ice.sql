/*
item = "kind of act and its id"
description = "Checks made, notices sent to ICE and ICE holds placed on a local day of the period."
*/
select concat('check:', check_id) as item
from records.checks
cross join settings
where standing and coalesce(completed_at_on, requested_at_on) between period_first and period_last
union all
select concat('notification:', notification_id) as item
from records.notifications
cross join settings
where standing and sent_at_on between period_first and period_last
union all
select concat('hold:', hold_id) as item
from records.holds
cross join settings
where standing and kind in ('ice_detainer', 'ice_warrant') and placed_at_on between period_first and period_last
