/*
item = "booking_id"
description = "Stays released in the twelve months that end with the period, with their first final check, and what each cause of doubt would leave undecided if it fell away."
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
        stays.booking_is_unreadable,
        stays.released_on,
        stays.released_until,
        stays.delivery_id,
        stays.line,
        stay_checks.* exclude (booking_id),
        slack_bookings_checks as slack,
        coalesce(final_count, 0) as finals,
        covers(coverage_by_log.checks, booked_earliest, released_latest) as is_covered,
        coalesce(doubt.is_unreadable, false) as is_unreadable,
        coalesce(doubt.is_near, false) as is_near,
        coalesce(comes_too_early, false) as is_too_early,
        coalesce(comes_too_early_without_clock_error, false) as is_too_early_without_clock_error,
        covers(coverage_by_log.checks, booked_earliest, released_latest) and doubt.booking_id is null as is_whole,
        coalesce(unwidened_earliest, 'infinity'::timestamp) as unwidened_from,
        coalesce(unwidened_earliest < released_latest, false) as is_possible_without_clock_error,
        coalesce(first_earliest, 'infinity'::timestamp) as first_from,
        coalesce(first_known_earliest, 'infinity'::timestamp) as first_known_from,
        released_earliest + released_dst_gap as released_late,
        released_latest - released_dst_gap as released_early
    from stays
    cross join settings
    cross join coverage_by_log
    left join stay_checks using (booking_id)
    left join records_in_doubt as doubt on doubt.log_name = 'checks' and stays.booking_id = doubt.booking_id
    where may_fall_in(released_on, released_until, least(period_first, trend_first), period_last)
)

-- What a cause of doubt hides is asked only where there is doubt. Without the clocks' error absence counts: where it does
-- not, a cause that is named before says so.
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
    booking_is_unreadable,
    released_on,
    released_until,
    is_near,
    is_unreadable,
    coalesce(check_count, 0) as checks_of_the_stay,
    is_near and not is_possible_without_clock_error as lacks_link,
    is_too_early_without_clock_error and not is_possible_without_clock_error as is_only_too_early,
    is_unreadable and not is_possible_without_clock_error
    or surely_before(unreadable_latest, released_earliest, 0) as lacks_record,
    not is_covered and not is_possible_without_clock_error as lacks_cover,
    surely_before(unreadable_authority_latest, released_earliest, 0) as authority_is_unreadable,
    surely_before(unauthorized_latest, released_earliest, 0) as authority_is_in_doubt,
    is_whole and not is_too_early as absence_counts,
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
        before_outcome(unwidened_from, unwidened_latest, released_earliest, released_latest, 0, true)
    end as without_clock,
    case when outcome = 'undetermined' then
        before_outcome(first_known_from, first_known_latest, released_earliest, released_latest, slack, absence_counts)
    end as without_missing,
    -- By each reading of the release alone: where one of a check is in doubt, a missing end does not account for it, and the
    -- hour that came twice is named in any case.
    case when outcome = 'undetermined' then
        before_outcome(first_from, first_latest, released_earliest, released_early, slack, absence_counts)
        <> 'undetermined'
        and before_outcome(first_from, first_latest, released_late, released_latest, slack, absence_counts)
        <> 'undetermined'
    end as by_reading
from sides
