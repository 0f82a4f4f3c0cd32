/*
item = "booking_id"
says = "Released stays: how long after the release was authorised, and what holds surely or possibly justify."
kept = true
*/
with sides as (
    select
        stays.*,
        holds.ice_hold,
        release_within,
        authorized_latest + to_microseconds(release_within) as limit_latest,
        authorized_earliest + to_microseconds(release_within) as limit_earliest,
        holds.sure_spans,
        holds.possible_spans,
        touches(holds.ice_spans, authorized_earliest, released_latest) as on_ice_hold,
        covers(covered.holds, authorized_earliest, released_latest) as is_covered,
        unreadable.booking_id is not null as is_unreadable,
        coalesce(holds.repeats, false)
        or released_repeat > interval 0 second
        or authorized_repeat is not null as repeats,
        slack_bookings_holds as slack
    from stays
    cross join settings
    cross join covered
    left join stay_holds as holds using (booking_id)
    left join unreadable on unreadable.log_name = 'holds' and stays.booking_id = unreadable.booking_id
    where released_on between period_first and period_last
)

select
    *,
    took_at_most(
        authorized_earliest, authorized_latest, released_earliest, released_latest, release_within, 0
    ) as taken,
    covers(sure_spans, limit_earliest, released_latest) as surely_held,
    covers(possible_spans, limit_latest, released_earliest) as possibly_held
from sides
