/*
title       = "The last twelve months: vetting before release"
description = "The outcomes of the headline control, a month of release at a time, over the twelve months that end with the period; decided again from the records held today. A release that may be of several months is undetermined in each."
cannot_see  = "What an earlier edition said with the records it had. `reporter history` shows that."
shape       = "months of vetting"
control     = "vetted_before_release"
needs       = ["bookings", "checks"]
*/
select
    vetting_in_window.*,
    released_on as first_day,
    released_until as last_day,
    crosses_a_month(released_on, released_until, period_last) as is_between_periods
from vetting_in_window
cross join settings
