/*
item = "claim_id"
description = "Claims of citizenship raised in the period, and how long their report took."
materialized = true
*/
select
    claims.claim_id,
    claims.reported_at_text is null as is_unreported,
    lost.key is not null as correction_is_unreadable,
    crosses_a_bound(claims.raised_at_on, claims.raised_at_until, period_first, period_last) as is_between_periods,
    claims.delivery_id,
    claims.line,
    claims.raised_at_repeat is not null or claims.reported_at_repeat is not null as repeats,
    claims.reported_at_text is not null
    or covers(
        coverage_by_log.claims, claims.raised_at_earliest, claims.raised_at_latest + to_microseconds(claim_within)
    ) as absence_counts,
    within_limit_outcome(
        claims.raised_at_earliest,
        claims.raised_at_latest,
        coalesce(claims.reported_at_earliest, 'infinity'::timestamp),
        coalesce(claims.reported_at_latest, 'infinity'::timestamp),
        claim_within,
        0
    ) as taken
from records.claims as claims
cross join settings
cross join coverage_by_log
left join unreadable_corrections as lost on lost.log_name = 'claims' and claims.key = lost.key
where
    claims.standing
    and may_fall_in(claims.raised_at_on, claims.raised_at_until, period_first, period_last)
