/*
item = "check_id"
description = "Checks in force that this edition asks for (of a stay in play, a hit, or made in the twelve months that the trend shows): when each was completed, and whether it counts."
materialized = true
*/
select
    checks.check_id,
    checks.booking_id,
    checks.officer_id,
    checks.result,
    checks.result = 'wanted' as is_hit,
    checks.completed_at_text is null as end_missing,
    earliest_completion(
        checks.completed_at_earliest,
        checks.requested_at_earliest,
        checks.recorded_at_earliest,
        checks.recorded_at_latest
    ) as done_earliest,
    latest_completion(checks.completed_at_text is not null, checks.completed_at_latest, checks.recorded_at_latest)
        as done_latest,
    checks.completed_at_repeat is not null as done_repeats,
    coalesce(checks.completed_at_earliest, checks.requested_at_earliest) as moment_earliest,
    coalesce(checks.completed_at_latest, checks.requested_at_latest) as moment_latest,
    coalesce(checks.completed_at_on, checks.requested_at_on) as moment_on,
    case when checks.completed_at_on is null then checks.requested_at_until else checks.completed_at_until end
        as moment_until,
    case
        when checks.completed_at_text is not null then checks.completed_at_repeat
        else checks.requested_at_repeat
    end is not null as moment_repeats,
    checks.recorded_at_earliest as recorded_earliest,
    checks.recorded_at_latest as recorded_latest,
    checks.recorded_at_repeat is not null as recorded_repeats,
    list_contains(final_results, checks.result) as is_final,
    may_fall_in(stays.released_on, stays.released_until, least(period_first, trend_first), period_last) as is_in_play,
    surely_before(
        latest_completion(
            checks.completed_at_text is not null, checks.completed_at_latest, checks.recorded_at_latest
        ),
        stays.booked_earliest, slack_bookings_checks + check_before_booking
    ) as is_too_early,
    surely_before(
        latest_completion(
            checks.completed_at_text is not null, checks.completed_at_latest, checks.recorded_at_latest
        ),
        stays.booked_earliest, check_before_booking
    ) as is_too_early_without_clock_error,
    lost.key is not null as correction_is_unreadable,
    authority_unreadable.officer_id is not null as authority_is_unreadable,
    coverage_by_log.authorizations_delivered
    and (
        not coverage_by_log.authorizations_declared
        or covers(
            coverage_by_log.authorizations,
            coalesce(checks.completed_at_earliest, checks.requested_at_earliest),
            coalesce(checks.completed_at_latest, checks.requested_at_latest)
        )
    ) as authorizations_cover,
    not require_authorized_officer or covers(
        officers.sure_spans,
        coalesce(checks.completed_at_earliest, checks.requested_at_earliest),
        coalesce(checks.completed_at_latest, checks.requested_at_latest)
    ) as counts_surely,
    not require_authorized_officer
    or checks.officer_id is null
    or checks.completed_at_text is null and checks.requested_at_text is null
    or authority_is_unreadable
    or not authorizations_cover
    or spans_overlap(
        officers.possible_spans,
        coalesce(checks.completed_at_earliest, checks.requested_at_earliest),
        coalesce(checks.completed_at_latest, checks.requested_at_latest)
    ) as counts_possibly,
    checks.delivery_id,
    checks.line
from records.checks as checks
cross join settings
cross join coverage_by_log
left join stays on checks.booking_id = stays.booking_id
left join unreadable_corrections as lost on lost.log_name = 'checks' and checks.key = lost.key
left join officers on checks.officer_id = officers.officer_id
left join unreadable_officers as authority_unreadable
    on authority_unreadable.log_name = 'authorizations' and checks.officer_id = authority_unreadable.officer_id
where
    checks.standing
    and (
        may_fall_in(stays.released_on, stays.released_until, least(period_first, trend_first), period_last)
        or checks.result = 'wanted'
        or may_fall_in(
            coalesce(checks.completed_at_on, checks.requested_at_on),
            case when checks.completed_at_on is null then checks.requested_at_until else checks.completed_at_until end,
            least(period_first, trend_first),
            period_last
        )
    )
