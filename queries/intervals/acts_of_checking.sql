/*
item = "check_id"
description = "Checks made in the period, with the stay they belong to and the authority of the officer."
*/
select
    checks_in_window.*,
    crosses_a_bound(moment_on, moment_until, period_first, period_last) as is_between_periods
from checks_in_window
cross join settings
where may_fall_in(moment_on, moment_until, period_first, period_last)
