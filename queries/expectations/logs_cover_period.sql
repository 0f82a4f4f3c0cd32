/*
title          = "The logs cover the whole period"
description           = "The manifest says of each core log that it covers every day of the period."
cannot_exclude = "A manifest that promises more than the files hold."
follow_up           = "Ask for the missing days, or for a manifest that names them."
needs          = ["deliveries"]
tested         = "select count(*) from records.deliveries where standing"
told           = ["after_cover"]
*/
select
    core_logs.log_name as item,
    'period_not_covered' as what,
    core_logs.log_name,
    null::integer as delivery_id,
    null::bigint as line,
    null::timestamp as earliest,
    null::timestamp as latest
from core_logs
cross join settings
left join declared_coverage on core_logs.log_name = declared_coverage.owner
where not covers(declared_coverage.spans, period_earliest, period_latest)
union all
select
    log_name || ':' || key as item,
    what,
    log_name,
    delivery_id,
    line,
    earliest,
    latest
from odd_times
where what = 'after_cover'
