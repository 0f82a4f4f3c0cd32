/*
title       = "The last twelve months: officers' authority"
description = "The outcomes of the control on officers' authority, as `trend_scope` has them of scope."
cannot_see  = "What an earlier edition said with the records it had. `reporter history` shows that."
shape       = "months of acts_of_checking"
control     = "officer_authorized"
needs       = ["checks", "authorizations"]
*/
select
    checks_in_window.*,
    moment_on as first_day,
    moment_until as last_day,
    crosses_a_month(moment_on, moment_until, period_last) as is_between_periods
from checks_in_window
cross join settings
