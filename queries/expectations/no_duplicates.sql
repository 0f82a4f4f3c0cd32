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
    'two_rows_one_id' as what,
    log_name,
    delivery_id,
    line,
    earliest,
    latest
from doubled_keys
union all
select
    log_name || ':line ' || line as item,
    case
        when list_contains(reasons, 'number_of_another_stay') then 'number_of_another_stay'
        else 'id_of_another_stay'
    end as what,
    log_name,
    delivery_id,
    line,
    earliest,
    latest
from unread_rows
where list_contains(reasons, 'number_of_another_stay') or list_contains(reasons, 'id_of_another_stay')
