/*
title          = "No id stands twice"
description           = "No log has two different rows under one id in the newest delivery that names it, and no booking number names two stays."
cannot_exclude = "One event written down twice under two ids."
follow_up           = "Ask which of the two rows is right and have the file delivered again."
needs          = ["bookings"]
tested         = "select count(*) from core_rows"
*/
select
    log_name || ':' || key as item,
    'two_rows_one_id' as what
from doubled_keys
union all
select
    log || ':line ' || line as item,
    'number_of_another_stay' as what
from records.quarantine
where unmended and list_contains(reasons, 'number_of_another_stay')
