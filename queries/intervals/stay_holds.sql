/*
item = "booking_id"
says = "Each stay's holds: the time they surely and possibly justify, joined, and when an ICE hold may have stood."
kept = true
*/
with ice as (
    select
        booking_id as owner,
        list(struct_pack(
            earliest := placed_at_earliest - to_microseconds(slack_bookings_holds),
            latest := coalesce(lifted_at_latest + to_microseconds(slack_bookings_holds), 'infinity'::timestamp)
        ) order by placed_at_earliest, hold_id) as ice_spans,
        min_by(struct_pack(delivery_id := delivery_id, line := line), row(placed_at_earliest, hold_id)) as ice_hold,
        min(placed_at_earliest) as ice_earliest,
        min(placed_at_latest) as ice_latest
    from records.holds
    cross join settings
    where standing and kind in ('ice_detainer', 'ice_warrant')
    group by booking_id
),

doubtful as (
    select
        booking_id as owner,
        bool_or(placed_at_repeat is not null or lifted_at_repeat is not null) as repeats
    from records.holds
    where standing
    group by booking_id
)

select
    doubtful.owner as booking_id,
    doubtful.repeats,
    sure.spans as sure_spans,
    possible.spans as possible_spans,
    sure_by_the_clocks.spans as sure_spans_by_the_clocks,
    possible_by_the_clocks.spans as possible_spans_by_the_clocks,
    ice.ice_spans,
    ice.ice_hold,
    ice.ice_earliest,
    ice.ice_latest
from doubtful
left join joined_spans('holds_possible') as possible using (owner)
left join joined_spans('holds_sure') as sure using (owner)
left join joined_spans('holds_possible_by_the_clocks') as possible_by_the_clocks using (owner)
left join joined_spans('holds_sure_by_the_clocks') as sure_by_the_clocks using (owner)
left join ice using (owner)
