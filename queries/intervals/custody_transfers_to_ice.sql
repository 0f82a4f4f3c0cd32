/*
item = "booking_id"
description = "Stays released to ICE in the period: how the starts of ICE holds lie to the release, and any movement between."
materialized = true
*/
with starts as (
    select
        stays.booking_id,
        bool_or(may_coincide(earliest, latest, released_earliest, released_latest, slack_bookings_holds))
            as same_moment,
        bool_or(may_coincide(earliest, latest, released_earliest, released_latest, 0)) as same_without_clock_error,
        bool_and(not may_coincide(
            earliest,
            latest,
            released_earliest - interval 1 hour,
            released_latest + interval 1 hour,
            slack_bookings_holds
        )) filter (where is_placing) as is_apart,
        bool_and(not may_coincide(
            earliest, latest, released_earliest - interval 1 hour, released_latest + interval 1 hour, 0
        )) filter (where is_placing) as is_apart_without_clock_error,
        bool_or(repeats) as repeats,
        min_by(
            struct_pack(delivery_id := starts.delivery_id, line := starts.line),
            row(
                not may_coincide(earliest, latest, released_earliest, released_latest, slack_bookings_holds),
                earliest, hold_id
            )
        ) as ice_hold
    from stays
    inner join ice_hold_starts as starts using (booking_id)
    cross join settings
    group by stays.booking_id
),

sides as (
    select
        stays.*,
        starts.* exclude (booking_id),
        coalesce(moves.surely_moved, false) as surely_moved,
        coalesce(moves.possibly_moved, false) as possibly_moved,
        coalesce(moves.surely_moved_without_clock_error, false) as surely_moved_without_clock_error,
        coalesce(moves.possibly_moved_without_clock_error, false) as possibly_moved_without_clock_error,
        coalesce(
            covers(coverage_by_log.movements, coalesce(authorized_earliest, booked_earliest), released_latest), false
        )
            as movements_cover,
        movement_unreadable.booking_id is not null as movement_is_unreadable,
        hold_unreadable.booking_id is not null as hold_is_unreadable
    from stays
    cross join settings
    cross join coverage_by_log
    left join starts using (booking_id)
    left join movements_at_release as moves using (booking_id)
    left join unreadable as movement_unreadable
        on movement_unreadable.log_name = 'movements' and stays.booking_id = movement_unreadable.booking_id
    left join unreadable as hold_unreadable
        on hold_unreadable.log_name = 'holds' and stays.booking_id = hold_unreadable.booking_id
    where release_reason = 'to_ice' and released_on between period_first and period_last
)

select
    *,
    same_moment and not possibly_moved
    or same_without_clock_error and not possibly_moved_without_clock_error as is_paper_change,
    three_valued_outcome(
        coalesce(is_apart and (not same_moment or surely_moved), false),
        not coalesce(same_moment and not possibly_moved, false),
        movements_cover and not movement_is_unreadable
    ) as outcome,
    three_valued_outcome(
        coalesce(
            is_apart_without_clock_error and (not same_without_clock_error or surely_moved_without_clock_error), false
        ),
        not coalesce(same_without_clock_error and not possibly_moved_without_clock_error, false),
        true -- a movement that could be missing is a reason of its own, and is asked for before the clocks
    ) as without_clock
from sides
