/*
item = "booking_id"
description = "Released stays with their first final check, and what each cause of doubt would leave undecided if it fell away."
materialized = true
*/
with sides as (
    select
        stays.booking_id,
        stays.in_scope,
        stays.ended_without_release,
        stays.booked_earliest,
        stays.booked_latest,
        stays.released_earliest,
        stays.released_latest,
        stays.released_dst_gap,
        stays.released_is_ambiguous,
        stays.delivery_id,
        stays.line,
        stay_checks.* exclude (booking_id),
        slack_bookings_checks as slack,
        coalesce(final_count, 0) as finals,
        covers(coverage_by_log.checks, booked_earliest, released_latest) as is_covered,
        unreadable.booking_id is not null as is_unreadable,
        covers(coverage_by_log.checks, booked_earliest, released_latest)
        and unreadable.booking_id is null as absence_counts,
        coalesce(first_earliest, 'infinity'::timestamp) as first_from,
        coalesce(first_earliest_late, 'infinity'::timestamp) as first_from_late,
        coalesce(first_known_earliest, 'infinity'::timestamp) as first_known_from,
        released_earliest + released_dst_gap as released_late,
        released_latest - released_dst_gap as released_early
    from stays
    cross join settings
    cross join coverage_by_log
    left join stay_checks using (booking_id)
    left join unreadable on unreadable.log_name = 'checks' and stays.booking_id = unreadable.booking_id
    where released_on between period_first and period_last
)

-- What a cause of doubt hides is asked only where there is doubt.
select
    booking_id,
    in_scope,
    ended_without_release,
    booked_earliest,
    booked_latest,
    released_earliest,
    released_latest,
    released_is_ambiguous,
    delivery_id,
    line,
    slack,
    finals,
    is_covered,
    is_unreadable,
    absence_counts,
    first_from,
    first_latest,
    first_known_earliest,
    first_known_latest,
    misses,
    sure_check,
    possible_check,
    earliest_check,
    before_outcome(first_from, first_latest, released_earliest, released_latest, slack, absence_counts) as outcome,
    repeats or released_is_ambiguous as any_repeats,
    case when outcome = 'undetermined' then
        before_outcome(first_from, first_latest, released_earliest, released_latest, 0, absence_counts)
    end as without_clock,
    case when outcome = 'undetermined' then
        before_outcome(first_known_from, first_known_latest, released_earliest, released_latest, slack, absence_counts)
    end as without_missing,
    case when outcome = 'undetermined' then
        before_outcome(first_from, first_latest_early, released_earliest, released_early, slack, absence_counts)
        <> 'undetermined'
        and before_outcome(first_from, first_latest_early, released_late, released_latest, slack, absence_counts)
        <> 'undetermined'
        and before_outcome(first_from_late, first_latest, released_earliest, released_early, slack, absence_counts)
        <> 'undetermined'
        and before_outcome(first_from_late, first_latest, released_late, released_latest, slack, absence_counts)
        <> 'undetermined'
    end as by_reading,
    first_from < released_latest as is_possible_without_clock_error
from sides
