/*
title       = "The last twelve months: checks within scope"
description = "The outcomes of the control on the scope of checks, a month of the check at a time, over the twelve months that end with the period; decided again from the records held today. A check that may be of several months is undetermined in each."
cannot_see  = "What an earlier edition said with the records it had. `reporter history` shows that."
shape       = "months of acts_of_checking"
control     = "check_in_scope"
needs       = ["bookings", "checks"]
*/
select
    checks_in_window.*,
    moment_on as first_day,
    moment_until as last_day,
    crosses_a_month(moment_on, moment_until, period_last) as is_between_periods
from checks_in_window
cross join settings
