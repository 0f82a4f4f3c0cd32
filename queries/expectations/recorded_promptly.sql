/*
title          = "Events were written down promptly"
description           = "No record was made later after its event than the policy's limit."
cannot_exclude = "A recording time that was itself set back."
follow_up           = "Ask who made the late entries, and why."
needs          = ["bookings"]
tested         = "select count(*) from core_moments where recorded_earliest is not null"
*/
select
    log_name || ':' || key as item,
    'recorded_late' as what,
    log_name,
    delivery_id,
    line,
    earliest,
    recorded_earliest as latest
from core_moments
cross join settings
where recorded_earliest - to_microseconds(record_within) > latest
