/*
item = "booking_id"
description = "Stays that were vetted before release, and when the checks that show it were written down."
materialized = true
*/
with sides as (
    select
        vetting.booking_id,
        vetting.released_earliest,
        vetting.released_latest,
        vetting.slack,
        vetting.is_unreadable,
        vetting.is_near,
        vetting.delivery_id,
        vetting.line,
        min(checks.recorded_latest) as recorded_latest,
        min(coalesce(checks.recorded_earliest, '-infinity'::timestamp)) as recorded_earliest,
        coalesce(min(checks.recorded_earliest), '-infinity'::timestamp) as known_earliest,
        bool_or(checks.recorded_earliest is null) as misses,
        bool_or(checks.recorded_repeats or vetting.released_is_ambiguous) as repeats,
        min_by(
            struct_pack(delivery_id := checks.delivery_id, line := checks.line),
            row(coalesce(checks.recorded_latest, 'infinity'::timestamp), checks.check_id)
        ) as first_check
    from vetting
    inner join vetting_checks as checks using (booking_id)
    where
        vetting.outcome = 'met'
        and vetting.in_scope
        and not vetting.ended_without_release
        and not vetting.booking_is_unreadable
        and not vetting.is_between_periods
        and checks.is_final
        and checks.counts_surely
        and not checks.is_too_early
        and not checks.correction_is_unreadable
        and surely_before(checks.done_latest, vetting.released_earliest, vetting.slack)
    group by all
)

select
    *,
    three_valued_outcome(
        surely_before(recorded_latest, released_earliest, slack),
        not surely_before(released_latest, recorded_earliest, slack),
        not is_near and not is_unreadable
    ) as outcome,
    three_valued_outcome(
        surely_before(recorded_latest, released_earliest, 0),
        not surely_before(released_latest, recorded_earliest, 0),
        not is_near and not is_unreadable
    ) as without_clock,
    three_valued_outcome(
        surely_before(recorded_latest, released_earliest, slack),
        not surely_before(released_latest, known_earliest, slack),
        not is_near and not is_unreadable
    ) as without_missing,
    surely_before(released_latest, recorded_earliest, 0) as is_surely_late_without_clock_error
from sides
