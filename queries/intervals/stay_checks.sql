/*
item = "booking_id"
description = "What is known of the first final check of each stay in play, under each reading of the doubtful times."
materialized = true
*/
select
    booking_id,
    count(*) filter (where is_final and counts_possibly) as final_count,
    min(done_latest) filter (where is_final and counts_surely) as first_latest,
    min(done_earliest) filter (where is_final and counts_possibly) as first_earliest,
    min(done_latest - done_repeat) filter (where is_final and counts_surely) as first_latest_early,
    min(done_earliest + done_repeat) filter (where is_final and counts_possibly) as first_earliest_late,
    min(done_latest) filter (where is_final and counts_surely and not end_missing) as first_known_latest,
    min(done_earliest) filter (where is_final and counts_possibly and not end_missing) as first_known_earliest,
    coalesce(bool_or(done_repeats) filter (where is_final), false) as repeats,
    coalesce(bool_or(end_missing) filter (where is_final), false) as misses,
    min_by(struct_pack(delivery_id := delivery_id, line := line), row(done_latest, check_id))
        filter (where is_final and counts_surely) as sure_check,
    min_by(struct_pack(delivery_id := delivery_id, line := line), row(done_earliest, check_id))
        filter (where is_final and counts_possibly) as possible_check,
    min_by(struct_pack(delivery_id := delivery_id, line := line), row(done_earliest, check_id)) as earliest_check
from vetting_checks
where is_in_play
group by booking_id
