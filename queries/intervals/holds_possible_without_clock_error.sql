/*
item = "booking_id, hold"
description = "Time in which a warrant, another agency or a sentence may have kept a person, by the holds' own clock."
*/
select
    booking_id as owner,
    placed_at_earliest as earliest,
    coalesce(lifted_at_latest, 'infinity'::timestamp) as latest
from records.holds
where standing and is_ground_for_custody(kind)
