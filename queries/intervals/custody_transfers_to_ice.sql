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
        bool_or(
            may_coincide(earliest, latest, released_earliest, released_latest, slack_bookings_holds)
            and is_known_to_the_minute(earliest, latest)
            and not correction_is_unreadable
        ) and is_known_to_the_minute(any_value(released_earliest), any_value(released_latest)) as known_moment,
        bool_or(
            may_coincide(earliest, latest, released_earliest, released_latest, 0)
            and is_known_to_the_minute(earliest, latest)
            and not correction_is_unreadable
        ) and is_known_to_the_minute(any_value(released_earliest), any_value(released_latest))
            as known_without_clock_error,
        bool_or(may_coincide(
            earliest,
            latest,
            released_earliest - interval 1 hour,
            released_latest + interval 1 hour,
            slack_bookings_holds
        )) as is_close,
        bool_or(may_coincide(
            earliest, latest, released_earliest - interval 1 hour, released_latest + interval 1 hour, 0
        )) as is_close_without_clock_error,
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
        crosses_a_bound(released_on, released_until, period_first, period_last) as is_between_periods,
        starts.* exclude (booking_id),
        coalesce(moves.surely_moved, false) as surely_moved,
        coalesce(moves.possibly_moved, false) as possibly_moved,
        coalesce(moves.surely_moved_without_clock_error, false) as surely_moved_without_clock_error,
        coalesce(moves.possibly_moved_without_clock_error, false) as possibly_moved_without_clock_error,
        covers(coverage_by_log.movements, coalesce(authorized_earliest, booked_earliest), released_latest)
            as movements_cover,
        covers(coverage_by_log.holds, released_earliest - interval 1 hour, released_latest + interval 1 hour)
            as holds_cover,
        coalesce(movement_doubt.is_unreadable, false) as movement_is_unreadable,
        coalesce(movement_doubt.is_near, false) as movement_is_near,
        coalesce(hold_doubt.is_unreadable, false) as hold_is_unreadable,
        coalesce(hold_doubt.is_near, false) as hold_is_near
    from stays
    cross join settings
    cross join coverage_by_log
    left join starts using (booking_id)
    left join movements_at_release as moves using (booking_id)
    left join records_in_doubt as movement_doubt
        on movement_doubt.log_name = 'movements' and stays.booking_id = movement_doubt.booking_id
    left join records_in_doubt as hold_doubt
        on hold_doubt.log_name = 'holds' and stays.booking_id = hold_doubt.booking_id
    where
        release_reason = 'to_ice'
        and may_fall_in(released_on, released_until, period_first, period_last)
),

-- Apart: each hold placed well before or after, and none served at the release but where the person was moved; or no
-- hold on record starts in the hour on either side, and the log would have it.
judged as (
    select
        *,
        coalesce(known_moment and not possibly_moved, false) as is_paper_change,
        coalesce(known_without_clock_error and not possibly_moved_without_clock_error, false)
            as is_paper_change_without_clock_error,
        not hold_is_unreadable and not hold_is_near and (
            coalesce(is_apart and (not same_moment or surely_moved), false)
            or holds_cover and not coalesce(is_close, false)
        ) as is_sure,
        not hold_is_unreadable and not hold_is_near and (
            coalesce(
                is_apart_without_clock_error and (not same_without_clock_error or surely_moved_without_clock_error),
                false
            )
            or holds_cover and not coalesce(is_close_without_clock_error, false)
        ) as is_sure_without_clock_error
    from sides
)

-- What the movements lack is asked for where their want makes the exception; what the holds lack, elsewhere.
select
    *,
    is_paper_change or is_paper_change_without_clock_error as lacks_movement,
    three_valued_outcome(
        is_sure, not is_paper_change, movements_cover and not movement_is_unreadable and not movement_is_near
    ) as outcome,
    three_valued_outcome(is_sure_without_clock_error, not is_paper_change_without_clock_error, true) as without_clock
from judged
