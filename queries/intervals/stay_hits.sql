/*
item = "booking_id"
description = "What is known of each stay's wanted checks: the earliest of them."
materialized = true
*/
select
    booking_id,
    min(done_earliest) as hit_earliest,
    min(done_latest) as hit_latest,
    min(moment_on) as hit_on,
    bool_or(done_repeats) as repeats,
    bool_or(end_missing) as misses,
    min_by(struct_pack(delivery_id := delivery_id, line := line), row(done_earliest, check_id)) as hit_check
from vetting_checks
where is_hit
group by booking_id
