/*
title          = "No id stands twice"
description           = "No log has two different rows under one id in the newest delivery that names it."
cannot_exclude = "One event written down twice under two ids."
follow_up           = "Ask which of the two rows is right and have the file delivered again."
needs          = ["bookings"]
tested         = "select count(*) from core_rows"
*/
select
    log_name || ':' || key as item,
    'two_rows_one_id' as what
from doubled_keys
