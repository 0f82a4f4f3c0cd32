/*
item = "booking_id"
description = "Each stay's holds: the time they surely and possibly justify, joined, and when an ICE hold may have stood."
materialized = true
*/
with ice as (
    select
        booking_id as owner,
        list(struct_pack(
            earliest := placed_at_earliest - to_microseconds(slack_bookings_holds),
            latest := coalesce(lifted_at_latest + to_microseconds(slack_bookings_holds), 'infinity'::timestamp)
        )) as ice_spans,
        min_by(struct_pack(delivery_id := delivery_id, line := line), row(placed_at_earliest, hold_id)) as ice_hold
    from records.holds
    cross join settings
    where standing and is_ice_hold(kind)
    group by booking_id
),

doubtful as (
    select
        holds.booking_id as owner,
        bool_or(lost.key is not null and not is_ice_hold(holds.kind)) as may_be_revised,
        bool_or(holds.placed_at_repeat is not null or holds.lifted_at_repeat is not null) as repeats
    from records.holds as holds
    left join unreadable_corrections as lost on lost.log_name = 'holds' and holds.key = lost.key
    where holds.standing
    group by holds.booking_id
)

select
    doubtful.owner as booking_id,
    doubtful.repeats,
    doubtful.may_be_revised,
    sure.spans as sure_spans,
    possible.spans as possible_spans,
    sure_without_clock_error.spans as sure_spans_without_clock_error,
    possible_without_clock_error.spans as possible_spans_without_clock_error,
    ice.ice_spans,
    ice.ice_hold
from doubtful
left join joined_spans('holds_possible') as possible using (owner)
left join joined_spans('holds_sure') as sure using (owner)
left join joined_spans('holds_possible_without_clock_error') as possible_without_clock_error using (owner)
left join joined_spans('holds_sure_without_clock_error') as sure_without_clock_error using (owner)
left join ice using (owner)
