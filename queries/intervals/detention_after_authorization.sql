/*
item = "booking_id"
description = "Stays released in the period: how long after the release was authorised, and what holds surely or possibly justify."
*/
select
    detention_in_window.*,
    crosses_a_bound(released_on, released_until, period_first, period_last) as is_between_periods
from detention_in_window
cross join settings
where may_fall_in(released_on, released_until, period_first, period_last)
