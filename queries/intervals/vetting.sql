/*
item = "booking_id"
says = "Released stays with their first final check, and what each cause of doubt would leave undecided if it fell away."
kept = true
*/
with sides as (
    select
        stays.*,
        stay_checks.* exclude (booking_id),
        slack_bookings_checks as slack,
        coalesce(final_count, 0) as finals,
        covers(covered.checks, booked_earliest, released_latest) as is_covered,
        unreadable.booking_id is not null as is_unreadable,
        covers(covered.checks, booked_earliest, released_latest) and unreadable.booking_id is null as absence_counts,
        coalesce(first_earliest, 'infinity'::timestamp) as first_from,
        coalesce(first_earliest_late, 'infinity'::timestamp) as first_from_late,
        coalesce(first_known_earliest, 'infinity'::timestamp) as first_known_from,
        released_earliest + released_repeat as released_late,
        released_latest - released_repeat as released_early
    from stays
    cross join settings
    cross join covered
    left join stay_checks using (booking_id)
    left join unreadable on unreadable.log_name = 'checks' and stays.booking_id = unreadable.booking_id
    where released_on between period_first and period_last
)

select
    *,
    came_before(first_from, first_latest, released_earliest, released_latest, slack, absence_counts) as outcome,
    came_before(first_from, first_latest, released_earliest, released_latest, 0, absence_counts) as without_clock,
    came_before(
        first_known_from, first_known_latest, released_earliest, released_latest, slack, absence_counts
    ) as without_missing,
    repeats or released_repeat > interval 0 second as any_repeats,
    came_before(first_from, first_latest_early, released_earliest, released_early, slack, absence_counts)
    <> 'undetermined'
    and came_before(first_from, first_latest_early, released_late, released_latest, slack, absence_counts)
    <> 'undetermined'
    and came_before(first_from_late, first_latest, released_earliest, released_early, slack, absence_counts)
    <> 'undetermined'
    and came_before(first_from_late, first_latest, released_late, released_latest, slack, absence_counts)
    <> 'undetermined' as by_reading,
    possibly_before(first_from, released_latest, slack) as is_possible,
    possibly_before(first_from, released_latest, 0) as is_possible_by_the_clocks
from sides
