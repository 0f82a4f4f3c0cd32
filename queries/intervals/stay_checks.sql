/*
item = "booking_id"
description = "What is known of the first final check of each stay in play, under each reading of the doubtful times."
materialized = true
*/
-- A check that surely came before the booking is no check of the stay; one that a row which could not be read may have
-- changed shows nothing surely.
with kinds as (
    select
        *,
        is_final and counts_possibly and not is_too_early as may_count,
        is_final and counts_surely and not is_too_early and not correction_is_unreadable as does_count,
        is_final and counts_possibly and not is_too_early_without_clock_error as may_count_without_clock_error
    from vetting_checks
    where is_in_play
)

select
    booking_id,
    count(*) filter (where not is_too_early) as check_count,
    count(*) filter (where may_count) as final_count,
    min(done_latest) filter (where does_count) as first_latest,
    min(done_earliest) filter (where may_count) as first_earliest,
    min(done_latest) filter (where does_count and not end_missing) as first_known_latest,
    min(done_earliest) filter (where may_count and not end_missing) as first_known_earliest,
    min(done_latest) filter (where does_count and not is_too_early_without_clock_error) as unwidened_latest,
    min(done_earliest) filter (where may_count_without_clock_error) as unwidened_earliest,
    min(done_latest) filter (
        where may_count_without_clock_error and counts_surely and correction_is_unreadable
    ) as unreadable_latest,
    min(done_latest) filter (
        where may_count_without_clock_error and not counts_surely
    ) as unauthorized_latest,
    min(done_latest) filter (
        where may_count_without_clock_error and not counts_surely and authority_is_unreadable
    ) as unreadable_authority_latest,
    bool_or(is_final and counts_possibly and is_too_early) as comes_too_early,
    bool_or(is_final and counts_possibly and is_too_early_without_clock_error) as comes_too_early_without_clock_error,
    bool_or(done_repeats) filter (where may_count_without_clock_error) as repeats,
    bool_or(end_missing) filter (where may_count_without_clock_error) as misses,
    min_by(struct_pack(delivery_id := delivery_id, line := line), row(done_latest, check_id))
        filter (where does_count) as sure_check,
    min_by(struct_pack(delivery_id := delivery_id, line := line), row(done_earliest, check_id))
        filter (where may_count) as possible_check,
    min_by(struct_pack(delivery_id := delivery_id, line := line), row(done_earliest, check_id)) as earliest_check
from kinds
group by booking_id
