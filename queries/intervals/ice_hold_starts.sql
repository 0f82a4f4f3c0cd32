/*
item = "hold_id, start"
description = "When each ICE hold was placed and, if it was, served."
*/
select
    holds.hold_id,
    holds.booking_id,
    lost.key is not null as correction_is_unreadable,
    true as is_placing,
    placed_at_earliest as earliest,
    placed_at_latest as latest,
    placed_at_repeat is not null as repeats,
    holds.delivery_id,
    holds.line
from records.holds as holds
left join unreadable_corrections as lost on lost.log_name = 'holds' and holds.key = lost.key
where holds.standing and is_ice_hold(kind)
union all
select
    holds.hold_id,
    holds.booking_id,
    lost.key is not null as correction_is_unreadable,
    false as is_placing,
    served_at_earliest as earliest,
    served_at_latest as latest,
    served_at_repeat is not null as repeats,
    holds.delivery_id,
    holds.line
from records.holds as holds
left join unreadable_corrections as lost on lost.log_name = 'holds' and holds.key = lost.key
where holds.standing and is_ice_hold(kind) and served_at_text is not null
