/*
item = "booking_id"
description = "Stays released in the twelve months that end with the period: how long after the release was authorised, and what holds surely or possibly justify."
materialized = true
*/
with sides as (
    select
        stays.booking_id,
        stays.booked_earliest,
        stays.authorized_earliest,
        stays.authorized_latest,
        stays.released_earliest,
        stays.released_latest,
        stays.ended_without_release,
        stays.booking_is_unreadable,
        stays.released_on,
        stays.released_until,
        stays.delivery_id,
        stays.line,
        holds.ice_hold,
        coalesce(holds.may_be_revised, false) as hold_may_be_revised,
        release_within,
        authorized_latest + to_microseconds(release_within + 1) as past_latest,
        authorized_earliest + to_microseconds(release_within + 1) as past_earliest,
        holds.sure_spans,
        holds.possible_spans,
        holds.sure_spans_without_clock_error,
        holds.possible_spans_without_clock_error,
        spans_overlap(holds.ice_spans, authorized_earliest, released_latest) as on_ice_hold,
        covers(coverage_by_log.holds, authorized_earliest, released_latest) as is_covered,
        coalesce(doubt.is_unreadable, false) as is_unreadable,
        coalesce(doubt.is_near, false) as is_near,
        coalesce(holds.repeats, false)
        or released_is_ambiguous
        or authorized_repeat is not null as repeats
    from stays
    cross join settings
    cross join coverage_by_log
    left join stay_holds as holds using (booking_id)
    left join records_in_doubt as doubt on doubt.log_name = 'holds' and stays.booking_id = doubt.booking_id
    where may_fall_in(released_on, released_until, least(period_first, trend_first), period_last)
)

select
    booking_id,
    booked_earliest,
    authorized_earliest,
    authorized_latest,
    released_earliest,
    released_latest,
    ended_without_release,
    booking_is_unreadable,
    released_on,
    released_until,
    ice_hold,
    on_ice_hold,
    is_covered,
    is_unreadable,
    is_near,
    hold_may_be_revised,
    repeats,
    delivery_id,
    line,
    within_limit_outcome(
        authorized_earliest, authorized_latest, released_earliest, released_latest, release_within, 0
    ) as taken,
    covers(sure_spans, past_earliest, released_latest) as surely_held,
    covers(possible_spans, past_latest, released_earliest) as possibly_held,
    covers(sure_spans_without_clock_error, past_earliest, released_latest) as surely_held_without_clock_error,
    covers(possible_spans_without_clock_error, past_latest, released_earliest) as possibly_held_without_clock_error
from sides
