/*
title       = "The last twelve months: held too long"
description = "The outcomes of the control on release after it was authorised, as `trend` has them of vetting."
cannot_see  = "What an earlier edition said with the records it had. `reporter history` shows that."
shape       = "months of detention_after_authorization"
control     = "not_held_too_long"
needs       = ["bookings"]
*/
select
    detention_in_window.*,
    released_on as first_day,
    released_until as last_day,
    crosses_a_month(released_on, released_until, period_last) as is_between_periods
from detention_in_window
cross join settings
