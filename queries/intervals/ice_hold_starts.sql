/*
item = "hold_id, start"
description = "When each ICE hold was placed and, if it was, served."
*/
select
    hold_id,
    booking_id,
    true as is_placing,
    placed_at_earliest as earliest,
    placed_at_latest as latest,
    placed_at_repeat is not null as repeats,
    delivery_id,
    line
from records.holds
where standing and kind in ('ice_detainer', 'ice_warrant')
union all
select
    hold_id,
    booking_id,
    false as is_placing,
    served_at_earliest as earliest,
    served_at_latest as latest,
    served_at_repeat is not null as repeats,
    delivery_id,
    line
from records.holds
where standing and kind in ('ice_detainer', 'ice_warrant') and served_at_text is not null
