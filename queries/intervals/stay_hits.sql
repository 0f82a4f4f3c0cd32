/*
item = "booking_id"
description = "What is known of each stay's wanted checks: the earliest of them that did not surely come before the booking."
materialized = true
*/
select
    booking_id,
    min(done_earliest) filter (where not is_too_early) as hit_earliest,
    min(done_latest) filter (where not is_too_early and not correction_is_unreadable) as hit_latest,
    min(done_earliest) filter (where not is_too_early_without_clock_error) as hit_earliest_without_clock_error,
    min(done_latest) filter (where not is_too_early_without_clock_error and not correction_is_unreadable)
        as hit_latest_without_clock_error,
    min(done_latest) filter (where not is_too_early_without_clock_error and correction_is_unreadable)
        as unreadable_latest,
    min(done_earliest) as any_earliest,
    coalesce(min(moment_on) filter (where not is_too_early), min(moment_on)) as hit_on,
    coalesce(
        min(coalesce(moment_until, moment_on)) filter (where not is_too_early), min(coalesce(moment_until, moment_on))
    ) as hit_until,
    bool_or(correction_is_unreadable) as correction_is_unreadable,
    coalesce(bool_or(done_repeats) filter (where not is_too_early_without_clock_error), false) as repeats,
    coalesce(bool_or(end_missing) filter (where not is_too_early_without_clock_error), false) as misses,
    min_by(struct_pack(delivery_id := delivery_id, line := line), row(is_too_early, done_earliest, check_id))
        as hit_check
from vetting_checks
where is_hit
group by booking_id
