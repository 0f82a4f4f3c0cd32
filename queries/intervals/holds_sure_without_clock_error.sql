/*
item = "booking_id, hold"
description = "Time in which a warrant, another agency or a sentence surely kept a person, by the holds' own clock."
*/
select
    booking_id as owner,
    placed_at_latest as earliest,
    coalesce(lifted_at_earliest, 'infinity'::timestamp) as latest
from records.holds
where
    standing
    and not exists (
        select 1
        from unreadable_corrections as lost
        where lost.log_name = 'holds' and lost.key = holds.key
    )
    and is_ground_for_custody(kind)
